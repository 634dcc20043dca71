//! Strings with escapes, and scalars that hold more than they seem to.

use std::ops::Range;

use memchr::memmem;

use super::{View, lines};
use crate::core::redact::outline::{Outline, Scalar, Style};

/// Returns the text of a scalar that may hold more than it seems: lines, escapes or a flow.
pub(in super::super) fn inside(scalar: &Scalar, text: &str) -> Option<View> {
    let (start, raw) = (scalar.range.start, &text[scalar.range.clone()]);
    let mut view = View::new();
    match scalar.style {
        Style::Block { indent } => push_unindented(&mut view, raw, start, indent),
        Style::Single if raw.contains('\n') => push_folded(&mut view, raw, start, scalar.style),
        Style::Double if raw.contains(['\\', '\n']) => {
            view.is_escaped = true;
            push_folded(&mut view, raw, start, scalar.style);
        }
        _ if raw.contains('{') => view.push(raw, start),
        _ => return None,
    }
    Some(view)
}

/// Returns a text with the escapes of JSON and YAML read.
pub(in super::super) fn unescaped(text: &str) -> String {
    let mut view = View::of_string();
    push_unescaped(&mut view, text, 0);
    view.text
}

/// Returns where the strings stand that have escapes in them.
pub(in super::super) fn escaped_strings(outline: &Outline<'_>, text: &str) -> Vec<Range<usize>> {
    let is_escaped = |scalar: &&Scalar| scalar.style == Style::Double && text[scalar.range.clone()].contains('\\');
    outline.scalars().filter(is_escaped).map(|scalar| scalar.range.clone()).collect()
}

/// Returns each string in quotes with escapes in it, wherever it stands in a line, as it reads by itself; the end may be
/// cut off.
pub(in super::super) fn quoted_strings(text: &str) -> Vec<View> {
    let bytes = text.as_bytes();
    let mut views = Vec::new();
    let mut read = 0;
    while let Some(slash) = memchr::memchr(b'\\', &bytes[read..]).map(|at| read + at) {
        let start = memchr::memrchr(b'\n', &bytes[read..slash]).map_or(read, |newline| read + newline + 1);
        let end = memchr::memchr(b'\n', &bytes[slash..]).map_or(bytes.len(), |newline| slash + newline);
        let mut at = start;
        while let Some(open) = memchr::memchr2(b'"', b'\\', &bytes[at..end]).map(|found| at + found) {
            let is_open = bytes[open] == b'"' && (open == start || b"=:([{, \t>".contains(&bytes[open - 1]));
            if !is_open {
                at = (open + 1 + usize::from(bytes[open] == b'\\')).min(end);
                continue;
            }
            let close = string_end(&bytes[open + 1..end]).map_or(end, |length| open + 1 + length);
            let inner = &text[open + 1..close];
            if inner.contains('\\') {
                let mut view = View::of_string();
                push_unescaped(&mut view, inner, open + 1);
                views.push(view);
            }
            at = (close + 1).min(end);
        }
        read = end;
    }
    views
}

/// Returns where the quote stands that ends a string.
pub(in super::super) fn string_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Returns each stretch of a line that is JSON with the escapes of a string, as it reads by itself.
pub(in super::super) fn escaped_json(text: &str) -> Vec<View> {
    let bytes = text.as_bytes();
    let mut views = Vec::new();
    let mut read = 0;
    for at in memmem::find_iter(bytes, b"{\\\"") {
        if at < read {
            continue;
        }
        // A quote without an escape ends the string that it stands in.
        let mut ends = memchr::memchr2_iter(b'\n', b'"', &bytes[at..]).map(|end| at + end);
        let end = ends.find(|end| bytes[end - 1] != b'\\').unwrap_or(bytes.len());
        read = end;
        let start = at - usize::from(text[..at].ends_with('['));
        let mut view = View::of_string();
        push_unescaped(&mut view, &text[start..end], start);
        views.push(view);
    }
    views
}

