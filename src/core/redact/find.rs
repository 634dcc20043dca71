//! What a scanner found, in the coordinates of the text that it was given.

use std::{cmp::Reverse, ops::Range};

use super::Class;

/// A stretch of text that must not be shown.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Find {
    pub range: Range<usize>,
    pub class: Class,
    pub reason: &'static str,
    /// The value itself, where it is not the text of the range: decoded, or one of several
    /// stretches. Equal values get equal placeholders.
    pub value: Option<String>,
    /// Whether the value is hidden wherever else it stands; that of a Secret's `username` is not.
    pub spreads: bool,
    /// Whether the placeholder needs quotes, and in how many strings those stand: a number of JSON becomes a string.
    pub quotes_in: Option<u32>,
    /// Whether the value gives itself away only by how it looks: what knows its place knows better.
    pub is_guess: bool,
}

impl Find {
    pub(super) fn new(range: Range<usize>, class: Class, reason: &'static str) -> Self {
        Self { range, class, reason, value: None, spreads: true, quotes_in: None, is_guess: false }
    }

    pub(super) fn of(self, value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..self }
    }

    pub(super) fn guessed(self) -> Self {
        Self { is_guess: true, ..self }
    }

    pub(super) fn quoted(self) -> Self {
        Self { quotes_in: Some(0), ..self }
    }

    /// Returns what has to stand round the placeholder: a quote, with the escapes that each string round it asks for.
    pub(super) fn quote(&self) -> String {
        self.quotes_in.map(|strings| "\\".repeat((1 << strings) - 1) + "\"").unwrap_or_default()
    }

    pub(super) fn alone(self) -> Self {
        Self { spreads: false, ..self }
    }

    pub(super) fn value<'a>(&'a self, text: &'a str) -> &'a str {
        self.value.as_deref().unwrap_or(&text[self.range.clone()])
    }
}

/// How many bytes a guess may take in beyond what is known of its place: a sign, an escape.
const GUESSED_BEYOND: usize = 3;

/// Sorts finds and joins those that overlap; of one inside another the outer stays.
pub(super) fn merged(text: &str, mut finds: Vec<Find>) -> Vec<Find> {
    finds.retain(|find| !find.range.is_empty());
    if finds.iter().any(|find| find.is_guess) {
        let (guesses, mut known): (Vec<Find>, Vec<Find>) = finds.into_iter().partition(|find| find.is_guess);
        known = joined(known);
        let is_known = |guess: &Find| {
            let at = known.partition_point(|find| find.range.end <= guess.range.start);
            let near = known[at..].iter().take_while(|find| find.range.start < guess.range.end);
            let (mut left, mut read, mut is_touched) = (0, guess.range.start, false);
            for find in near {
                left += unexplained(&text[read..find.range.start.max(read)]);
                read = find.range.end.min(guess.range.end);
                is_touched = true;
            }
            left += unexplained(&text[read..guess.range.end]);
            is_touched && left <= GUESSED_BEYOND
        };
        let left: Vec<Find> = guesses.into_iter().filter(|guess| !is_known(guess)).collect();
        finds = known;
        finds.extend(left);
    }
    joined(finds)
}

/// Returns how many bytes of a piece beside a known value may be secret too: a word of a name, `t-` or `_w1`, is none.
fn unexplained(piece: &str) -> usize {
    const LONGEST_WORD: usize = 12;
    let is_name =
        piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_./".contains(&byte));
    let is_words = is_name
        && piece.split(['-', '_', '.', '/']).all(|word| {
            word.len() <= LONGEST_WORD && word.bytes().filter(u8::is_ascii_digit).count() * 2 <= word.len().max(2)
        });
    if is_words { 0 } else { piece.len() }
}

fn joined(mut finds: Vec<Find>) -> Vec<Find> {
    finds.sort_by_key(|find| (find.range.start, Reverse(find.range.end)));
    let mut merged: Vec<Find> = Vec::with_capacity(finds.len());
    for find in finds {
        match merged.last_mut() {
            Some(last) if find.range == last.range && find.quotes_in.is_some() => last.quotes_in = find.quotes_in,
            Some(last) if find.range.end <= last.range.end => {}
            Some(last) if find.range.start < last.range.end => {
                last.range.end = find.range.end;
                last.value = None;
            }
            _ => merged.push(find),
        }
    }
    merged
}
