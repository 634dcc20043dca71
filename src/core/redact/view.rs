//! A text inside a text, as it reads by itself, and the way back to where it stands.

mod codes;
mod gutter;
mod messages;
mod prefixes;
mod strings;

use std::ops::Range;

use super::{
    Find,
    near::{self, lines},
};

pub(super) use codes::{
    percent_encoded, unwrapped, without_colours, without_entities, without_indentation, without_returns,
};
pub(super) use gutter::behind_gutter;
pub(super) use messages::messages;
pub(super) use prefixes::{behind_prefixes, behind_same, inside_comments};
pub(super) use strings::{escaped_json, escaped_strings, inside, quoted_strings, string_end, unescaped};

/// An inner text in which every byte knows its place in the outer one.
pub(super) struct View {
    pub text: String,
    /// The outer place of each byte.
    offsets: Vec<usize>,
    /// Stretches of signs that take more or fewer bytes outside than inside, and how many: an escape, a code.
    widths: Vec<(Range<usize>, usize)>,
    /// Whether what lies between two lines must stay: the gutter of a diff.
    keeps_lines: bool,
    /// Whether a quote has to be escaped to stand here.
    is_escaped: bool,
}

impl View {
    fn new() -> Self {
        Self { text: String::new(), offsets: Vec::new(), widths: Vec::new(), keeps_lines: false, is_escaped: false }
    }

    fn of_lines() -> Self {
        Self { keeps_lines: true, ..Self::new() }
    }

    fn of_string() -> Self {
        Self { is_escaped: true, ..Self::new() }
    }

    /// Adds a text that stands outside as it is.
    fn push(&mut self, text: &str, at: usize) {
        self.text.push_str(text);
        self.offsets.extend(at..at + text.len());
    }

    /// Adds what a stretch of so many bytes outside stands for.
    fn push_for(&mut self, text: &str, at: usize, width: usize) {
        let start = self.text.len();
        self.text.push_str(text);
        self.offsets.extend(text.bytes().map(|_| at));
        if !text.is_empty() {
            self.widths.push((start..self.text.len(), width));
        }
    }

    /// Adds the end of a document in the place of what is none.
    fn push_end(&mut self, at: usize) {
        if !self.text.is_empty() && !self.text.ends_with("\n---\n") {
            self.push_for("---\n", at, 0);
        }
    }

    /// Returns where the whole stands in the outer text.
    pub(super) fn range(&self) -> Range<usize> {
        if self.text.is_empty() { 0..0 } else { self.outer(0..self.text.len()) }
    }

    fn outer(&self, range: Range<usize>) -> Range<usize> {
        let last = range.end - 1;
        let next = self.widths.partition_point(|(stretch, _)| stretch.end <= last);
        let width = self.widths.get(next).filter(|(stretch, _)| stretch.start <= last).map_or(1, |(_, width)| *width);
        self.offsets[range.start]..self.offsets[last] + width
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

    /// Moves finds from the inner to the outer text.
    pub(super) fn back(&self, finds: &[Find]) -> Vec<Find> {
        finds.iter().filter(|find| !find.range.is_empty()).flat_map(|find| self.moved(find)).collect()
    }

    fn moved(&self, find: &Find) -> Vec<Find> {
        let value = find.value(&self.text).to_owned();
        let quotes_in = find.quotes_in.map(|strings| strings + u32::from(self.is_escaped));
        let place = |range| Find { range: self.outer(range), quotes_in, value: Some(value.clone()), ..find.clone() };
        if !self.keeps_lines {
            return vec![place(find.range.clone())];
        }
        let parts = lines(&self.text[find.range.clone()]).filter_map(|(_, line)| {
            let content = line.trim();
            (!content.is_empty()).then(|| near::range_of(&self.text, content))
        });
        parts.map(place).collect()
    }
}
