//! Tokens without a maker's prefix that have a shape of their own.

use std::ops::Range;

use crate::core::redact::{Class, Find};

/// No token with a shape has fewer bytes.
pub(super) const SHORTEST: usize = 23;

/// Finds a token that begins at an offset, before which no letter or digit stands.
pub(super) fn find(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at..];
    let bytes = rest.as_bytes();
    let first = bytes[0];
    let found = match first {
        b'e' if rest.starts_with("eyJ") => jwt(rest).map(|length| token(at, length, "is a JSON web token")),
        b'1' | b'2' if bytes.get(1) == Some(&b'/') => {
            asana(bytes).map(|length| token(at, length, "has the form of a service's token"))
        }
        b'0'..=b'9' if bytes.get(6) == Some(&b'-') => {
            recovery(bytes).map(|length| key(at, length, "has the form of a recovery key"))
        }
        b'0'..=b'9' if bytes.get(8).is_some_and(|byte| byte.is_ascii_digit() || *byte == b':') => {
            telegram(bytes).map(|length| token(at, length, "has the form of a bot's token"))
        }
        b'v' if rest.starts_with("v1.0-") => {
            let length = run(bytes, |byte| byte.is_ascii_hexdigit() || matches!(byte, b'v' | b'.' | b'-'));
            (length >= 100).then(|| key(at, length, "has the form of a certificate authority's key"))
        }
        b'K' if rest.starts_with("K10") => {
            k3s(bytes).map(|length| token(at, length, "has the form of a cluster's join token"))
        }
        b'S' if rest.starts_with("SWMTKN-1-") => {
            Some(token(at, run(bytes, is_word), "has the form of a cluster's join token"))
        }
        b'M' | b'N' | b'O' => discord(bytes).map(|length| token(at, length, "has the form of a bot's token")),
        b'S' if bytes.len() >= 56 && bytes[1].is_ascii_uppercase() => {
            seed(bytes).map(|length| key(at, length, "has the form of a seed"))
        }
        b'A' if rest.starts_with("A3-") => {
            secret_key(bytes).map(|length| key(at, length, "has the form of a secret key"))
        }
        b'P' if rest.starts_with("PuTTY-") => None,
        b'p' if rest.starts_with("pat") => {
            airtable(bytes).map(|length| token(at, length, "has the form of a service's token"))
        }
        b's' | b'a' | b'm' | b'r' if bytes[3] == b'-' => {
            launched(bytes).map(|length| key(at, length, "has the form of a service's key"))
        }
        b's' if rest.starts_with("st.") => {
            infisical(bytes).map(|length| token(at, length, "has the form of a service's token"))
        }
        b't' | b'k' if rest.starts_with("token-") || rest.starts_with("kubeconfig-u") => {
            rancher(bytes).map(|length| token(at, length, "has the form of a cluster's token"))
        }
        _ => None,
    };
    found.or_else(|| anywhere(bytes, at))
}

/// Those that begin with any letter or digit.
fn anywhere(bytes: &[u8], at: usize) -> Option<Find> {
    if bytes[6] == b'.' {
        return bootstrap(bytes).map(|length| token(at, length, "has the form of a cluster's join token"));
    }
    if bytes[4] == b'Q' && bytes[5] == b'~' {
        return azure(bytes).map(|length| key(at, length, "has the form of a cloud's client secret"));
    }
    if bytes[10] == b':' {
        return zerotier(bytes).map(|range| key(at + range.start, range.len(), "has the form of a private identity"));
    }
    if bytes.len() >= 39 && (matches!(bytes[24], b':' | b'.') || bytes[36] == b':') {
        return halves(bytes).map(|length| key(at, length, "has the form of a service's key"));
    }
    match (bytes.get(14), bytes.get(32)) {
        (Some(b'.'), _) => terraform(bytes).map(|length| token(at, length, "has the form of a service's token")),
        (_, Some(b'-')) => mailed(bytes).map(|length| key(at, length, "has the form of a service's key")),
        _ => None,
    }
}

