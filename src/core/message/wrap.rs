//! Texts that were wrapped: a terminal, a YAML printer or a mail broke their lines between any two words, and a table or a
//! quotation put its strokes around them.

use std::{borrow::Cow, ops::Range};

/// A text in which each break, with the blanks and strokes around it, is one byte.
pub(super) struct Unwrapped<'a> {
    /// The breaks are line feeds: whether a line ends says something.
    pub(super) lines: Cow<'a, [u8]>,
    /// The breaks are blanks: here words stand as their source wrote them.
    pub(super) words: Cow<'a, [u8]>,
    cuts: Vec<Cut>,
}

/// From here on, the text as it came stands so many bytes later.
struct Cut {
    from: usize,
    removed: usize,
}

/// What tables have between their columns.
const STROKES: [&str; 2] = ["│", "|"];

/// Joins what was wrapped.
pub(super) fn unwrap(text: &[u8]) -> Unwrapped<'_> {
    if memchr::memchr(b'\n', text).is_none() {
        return Unwrapped { lines: Cow::Borrowed(text), words: Cow::Borrowed(text), cuts: Vec::new() };
    }
    let mut lines = Vec::with_capacity(text.len());
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'\n', &text[at..]) {
        lines.extend_from_slice(without_end(&text[at..at + length]));
        cuts.push(Cut { from: lines.len(), removed: at + length - lines.len() });
        lines.push(b'\n');
        let rest = &text[at + length..];
        at = text.len() - without_start(rest).len();
        cuts.push(Cut { from: lines.len(), removed: at - lines.len() });
    }
    lines.extend_from_slice(&text[at..]);
    let words = lines.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }).collect();
    Unwrapped { lines: Cow::Owned(lines), words: Cow::Owned(words), cuts }
}

fn without_end(mut line: &[u8]) -> &[u8] {
    loop {
        line = line.trim_ascii_end();
        let Some(rest) = STROKES.iter().find_map(|stroke| line.strip_suffix(stroke.as_bytes())) else { return line };
        line = rest;
    }
}

fn without_start(mut line: &[u8]) -> &[u8] {
    loop {
        line = line.trim_ascii_start();
        let mut strokes = STROKES.iter().chain(&[">"]);
        let Some(rest) = strokes.find_map(|stroke| line.strip_prefix(stroke.as_bytes())) else { return line };
        line = rest;
    }
}

impl Unwrapped<'_> {
    /// Returns where this stands in the text as it came.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            return range;
        }
        self.place_of(range.start)..self.place_of(range.end - 1) + 1
    }

    fn place_of(&self, at: usize) -> usize {
        let before = self.cuts.partition_point(|cut| cut.from <= at);
        at + before.checked_sub(1).map_or(0, |last| self.cuts[last].removed)
    }
}
