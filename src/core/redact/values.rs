//! What a value looks like: a credential, a reference to one, or a word like any other.

mod reference;

use super::{
    Class,
    names::{Strength, Verdict},
    view,
};

pub(super) use reference::{is_blank, is_empty, is_filler, is_reference};

/// Tells whether a value under a telling name is to be hidden.
pub(super) fn is_credential(value: &str, verdict: Verdict) -> bool {
    if is_reference(value)
        || value == "DATA+OMITTED"
        || (verdict.strength == Strength::Strong && is_licence(value))
        || is_notice(value)
        || matches!(value, "true" | "false" | "null" | "nil" | "None" | "~" | "undefined")
    {
        return false;
    }
    // The credential inside such an address is found by itself, and the host stays readable.
    // A line of a file of logins, as a mail server has it: `[host]:587 user:x`.
    if value.starts_with('[') && value.contains("]:") {
        return false;
    }
    let is_address = ["://", "=", "@tcp(", "@unix(", "@("].iter().any(|sign| value.contains(sign));
    if verdict.class == Class::UrlCredential && is_address || is_line_of_logins(value) {
        return false;
    }
    // Its secret is found by itself, as that of an address is.
    if value.starts_with("otpauth://") {
        return false;
    }
    if verdict.class == Class::AuthHeader && matches!(value.trim(), "Bearer" | "Basic" | "Token" | "token" | "bearer") {
        return false;
    }
    // Each pair of a cookie is judged by itself.
    if verdict.class == Class::AuthHeader && value.trim_end_matches('=').contains('=') {
        return false;
    }
    match verdict.strength {
        Strength::Any => true,
        Strength::Likely
            if matches!(verdict.class, Class::Key | Class::Credential | Class::AuthHeader) && is_words(value) =>
        {
            false
        }
        Strength::Likely if verdict.class == Class::Key && is_key_id(value) => false,
        Strength::Likely if is_setting_of_its_own(value) || is_file(value) => false,
        Strength::Likely => {
            !(is_setting(value) || is_object_name(value, verdict.class) || is_prose(value) || is_plain_link(value))
        }
        Strength::Strong => {
            value.split([',', ' ']).all(is_key) && !is_setting_of_its_own(value)
                || (verdict.class == Class::Password && is_pin(value))
        }
    }
}

/// Returns the password of a login as Oracle writes one, `user/x@db`, and of any other value the whole.
pub(super) fn password_of(value: &str, class: Class) -> &str {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-:/".contains(&byte))
    };
    let parts = value.split_once('/').and_then(|(user, rest)| Some((user, rest.rsplit_once('@')?)));
    let password = parts.filter(|(user, (_, host))| is_name(user) && !user.contains(':') && is_name(host));
    password.filter(|_| class == Class::UrlCredential).map_or(value, |(_, (password, _))| password)
}

/// Tells whether a value looks like a key wherever it stands: digits and letters, long, and no name, place or sentence.
pub(super) fn is_key(value: &str) -> bool {
    let bytes = value.as_bytes();
    let has = |test: fn(&u8) -> bool| bytes.iter().any(test);
    let is_word = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_+/=.~!@#$%^&*".contains(byte));
    let is_path = value.starts_with(['/', '.', '~']) || value.contains("://");
    let is_class = value.split('.').count() >= 3
        && value.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_digest = is_class
        || value.starts_with("S-1-5-")
        || ["sha1-", "sha256-", "sha384-", "sha512-"].iter().any(|start| value.starts_with(start));
    let is_name = value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-./_".contains(&b))
        && value
            .split(['-', '.', '/', '_'])
            .any(|part| part.len() >= 3 && part.bytes().all(|b| b.is_ascii_lowercase()) && !is_hex(part));
    let is_constant = bytes.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_');
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_long = bytes.len() >= 24 && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let groups = value.split('-');
    let is_in_fours = groups.clone().count() >= 3
        && groups.clone().all(|group| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_digit()));
    is_in_fours
        || is_word && bytes.len() >= 12 && !is_path && !is_digest && !is_name && !is_constant && (is_mixed || is_long)
}

/// A key of 32 hex digits or more.
pub(super) fn is_hex_key(value: &str) -> bool {
    value.len() >= 32 && is_hex(value)
}

/// Words of lower case with marks between them: `orders.created`, `admin-user`.
fn is_words(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_lowercase() || b".-_#*".contains(&byte))
}

