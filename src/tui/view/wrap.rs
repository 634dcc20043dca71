//! Breaks text into lines of a width, at spaces where there are some.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::tui::censor::placeholders;

/// Returns the lines of the text, none wider than `width` columns. An empty text is one empty line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<&str> {
    let width = width.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut rest = paragraph;
        while let Some(end) = overflow(rest, width) {
            let line = &rest[..end];
            let cut = line.trim_end_matches(' ').rfind(' ').filter(|_| !rest[end..].starts_with(' '));
            let cut =
                cut.filter(|cut| !line[..*cut].trim().is_empty()).unwrap_or_else(|| around_placeholder(rest, end));
            lines.push(rest[..cut].trim_end_matches(' '));
            rest = rest[cut..].trim_start_matches(' ');
        }
        lines.push(rest);
    }
    lines
}

/// Returns where to cut a word that has to be cut at `end`: a placeholder stays whole where it can, to be found and read.
fn around_placeholder(text: &str, end: usize) -> usize {
    let mut before = placeholders(text).take_while(|range| range.start < end);
    before.find(|range| end < range.end && range.start > 0).map_or(end, |range| range.start)
}

/// Returns where the text must be cut to be no wider than `width`, never at its start; `None` when it fits.
fn overflow(text: &str, width: usize) -> Option<usize> {
    if text.is_ascii() {
        return (text.len() > width).then_some(width);
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > width {
            return Some(if at == 0 { grapheme.len() } else { at });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn breaks_at_spaces_and_inside_words_that_are_too_long() {
        for (text, width, lines) in [
            ("the pod names no secret", 10, vec!["the pod", "names no", "secret"]),
            ("exactly ten", 7, vec!["exactly", "ten"]),
            ("harbor.internal", 6, vec!["harbor", ".inter", "nal"]),
            ("a harbor.internal", 6, vec!["a", "harbor", ".inter", "nal"]),
            ("one\n\ntwo", 9, vec!["one", "", "two"]),
            ("日本語 日本", 6, vec!["日本語", "日本"]),
            ("", 5, vec![""]),
            ("https://REDACTED-host-12/v2", 20, vec!["https://", "REDACTED-host-12/v2"]),
            ("REDACTED-host-12/v2", 12, vec!["REDACTED-hos", "t-12/v2"]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text} in {width}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_character_is_lost(text in "[a-zé日 ]{0,60}", width in 2_usize..30) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width, "{:?}", line);
            }
            let letters = |text: &str| text.chars().filter(|character| *character != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