/// `SU`, `SA` or another kind, and base32: a seed of NATS, or of Stellar with one sign less.
fn seed(bytes: &[u8]) -> Option<usize> {
    let length = run(bytes, |byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte));
    let has_digits = bytes[..length].iter().filter(|byte| byte.is_ascii_digit()).count() >= 3;
    let ends = bytes.get(length).is_none_or(|byte| !is_word(*byte));
    (matches!(length, 56 | 58) && has_digits && ends).then_some(length)
}

/// `A3-`, and groups of five and six, of which two may be written as one: what 1Password gives beside a password.
fn secret_key(bytes: &[u8]) -> Option<usize> {
    let length = run(bytes, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    let is_group = |group: &[u8]| matches!(group.len(), 5 | 6 | 11);
    let groups = bytes[3..length].split(|byte| *byte == b'-');
    (length >= 34 && groups.clone().count() >= 5 && groups.clone().all(is_group)).then_some(length)
}

/// `a3418ef86a:0:`, a public key of 128 hex digits, and the private one of as many.
fn zerotier(bytes: &[u8]) -> Option<Range<usize>> {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    let key = bytes.get(13..).filter(|_| &bytes[10..13] == b":0:" && run(bytes, is_hex) == 10)?;
    let private = key.get(129..).filter(|_| run(key, is_hex) == 128 && key[128] == b':')?;
    let length = run(private, is_hex);
    (length >= 64).then_some(142..142 + length)
}

/// A UUID and `:fx`, 24 hex digits, a colon and 64 more, or a dot and 32 more: keys of three services.
fn halves(bytes: &[u8]) -> Option<usize> {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    match run(bytes, is_hex) {
        8 if bytes.get(36..39)? == b":fx" && is_uuid(&bytes[..36]) => Some(39),
        24 if bytes[24] == b':' && run(&bytes[25..], is_hex) == 64 => Some(89),
        24 if bytes[24] == b'.' && run(&bytes[25..], is_hex) == 32 => Some(57),
        _ => None,
    }
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn token(at: usize, length: usize, reason: &'static str) -> Find {
    Find::new(at..at + length, Class::Token, reason)
}

fn key(at: usize, length: usize, reason: &'static str) -> Find {
    Find::new(at..at + length, Class::Key, reason)
}

/// Two or more parts of base64 of which the first is JSON; the end may be cut off.
fn jwt(rest: &str) -> Option<usize> {
    let is_part = |byte: u8| is_word(byte) || matches!(byte, b'.' | b'=');
    let run = &rest[..run(rest.as_bytes(), is_part)];
    let (head, body) = run.split_once('.')?;
    let is_real = head.len() >= 10 && body.len() >= 10;
    is_real.then(|| run.trim_end_matches('.').len())
}

/// A number, a colon, and 35 more.
fn telegram(bytes: &[u8]) -> Option<usize> {
    let digits = run(bytes, |byte| byte.is_ascii_digit());
    let behind = bytes.get(digits + 1..).filter(|_| (8..=10).contains(&digits) && bytes[digits] == b':')?;
    (run(behind, is_word) == 35 && is_mixed(&behind[..35])).then_some(digits + 36)
}

/// Eight groups of six digits.
fn recovery(bytes: &[u8]) -> Option<usize> {
    let whole = bytes.get(..55)?;
    let fits = |(at, byte): (usize, &u8)| if at % 7 == 6 { *byte == b'-' } else { byte.is_ascii_digit() };
    whole.iter().enumerate().all(fits).then_some(55)
}

/// `K10`, a digest, `::`, and a user with a password.
fn k3s(bytes: &[u8]) -> Option<usize> {
    let digest = run(&bytes[3..], |byte| byte.is_ascii_hexdigit());
    let behind = bytes[3 + digest..].strip_prefix(b"::").filter(|_| digest >= 32)?;
    Some(5 + digest + run(behind, |byte| is_word(byte) || matches!(byte, b':' | b'.' | b'+' | b'/' | b'=')))
}

/// Three parts, of which the first is a number in base64.
fn discord(bytes: &[u8]) -> Option<usize> {
    let id = run(bytes, is_word);
    let time = run(bytes.get(id + 1..)?, is_word);
    let code = run(bytes.get(id + time + 2..)?, is_word);
    let dots = bytes[id] == b'.' && bytes[id + 1 + time] == b'.';
    let is_real = dots && (23..=28).contains(&id) && (5..=7).contains(&time) && (27..=40).contains(&code);
    is_real.then_some(id + time + code + 2)
}

/// `abcdef.0123456789abcdef`, of letters and digits in both halves together.
fn bootstrap(bytes: &[u8]) -> Option<usize> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if bytes.get(6) != Some(&b'.') || run(bytes, is_part) != 6 || run(&bytes[7..], is_part) != 16 {
        return None;
    }
    let secret = &bytes[7..23];
    let ends = bytes.get(23).is_none_or(|byte| !is_word(*byte) && *byte != b'.')
        || bytes.get(23..25).is_some_and(|end| end[0] == b'.' && !end[1].is_ascii_alphanumeric());
    let has_both = secret.iter().any(u8::is_ascii_digit) && secret.iter().any(u8::is_ascii_lowercase);
    (ends && has_both).then_some(23)
}

/// Three signs, a digit, `Q~`, and 31 or more.
fn azure(bytes: &[u8]) -> Option<usize> {
    if bytes.get(4..6)? != b"Q~" || !bytes[3].is_ascii_digit() {
        return None;
    }
    let length = run(bytes, |byte| is_word(byte) || matches!(byte, b'~' | b'.'));
    (length >= 37).then_some(length)
}

/// Fourteen signs, `.atlasv1.`, and sixty or more.
fn terraform(bytes: &[u8]) -> Option<usize> {
    if bytes.get(14..23)? != b".atlasv1." {
        return None;
    }
    let behind = run(&bytes[23..], is_word);
    (behind >= 40).then_some(23 + behind)
}

/// 32 hex digits, and the name of a data centre or twice eight more: keys of two services that send mail.
fn mailed(bytes: &[u8]) -> Option<usize> {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    if run(bytes, is_hex) != 32 {
        return None;
    }
    let behind = &bytes[32..];
    if behind.starts_with(b"-us") {
        let centre = run(&behind[3..], |byte| byte.is_ascii_digit());
        return (1..=2).contains(&centre).then_some(35 + centre);
    }
    let rest = behind.get(9..).filter(|rest| run(&behind[1..], is_hex) == 8 && rest.starts_with(b"-"))?;
    (run(&rest[1..], is_hex) == 8).then_some(50)
}

/// `pat`, fourteen signs, a dot, and 64 hex digits.
fn airtable(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"pat") || bytes.get(17) != Some(&b'.') {
        return None;
    }
    let hex = run(&bytes[18..], |byte| byte.is_ascii_hexdigit());
    (hex == 64).then_some(82)
}

