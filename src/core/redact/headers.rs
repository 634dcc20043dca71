//! Credentials of HTTP headers: behind a scheme, and cookies.

use std::{ops::Range, sync::LazyLock};

use super::{
    Class, Find, encoded, near, values,
    words::{
        Reader::{self, One, Several},
        Readers,
    },
};

const SCHEMES: &[&str] = &[
    "bearer",
    "basic",
    "token",
    "apikey",
    "negotiate",
    "digest",
    "ntlm",
    "aws4-hmac-sha256",
    "sso-key",
    "hmac",
    "dpop",
];

#[rustfmt::skip]
const READERS: &[(&str, Reader)] = &[
    ("Bearer", One(behind)), ("bearer", One(behind)), ("BEARER", One(behind)), ("Basic", One(behind)), ("basic", One(behind)), ("BASIC", One(behind)),
    ("GenieKey", One(behind)), ("SSWS", One(behind)), ("response=\"", One(digest)),
    ("ookie: ", Several(cookie)), ("OOKIE: ", Several(cookie)),
];

/// Finds what stands behind `Bearer` and `Basic`, and in cookies, wherever a header was written.
pub(super) fn find(text: &str) -> Vec<Find> {
    static WORDS: LazyLock<Readers<Reader>> = LazyLock::new(|| Readers::new(READERS));
    WORDS.finds(text)
}

/// What answers a challenge: a digest of the password.
fn digest(text: &str, word: Range<usize>) -> Option<Find> {
    let length = text[word.end..].bytes().take_while(u8::is_ascii_hexdigit).count();
    let is_answer = length >= 32 && near::last(&text[..word.start], 1024).contains("igest ");
    is_answer.then(|| found(word.end..word.end + length))
}

fn found(range: Range<usize>) -> Find {
    Find::new(range, Class::AuthHeader, "is an authorization header")
}

/// Moves the start of a value behind the scheme that it begins with, also beyond its end: a word
/// of a text is then the next one.
pub(super) fn behind_scheme(text: &str, value: Range<usize>) -> Range<usize> {
    // How the value is written: `APP_KEY=base64:x`.
    let form = if text[value.clone()].starts_with("base64:") { "base64:".len() } else { 0 };
    let value = value.start + form..value.end;
    let after = &text[value.start..];
    match after.split_once(' ') {
        Some((scheme, token))
            if !token.starts_with("username=") && SCHEMES.contains(&scheme.to_ascii_lowercase().as_str())
                || is_scheme(&text[..value.start], scheme, token) =>
        {
            let start = value.start + scheme.len() + 1;
            let end = start + token_len(token);
            // More words than the token are not its: `Bearer x, status=200`.
            let goes_on = text[end..value.end.max(end)].starts_with([',', ' ', ';']);
            start..if goes_on { end } else { value.end.max(end) }
        }
        _ => value,
    }
}

/// Tells whether a word is the scheme of a header, known or not: `Authorization: GenieKey x`.
fn is_scheme(before: &str, scheme: &str, token: &str) -> bool {
    let name = near::last(before, 24).trim_end_matches([' ', ':', '"', '\'', '=']);
    let is_word = scheme.len() <= 16 && scheme.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    is_word
        && name.len() >= "authorization".len()
        && name.is_char_boundary(name.len() - "authorization".len())
        && name[name.len() - "authorization".len()..].eq_ignore_ascii_case("authorization")
        && values::stands_out(&token[..token_len(token)])
}

fn behind(text: &str, scheme: Range<usize>) -> Option<Find> {
    if text[..scheme.start].ends_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let space = ["\\ ", " "].into_iter().find(|space| text[scheme.end..].starts_with(space))?;
    let start = scheme.end + space.len();
    let token = &text[start..start + token_len(&text[start..])];
    let is_basic = text[scheme].eq_ignore_ascii_case("basic");
    let is_login = || encoded::text_of_base64(token).is_some_and(|login| login.contains(':'));
    // `realm="x"` is a challenge and no credential.
    let is_challenge = text[start + token.len()..].starts_with('"')
        && token.strip_suffix('=').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()));
    let is_token =
        if is_basic { is_login() } else { values::stands_out(token) && !values::is_setting_of_its_own(token) };
    let is_hidden = is_token && !is_challenge && !values::is_reference(token);
    is_hidden.then(|| found(start..start + token.len()))
}

/// The values of a cookie's pairs; `Path=/` and its like stay.
fn cookie(text: &str, word: Range<usize>) -> Vec<Find> {
    const ATTRIBUTES: [&str; 8] =
        ["path", "domain", "expires", "max-age", "samesite", "version", "priority", "partitioned"];
    let rest = &text[word.end..];
    let line = &rest[..rest.find(['\n', '\r', '"', '\'']).unwrap_or(rest.len())];
    let line = line.split("\\r").next().unwrap_or(line);
    let mut finds = Vec::new();
    for pair in line.split(';') {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let value = value.trim();
        let is_attribute = ATTRIBUTES.contains(&name.trim().to_ascii_lowercase().as_str());
        let is_telling = || {
            ["sess", "sid", "token", "auth", "csrf", "jwt", "id", "key", "secret", "remember"]
                .iter()
                .any(|part| name.to_ascii_lowercase().contains(part))
        };
        let is_credential = value.len() >= 4 && (is_telling() || values::is_key(value));
        if !is_attribute && is_credential && !values::is_reference(value) {
            finds.push(Find::new(near::range_of(text, value), Class::AuthHeader, "is a cookie"));
        }
    }
    finds
}

fn token_len(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && !"-._~+/=:".contains(c)).unwrap_or(text.len())
}
