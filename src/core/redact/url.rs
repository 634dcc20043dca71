//! Credentials in URLs: what stands between the scheme and the host.

use memchr::memmem;

use super::{Class, Find, encoded::percent_decoded, near, values};

/// The longest login in bytes.
const LONGEST_LOGIN: usize = 512;

/// The shortest user without a password, in bytes, that is taken for a token.
const SHORTEST_TOKEN: usize = 16;

/// Finds the password of each URL, or a token that stands in the place of a user.
pub(super) fn find(text: &str) -> Vec<Find> {
    let mut finds: Vec<Find> =
        memmem::find_iter(text.as_bytes(), "://").flat_map(|at| credentials(text, at + 3)).collect();
    finds.extend(memchr::memchr_iter(b'@', text.as_bytes()).filter_map(|at| bare_login(text, at)));
    finds
}

const REASON: &str = "stands before the host of a URL";

/// The password, or a token that stands in the place of a user, and a user that is half of a key.
fn credentials(text: &str, start: usize) -> Vec<Find> {
    let Some(login) = login(text, start) else {
        return Vec::new();
    };
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let is_token = password.is_empty() && user.len() >= SHORTEST_TOKEN || values::is_hex_key(user);
    let secrets = [Some(user).filter(|_| is_token), Some(password).filter(|password| !password.is_empty())];
    secrets.into_iter().flatten().filter_map(|secret| found(text, secret, REASON)).collect()
}

/// Returns what stands before the `@` of a URL.
fn login(text: &str, start: usize) -> Option<&str> {
    let rest = near::first(&text[start..], 2 * LONGEST_LOGIN);
    let authority = &rest[..rest.find(ends_authority).unwrap_or(rest.len())];
    // A comma may part two hosts, or stand in the distinguished name of a user.
    let whole = authority.split(',').next().filter(|first| first.contains('@')).unwrap_or(authority);
    let whole = if whole.contains('@') { whole } else { unencoded(rest, authority)? };
    // A password may hold an @ of its own.
    Some(&whole[..whole.rfind('@')?])
}

/// A login with marks in its password that end the authority of a well-formed URL: `app:p#ss/w?rd[1]@db.svc:5432`.
fn unencoded<'t>(rest: &'t str, authority: &str) -> Option<&'t str> {
    let (user, begun) = authority.split_once(':')?;
    let is_user = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let is_port = begun.bytes().all(|byte| byte.is_ascii_digit());
    let word = &rest
        [..rest.find(|c: char| c.is_whitespace() || c.is_control() || "\"'`<>\\".contains(c)).unwrap_or(rest.len())];
    let at = word.rfind('@').filter(|_| is_user && !is_port)?;
    let host = &word[at + 1..];
    let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric()) && (host.contains('.') || host.contains(':'));
    is_host.then(|| &word[..=at])
}

fn found(text: &str, secret: &str, reason: &'static str) -> Option<Find> {
    let is_example = matches!(secret, "PASSWORD" | "PASS" | "PWD" | "TOKEN" | "SECRET");
    if is_example || values::is_reference(secret) {
        return None;
    }
    let find = Find::new(near::range_of(text, secret), Class::UrlCredential, reason);
    Some(find.of(percent_decoded(secret)))
}

fn ends_authority(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "/?#\"'`<>\\|".contains(c)
}

/// A login without a scheme: `user:x@host:1`, `user:x@tcp(host)`, `user/x@host:1`.
fn bare_login(text: &str, at: usize) -> Option<Find> {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "\"'`<>()[]{},;".contains(c);
    let lead = near::last(&text[..at], LONGEST_LOGIN);
    let from = at - lead.len();
    let start =
        from + lead.rfind(ends).map_or(0, |space| space + lead[space..].chars().next().map_or(1, char::len_utf8));
    let login = &text[start..at];
    let behind = &text[at + 1..];
    if login.contains("://") || login.contains('@') || behind.starts_with("sha256:") {
        return None;
    }
    let login_start = login.rfind('=').map_or(0, |sign| sign + 1);
    let host = behind.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte)).count();
    let mark = behind[host..].chars().next();
    let has_port = behind[host..].strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
    let is_host = behind.starts_with(|c: char| c.is_ascii_alphabetic()) || behind[..host].matches('.').count() == 3;
    let is_place = is_host && (has_port || mark == Some('(') || mark == Some('/') || behind[..host].contains('.'))
        || behind.starts_with("//")
        || behind.starts_with('(') && near::first(behind, 64).contains(':');
    // The user may have the sign of another name before it: `thin:user/x@`.
    let (user, password) = login.rsplit_once(':').filter(|(_, password)| !password.contains('/')).or_else(|| {
        login.rsplit_once('/').filter(|(user, _)| (has_port || behind.starts_with("//")) && !user.contains('/'))
    })?;
    let user = user.rsplit([':', '=']).next().unwrap_or(user);
    let from = at - password.len();
    let is_user =
        !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-\\".contains(&byte));
    let is_password = password.len() >= 4 && values::stands_out(password) && start + login_start <= from + login.len();
    (is_place && is_user && is_password).then(|| found(text, password, "stands between a user and a host"))?
}
