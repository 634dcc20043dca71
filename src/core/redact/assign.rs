//! Names and values in any text: `DB_PASSWORD=x`, `"token": "x"`, `password: x`, `&sig=x`.

use std::{collections::HashMap, ops::Range};

use super::{
    Class, Find, headers,
    names::{self, Verdict},
    values,
};

/// The longest name in bytes that is looked at.
const LONGEST_NAME: usize = 100;

/// Finds the value behind each telling name.
pub(super) fn find(text: &str) -> Vec<Find> {
    // A cluster has few different names; each is judged once.
    let mut verdicts: HashMap<&str, Option<Verdict>> = HashMap::new();
    let signs = text.char_indices().filter(|(_, sign)| matches!(sign, ':' | '='));
    let mut finds = Vec::new();
    for (at, sign) in signs {
        let Some(name) = Name::before(text, at) else {
            continue;
        };
        let key = &text[name.range.clone()];
        let Some(verdict) = *verdicts.entry(key).or_insert_with(|| names::verdict(key)) else {
            continue;
        };
        finds.extend(value(text, at, sign, &name, verdict));
    }
    finds
}

/// A name before a sign.
struct Name {
    range: Range<usize>,
    is_quoted: bool,
    /// Whether nothing but an opening stands before it; otherwise it may be the end of a sentence.
    is_first: bool,
}

impl Name {
    fn before(text: &str, sign: usize) -> Option<Self> {
        let before = text[..sign].trim_end_matches(' ');
        let has_space = before.len() < sign;
        let unquoted = before.trim_end_matches(['"', '\'', '\\', '`']);
        let start = unquoted.char_indices().rev().take_while(|(_, c)| is_name(*c)).last()?.0;
        let range = start..unquoted.len();
        let is_quoted = unquoted.len() < before.len();
        let is_quoted = is_quoted && text[..start].ends_with(['"', '\'', '`']);
        if range.len() > LONGEST_NAME || (unquoted.len() < before.len() && !is_quoted) {
            return None;
        }
        let lead = text[..start].trim_end_matches(['"', '\'', '\\', '`']);
        let is_first = !lead.ends_with(' ')
            || lead.ends_with("  ")
            || lead.trim_end_matches(' ').ends_with(|c: char| !c.is_alphanumeric());
        (!has_space || is_quoted || text[sign..].starts_with("= ")).then_some(Self { range, is_quoted, is_first })
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || "_-./$@".contains(c)
}

fn value(text: &str, sign_at: usize, sign: char, name: &Name, verdict: Verdict) -> Option<Find> {
    let rest = &text[sign_at + 1..];
    let behind = rest.trim_start_matches([' ', '\t', '[']);
    let start = sign_at + 1 + (rest.len() - behind.len());
    let is_apart = behind.len() < rest.len();
    if sign == ':' && has_property(behind) {
        return None;
    }
    let (range, is_quoted) = extent(text, start, sign, is_first_in_line(text, name))?;
    let range = headers::behind_scheme(text, range);
    let value = &text[range.clone()];
    let is_assigned = match sign {
        '=' => !rest.starts_with('=') && !text[..sign_at].ends_with(['!', '<', '>', '=']),
        _ if name.is_quoted => {
            is_quoted || !is_apart || !rest.starts_with(' ') || !text[name.range.end + 1..sign_at].starts_with(' ')
        }
        _ => is_apart || is_quoted || !value.starts_with(['/', ':', '=']),
    };
    let is_told = sign == '=' || name.is_quoted || name.is_first || values::stands_out(value);
    let is_hidden = is_assigned
        && is_told
        && values::is_credential(value, verdict)
        && !is_word_of_text(text, &range, sign, verdict);
    is_hidden.then(|| Find::new(range, verdict.class, "its name says so"))
}

/// Tells whether a YAML anchor, tag or alias comes first; the outline knows what is behind it.
fn has_property(value: &str) -> bool {
    let word = value.split(['\n', ' ']).next().unwrap_or_default();
    value.starts_with('*') || (value.starts_with(['&', '!']) && value[word.len()..].starts_with(' '))
}

/// Tells whether a name begins its line, so that its value may take the rest of the word.
fn is_first_in_line(text: &str, name: &Name) -> bool {
    let line = text[..name.range.start].rsplit('\n').next().unwrap_or_default();
    matches!(line.trim(), "" | "export" | "set" | "-" | "+")
}

/// Returns where a value lies, without its quotes.
fn extent(text: &str, start: usize, sign: char, to_space: bool) -> Option<(Range<usize>, bool)> {
    let rest = &text[start..];
    for quote in ["'''", "\"\"\"", "\\\"", "\"", "'", "`"] {
        if let Some(inner) = rest.strip_prefix(quote) {
            let length = quoted_len(inner, quote)?;
            let start = start + quote.len();
            return (length > 0).then_some((start..start + length, true));
        }
    }
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || (!to_space && ",;&\"'`)]}>|".contains(c))
            || (sign == ':' && "\"'".contains(c))
    };
    let length = rest.find(ends).unwrap_or(rest.len());
    let length = rest[..length].trim_end_matches([',', ';']).len();
    // A reference with spaces in it is still one.
    let is_open = ["{{", "$(", "${", "<"].iter().any(|open| rest.starts_with(open));
    (length > 0 && !is_open).then_some((start..start + length, false))
}

fn quoted_len(inner: &str, quote: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &inner[at..];
        let end = rest.find(quote)?;
        let is_escaped = quote == "\"" && (rest[..end].len() - rest[..end].trim_end_matches('\\').len()) % 2 == 1;
        if !is_escaped {
            return Some(at + end);
        }
        at += end + quote.len();
    }
}

/// Tells whether an unquoted word behind a colon goes on as a sentence: `token: the server said`.
fn is_word_of_text(text: &str, range: &Range<usize>, sign: char, verdict: Verdict) -> bool {
    let rest = text[range.end..].lines().next().unwrap_or_default();
    let word = &text[range.clone()];
    sign == ':'
        && verdict.class != Class::Password
        && !values::stands_out(word)
        && rest.starts_with(' ')
        && rest.trim_start().starts_with(|c: char| c.is_lowercase())
}
