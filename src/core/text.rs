//! Text from a cluster made fit for one reader's screen: visible, short, counted.
//!
//! Colours and layout are absent; secrets are the business of the redactor.

use std::{borrow::Cow, fmt::Write as _};

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Replaces whatever could move the cursor, hide text or reorder it by a visible escape.
///
/// Control characters become `\x1b`, invisible and direction-changing ones `\u{202e}`. A tab
/// becomes four spaces and a newline stays. The result is for reading only: a backslash that was
/// in the text is not doubled.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    escape(text, is_unsafe)
}

/// Does what [`neutralise`] does and escapes newlines too, so that the result is one line.
pub fn neutralise_line(text: &str) -> Cow<'_, str> {
    escape(text, |c| c == '\n' || is_unsafe(c))
}

/// Cuts a text to a display width in columns, the last of which is then `…`.
pub fn truncate(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else {
        return String::new();
    };
    let mut short = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > room {
            break;
        }
        short.push_str(grapheme);
    }
    short.push('…');
    short
}

/// Returns a number with its thousands separated: `5,231`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Returns a count with its noun: `1 pod`, `12 pods`, `2 entries`.
pub fn plural(n: usize, noun: &str) -> String {
    let count = thousands(n);
    if n == 1 {
        return format!("{count} {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ if ends_in_hiss(noun) => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}

fn ends_in_hiss(noun: &str) -> bool {
    ["s", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end))
}

fn escape(text: &str, needs: fn(char) -> bool) -> Cow<'_, str> {
    let Some(first) = text.find(needs) else {
        return Cow::Borrowed(text);
    };
    let mut visible = String::with_capacity(text.len() + 16);
    visible.push_str(&text[..first]);
    for c in text[first..].chars() {
        if needs(c) {
            push_visible(&mut visible, c);
        } else {
            visible.push(c);
        }
    }
    Cow::Owned(visible)
}

fn push_visible(out: &mut String, c: char) {
    let code = u32::from(c);
    let written = match c {
        '\t' => out.write_str("    "),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        _ if code <= 0xff && c != '\u{ad}' => write!(out, "\\x{code:02x}"),
        _ => write!(out, "\\u{{{code:x}}}"),
    };
    written.expect("writing to a string cannot fail");
}

/// Tells whether a terminal or a reader could take this character for something else.
///
/// The invisible ones follow `Default_Ignorable_Code_Point` and `Bidi_Control` of Unicode, save
/// the variation selectors that emoji need.
fn is_unsafe(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn harmless_text_is_borrowed() {
        let text = "pod web-1 läuft ✔ 👍\nsecond line \\x1b";
        assert!(matches!(neutralise(text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn dangerous_characters_become_visible() {
        for (text, visible) in [
            ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
            ("a\tb\rc\x7f\u{9b}", r"a    b\rc\x7f\x9b"),
            ("moc.\u{202e}live\u{2066}", r"moc.\u{202e}live\u{2066}"),
            ("a\u{200b}b\u{200d}c\u{feff}\u{ad}\u{2060}", r"a\u{200b}b\u{200d}c\u{feff}\u{ad}\u{2060}"),
            ("x\u{e0041}\u{2028}y\u{2029}", r"x\u{e0041}\u{2028}y\u{2029}"),
        ] {
            assert_eq!(neutralise(text), visible);
        }
    }

    #[test]
    fn every_bidi_control_is_caught() {
        let marks = ['\u{61c}', '\u{200e}', '\u{200f}'].into_iter();
        let all = marks.chain('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
        assert_eq!(all.clone().filter(|c| is_unsafe(*c)).count(), 12);
    }

    #[test]
    fn a_line_holds_no_newline() {
        assert_eq!(neutralise_line("a\nb\r\n"), r"a\nb\r\n");
    }

    #[test]
    fn truncation_counts_columns() {
        for (text, width, short) in [
            ("harbor", 6, "harbor"),
            ("harbor", 5, "harb…"),
            ("harbor", 1, "…"),
            ("harbor", 0, ""),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("e\u{301}e\u{301}e", 2, "e\u{301}…"),
        ] {
            assert_eq!(truncate(text, width), short, "{text} in {width}");
        }
    }

    #[test]
    fn numbers_are_grouped_and_nouns_counted() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(plural(1, "pod"), "1 pod");
        assert_eq!(plural(0, "pod"), "0 pods");
        assert_eq!(plural(5_231, "pod"), "5,231 pods");
        assert_eq!(plural(2, "registry"), "2 registries");
        assert_eq!(plural(2, "key"), "2 keys");
        assert_eq!(plural(3, "patch"), "3 patches");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in any::<String>()) {
            let line = neutralise_line(&text);
            prop_assert!(!line.chars().any(|c| c == '\n' || is_unsafe(c)));
            let once = neutralise(&text).into_owned();
            prop_assert_eq!(neutralise(&once), once.as_str());
        }

        #[test]
        fn truncation_keeps_to_its_width(text in any::<String>(), width in 0_usize..40) {
            prop_assert!(truncate(&text, width).width() <= width);
        }
    }
}
