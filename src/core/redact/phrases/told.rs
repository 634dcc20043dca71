//! Words that tell by themselves what stands behind them, or before: `New value: x`, `use x as the password`.

use std::{ops::Range, sync::LazyLock};

use super::{
    Class, Find, near, next_word,
    strength::{is_phrase, is_strong, is_weak},
    values, view,
};
use crate::core::redact::words::{
    Reader::{self, One, Several},
    Readers,
};

#[rustfmt::skip]
const READERS: &[(&str, Reader)] = &[
    ("assword:\n", One(alone)), ("(0x", One(ciphered)), ("(aes)) ", One(ciphered)), ("cbc(aes) ", One(ciphered)),
    ("hmac(sha256) ", One(ciphered)), ("old one", One(one)), ("new one", One(one)), ("changed it to", One(one)),
    ("set it to", One(one)), ("rotated it to", One(one)), (" / ", One(beside)), ("requirepass ", One(directive)),
    ("masterauth ", One(directive)), ("AUTH\\ ", One(sent)), ("::add-mask::", One(masked)), ("addauth digest ", One(login)),
    (" as password", One(taken)), (" as the password", One(taken)), ("New value: ", One(renewed)), ("static:", One(mapped)),
    ("\"AUTH\"\n", One(called)), ("ecovery codes", Several(listed)), ("ackup codes", Several(listed)),
];

pub(super) fn find(text: &str) -> Vec<Find> {
    static WORDS: LazyLock<Readers<Reader>> = LazyLock::new(|| Readers::new(READERS));
    WORDS.finds(text)
}

/// `from initialAdminPassword:`, and in the next line nothing but a key.
fn alone(text: &str, lead: Range<usize>) -> Option<Find> {
    let line = near::last(&text[..lead.start], 256).rsplit('\n').next()?;
    let word = view::behind_same(line, near::first(&text[lead.end..], 256).split('\n').next()?).trim();
    (values::is_key(word) && !values::is_reference(word))
        .then(|| Find::new(near::range_of(text, word), Class::Password, "the words before it say so"))
}

/// `rfc4106(gcm(aes)) x`: the key behind the algorithm of a kernel that it is for.
fn ciphered(text: &str, Range { end: start, .. }: Range<usize>) -> Option<Find> {
    let length = text[start..].bytes().take_while(u8::is_ascii_hexdigit).count();
    (length >= 32).then(|| Find::new(start..start + length, Class::Key, "the words before it say so"))
}

