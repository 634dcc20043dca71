//! The second look at a text that was redacted: what a replacement brings to light stands near it, so of a long text only
//! that is gone over again.

use std::ops::Range;

use super::{Class, Find, Policy, scan};

/// A text up to this length in bytes is gone over as a whole.
const SHORT: usize = 256 << 10;

/// How far in bytes round a placeholder a long text is read, and how far from one a find may begin or end: beyond that the
/// first look has seen the same with all that stands round it.
const READ: usize = 8 << 10;
const NEAR: usize = 1 << 10;

/// Finds what a text with these placeholders, in its order, still gives away.
pub(super) fn look(text: &str, placed: &[(Range<usize>, Class)], policy: &Policy) -> Vec<Find> {
    if text.len() <= SHORT {
        return scan::scan(text, policy);
    }
    // A place that was hidden gives no credential away.
    let credentials: Vec<Range<usize>> =
        placed.iter().filter(|(_, class)| !class.is_place()).map(|(range, _)| range.clone()).collect();
    let all: Vec<Range<usize>> = placed.iter().map(|(range, _)| range.clone()).collect();
    let mut finds = near(text, &credentials, |window| scan::credentials(window, policy));
    finds.extend(near(text, &all, |window| scan::places(window, policy)));
    finds
}

/// Scans the lines round each placeholder.
fn near(text: &str, placed: &[Range<usize>], scan: impl Fn(&str) -> Vec<Find>) -> Vec<Find> {
    let windows = windows(text, placed);
    if windows.iter().map(Range::len).sum::<usize>() > text.len() / 2 {
        return scan(text);
    }
    let mut finds = Vec::new();
    for window in windows {
        for mut find in scan(&text[window.clone()]) {
            find.range = find.range.start + window.start..find.range.end + window.start;
            if is_near(placed, &find.range) {
                finds.push(find);
            }
        }
    }
    finds
}

fn is_near(placed: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = placed.partition_point(|placeholder| placeholder.end + NEAR < range.start);
    placed.get(next).is_some_and(|placeholder| placeholder.start <= range.end + NEAR)
}

/// Whole lines, in the order of the text and apart from each other.
fn windows(text: &str, placed: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut windows: Vec<Range<usize>> = Vec::new();
    for placeholder in placed {
        let read = windows.last().map_or(0, |window| window.end);
        if placeholder.end + READ <= read {
            continue;
        }
        let from = placeholder.start.saturating_sub(READ).max(read);
        let to = (placeholder.end + READ).min(text.len());
        let start = memchr::memrchr(b'\n', &bytes[..from]).map_or(0, |newline| newline + 1).max(read);
        let end = memchr::memchr(b'\n', &bytes[to..]).map_or(text.len(), |newline| to + newline + 1);
        match windows.last_mut().filter(|window| window.end == start) {
            Some(window) => window.end = end,
            None => windows.push(start..end),
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_whole_lines_round_each_placeholder() {
        let line = format!("{}\n", "x".repeat(99));
        let text = line.repeat(1_000);
        let at = |line: usize| line * 100 + 10..line * 100 + 20;
        let read = READ / 100 + 1;
        let found = windows(&text, &[at(1), at(2), at(500), at(999)]);
        assert_eq!(
            found,
            [0..(3 + read) * 100, (500 - read) * 100..(501 + read) * 100, (999 - read) * 100..text.len()]
        );
        assert_eq!(windows("one line", std::slice::from_ref(&(2..3))).first(), Some(&(0..8)));
        assert!(windows(&text, &[]).is_empty());
    }

    #[test]
    fn a_long_text_is_gone_over_near_its_placeholders_only() {
        let token = ["gh", "p_", &"a7Bq9Zk2Xw".repeat(4)].concat();
        let far = format!("{}{token}\n", "plain words in a line\n".repeat(SHORT / 20));
        assert!(look(&far, &[(0..5, Class::Password)], &Policy::default()).is_empty());
        let behind = far.len() - 6..far.len() - 1;
        let finds = look(&far, &[(behind.clone(), Class::Password)], &Policy::default());
        assert_eq!(finds.first().map(|find| find.range.start), Some(far.len() - 1 - token.len()));
        assert!(look(&far, &[(behind, Class::Address)], &Policy::default()).is_empty(), "a place tells nothing of it");
    }
}
