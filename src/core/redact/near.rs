//! What stands near: texts may be megabytes without a space, and no word is.

use std::ops::Range;

/// Returns each line with its newline and its offset.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        let rest = &text.as_bytes()[start..];
        next += memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
        (start < next).then(|| (start, &text[start..next]))
    })
}

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

/// Leaves out the letter of an escape that a run of letters begins with: the `n` of `\nMII`.
pub(super) fn behind_escape(text: &str, run: Range<usize>) -> Range<usize> {
    let is_escape = text[..run.start].ends_with('\\') && text[run.clone()].starts_with(['n', 't', 'r']);
    run.start + usize::from(is_escape)..run.end
}

/// Returns where in a text a part stands that was cut out of it.
pub(super) fn range_of(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}