/// `recovery codes: dp9qn-g88zn 07vw3-43ag8`, also a few lines of them.
fn listed(text: &str, word: Range<usize>) -> Vec<Find> {
    let is_code = |word: &str| {
        let is_part = |part: &str| {
            (4..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        word.split('-').count() >= 2 && word.split('-').all(is_part) && word.bytes().any(|byte| byte.is_ascii_digit())
    };
    let behind = near::first(&text[word.end..], 1024);
    let words = behind
        .split(|c: char| c.is_whitespace() || ",:\"[]".contains(c))
        .filter(|word| !word.is_empty() && *word != "-");
    let codes = words.take_while(|word| is_code(word));
    codes.map(|word| Find::new(near::range_of(text, word), Class::Credential, "the words before it say so")).collect()
}

/// `the new password is x, the old one, y, stops working`.
fn one(text: &str, lead: Range<usize>) -> Option<Find> {
    let line = near::last(&text[..lead.start], 256).rsplit('\n').next()?.to_ascii_lowercase();
    let is_about = ["password", "token", "passphrase", "secret", "key"].iter().any(|word| line.contains(word));
    let rest = near::first(&text[lead.end..], 128);
    let rest = [", ", " is ", " was ", ": ", " (", " "].iter().find_map(|lead| rest.strip_prefix(lead))?;
    let word = rest.split(|c: char| c.is_whitespace() || ",;)\"'".contains(c)).next()?.trim_end_matches('.');
    (is_about && is_weak(word, false, "") && !values::is_reference(word))
        .then(|| Find::new(near::range_of(text, word), Class::Password, "the words before it say so"))
}

/// What a workflow of GitHub wants hidden in its log.
fn masked(text: &str, lead: Range<usize>) -> Option<Find> {
    let value = near::first(&text[lead.end..], 512).split(['\n', '\r', '"']).next()?.trim_end();
    (value.len() >= 4 && !value.starts_with('$') && !values::is_reference(value))
        .then(|| Find::new(near::range_of(text, value), Class::Credential, "the words before it say so"))
}

/// `config: redis requirepass x`, where no line of its own begins.
fn directive(text: &str, lead: Range<usize>) -> Option<Find> {
    let line_end = lead.end + near::first(&text[lead.end..], 256).split('\n').next()?.len();
    let word = next_word(text, lead.end, line_end)?;
    let written = text[word.range.clone()].trim_end_matches(['.', ',']);
    (values::stands_out(written) && !values::is_reference(written))
        .then(|| Find::new(near::range_of(text, written), Class::Password, "the words before it say so"))
}

/// `tcp-check send AUTH\ x\r\n`, as a proxy logs in to what it checks.
fn sent(text: &str, lead: Range<usize>) -> Option<Find> {
    let word = near::first(&text[lead.end..], 256).split(|c: char| c.is_whitespace() || c == '\\').next()?;
    (values::stands_out(word) && !values::is_reference(word))
        .then(|| Find::new(near::range_of(text, word), Class::Password, "the words before it say so"))
}

/// `use x as the password`
fn taken(text: &str, lead: Range<usize>) -> Option<Find> {
    let line = near::last(&text[..lead.start], 128).rsplit('\n').next()?;
    let word = line.rsplit(' ').next()?;
    let bare = word.trim_matches(['"', '\'', '`']);
    (is_weak(bare, bare.len() < word.len(), "") && !values::is_reference(bare))
        .then(|| Find::new(near::range_of(text, bare), Class::Password, "the words behind it say so"))
}

/// `addauth digest super:x`
fn login(text: &str, lead: Range<usize>) -> Option<Find> {
    let word = near::first(&text[lead.end..], 256).split(char::is_whitespace).next()?;
    let (_, password) = word.split_once(':')?;
    (!password.is_empty() && !values::is_reference(password))
        .then(|| Find::new(near::range_of(text, password), Class::Password, "stands behind a user"))
}

/// `Password for the user successfully reset`, and below it `New value: x`.
fn renewed(text: &str, lead: Range<usize>) -> Option<Find> {
    let before = near::last(&text[..lead.start], 256);
    let word = near::first(&text[lead.end..], 256).split(char::is_whitespace).next()?;
    let is_told = before.contains("assword") || before.contains(" reset");
    (is_told && word.len() >= 6 && !values::is_reference(word))
        .then(|| Find::new(near::range_of(text, word), Class::Password, "the words before it say so"))
}

/// `smtp_sasl_password_maps = static:user:x`
fn mapped(text: &str, lead: Range<usize>) -> Option<Find> {
    let before = near::last(&text[..lead.start], 64);
    login(text, lead).filter(|_| before.trim_end_matches([' ', '=']).ends_with("password_maps"))
}

/// `1) "AUTH"`, and below it `2) "x"`: a command as Redis lists it.
fn called(text: &str, lead: Range<usize>) -> Option<Find> {
    let line = near::first(&text[lead.end..], 512).split('\n').next()?;
    let (number, value) = line.trim_start().split_once(") \"")?;
    let value = value.strip_suffix('"')?;
    (number.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() && !values::is_reference(value))
        .then(|| Find::new(near::range_of(text, value), Class::Password, "the words before it say so"))
}

/// `grafana -> admin / x`: a user whom every program has, and a word in no order.
fn beside(text: &str, Range { start: at, end: start }: Range<usize>) -> Option<Find> {
    const USERS: [&str; 12] = [
        "admin",
        "root",
        "user",
        "administrator",
        "postgres",
        "ops",
        "sa",
        "operator",
        "manager",
        "sysadmin",
        "elastic",
        "superuser",
    ];
    let lead = near::last(&text[..at], 64);
    let user = &lead[lead.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len()..];
    let rest = near::first(&text[start..], 128);
    let word = &rest[..rest.find(|c: char| c.is_whitespace() || "\"',;|)`".contains(c)).unwrap_or(rest.len())];
    (USERS.contains(&user) && (is_strong(word) || is_phrase(word)) && !values::is_reference(word))
        .then(|| Find::new(start..start + word.len(), Class::Password, "the words before it say so"))
}
