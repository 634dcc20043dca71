//! A text inside a text, as it reads by itself, and the way back to where it stands.

use std::ops::Range;

use memchr::memmem;

use super::{
    Find,
    outline::{Outline, Scalar, Style},
};

/// An inner text in which every byte knows its place in the outer one.
pub(super) struct View {
    pub text: String,
    /// The outer place of each byte, and of the end.
    offsets: Vec<usize>,
    /// Whether what lies between two lines must stay: the gutter of a diff.
    keeps_lines: bool,
    /// Whether a quote has to be escaped to stand here.
    is_escaped: bool,
}

/// Returns the text behind the `+`, `-` and space column of a diff, or behind the `< ` and `> ` of one without context;
/// `None` for any other text.
///
/// Headers become the end of a document, since a hunk starts anywhere.
pub(super) fn behind_gutter(text: &str) -> Option<View> {
    if is_without_context(text) {
        let mut view = View::new(true);
        for (at, line) in lines(text) {
            match line.strip_prefix("< ").or_else(|| line.strip_prefix("> ")) {
                Some(content) => view.push(content, at + 2, 1),
                None => view.push("---\n", at, 0),
            }
        }
        return Some(view.ended(text.len()));
    }
    if !is_diff(text) {
        return None;
    }
    let mut view = View::new(true);
    for (at, line) in lines(text) {
        if is_header(line) {
            view.push("---\n", at, 0);
        } else if let Some(content) = line.strip_prefix(['+', '-', ' ']) {
            view.push(content, at + 1, 1);
        } else {
            view.push(line, at, 1);
        }
    }
    Some(view.ended(text.len()))
}

/// Returns a text without the ends of its lines and the space behind them, as it was before a terminal or a mail broke it.
pub(super) fn unwrapped(text: &str) -> View {
    let mut view = View::new(true);
    for (at, line) in lines(text) {
        let content = line.trim_start_matches([' ', '\t']);
        view.push(content.trim_end_matches(['\r', '\n']), at + line.len() - content.len(), 1);
    }
    view.ended(text.len())
}

/// Returns the text of a scalar that may hold more than it seems: lines, escapes or a flow.
pub(super) fn inside(scalar: &Scalar, text: &str) -> Option<View> {
    let range = scalar.range.clone();
    let raw = &text[range.clone()];
    let mut view = View::new(false);
    match scalar.style {
        Style::Block { indent } if raw.contains('\n') => view.push_unindented(raw, range.start, indent),
        Style::Double if raw.contains('\\') => {
            view.is_escaped = true;
            view.push_unescaped(raw, range.start);
        }
        Style::Single | Style::Double | Style::Plain | Style::Json | Style::Block { .. } if raw.contains('{') => {
            view.push(raw, range.start, 1);
        }
        _ => return None,
    }
    Some(view.ended(range.end))
}

/// Returns where the strings stand that have escapes in them.
pub(super) fn escaped_strings(outline: &Outline<'_>, text: &str) -> Vec<Range<usize>> {
    let is_escaped = |scalar: &&Scalar| scalar.style == Style::Double && text[scalar.range.clone()].contains('\\');
    outline.scalars().filter(is_escaped).map(|scalar| scalar.range.clone()).collect()
}

/// Returns a text with the escapes of JSON and YAML read.
pub(super) fn unescaped(text: &str) -> String {
    let mut view = View::new(false);
    view.push_unescaped(text, 0);
    view.text
}

/// Returns a text without the codes of colours; `None` if it has none.
pub(super) fn without_colours(text: &str) -> Option<View> {
    memchr::memchr(0x1b, text.as_bytes())?;
    let mut view = View::new(true);
    let mut at = 0;
    while let Some(escape) = memchr::memchr(0x1b, &text.as_bytes()[at..]).map(|found| at + found) {
        view.push(&text[at..escape], at, 1);
        let code = &text[escape + 1..];
        let length = match code.strip_prefix('[') {
            Some(rest) => 1 + rest.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |end| end + 1),
            None => 0,
        };
        at = escape + 1 + length;
    }
    view.push(&text[at..], at, 1);
    Some(view.ended(text.len()))
}

