//! Where a value ends.

use std::ops::Range;

/// Quotes in the order in which they are looked for: the longest first.
const QUOTES: [&str; 6] = ["'''", "\"\"\"", "\\\"", "\"", "'", "`"];

/// Returns where the value at an offset lies, without its quotes, and whether it has quotes.
///
/// The only value of a line may hold marks that would end one among others.
pub(super) fn of_value(text: &str, start: usize, sign: char, is_line: bool) -> Option<(Range<usize>, bool)> {
    let rest = &text[start..];
    let quoted = QUOTES.iter().find_map(|quote| Some((quote, rest.strip_prefix(quote)?)));
    let (at, length) = match quoted {
        Some((quote, inner)) => (start + quote.len(), quoted_len(inner, quote)?),
        None => (start, bare_len(rest, sign, is_line)),
    };
    (length > 0).then_some((at..at + length, quoted.is_some()))
}

fn bare_len(rest: &str, sign: char, is_line: bool) -> usize {
    // A template or a reference may hold spaces.
    if ["{", "$(", "${", "<", "[{"].iter().any(|open| rest.starts_with(open)) {
        return 0;
    }
    let ends = |c: char| {
        let is_mark = !is_line && ",;&\"'`)]}>|".contains(c);
        let is_quote = sign == ':' && matches!(c, '"' | '\'');
        c.is_whitespace() || c.is_control() || is_mark || is_quote
    };
    rest[..rest.find(ends).unwrap_or(rest.len())].trim_end_matches([',', ';']).len()
}

fn quoted_len(inner: &str, quote: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + inner[at..].find(quote)?;
        let slashes = inner[..end].len() - inner[..end].trim_end_matches('\\').len();
        if quote != "\"" || slashes.is_multiple_of(2) {
            return Some(end);
        }
        at = end + quote.len();
    }
}
