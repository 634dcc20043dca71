//! What stands near: texts may be megabytes without a space, and no word is.

/// Returns at most so many of the last bytes of a text, of whole characters.
pub(super) fn last(text: &str, most: usize) -> &str {
    let start = text.len().saturating_sub(most);
    &text[(start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())..]
}

/// Returns at most so many of the first bytes of a text, of whole characters.
pub(super) fn first(text: &str, most: usize) -> &str {
    let end = text.len().min(most);
    &text[..(0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)]
}
