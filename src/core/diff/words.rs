//! The words of two lines: how alike the lines are, and which words differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Piece;

/// Lines longer than this many bytes are compared as a whole, never word by word.
const LONGEST_LINE: usize = 4_096;

/// Says how alike two lines are, in thousandths; 0 when they should not stand side by side.
///
/// Only letters and digits count: two lines share their punctuation and indentation by chance.
/// Lines with the same YAML key at the same depth always belong together.
pub(super) fn likeness(old: &str, new: &str) -> u32 {
    const ENOUGH: u32 = 500;
    if old.len() > LONGEST_LINE || new.len() > LONGEST_LINE {
        return 0;
    }
    let alike = shared_letters(old, new);
    if alike >= ENOUGH {
        alike
    } else if key(old).is_some_and(|name| Some(name) == key(new)) {
        ENOUGH
    } else {
        0
    }
}

/// Splits both lines into pieces and marks those that differ.
pub(super) fn compare(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (left, right) = (words(old), words(new));
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &left, &right) {
        let changed = !matches!(op, DiffOp::Equal { .. });
        push(&mut old, left[op.old_range()].concat(), changed);
        push(&mut new, right[op.new_range()].concat(), changed);
    }
    (joined_over_spaces(old), joined_over_spaces(new))
}

fn shared_letters(old: &str, new: &str) -> u32 {
    let (left, right) = (words(old), words(new));
    let letters = |words: &[&str]| words.iter().filter(|word| is_word(word)).map(|word| word.len()).sum::<usize>();
    let shared: usize = capture_diff_slices(Algorithm::Myers, &left, &right)
        .into_iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| letters(&left[op.old_range()]))
        .sum();
    let all = letters(&left) + letters(&right);
    if all == 0 {
        // Only marks, such as `{}` and `[]`: nothing says that they belong together.
        return 0;
    }
    u32::try_from(shared * 2_000 / all).unwrap_or(u32::MAX)
}

/// Returns a line up to the colon of its YAML key, with the indentation.
fn key(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let is_key = (rest.is_empty() || rest.starts_with(' ')) && key.chars().any(char::is_alphanumeric);
    is_key.then_some(key)
}

/// Splits a line into runs of letters and digits, runs of spaces, and single other characters.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = match class(first) {
            Class::Mark => first.len_utf8(),
            run => rest.find(|c| class(c) != run).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Mark,
}

fn class(c: char) -> Class {
    if c.is_alphanumeric() || c == '_' {
        Class::Word
    } else if c.is_whitespace() {
        Class::Space
    } else {
        Class::Mark
    }
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c| class(c) == Class::Word)
}

fn push(pieces: &mut Vec<Piece>, text: String, changed: bool) {
    if !text.is_empty() {
        pieces.push(Piece { text, changed });
    }
}

/// Joins two marked pieces that only spaces part, so that a phrase is one mark.
fn joined_over_spaces(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let bridged = matches!(joined.as_slice(), [.., before, gap]
            if before.changed && piece.changed && !gap.changed && gap.text.trim().is_empty());
        if bridged
            && let Some(gap) = joined.pop()
            && let Some(before) = joined.last_mut()
        {
            before.text.push_str(&gap.text);
            before.text.push_str(&piece.text);
        } else {
            joined.push(piece);
        }
    }
    joined
}
