//! Credentials in URLs: what stands between the scheme and the host.

use super::{Class, Find, values};

/// The shortest user without a password, in bytes, that is taken for a token.
const SHORTEST_TOKEN: usize = 16;

/// Finds the password of each URL, or a token that stands in the place of a user.
pub(super) fn find(text: &str) -> Vec<Find> {
    text.match_indices("://").filter_map(|(at, sign)| credential(text, at + sign.len())).collect()
}

fn credential(text: &str, start: usize) -> Option<Find> {
    let rest = &text[start..];
    let authority = &rest[..rest.find(ends_authority).unwrap_or(rest.len())];
    // A password may hold an @ of its own.
    let login = &authority[..authority.rfind('@')?];
    let (from, secret) = match login.split_once(':') {
        Some((user, password)) => (start + user.len() + 1, password),
        None if login.len() >= SHORTEST_TOKEN => (start, login),
        None => return None,
    };
    if values::is_reference(secret) {
        return None;
    }
    let find = Find::new(from..from + secret.len(), Class::UrlCredential, "stands before the host of a URL");
    Some(find.of(percent_decoded(secret)))
}

fn ends_authority(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "/?#\"'`<>\\|,".contains(c)
}

/// Decodes `%2F` and its like, so that a value has one placeholder in both forms.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let code = rest.get(1..3).filter(|_| first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(first));
        // Byte by byte: what is no code is copied as it is.
        let step = if code.is_some() { 3 } else { rest.chars().next().map_or(1, char::len_utf8) };
        if code.is_none() {
            bytes.extend(&rest.as_bytes()[1..step]);
        }
        rest = &rest[step..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
