//! A text inside a text, as it reads by itself, and the way back to where it stands.

use std::ops::Range;

use super::{
    Find,
    outline::{Scalar, Style},
};

/// An inner text in which every byte knows its place in the outer one.
pub(super) struct View {
    pub text: String,
    /// The outer place of each byte, and of the end.
    offsets: Vec<usize>,
    /// Whether what lies between two lines must stay: the gutter of a diff.
    keeps_lines: bool,
}

/// Returns the text behind the `+`, `-` and space column of a diff; `None` for any other text.
///
/// Headers become the end of a document, since a hunk starts anywhere.
pub(super) fn behind_gutter(text: &str) -> Option<View> {
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

/// Returns the text of a scalar that may hold more than it seems: lines, escapes or a flow.
pub(super) fn inside(scalar: &Scalar, text: &str) -> Option<View> {
    let range = scalar.range.clone();
    let raw = &text[range.clone()];
    let mut view = View::new(false);
    match scalar.style {
        Style::Block { indent } if raw.contains('\n') => view.push_unindented(raw, range.start, indent),
        Style::Double if raw.contains('\\') => view.push_unescaped(raw, range.start),
        Style::Single | Style::Double | Style::Plain | Style::Block { .. } if raw.contains('{') => {
            view.push(raw, range.start, 1);
        }
        _ => return None,
    }
    Some(view.ended(range.end))
}

impl View {
    fn new(keeps_lines: bool) -> Self {
        Self { text: String::new(), offsets: Vec::new(), keeps_lines }
    }

    fn ended(mut self, end: usize) -> Self {
        self.offsets.push(end);
        self
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

    /// Moves finds from the inner to the outer text.
    pub(super) fn back(&self, finds: &[Find]) -> Vec<Find> {
        finds.iter().flat_map(|find| self.moved(find)).collect()
    }

    fn moved(&self, find: &Find) -> Vec<Find> {
        let value = find.value(&self.text).to_owned();
        let outer = |range: Range<usize>| self.offsets[range.start]..self.offsets[range.end];
        let place = |range| Find::new(outer(range), find.class, find.reason).of(value.clone());
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
    let is_added = |line: &str| line.starts_with('+');
    let in_gutter = |line: &str| line.is_empty() || line.starts_with(['+', '-', ' ', '\\']);
    has_hunk || (text.lines().any(is_added) && text.lines().all(in_gutter))
}

fn is_header(line: &str) -> bool {
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
