//! What a value looks like: a credential, a reference to one, or a word like any other.

use super::{Class, ledger, names::Verdict};

/// Tells whether a value under a telling name is to be hidden.
pub(super) fn is_credential(value: &str, verdict: Verdict) -> bool {
    if is_reference(value) || matches!(value, "true" | "false" | "null" | "nil" | "None" | "~" | "undefined") {
        return false;
    }
    // The credential inside such an address is found by itself, and the host stays readable.
    if verdict.class == Class::UrlCredential && (value.contains("://") || value.contains('=')) {
        return false;
    }
    verdict.is_certain || !(is_setting(value) || is_object_name(value) || is_prose(value))
}

/// Tells whether a value only points to where the credential is, or was hidden already.
pub(super) fn is_reference(value: &str) -> bool {
    let value = value.trim();
    is_blank(value) || is_expression(value) || is_path(value) || names_a_store(value)
}

/// Tells whether a place for a value holds none: it is blank, was hidden already, or is a template's.
pub(super) fn is_empty(value: &str) -> bool {
    let value = value.trim();
    let is_template = [("{{", "}}"), ("${", "}"), ("<", ">")]
        .iter()
        .any(|(start, end)| value.starts_with(start) && value.ends_with(end));
    is_template || is_blank(value)
}

/// Tells whether a value is too common to be looked for in other places.
pub(super) fn is_common(value: &str) -> bool {
    const LONG_PHRASE: usize = 16;
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || b".-:".contains(&byte));
    let is_words = value.chars().all(|c| c.is_lowercase() || "-_. ".contains(c));
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

/// Nothing, or only marks that stand for something hidden: `****`, `[REDACTED]`.
fn is_blank(value: &str) -> bool {
    let mut rest = value;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let word = &rest[at..];
        let length = ledger::placeholder_len(word).or_else(|| {
            let end = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
            let hides = ["REDACTED", "HIDDEN", "MASKED"].contains(&word[..end].to_uppercase().as_str());
            hides.then_some(end)
        });
        match length {
            Some(length) => rest = &word[length..],
            None => return false,
        }
    }
    true
}

/// `$(NAME)`, `${NAME}`, `$NAME`, `$object:key`, `{{ name }}`, `<name>`, `%(name)s`.
fn is_expression(value: &str) -> bool {
    let between = |start, end| value.starts_with(start) && value.ends_with(end);
    between("$(", ")")
        || between("${", "}")
        || between("{{", "}}")
        || between("<", ">")
        || between("%(", ")s")
        // As `kubectl describe` shows a reference.
        || value.starts_with("<set to the key ")
        || value.strip_prefix('$').is_some_and(|name| is_variable(name) || is_key_of_object(name))
}

fn is_variable(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && name.bytes().all(is_inner)
}

/// `$argocd-secret:dex.clientSecret`: words of letters, more than one.
fn is_key_of_object(name: &str) -> bool {
    let mut words = name.split([':', '.']);
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    name.contains([':', '.']) && words.all(is_word)
}

/// A path in the file system; upper case and marks of base64 speak against it.
fn is_path(value: &str) -> bool {
    let starts = ["/", "./", "../", "~/", "file:"].iter().any(|start| value.starts_with(start));
    starts && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/._-~:".contains(&b))
}

/// A place in a store of secrets, or a ciphertext.
fn names_a_store(value: &str) -> bool {
    #[rustfmt::skip]
    const STORES: &[&str] = &[
        "vault:", "op://", "ENC[", "arn:aws:", "secretref:", "awssm://", "gcpsm://", "azurekeyvault://",
        "ref+", "sops:",
    ];
    STORES.iter().any(|start| value.starts_with(start))
}

/// A word or a number that switches something.
fn is_setting(value: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "yes", "no", "on", "off", "none", "enabled", "disabled", "default", "basic", "bearer", "digest",
        "oidc", "oauth", "oauth2", "ldap", "saml", "kerberos", "jwt", "mint", "manual", "passthrough",
        "required", "optional", "auto", "always", "never", "strict", "internal", "external", "secret", "token",
        "password", "is", "not", "was", "must", "for", "from", "has", "missing", "invalid", "expired",
    ];
    let is_short_word = value.len() < 6 && value.chars().all(char::is_lowercase);
    let is_number = value.len() <= 6 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b's');
    is_short_word || is_number || WORDS.contains(&value.to_lowercase().as_str())
}

/// A name as an object of the cluster may have it, with a word in it that says what it holds.
fn is_object_name(value: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "secret", "secrets", "creds", "credentials", "token", "tokens", "tls", "cert", "certs", "key", "keys",
        "auth", "password", "passwords", "pull", "registry",
    ];
    let is_name = value
        .split('/')
        .all(|part| part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)));
    is_name && value.split(['-', '.', '/']).any(|word| WORDS.contains(&word))
}

/// Three words or more of a sentence.
fn is_prose(value: &str) -> bool {
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_lowercase() || ",.'".contains(c));
    value.split(' ').filter(is_word).count() >= 3
}