/// Returns the text behind the time and the level of each line of a log, if a Secret was written into it.
pub(super) fn behind_prefixes(text: &str) -> Option<View> {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !has("stringData:") && !has("kind: Secret") {
        return None;
    }
    let prefix = |line: &str| {
        let mark = [" stringData:", " kind:", " data:", " apiVersion:"].iter().find_map(|mark| line.find(mark))?;
        (mark > 0 && !line[..mark].trim().is_empty()).then_some(mark + 1)
    };
    let width = text.lines().find_map(prefix)?;
    let first = text.lines().find(|line| prefix(line).is_some())?;
    let lead = &first[..width];
    let digits_like = |line: &str| {
        line.len() >= width
            && line.bytes().zip(lead.bytes()).all(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit() || a == b)
    };
    // One line is no object.
    text.lines().filter(|line| digits_like(line)).nth(1)?;
    let mut view = View::new(true);
    for (at, line) in lines(text) {
        if digits_like(line) {
            view.push(&line[width..], at + width, 1);
        } else {
            view.push("---\n", at, 0);
        }
    }
    Some(view.ended(text.len()))
}

/// Returns each stretch of a line that is JSON with the escapes of a string, as it reads by itself.
pub(super) fn escaped_json(text: &str) -> Vec<View> {
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
        let mut view = View::new(false);
        view.is_escaped = true;
        view.push_unescaped(&text[start..end], start);
        views.push(view.ended(end));
    }
    views
}

/// Returns the comments of a text as a text of their own: an object may have been commented out.
pub(super) fn inside_comments(text: &str) -> Option<View> {
    let is_comment =
        |line: &str| line.trim_start_matches([' ', '\t']).starts_with("# ") || line.trim_start().starts_with("#-");
    let holds = |line: &str| is_comment(line) && line.contains("value:");
    memmem::find(text.as_bytes(), b"value:")?;
    if !text.lines().any(holds) {
        return None;
    }
    let mut view = View::new(true);
    for (at, line) in lines(text) {
        match line.find('#').filter(|_| is_comment(line)) {
            Some(mark) => view.push(&line[mark + 1..], at + mark + 1, 1),
            None => view.push("---\n", at, 0),
        }
    }
    Some(view.ended(text.len()))
}