/// Four to twelve digits, as many as a PIN may have.
fn is_pin(value: &str) -> bool {
    (4..=12).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a value only repeats its name in another spelling, as a key in a Secret or a variable does:
/// `SMTP_PASSWORD: smtp-password`, `client_secret: clientSecret`.
pub(super) fn repeats(name: &str, value: &str) -> bool {
    let letters = |text: &str| {
        text.bytes().filter(|byte| !b"_-.".contains(byte)).map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let is_kebab = value.contains('-') && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let is_camel = value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.bytes().any(|byte| byte.is_ascii_uppercase())
        && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_kebab || is_camel) && name != value && letters(name) == letters(value)
}

/// What is said of a password and is none: `none required`, `password updated successfully`.
pub(super) fn is_notice(value: &str) -> bool {
    if ["none,", "null,", "illegal base64 data"].iter().any(|start| value.starts_with(start)) {
        return true;
    }
    // `see vault`, `ask in #platform, do not write it here`
    let points = ["see ", "ask ", "stored in ", "kept in ", "same as ", "get it ", "look "]
        .iter()
        .any(|start| value.starts_with(start));
    let is_told =
        |word: &str| word.trim_matches(['#', ',', '.']).bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if points && value.split(' ').take(3).all(is_told) {
        return true;
    }
    let mut words = value.trim_end_matches(['.', '!', '"', '\'']).split(' ');
    let begins = words.next().is_some_and(|word| matches!(word, "none" | "password" | "authentication" | "not" | "no"));
    let mut count = 0;
    begins
        && words.inspect(|_| count += 1).all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
        && (1..=6).contains(&count)
}

/// A pair or a call, of which each part is judged by itself: `changed=1`, `Credentials(key=x)`.
pub(super) fn is_setting_of_its_own(value: &str) -> bool {
    let Some((name, rest)) = value.split_once('=') else {
        return false;
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b','));
    let is_call = name
        .split_once('(')
        .is_some_and(|(call, _)| call.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    !rest.trim_matches('=').is_empty() && (is_name || is_call)
}

/// A name of a file: `auth.e3b0c442.chunk.js`.
fn is_file(value: &str) -> bool {
    const ENDS: [&str; 12] =
        [".js", ".css", ".json", ".yaml", ".yml", ".pem", ".crt", ".txt", ".html", ".map", ".sh", ".conf"];
    ENDS.iter().any(|end| value.ends_with(end)) && !value.contains(' ')
}

/// The number of a PGP key.
fn is_key_id(value: &str) -> bool {
    matches!(value.len(), 8 | 16 | 40)
        && value.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
}

fn is_hex(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `host:port:database:user:x`, of which the last part is found by itself.
pub(super) fn is_line_of_logins(value: &str) -> bool {
    let mut parts = value.splitn(5, ':');
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-*".contains(&byte))
    };
    let is_port = |part: &str| part == "*" || part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (host, port) = (parts.next(), parts.next());
    host.is_some_and(is_word)
        && port.is_some_and(is_port)
        && parts.by_ref().take(2).filter(|part| is_word(part)).count() == 2
        && parts.next().is_some_and(|password| !password.is_empty())
}

/// The name of a licence by SPDX: `MIT/Apache-2.0`.
fn is_licence(value: &str) -> bool {
    ["MIT", "Apache-", "BSD-", "GPL-", "MPL-", "CDLA-", "CC-BY", "CC0-"].iter().any(|name| value.contains(name))
        && value.len() <= 40
}

/// An address without a credential in it.
fn is_plain_link(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://")
}

/// Tells whether a value is an object of JSON, also with the escapes of a string that it stands in.
pub(super) fn is_json(value: &str) -> bool {
    let is_object = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let value = value.trim();
    value.starts_with('{')
        && value.ends_with('}')
        && value.contains(':')
        && (is_object(value) || is_object(&view::unescaped(value)))
}

/// Tells whether a value is too common to be looked for in other places.
pub(super) fn is_common(value: &str) -> bool {
    const LONG_PHRASE: usize = 16;
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || b".-:".contains(&byte));
    let is_words = value
        .chars()
        .enumerate()
        .all(|(at, c)| c.is_lowercase() || "-_. ".contains(c) || (at == 0 && c.is_alphabetic()));
    is_number || (is_words && value.len() < LONG_PHRASE) || is_reference(value)
}

/// Returns a value as it stands in a URL.
pub(super) fn percent_encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format_byte(byte));
        }
    }
    encoded
}

/// Tells whether a text in a sentence stands out as a credential: marks, digits or mixed case.
pub(super) fn stands_out(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.bytes().any(|byte| test(&byte));
    let has_case = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    value.len() >= 6 && (has(u8::is_ascii_digit) || (has_case && value.len() >= 12))
}

fn format_byte(byte: u8) -> String {
    format!("%{byte:02X}")
}

/// A word or a number that switches something.
fn is_setting(value: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "yes", "no", "on", "off", "none", "enabled", "disabled", "default", "basic", "bearer", "digest",
        "oidc", "oauth", "oauth2", "ldap", "saml", "kerberos", "jwt", "mint", "manual", "passthrough",
        "required", "optional", "auto", "always", "never", "strict", "internal", "external", "secret", "token",
        "password", "container", "application", "amd64", "arm64", "armhf", "i386", "all", "is", "not", "was", "must", "for", "from", "has", "missing", "invalid", "expired",
    ];
    let is_short_word = value.len() < 6 && value.chars().all(char::is_lowercase);
    let is_number = value.len() <= 6 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b's');
    is_short_word || is_number || WORDS.contains(&value.to_lowercase().as_str())
}

/// A name as an object of the cluster may have it, with a word in it that says what it holds.
fn is_object_name(value: &str, class: Class) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "secret", "secrets", "creds", "credentials", "token", "tokens", "tls", "cert", "certs", "key", "keys",
        "auth", "password", "passwords", "pull", "registry",
    ];
    let is_name = value
        .split('/')
        .all(|part| part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)));
    let is_variable =
        value.contains('_') && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let is_place =
        class != Class::Password && value.contains('/') && !value.starts_with('/') && value.split('/').count() == 2;
    let is_camel = value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.bytes().all(|byte| byte.is_ascii_alphabetic())
        && ["Token", "Secret", "Password", "Key"].iter().any(|end| value.ends_with(end));
    is_camel
        || is_variable
        || (is_name && is_place)
        || (is_name && value.split(['-', '.', '/']).any(|word| WORDS.contains(&word)))
}

/// Three words or more of a sentence.
fn is_prose(value: &str) -> bool {
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_lowercase() || ",.'".contains(c));
    value.split(' ').filter(is_word).count() >= 3
}
