//! Credentials in URLs: what stands between the scheme and the host.

use memchr::memmem;

use super::{Class, Find, encoded::percent_decoded, values};

/// The shortest user without a password, in bytes, that is taken for a token.
const SHORTEST_TOKEN: usize = 16;

/// Finds the password of each URL, or a token that stands in the place of a user.
pub(super) fn find(text: &str) -> Vec<Find> {
    memmem::find_iter(text.as_bytes(), "://").filter_map(|at| credential(text, at + 3)).collect()
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
