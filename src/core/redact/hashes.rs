//! Hashes of passwords: of no use to a reader, and of much to somebody who guesses.

use std::{ops::Range, sync::LazyLock};

use super::{Class, Find, words::Words};

/// How a hash begins, and how many bytes at least follow.
#[rustfmt::skip]
const STARTS: &[(&str, usize)] = &[
    ("$2a$", 50), ("$2b$", 50), ("$2y$", 50), ("$2x$", 50), ("$1$", 20), ("$5$", 40), ("$6$", 60), ("$7$", 40), ("$y$", 30),
    ("$gy$", 30), ("$md5", 20), ("$apr1$", 24), ("$argon2", 40), ("$pbkdf2", 30), ("$scrypt", 40), ("$sha1$", 20), ("$P$", 28),
    ("$H$", 28), ("$S$", 50), ("$8$", 12), ("$9$", 12), ("$bcrypt-sha256$", 40), ("pbkdf2_sha", 40), ("pbkdf2:sha", 40),
    ("scrypt:", 60), ("bcrypt_sha256$", 40), ("argon2$", 40), ("SCRAM-SHA-", 60), ("{SSHA}", 20), ("{SSHA", 20),
    ("{SHA}", 20), ("{SHA", 20), ("{CRYPT}", 12), ("{MD5}", 20), ("{SMD5}", 20), ("{PBKDF2", 30), ("{ARGON2", 30), ("{bcrypt}", 40),
    ("grub.pbkdf2.", 60), ("sha256$", 40), ("sha1$", 40), ("sha512$", 60),
];

const REASON: &str = "is the hash of a password";

/// The beginnings that are words, and that of a hash of a database.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[
        "pbkdf2",
        "scrypt:",
        "bcrypt_sha256$",
        "argon2$",
        "SCRAM-SHA-",
        "grub.pbkdf2.",
        "sha256$",
        "sha1$",
        "sha512$",
        "md5",
    ])
});

/// Finds them by their beginning.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds: Vec<Find> = memchr::memchr2_iter(b'$', b'{', bytes).filter_map(|at| hash(text, at)).collect();
    for (_, word) in WORDS.find(text) {
        finds.extend(hash(text, word.start).or_else(|| postgres(text, word)));
    }
    finds.extend(mysql(text));
    finds
}

/// Reads a hash that begins at an offset.
fn hash(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at..];
    // Most that opens with a brace is JSON.
    if !rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let (start, least) = STARTS.iter().find(|(start, _)| rest.starts_with(start))?;
    let is_whole = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    // Only these have colons in them; behind others the next field follows.
    let has_colons = start.contains(':') || start.starts_with("SCRAM");
    let length = rest.bytes().take_while(|byte| is_part(*byte) && (has_colons || *byte != b':')).count();
    let end = at + rest[..length].trim_end_matches([',', '.', ':']).len();
    (is_whole && end - at >= start.len() + least).then(|| Find::new(at..end, Class::Password, REASON))
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"$./+=,:_-{}*".contains(&byte)
}

/// `md5` and 32 hex digits.
fn postgres(text: &str, word: Range<usize>) -> Option<Find> {
    let digits = text[word.end..].bytes().take_while(u8::is_ascii_hexdigit).count();
    let is_whole = !text[..word.start].ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_hash = &text[word.clone()] == "md5" && is_whole && digits == 32;
    is_hash.then(|| Find::new(word.start..word.end + digits, Class::Password, REASON))
}

/// `*` and 40 hex digits in upper case.
fn mysql(text: &str) -> impl Iterator<Item = Find> + '_ {
    memchr::memchr_iter(b'*', text.as_bytes()).filter_map(|at| {
        let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
        let digits = text[at + 1..].bytes().take_while(is_digit).count();
        (digits == 40).then(|| Find::new(at..at + 41, Class::Password, REASON))
    })
}
