//! What a name says of its value: `DB_PASSWORD` holds a password, `passwordPolicy` does not.
//!
//! The last words decide. Names of objects and of places (`secretName`, `tokenFile`) are none.

use super::{Class, ledger};

/// What a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub class: Class,
    /// Whether any value is to be hidden, however weak; otherwise it must look like a credential,
    /// since `auth: basic` and `secret: web-tls` are none.
    pub is_certain: bool,
}

/// Judges a name: an environment variable, a key, a flag without its dashes.
pub(super) fn verdict(name: &str) -> Option<Verdict> {
    if name.starts_with("checksum/") || name.contains(ledger::START) {
        return None;
    }
    let name = name.rsplit('/').find(|part| !part.is_empty())?;
    let words = words(name);
    let (last, before) = words.split_last()?;
    if before.first().is_some_and(|first| ASKING.contains(&first.as_str())) {
        return None;
    }
    let class = class(last, before)?;
    Some(Verdict { class, is_certain: class == Class::Password && !matches!(last.as_str(), "pass" | "pw") })
}

/// Tells whether a name fits a pattern of the user's: `*` stands for anything, and case does not count.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

fn class(last: &str, before: &[String]) -> Option<Class> {
    let previous = before.last().map_or("", String::as_str);
    match last {
        "pass" | "pw" => Some(Class::Password),
        "passe" if previous == "de" => Some(Class::Password),
        "secret" => (!NAMED_SECRETS.contains(&previous)).then_some(Class::Credential),
        "key" => KEYS.contains(&previous).then_some(Class::Key),
        "base" if previous == "key" => Some(Class::Key),
        "data" if previous == "key" => Some(Class::PrivateKey),
        "code" if matches!(previous, "auth" | "access") => Some(Class::Token),
        "string" if previous == "connection" => Some(Class::UrlCredential),
        "dsn" => Some(Class::UrlCredential),
        "authorization" => Some(Class::AuthHeader),
        word if PASSWORDS.contains(&word) || is_joined_password(word) => Some(Class::Password),
        word if CREDENTIALS.contains(&word) || ends_with_more(word, "secret") => Some(Class::Credential),
        word if JOINED_KEYS.contains(&word) => Some(Class::Key),
        word if word.ends_with("token") => Some(Class::Token),
        _ => None,
    }
}

/// Words that are a password by themselves, in the languages met in manifests.
#[rustfmt::skip]
const PASSWORDS: &[&str] = &[
    "password", "passwords", "passwd", "pwd", "passphrase", "passcode", "pswd", "pword", "passwort",
    "kennwort", "contrasena", "contraseña", "senha", "wachtwoord", "heslo", "jelszo", "haslo", "salasana",
    "parola", "sifre", "losenord", "adgangskode", "requirepass", "masterauth",
];

#[rustfmt::skip]
const CREDENTIALS: &[&str] = &[
    "auth", "credential", "credentials", "creds", "cred", "cookie", "salt", "hmac", "otp", "jwt", "bearer",
    "mnemonic",
];

/// What makes a key one that must not be known; a `topologyKey` or a `publicKey` may be.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "api", "access", "secret", "private", "encryption", "encrypt", "decryption", "signing", "sign", "master",
    "account", "auth", "ssh", "storage", "shared", "hmac", "jwt", "session", "cookie", "deploy", "webhook",
    "subscription", "license", "client", "admin", "service", "host", "tls", "root", "crypt", "wep", "psk",
    "app", "application", "integration", "routing", "write",
];

#[rustfmt::skip]
const JOINED_KEYS: &[&str] = &[
    "apikey", "accesskey", "secretkey", "privatekey", "masterkey", "signingkey", "encryptionkey", "authkey",
    "sharedkey", "accountkey", "sessionkey", "sshkey",
];

/// In front of `secret` these make it the name of a Secret object.
const NAMED_SECRETS: &[&str] =
    &["pull", "existing", "external", "tls", "cert", "certificate", "ca", "target", "ingress"];

/// In front of a name these make it a question about a credential, answered with yes or a number.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "require", "requires", "enable", "enabled", "disable", "disabled", "use", "uses", "has", "is", "allow",
    "allowed", "skip", "no", "without", "show", "hide", "forgot", "reset", "change", "validate", "check",
    "checksum", "verify", "min", "max", "count", "existing", "automount", "forward", "generate", "remember",
    "save", "with", "update", "send",
];

/// Tells whether a word is a password with something grown on: `dbpassword`, `storepass`.
fn is_joined_password(word: &str) -> bool {
    const OTHERS: &[&str] = &["bypass", "compass", "trespass", "surpass", "encompass", "overpass"];
    let long_form = ["password", "passwd", "passphrase"].iter().any(|end| word.ends_with(end));
    long_form || (ends_with_more(word, "pass") && !OTHERS.contains(&word))
}

fn ends_with_more(word: &str, end: &str) -> bool {
    word.len() > end.len() && word.ends_with(end)
}

/// Splits a name at marks and humps, in lower case; numbers at the end say nothing.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut previous = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
        let is_hump = c.is_uppercase() && (previous.is_lowercase() || (previous.is_uppercase() && next_is_lower));
        if is_hump || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.retain(|word| !word.is_empty());
    while words.last().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        last.truncate(last.trim_end_matches(|c: char| c.is_ascii_digit()).len());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials_are_told() {
        for (name, class) in [
            ("DB_PASSWORD", Class::Password),
            ("dbPassword", Class::Password),
            ("MYSQL_PWD", Class::Password),
            ("spring.datasource.password", Class::Password),
            ("KENNWORT", Class::Password),
            ("mot_de_passe", Class::Password),
            ("storepass", Class::Password),
            ("PASSWORD_2", Class::Password),
            ("GITHUB_TOKEN", Class::Token),
            ("identitytoken", Class::Token),
            ("APIToken", Class::Token),
            ("AUTH_CODE", Class::Token),
            ("clientSecret", Class::Credential),
            ("example.com/webhook-secret", Class::Credential),
            ("SECRET_KEY_BASE", Class::Key),
            ("aws_secret_access_key", Class::Key),
            ("apiKey", Class::Key),
            ("APIKEY", Class::Key),
            ("client-key-data", Class::PrivateKey),
            ("SENTRY_DSN", Class::UrlCredential),
            ("connectionString", Class::UrlCredential),
            ("LDAP_BIND_CREDENTIALS", Class::Credential),
            ("REDIS_AUTH", Class::Credential),
        ] {
            assert_eq!(verdict(name).map(|verdict| verdict.class), Some(class), "{name}");
        }
    }

    #[test]
    fn names_about_credentials_are_not() {
        for name in [
            "passwordPolicy",
            "passwordLength",
            "requirePassword",
            "tokenExpirationSeconds",
            "keyRef",
            "primaryKey",
            "publicKey",
            "topologyKey",
            "tokenizer",
            "maxTokens",
            "secretName",
            "secretKeyRef",
            "imagePullSecret",
            "imagePullSecrets",
            "existingSecret",
            "authType",
            "monkey",
            "hotkeys",
            "checksum/secret",
            "COMPASS_HEADING",
            "bypass",
            "key",
            "name",
            "client-certificate-data",
            "automountServiceAccountToken",
            "tokenFile",
            "PASSWORD_FILE",
            "",
            "/",
            "---",
        ] {
            assert_eq!(verdict(name), None, "{name}");
        }
    }
}
