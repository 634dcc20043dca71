//! Private keys in PEM: whole, cut off, on one line with `\n` in it, or behind the prefixes of a log.

use std::ops::Range;

use memchr::memmem;

use super::{Class, Find, near, values};

const BEGIN: &str = "-----BEGIN ";
const BEGIN_SSH2: &str = "---- BEGIN ";
const PUTTY: &str = "Private-Lines: ";
const END: &str = "-----END";
const END_SSH2: &str = "---- END";
/// The longest key in bytes.
const LONGEST: usize = 64 << 10;

const DASHES: &str = "----";

/// The shortest line of key material in bytes, save the last one.
const SHORTEST_LINE: usize = 40;

/// Finds the body of each private key; certificates and public keys stay.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds: Vec<Find> = memmem::find_iter(bytes, BEGIN).flat_map(|at| key(text, at + BEGIN.len())).collect();
    finds.extend(memmem::find_iter(bytes, BEGIN_SSH2).flat_map(|at| key(text, at + BEGIN_SSH2.len())));
    finds.extend(memmem::find_iter(bytes, PUTTY).filter_map(|at| putty(text, at + PUTTY.len())));
    finds
}

/// The lines that `PuTTY` keeps a private key in, as many as it says.
fn putty(text: &str, at: usize) -> Option<Find> {
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let count: usize = text[at..at + digits].parse().ok()?;
    let behind = text[at + digits..].trim_start_matches(['\r', '\n', ' ']);
    let behind = behind.trim_start_matches("\\r").trim_start_matches("\\n");
    let start = text.len() - behind.len();
    let mut end = start;
    for line in behind.split_inclusive('\n').take(count) {
        let is_material = line.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\\".contains(&byte));
        if !is_material {
            break;
        }
        end += line.len();
    }
    let body = text[start..end].trim_end();
    (!body.is_empty()).then(|| Find::new(start..start + body.len(), Class::PrivateKey, "is a private key"))
}

fn key(text: &str, at: usize) -> Vec<Find> {
    let Some(label) = text[at..].find(DASHES) else {
        return Vec::new();
    };
    let start = at + label + text[at + label..].bytes().take_while(|byte| *byte == b'-').count();
    if !is_private(&text[at..at + label]) {
        return Vec::new();
    }
    let end = end_of(text, start);
    let start = behind_headers(text, start).min(end);
    let parts = material(text, start..end);
    let body: String = parts.iter().map(|part| &text[part.clone()]).collect::<Vec<_>>().join("\n");
    if values::is_reference(&body) {
        return Vec::new();
    }
    let find = |range| Find::new(range, Class::PrivateKey, "is a private key").of(body.clone());
    parts.into_iter().map(find).collect()
}

/// Leaves out what says how a key is encrypted: `Proc-Type: 4,ENCRYPTED`.
fn behind_headers(text: &str, start: usize) -> usize {
    let mut at = start;
    loop {
        let rest = text[at..].trim_start_matches(['\r', '\n', ' ']);
        let rest = ["\\r", "\\n"].iter().fold(rest, |rest, newline| rest.trim_start_matches(newline));
        let is_header = ["Proc-Type:", "DEK-Info:", "Comment:"].iter().any(|name| rest.starts_with(name));
        if !is_header {
            return if at == start { start } else { text.len() - rest.len() };
        }
        at = text.len() - rest.len() + rest.find(['\n', '\\']).unwrap_or(rest.len());
    }
}

/// Returns where the body that begins at an offset ends.
fn end_of(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    match rest.find(DASHES) {
        // What stands before the END on its own line is a prefix, not a part of the key.
        Some(end) if rest[end..].starts_with(END) || rest[end..].starts_with(END_SSH2) => {
            start + rest[..end].rfind('\n').unwrap_or(end)
        }
        _ => start + cut_len(rest),
    }
}

fn is_private(label: &str) -> bool {
    !label.contains('\n') && (label.contains("PRIVATE KEY") || label.contains("Static key"))
}

/// Returns the stretches of key material: one, unless each line has something of its own before it.
fn material(text: &str, body: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = body.start;
    for line in text[body.clone()].split_inclusive('\n') {
        let word = line.trim().rsplit(' ').next().unwrap_or_default();
        // `[truncated 128 bytes]`
        let is_note = line.trim_end().ends_with(']') && line.contains('[') && line.contains(' ');
        if !word.is_empty() && !is_note {
            let at = start + line.trim_end().len() - word.len();
            parts.push(at..at + word.len());
        }
        start += line.len();
    }
    let only_blank = |pair: &[Range<usize>]| text[pair[0].end..pair[1].start].trim().is_empty();
    match (parts.first(), parts.last()) {
        (Some(first), Some(last)) if parts.windows(2).all(only_blank) => {
            vec![trimmed(text, first.start..last.end)]
        }
        _ => parts,
    }
}

/// Leaves out the escapes and quotes at the ends of a key on one line.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let body = &text[range.clone()];
    let from = body.len() - body.trim_start_matches("\\r").trim_start_matches("\\n").len();
    let to = body.trim_end_matches("\\n").trim_end_matches("\\r").len();
    range.start + from..range.start + to.max(from)
}

/// Returns the length of key material without an end: lines of base64 after each other.
fn cut_len(rest: &str) -> usize {
    // On one line, with the escapes of its newlines.
    let line = near::first(rest, LONGEST).split('\n').next().unwrap_or_default();
    let written = line.find(|c: char| !(c.is_ascii_alphanumeric() || "+/=\\".contains(c))).unwrap_or(line.len());
    if written < line.trim_end().len() {
        return written;
    }
    let (mut length, mut was_bare) = (0, true);
    for (at, line) in rest.split_inclusive('\n').enumerate() {
        let word = line.trim().rsplit(' ').next().unwrap_or_default();
        let is_bare = word.len() == line.trim().len();
        let is_material = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\\".contains(&byte));
        let is_long = word.len() >= SHORTEST_LINE;
        if at > 0 && !(is_material && is_long) {
            // The last line may be short; only its padding or its place tells it, and that it begins like those above.
            let is_like_others = at == 1 || is_bare == was_bare;
            let is_last = is_material && is_like_others && word.len() >= 8 && !line.trim_start().starts_with("...");
            return length + if is_last { line.trim_end().len() } else { 0 };
        }
        was_bare = is_bare;
        length += line.len();
    }
    rest.trim_end().len().min(length)
}
