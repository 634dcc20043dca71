//! Hashes of passwords: of no use to a reader, and of much to somebody who guesses.

use super::{Class, Find};

/// How a hash begins, and how many bytes at least follow.
#[rustfmt::skip]
const STARTS: &[(&str, usize)] = &[
    ("$2a$", 50), ("$2b$", 50), ("$2y$", 50), ("$2x$", 50), ("$1$", 20), ("$5$", 40), ("$6$", 60), ("$7$", 40), ("$y$", 30),
    ("$gy$", 30), ("$md5", 20), ("$apr1$", 24), ("$argon2", 40), ("$pbkdf2", 30), ("$scrypt", 40), ("$sha1$", 20), ("$P$", 28),
    ("$H$", 28), ("$S$", 50), ("$8$", 40), ("$9$", 40), ("$bcrypt-sha256$", 40), ("pbkdf2_sha", 40), ("pbkdf2:sha", 40),
    ("scrypt:", 60), ("bcrypt_sha256$", 40), ("argon2$", 40), ("SCRAM-SHA-", 60), ("{SSHA}", 20), ("{SSHA", 20),
    ("{SHA}", 20), ("{SHA", 20), ("{CRYPT}", 12), ("{MD5}", 20), ("{SMD5}", 20), ("{PBKDF2", 30), ("{ARGON2", 30), ("{bcrypt}", 40),
    ("grub.pbkdf2.", 60), ("sha256$", 40), ("sha1$", 40), ("sha512$", 60),
];

const REASON: &str = "is the hash of a password";

/// Finds them by their beginning.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let anchors = memchr::memchr3_iter(b'$', b'{', b':', bytes).chain(memchr::memmem::find_iter(bytes, "SCRAM-SHA-"));
    anchors.filter_map(|at| hash(text, at)).chain(postgres(text)).chain(mysql(text)).collect()
}

fn hash(text: &str, anchor: usize) -> Option<Find> {
    let (at, start, least) = STARTS.iter().find_map(|(start, least)| {
        // The sign that was found is the first of a beginning, or ends its first word.
        let within = start.find(['$', '{', ':']).unwrap_or(0);
        let at = anchor.checked_sub(within)?;
        text.get(at..)?.starts_with(start).then_some((at, *start, *least))
    })?;
    let is_whole = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let length = text[at..].bytes().take_while(is_part).count();
    let end = at + text[at..at + length].trim_end_matches([',', '.', ':']).len();
    (is_whole && end - at >= start.len() + least).then(|| Find::new(at..end, Class::Password, REASON))
}

fn is_part(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"$./+=,:_-{}*".contains(byte)
}

/// `md5` and 32 hex digits.
fn postgres(text: &str) -> impl Iterator<Item = Find> + '_ {
    memchr::memmem::find_iter(text.as_bytes(), "md5").filter_map(|at| {
        let digits = text[at + 3..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let is_whole = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        (is_whole && digits == 32).then(|| Find::new(at..at + 35, Class::Password, REASON))
    })
}

/// `*` and 40 hex digits in upper case.
fn mysql(text: &str) -> impl Iterator<Item = Find> + '_ {
    memchr::memchr_iter(b'*', text.as_bytes()).filter_map(|at| {
        let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
        let digits = text[at + 1..].bytes().take_while(is_digit).count();
        (digits == 40).then(|| Find::new(at..at + 41, Class::Password, REASON))
    })
}
