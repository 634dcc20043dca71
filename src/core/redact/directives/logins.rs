//! Lines that hold a login with signs between its parts: `host:port:database:user:x`.

use super::{Class, Find, found, near, values};

/// Finds what a line holds that is a login as a whole.
pub(super) fn find(text: &str, line: &str) -> Vec<Find> {
    let has_parts = memchr::memchr_iter(b':', line.as_bytes()).nth(PARTS - 2).is_some();
    let hashes = if has_parts { of_windows(text, line) } else { Vec::new() };
    if !hashes.is_empty() {
        return hashes;
    }
    let of_database = || has_parts.then(|| pgpass(text, line))?;
    user_line(text, line).or_else(of_database).or_else(|| token_file(text, line)).into_iter().collect()
}

/// How many parts between colons most of them have.
const PARTS: usize = 5;

/// `user=name:x`, and `name:{PLAIN}x:..` of a file of users.
fn user_line(text: &str, line: &str) -> Option<Find> {
    let login = line.strip_prefix("user=").and_then(|login| login.split_once(':'));
    let plain = || memchr::memchr(b'{', line.as_bytes()).and_then(|_| line.split_once(":{PLAIN}"));
    let (_, password) = login.or_else(plain)?;
    let password = password.split([':', ' ']).next()?;
    values::stands_out(password).then(|| found(text, near::range_of(text, password), Class::Password))?
}

/// `name:500:lm:nt:`: hashes of passwords as Windows keeps them.
fn of_windows(text: &str, line: &str) -> Vec<Find> {
    let mut parts = line.splitn(PARTS, ':');
    let (Some(_), Some(id), Some(lm), Some(nt), Some(_)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Vec::new();
    };
    let is_hash = |part: &str| part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) || lm.len() != 32 || !is_hash(nt) {
        return Vec::new();
    }
    let hashes = [lm, nt].into_iter().filter(|part| is_hash(part));
    hashes.filter_map(|part| found(text, near::range_of(text, part), Class::Password)).collect()
}

/// `host:port:database:user:x`.
fn pgpass(text: &str, line: &str) -> Option<Find> {
    let mut parts = line.splitn(PARTS, ':');
    let (host, port) = (parts.next()?, parts.next()?);
    let (database, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    let is_place = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '/' | '{' | '='))
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(database) && is_number(user) {
        // A line of `/etc/shadow`, which counts days.
        return None;
    }
    let is_port =
        !line.starts_with('#') && (port == "*" || (port.len() >= 3 && port.bytes().all(|byte| byte.is_ascii_digit())));
    let is_line = [host, database, user].into_iter().all(is_place) && is_port && !password.contains([' ', '"', '/']);
    is_line.then(|| found(text, near::range_of(text, password), Class::Password))?
}

/// The file of tokens of an API server: `token,user,uid,"group"`.
fn token_file(text: &str, line: &str) -> Option<Find> {
    memchr::memchr_iter(b',', line.as_bytes()).nth(1)?;
    let mut parts = line.split(',');
    let (token, user, uid) = (parts.next()?, parts.next()?, parts.next()?);
    let is_token = token.len() >= 16
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && token.bytes().any(|b| b.is_ascii_digit());
    let is_user = !user.is_empty()
        && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":-_.@".contains(&byte))
        && user.bytes().any(|b| b.is_ascii_alphabetic());
    let is_uid = !uid.is_empty()
        && uid.len() <= 12
        && uid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !uid.contains(' ');
    (is_token && is_user && is_uid).then(|| found(text, near::range_of(text, token), Class::Token))?
}