/// Returns each word with percent-encoding in it as it reads decoded.
pub(super) fn percent_encoded(text: &str) -> Vec<View> {
    let bytes = text.as_bytes();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`');
    let is_code = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
    let mut views = Vec::new();
    let mut read = 0;
    for at in memchr::memchr_iter(b'%', bytes) {
        if at < read || !is_code(at) {
            continue;
        }
        let start = at - bytes[..at].iter().rev().take_while(|byte| !is_end(byte)).count();
        let end = at + bytes[at..].iter().take_while(|byte| !is_end(byte)).count();
        read = end;
        let mut view = View::new(false);
        view.push_percent_decoded(&text[start..end], start);
        views.push(view.ended(end));
    }
    views
}

impl View {
    fn new(keeps_lines: bool) -> Self {
        Self { text: String::new(), offsets: Vec::new(), keeps_lines, is_escaped: false }
    }

    fn ended(mut self, end: usize) -> Self {
        self.offsets.push(end);
        self
    }

    /// Returns where the whole stands in the outer text.
    pub(super) fn range(&self) -> Range<usize> {
        let ends = self.offsets.first().zip(self.offsets.last());
        ends.map_or(0..0, |(start, end)| *start..*end)
    }

    /// Returns the stretches of the outer text that a range of the inner one consists of.
    pub(super) fn pieces(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for at in &self.offsets[range] {
            match pieces.last_mut().filter(|piece| piece.end == *at) {
                Some(piece) => piece.end += 1,
                None => pieces.push(*at..*at + 1),
            }
        }
        pieces
    }

    /// Adds text whose bytes stand at `at` and, with a `step` of 1, behind it one by one.
    fn push(&mut self, text: &str, at: usize, step: usize) {
        self.text.push_str(text);
        self.offsets.extend((0..text.len()).map(|byte| at + byte * step));
    }

    fn push_unindented(&mut self, raw: &str, start: usize, indent: usize) {
        for (at, line) in lines(raw) {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            // The first line begins behind its indentation.
            let cut = if at == 0 { 0 } else { spaces.min(indent) };
            self.push(&line[cut..], start + at + cut, 1);
        }
    }

    fn push_unescaped(&mut self, raw: &str, start: usize) {
        let mut at = 0;
        while let Some(c) = raw[at..].chars().next() {
            let (text, length) = match c {
                '\\' => unescape(&raw[at..]),
                _ => (c.to_string(), c.len_utf8()),
            };
            let step = usize::from(c != '\\');
            self.push(&text, start + at, step);
            at += length;
        }
    }

    fn push_percent_decoded(&mut self, raw: &str, start: usize) {
        let mut at = 0;
        while at < raw.len() {
            let mut code = Vec::new();
            let mut end = at;
            while let Some(byte) =
                raw[end..].strip_prefix('%').and_then(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok())
            {
                code.push(byte);
                end += 3;
            }
            if code.is_empty() {
                let length = raw[at..].chars().next().map_or(1, char::len_utf8);
                self.push(&raw[at..at + length], start + at, 1);
                at += length;
            } else {
                // One code a sign, where the bytes are ASCII; a longer sign stands where the first of its codes does.
                let text = String::from_utf8_lossy(&code).into_owned();
                let is_ascii = code.is_ascii();
                for (place, c) in text.char_indices() {
                    let offset = if is_ascii { at + 3 * place } else { at };
                    self.push(c.encode_utf8(&mut [0; 4]), start + offset, 0);
                }
                at = end;
            }
        }
    }

    /// Moves finds from the inner to the outer text.
    pub(super) fn back(&self, finds: &[Find]) -> Vec<Find> {
        finds.iter().flat_map(|find| self.moved(find)).collect()
    }

    fn moved(&self, find: &Find) -> Vec<Find> {
        let value = find.value(&self.text).to_owned();
        let outer = |range: Range<usize>| {
            // What was left out behind the last byte is not a part of it.
            let end = if self.keeps_lines { self.offsets[range.end - 1] + 1 } else { self.offsets[range.end] };
            self.offsets[range.start]..end
        };
        let quotes_in = find.quotes_in.map(|strings| strings + u32::from(self.is_escaped));
        let place = |range| Find { range: outer(range), quotes_in, value: Some(value.clone()), ..find.clone() };
        if !self.keeps_lines {
            return vec![place(find.range.clone())];
        }
        let start = find.range.start;
        let parts = lines(&self.text[find.range.clone()]).filter_map(|(at, line)| {
            let content = line.trim();
            let from = start + at + (line.len() - line.trim_start().len());
            (!content.is_empty()).then_some(from..from + content.len())
        });
        parts.map(place).collect()
    }
}

/// Returns each line with its newline and its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = next;
        next += line.len();
        (at, line)
    })
}

/// Tells a diff by its hunks, or by a gutter that no line breaks and in which a line is added.
fn is_diff(text: &str) -> bool {
    let has_hunk = text.starts_with("@@ ") || text.contains("\n@@ ");
    let has_added = || text.starts_with('+') || memmem::find(text.as_bytes(), b"\n+").is_some();
    let in_gutter = |line: &str| line.is_empty() || line.starts_with(['+', '-', ' ', '\\']);
    has_hunk
        || (has_added() && memmem::find(text.as_bytes(), b") has ").is_some() && text.lines().any(heads_object)
            || has_added() && text.lines().all(in_gutter))
}

/// Tells whether a line says which lines were changed, `90,91c90,91`, and another shows one of them.
fn is_without_context(text: &str) -> bool {
    let is_change = |line: &str| {
        line.len() <= 30
            && line.starts_with(|c: char| c.is_ascii_digit())
            && line.bytes().all(|byte| byte.is_ascii_digit() || b",acd".contains(&byte))
            && line.bytes().filter(u8::is_ascii_alphabetic).count() == 1
    };
    let shows = |line: &str| line.starts_with("< ") || line.starts_with("> ");
    (text.contains("\n< ") || text.contains("\n> ")) && text.lines().any(is_change) && text.lines().any(shows)
}

/// A line with which a plugin of Helm heads an object: `shop, web, Secret (v1) has changed:`.
fn heads_object(line: &str) -> bool {
    [" has changed:", " has been added:", " has been removed:"].iter().any(|end| line.trim_end().ends_with(end))
}

fn is_header(line: &str) -> bool {
    if heads_object(line) {
        return true;
    }
    ["@@ ", "--- ", "+++ ", "diff ", "index "].iter().any(|start| line.starts_with(start))
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
    let code = raw.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    match code.and_then(char::from_u32) {
        Some(c) => (c.to_string(), 2 + digits),
        // Half a surrogate pair, or no number at all: kept as it is.
        None => (raw[..2].to_owned(), 2),
    }
}

fn plain_escape(raw: &str, kind: char) -> String {
    match kind {
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        'r' => "\r".to_owned(),
        'b' | 'f' | 'a' | 'v' | '0' | 'e' => " ".to_owned(),
        '\n' | '\r' => String::new(),
        _ if raw.len() == 1 => "\\".to_owned(),
        other => other.to_string(),
    }
}
