//! Where a value ends.

use std::ops::Range;

/// Quotes in the order in which they are looked for: the longest first.
const QUOTES: [&str; 6] = ["'''", "\"\"\"", "\\\"", "\"", "'", "`"];

/// What ends a value without quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// Space: it is the only value of its line, and may hold marks that would end one among others.
    Line,
    /// A mark between values, or one that closes.
    Among,
    /// The next parameter of an address, or its fragment.
    Query,
    /// The host behind a login.
    Login,
    /// The brace that closes the expression.
    Expression,
}

/// Returns where the value at an offset lies, without its quotes, and whether it has quotes.
pub(super) fn of_value(text: &str, start: usize, sign: char, ends: Ends) -> Option<(Range<usize>, bool)> {
    let rest = &text[start..];
    // `N'x'`, `b"x"`, `SecretStr('x')`, `Some("x")`.
    let prefix = prefix_len(rest);
    let (start, rest) = (start + prefix, &rest[prefix..]);
    // As a file of PostgreSQL has a quote in a string.
    let is_doubled = rest.starts_with("''") && rest[2..].starts_with(|c: char| c.is_ascii_alphanumeric());
    if let Some(length) = rest.get(2..).filter(|_| is_doubled).and_then(|inner| inner.find("''")) {
        return (length > 0 && !rest[2..2 + length].contains(['\n', ' ']))
            .then_some((start + 2..start + 2 + length, true));
    }
    let quoted = QUOTES.iter().find_map(|quote| Some((quote, rest.strip_prefix(quote)?)));
    let (at, length) = match quoted {
        Some((quote, inner)) => (start + quote.len(), quoted_len(inner, quote)?),
        None if braced(rest, sign).is_some() => (start + 1, braced(rest, sign)?),
        None => (start, bare_len(rest, sign, ends)),
    };
    (length > 0).then_some((at..at + length, quoted.is_some()))
}

/// The length of what stands before a quote and belongs to it.
fn prefix_len(rest: &str) -> usize {
    let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let is_letter =
        name == 1 && rest.starts_with(['N', 'b', 'r', 'u', 'f', 'B', 'R']) && rest[1..].starts_with(['\'', '"']);
    let is_call = rest[name..].starts_with("('") || rest[name..].starts_with("(\"");
    let is_secret = is_call && (rest[..name].to_ascii_lowercase().starts_with("secret") || &rest[..name] == "Some");
    // `$'x'` of a shell, with escapes in it.
    match (is_letter || rest.starts_with("$'"), is_secret) {
        (true, _) => 1,
        (_, true) => name + 1,
        _ => 0,
    }
}

/// Braces round one word, as a connection string has them round a password with marks in it.
fn braced(rest: &str, sign: char) -> Option<usize> {
    let inner = rest.strip_prefix('{').filter(|_| sign == '=')?;
    let length = inner.find('}')?;
    let is_word = !inner[..length].contains(|c: char| c.is_whitespace() || "{:,=\"'".contains(c));
    (is_word && length > 0).then_some(length)
}

fn bare_len(rest: &str, sign: char, ends: Ends) -> usize {
    // A template or a reference may hold spaces.
    if ["{", "$(", "${", "<", "[{"].iter().any(|open| rest.starts_with(open)) {
        return 0;
    }
    let ends_here = |c: char| {
        let marks = match ends {
            Ends::Line => "",
            Ends::Among => ",;&\"'`)]}>|",
            Ends::Query => "&#;\"'`)]}>|,\\",
            Ends::Login => "@/",
            Ends::Expression => "}\"'",
        };
        let is_quote = sign == ':' && matches!(c, '"' | '\'');
        c.is_whitespace() || c.is_control() || marks.contains(c) || is_quote
    };
    let rest = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
    // The escape of a newline ends a value as the newline does.
    let rest =
        &rest[..["\\n", "\\r", "\\t", "\\u"].iter().filter_map(|escape| rest.find(escape)).min().unwrap_or(rest.len())];
    // `auth.password=x,auth.username=app`, as one argument.
    let rest = if ends == Ends::Line { &rest[..next_pair(rest).unwrap_or(rest.len())] } else { rest };
    let mut length = rest.find(ends_here).unwrap_or(rest.len());
    // An ampersand of XML is a sign of the value, unless another name stands behind it.
    while let Some(behind) = rest[length..].strip_prefix("&amp;").filter(|behind| !begins_pair(behind)) {
        length = rest.len() - behind.len() + behind.find(ends_here).unwrap_or(behind.len());
    }
    let value = rest[..length].trim_end_matches([',', ';']);
    // What closes a flow of YAML that began further up.
    let closes = ends == Ends::Line && sign == ':' && !value.contains(['{', '[']);
    if closes { value.trim_end_matches(['}', ']', ',']).len() } else { value.len() }
}

/// Returns where a comma stands before another name with a sign.
fn next_pair(rest: &str) -> Option<usize> {
    rest.match_indices(',').map(|(comma, _)| comma).find(|comma| {
        let behind = &rest[comma + 1..];
        behind.starts_with(|c: char| c.is_ascii_lowercase()) && begins_pair(behind)
    })
}

/// Tells whether a text begins with a name and an equals sign.
fn begins_pair(text: &str) -> bool {
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"._-[]".contains(byte)).count();
    length >= 2 && text[length..].starts_with('=')
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