fn push_unindented(view: &mut View, raw: &str, start: usize, indent: usize) {
    for (at, line) in lines(raw) {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        // The first line begins behind its indentation.
        let cut = if at == 0 { 0 } else { spaces.min(indent) };
        view.push(&line[cut..], start + at + cut);
    }
}

/// Adds a quoted scalar as YAML reads it: the end of a line is a space, and each empty line behind it the end of one.
fn push_folded(view: &mut View, raw: &str, start: usize, style: Style) {
    let (mut ends, mut is_joined) = (0, true);
    for (at, line) in lines(raw) {
        let is_first = at == 0;
        let content = if is_first { line } else { line.trim_start_matches([' ', '\t']) };
        let from = start + at + line.len() - content.len();
        let is_last = !line.ends_with('\n');
        let content = if is_last { content } else { content.trim_end() };
        if content.is_empty() && !is_last {
            ends += usize::from(!is_first);
            continue;
        }
        if !is_joined {
            let joint = if ends == 0 { " " } else { "\n" };
            (0..ends.max(1)).for_each(|_| view.push_for(joint, start + at - 1, 1));
        }
        // A backslash at the end of a line joins the next one to it.
        let slashes = content.len() - content.trim_end_matches('\\').len();
        is_joined = style == Style::Double && !is_last && slashes % 2 == 1;
        ends = 0;
        if style == Style::Double {
            push_unescaped(view, &content[..content.len() - usize::from(is_joined)], from);
        } else {
            push_with_quotes(view, content, from);
        }
    }
}

/// Adds what stands in single quotes, where two of them are one.
fn push_with_quotes(view: &mut View, raw: &str, start: usize) {
    let mut at = 0;
    while let Some(quote) = raw[at..].find("''").map(|found| at + found) {
        view.push(&raw[at..quote], start + at);
        view.push_for("'", start + quote, 2);
        at = quote + 2;
    }
    view.push(&raw[at..], start + at);
}

pub(super) fn push_unescaped(view: &mut View, raw: &str, start: usize) {
    let mut at = 0;
    while let Some(slash) = raw[at..].find('\\').map(|found| at + found) {
        view.push(&raw[at..slash], start + at);
        let (text, length) = unescape(&raw[slash..]);
        view.push_for(&text, start + slash, length);
        at = slash + length;
    }
    view.push(&raw[at..], start + at);
}

/// Reads one escape of JSON or YAML: its text and its length in bytes.
fn unescape(raw: &str) -> (String, usize) {
    let mut chars = raw.chars().skip(1);
    let kind = chars.next().unwrap_or('\\');
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            return (plain_escape(raw, kind), 1 + kind.len_utf8().min(raw.len() - 1));
        }
    };
    let code = |hex: Option<&str>| u32::from_str_radix(hex?, 16).ok();
    let first = code(raw.get(2..2 + digits));
    if let Some(c) = first.and_then(char::from_u32) {
        return (c.to_string(), 2 + digits);
    }
    // `\ud83d\ude00`: JSON writes what does not fit into four digits in two halves.
    let second = || raw.get(6..8).filter(|start| *start == "\\u").and_then(|_| code(raw.get(8..12)));
    let halves = first
        .filter(|_| digits == 4)
        .and_then(|first| Some([u16::try_from(first).ok()?, u16::try_from(second()?).ok()?]));
    match halves.and_then(|halves| char::decode_utf16(halves).next()?.ok()) {
        Some(c) => (c.to_string(), 12),
        // Half of one, or no number at all: kept as it is.
        None => (raw[..2].to_owned(), 2),
    }
}

fn plain_escape(raw: &str, kind: char) -> String {
    match kind {
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        'r' => "\r".to_owned(),
        'b' | 'f' | 'a' | 'v' | '0' => " ".to_owned(),
        'e' => "\u{1b}".to_owned(),
        '\n' | '\r' => String::new(),
        _ if raw.len() == 1 => "\\".to_owned(),
        other => other.to_string(),
    }
}
