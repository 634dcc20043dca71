//! What VPNs, mounts and network devices are told.

use std::{ops::Range, sync::LazyLock};

use super::{Class, Find, found, values};
use crate::core::redact::words::Words;

/// Words of the configuration of network devices.
static OF_DEVICES: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[
        " community ",
        " key-string ",
        " md5 ",
        "password 0 ",
        "password 5 ",
        "password 7 ",
        "secret 0 ",
        "secret 5 ",
        "secret 8 ",
        "secret 9 ",
        "key 0 ",
        "key 7 ",
    ])
});

/// Tells by such a word whether a line may be of a network device.
pub(super) fn is_of_device(line: &str) -> bool {
    !OF_DEVICES.find(line).is_empty()
}

/// `: PSK "x"`, `carol : EAP "x"`.
pub(super) fn keyed(text: &str, words: &[Range<usize>]) -> Option<Find> {
    let at = words.iter().position(|word| matches!(&text[word.clone()], "PSK" | "EAP" | "XAUTH" | "NTLM" | "PIN"))?;
    let value = words.get(at + 1).filter(|_| at > 0 && &text[words[at - 1].clone()] == ":")?;
    // What a card or a person gives.
    if text[value.clone()].starts_with('%') {
        return None;
    }
    found(text, value.clone(), Class::Password)
}

/// `: RSA key.pem "x"`: the passphrase behind a private key.
pub(super) fn unlocked(text: &str, words: &[Range<usize>]) -> Option<Find> {
    let [colon, kind, _, value] = words.get(words.len().checked_sub(4)?..)? else { return None };
    let is_key = matches!(&text[kind.clone()], "RSA" | "ECDSA" | "PKCS8" | "P12" | "BLISS");
    (is_key && &text[colon.clone()] == ":").then(|| found(text, value.clone(), Class::Password))?
}

/// `https://host/path user "x"`, as the file of a mount lists its logins.
pub(super) fn mounted(text: &str, words: &[Range<usize>]) -> Option<Find> {
    let [place, user, value] = words else { return None };
    let is_quoted = text[..value.start].ends_with('"') && text[value.end..].starts_with('"');
    let is_line = text[place.clone()].starts_with("http") && text[place.clone()].contains("://") && user.len() >= 2;
    (is_line && is_quoted && values::stands_out(&text[value.clone()]))
        .then(|| found(text, value.clone(), Class::Password))?
}

/// `password 7 x`, `md5 x 7`, `key-string x`, `snmp-server community x RO`: what a network device is told, and how that is
/// encoded.
pub(super) fn of_device(text: &str, words: &[Range<usize>]) -> Option<Find> {
    let written = |at: usize| words.get(at).map_or("", |word| &text[word.clone()]);
    let is_digit = |at: usize| written(at).len() == 1 && written(at).bytes().all(|byte| byte.is_ascii_digit());
    let is_snmp = words.iter().any(|word| text[word.clone()].starts_with("snmp"));
    let value = (0..words.len()).find_map(|at| match written(at) {
        "community" if is_snmp => Some(at + 1),
        "key-string" => Some(at + 1 + usize::from(is_digit(at + 1) && at + 2 < words.len())),
        "password" | "secret" | "key" | "md5" if is_digit(at + 1) && at + 3 == words.len() => Some(at + 2),
        "md5" if is_digit(at + 2) && at + 3 == words.len() => Some(at + 1),
        _ => None,
    })?;
    values::stands_out(written(value)).then(|| found(text, words[value].clone(), Class::Password))?
}
