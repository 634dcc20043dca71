//! The diff as a patch that `git apply` and `patch` accept.

use std::{fmt::Write as _, ops::Range};

use super::{Diff, Row, joined};
use crate::core::text::neutralise_line;

/// Unchanged lines above and below each change.
const CONTEXT: usize = 3;

impl Diff {
    /// Returns the patch from the old to the new text; empty when they are the same.
    ///
    /// The names go into the header as they are: for `git apply` give them as `a/path` and
    /// `b/path`, or `/dev/null` for a file that is not there.
    pub fn unified(&self, old_name: &str, new_name: &str) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut patch = format!("--- {}\n+++ {}\n", header(old_name), header(new_name));
        for hunk in self.hunks() {
            self.write_hunk(&mut patch, hunk);
        }
        patch
    }

    /// Returns the rows of each hunk; changes whose context touches share one.
    fn hunks(&self) -> Vec<Range<usize>> {
        let mut hunks: Vec<Range<usize>> = Vec::new();
        for at in (0..self.rows.len()).filter(|at| self.rows[*at].is_change()) {
            let start = at.saturating_sub(CONTEXT);
            let end = (at + CONTEXT + 1).min(self.rows.len());
            match hunks.last_mut() {
                Some(last) if start <= last.end => last.end = end,
                _ => hunks.push(start..end),
            }
        }
        hunks
    }

    fn write_hunk(&self, patch: &mut String, hunk: Range<usize>) {
        let left = self.side(hunk.clone(), left_of);
        let right = self.side(hunk.clone(), right_of);
        writeln!(patch, "@@ -{left} +{right} @@").expect("writing to a string cannot fail");
        let mut rows = &self.rows[hunk];
        while let Some(first) = rows.first() {
            let run = rows.iter().take_while(|row| row.is_change()).count();
            let (changes, rest) = rows.split_at(run.max(1));
            if first.is_change() {
                // The old lines of a run come first, whatever stands side by side on the screen.
                for sign in ['-', '+'] {
                    for row in changes {
                        self.write_line(patch, sign, row);
                    }
                }
            } else {
                self.write_line(patch, ' ', first);
            }
            rows = rest;
        }
    }

    /// Writes the row's line on one side, if it has a line there.
    fn write_line(&self, patch: &mut String, sign: char, row: &Row) {
        let (text, is_unended) = match (sign, row) {
            (' ', Row::Same { left, text, .. }) => (text.clone(), self.unended.left == Some(*left)),
            ('-', Row::Removed { left, text } | Row::Changed { left, old: text, .. }) => {
                (joined(text), self.unended.left == Some(*left))
            }
            ('+', Row::Added { right, text } | Row::Changed { right, new: text, .. }) => {
                (joined(text), self.unended.right == Some(*right))
            }
            _ => return,
        };
        let note = if is_unended { "\\ No newline at end of file\n" } else { "" };
        write!(patch, "{sign}{text}\n{note}").expect("writing to a string cannot fail");
    }

    /// Returns `start,count` of one side of a hunk; an empty side names the line before it.
    fn side(&self, hunk: Range<usize>, line: fn(&Row) -> Option<u32>) -> String {
        let numbers: Vec<u32> = self.rows[hunk.clone()].iter().filter_map(line).collect();
        match numbers.as_slice() {
            [] => {
                let before = self.rows[..hunk.start].iter().rev().find_map(line);
                format!("{},0", before.unwrap_or(0))
            }
            [only] => only.to_string(),
            [first, ..] => format!("{first},{}", numbers.len()),
        }
    }
}

fn left_of(row: &Row) -> Option<u32> {
    match row {
        Row::Same { left, .. } | Row::Removed { left, .. } | Row::Changed { left, .. } => Some(*left),
        Row::Added { .. } => None,
    }
}

fn right_of(row: &Row) -> Option<u32> {
    match row {
        Row::Same { right, .. } | Row::Added { right, .. } | Row::Changed { right, .. } => Some(*right),
        Row::Removed { .. } => None,
    }
}

/// A tab ends a name that has spaces in it, as git writes it.
fn header(name: &str) -> String {
    let end = if name.contains(' ') { "\t" } else { "" };
    format!("{}{end}", neutralise_line(name))
}