/// `sdk-`, `api-` or `mob-` and a UUID.
fn launched(bytes: &[u8]) -> Option<usize> {
    if !matches!(bytes.get(..4)?, b"sdk-" | b"api-" | b"mob-" | b"rel-") {
        return None;
    }
    is_uuid(bytes.get(4..40)?).then_some(40)
}

/// A number, and 32 hex digits behind a colon.
fn asana(bytes: &[u8]) -> Option<usize> {
    let number = run(bytes, |byte| byte.is_ascii_digit() || byte == b'/');
    let hex = run(bytes.get(number..)?.strip_prefix(b":")?, |byte| byte.is_ascii_hexdigit());
    (number >= 12 && hex == 32).then_some(number + 33)
}

/// `token-abcde:` and fifty or more letters and digits; also of a user's own kubeconfig.
fn rancher(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"token-") && !bytes.starts_with(b"kubeconfig-u") {
        return None;
    }
    let name = run(bytes, is_word);
    let secret = run(bytes.get(name..)?.strip_prefix(b":")?, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (secret >= 40).then_some(name + 1 + secret)
}

/// `st.` and three numbers in hex.
fn infisical(bytes: &[u8]) -> Option<usize> {
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || byte == b'.';
    let length = 3 + run(bytes.strip_prefix(b"st.")?, is_part);
    (length >= 60).then_some(length)
}

fn is_mixed(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit) && bytes.iter().any(u8::is_ascii_alphabetic)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn run(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is_part(**byte)).count()
}
