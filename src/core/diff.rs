//! Two texts side by side: which lines are the same, which changed, and which words in them.
//!
//! Colours, scrolling and the width of a pane are absent; see the fix pane for those.

mod align;
mod fold;
mod unified;
mod words;

use similar::{Algorithm, DiffOp, capture_diff_slices};

pub use fold::Shown;

/// The difference of two texts, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// All lines of both texts in reading order.
    pub rows: Vec<Row>,
    /// How many lines the new text has that the old one has not; a changed line counts here too.
    pub added: usize,
    /// How many lines the old text has that the new one has not; a changed line counts here too.
    pub removed: usize,
    /// The numbers of the last lines that have no newline at their end.
    unended: Unended,
}

/// One line of the side by side view. Line numbers start at 1; texts come without their newline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Same { left: u32, right: u32, text: String },
    Removed { left: u32, text: Vec<Piece> },
    Added { right: u32, text: Vec<Piece> },
    Changed { left: u32, right: u32, old: Vec<Piece>, new: Vec<Piece> },
}

/// A stretch of a line, and whether it is what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub changed: bool,
}

/// Compares two texts line by line, and lines that resemble each other word by word.
pub fn diff(old: &str, new: &str) -> Diff {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let mut diff = Diff { unended: Unended::new(&old_lines, &new_lines), ..Diff::default() };
    for op in capture_diff_slices(Algorithm::Histogram, &old_lines, &new_lines) {
        diff.push(op, &old_lines, &new_lines);
    }
    diff
}

impl Diff {
    /// Tells whether the two texts are the same.
    pub fn is_empty(&self) -> bool {
        self.added + self.removed == 0
    }

    /// Returns the index of the first row of each run of rows that are not the same.
    pub fn changes(&self) -> Vec<usize> {
        let starts = |at: &usize| {
            self.rows[*at].is_change() && !at.checked_sub(1).is_some_and(|before| self.rows[before].is_change())
        };
        (0..self.rows.len()).filter(starts).collect()
    }

    fn push(&mut self, op: DiffOp, old: &[&str], new: &[&str]) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for at in 0..len {
                    self.rows.push(same(old_index + at, new_index + at, old[old_index + at]));
                }
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                let (left, right) = (op.old_range(), op.new_range());
                self.removed += left.len();
                self.added += right.len();
                let pairs = align::pairs(&old[left.clone()], &new[right.clone()]);
                self.rows.extend(align::rows(&pairs, old, new, left, right));
            }
        }
    }
}

impl Row {
    /// Tells whether the row shows a difference.
    pub fn is_change(&self) -> bool {
        !matches!(self, Self::Same { .. })
    }

    /// Returns the row's text: the new one where the line changed.
    pub fn text(&self) -> String {
        match self {
            Self::Same { text, .. } => text.clone(),
            Self::Removed { text, .. } | Self::Added { text, .. } | Self::Changed { new: text, .. } => joined(text),
        }
    }
}

/// The line numbers of the lines that end with the text and not with a newline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Unended {
    left: Option<u32>,
    right: Option<u32>,
}

impl Unended {
    fn new(old: &[&str], new: &[&str]) -> Self {
        let last = |lines: &[&str]| lines.last().filter(|line| !line.ends_with('\n')).map(|_| number(lines.len() - 1));
        Self { left: last(old), right: last(new) }
    }
}

fn same(left: usize, right: usize, line: &str) -> Row {
    Row::Same { left: number(left), right: number(right), text: content(line).to_owned() }
}

/// Splits after each newline; a carriage return stays in the line, since it is a difference.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn content(line: &str) -> &str {
    line.strip_suffix('\n').unwrap_or(line)
}

/// Returns the 1-based line number of a 0-based index.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

#[cfg(test)]
mod tests;
