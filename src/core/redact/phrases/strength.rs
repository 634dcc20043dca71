//! What a word in a sentence looks like: a password, or a word like any other.

use super::values;

/// A word that may be a password: in quotes, or with digits in it; no time, no number, no name of an object.
pub(super) fn is_weak(word: &str, is_quoted: bool, before: &str) -> bool {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let has_letter = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_name = is_plain && !is_quoted;
    let follows_object = before.trim_end_matches(['"', '\'', '`', ' ']).ends_with(['/', '#']);
    let is_long_enough = if is_quoted { word.len() >= 4 } else { word.len() >= 6 };
    let looks = has_digit && has_letter
        || (is_quoted && !is_plain && word.len() >= 6)
        || has_mark(word)
        || is_in_no_order(word);
    is_long_enough && looks && !is_name && !follows_object && !is_measure(word) && !word.contains(char::is_whitespace)
}

fn has_mark(word: &str) -> bool {
    word.contains(['!', '#', '$', '%', '&', '^']) && word.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Letters of both cases that make neither a word nor a name of some, `ImagePullBackOff`.
fn is_in_no_order(word: &str) -> bool {
    const SHORTEST: usize = 10;
    let bytes = word.as_bytes();
    let is_mixed = bytes.iter().any(u8::is_ascii_uppercase) && bytes.iter().any(u8::is_ascii_lowercase);
    if bytes.len() < SHORTEST || !is_mixed || !bytes.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    // A capital begins a part, but in a row of them only the last.
    let parts = bytes
        .chunk_by(|before, byte| byte.is_ascii_lowercase() || before.is_ascii_uppercase() && byte.is_ascii_uppercase());
    let is_odd = |part: &&[u8]| {
        let lower: Vec<u8> = part.iter().copied().filter(u8::is_ascii_lowercase).collect();
        let has_vowel = part.iter().any(|byte| b"aeiouy".contains(&byte.to_ascii_lowercase()));
        lower.len() == 1 || !lower.is_empty() && !has_vowel
    };
    parts.filter(is_odd).count() >= 2
}

/// Words with dashes and a number behind them, as some choose a password: `otter-violet-695`.
pub(super) fn is_phrase(word: &str) -> bool {
    let Some((words, number)) = word.rsplit_once('-') else {
        return false;
    };
    let is_word = |word: &str| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    number.len() >= 2
        && number.bytes().all(|b| b.is_ascii_digit())
        && words.contains('-')
        && words.split('-').all(is_word)
}

/// No word of a language and no name of an object.
pub(super) fn is_strong(word: &str) -> bool {
    let has = |test: fn(&u8) -> bool| word.bytes().any(|byte| test(&byte));
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+/=.~!@#$%^&*".contains(&byte));
    let is_mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && (has(u8::is_ascii_uppercase) || word.len() >= 16);
    let is_name = word.contains('/') && !has(u8::is_ascii_uppercase);
    word.len() >= 8
        && is_plain
        && is_mixed
        && !is_name
        && !is_measure(word)
        && !is_object(word)
        && !is_type(word)
        && !values::is_setting_of_its_own(word)
}

/// `corev1.Secret`
fn is_type(word: &str) -> bool {
    word.split_once('.').is_some_and(|(package, name)| {
        package.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// `default-token-x7k2p`: words of lower case with dashes.
fn is_object(word: &str) -> bool {
    word.contains('-')
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.')
}

/// `24h0m0s`, `2026-04-02T08:00:00Z`, `v1.2.3`, `10.0.0.1:80`, `/etc/x1`, `https://..`.
fn is_measure(word: &str) -> bool {
    let is_time = word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_digit() || b"hmsd.:-TZ+xX%".contains(&b));
    let is_version = word.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    is_time
        || is_version
        || word.starts_with('/')
        || word.contains("://")
        || word.starts_with("sha256:")
        || word.starts_with("HTTP/")
        || word.contains('(')
}
