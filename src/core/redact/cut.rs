//! Where a text of any length may be cut into windows that are redacted one after the other.
//!
//! What is secret is often told by what stands around it: the `kind` of an object, the `name` beside a `value`, the BEGIN
//! of a key. So a window ends between documents, or else between the outermost things that are in it. Deliberately absent:
//! reading, waiting, and what is carried from one window to the next, which is the business of the session.

mod inline;
mod lines;
mod open;

pub use open::settled;

/// How long windows are, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A text of this length is cut.
    pub window: usize,
    /// A line of this length is cut too, wherever that is.
    pub line: usize,
}

impl Default for Limits {
    /// The largest objects that a cluster stores have 1.5 MiB.
    fn default() -> Self {
        Self { window: 4 << 20, line: 16 << 20 }
    }
}

/// Returns where the first window of a text ends, of which more may follow; `None` while more has to be seen.
///
/// The end is never 0 and never inside of a character.
pub fn cut(text: &str, limits: Limits) -> Option<usize> {
    if text.len() < limits.window {
        return None;
    }
    let seen = &text[..at_char(text, limits.line)];
    lines::last_boundary(seen).or_else(|| (text.len() >= limits.line).then(|| inline::last_boundary(seen)))
}

/// Returns where the part begins in which a boundary is looked for: what is cut off shall not be so short that the rest
/// is gone through again and again.
fn first_choice(text: &str) -> usize {
    at_char(text, text.len() / 4)
}

/// Returns the last place up to this one where a character begins or the text ends.
fn at_char(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
