//! What a name says of its value: `DB_PASSWORD` holds a password, `passwordPolicy` does not.
//!
//! The last words decide. Names of objects and of places (`secretName`, `tokenFile`) are none.

use std::{cell::RefCell, collections::HashMap};

use super::{Class, Lists, ledger};

/// What a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub class: Class,
    pub strength: Strength,
}

/// What a value under a name has to look like to be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Like anything, however weak.
    Any,
    /// Like no setting and no name of an object: `auth: basic` and `secret: web-tls` are none.
    Likely,
    /// Like a key: long, or in no order.
    Strong,
}

use Strength::{Any, Likely, Strong};

impl Verdict {
    /// Of what only stands in a Secret.
    pub(super) const SECRET: Self = Self { class: Class::SecretData, strength: Any };

    /// Tells whether any value is hidden, however weak.
    pub(super) fn is_certain(self) -> bool {
        self.strength == Any
    }
}

/// Judges names; remembers what it judged, since a cluster has few different names and they come again and again.
pub(super) struct Names<'p> {
    /// Patterns of the user's own.
    own: &'p [String],
    memo: RefCell<HashMap<Box<str>, Option<Verdict>, foldhash::fast::RandomState>>,
}

/// How many names are remembered, and how long in bytes they are at most.
const MOST_KNOWN: usize = 4096;
const LONGEST_KNOWN: usize = 64;

impl<'p> Names<'p> {
    pub(super) fn of(lists: &'p Lists) -> Self {
        Self { own: &lists.names, memo: RefCell::default() }
    }

    /// Judges a name: an environment variable, a key, a flag without its dashes.
    pub(super) fn verdict(&self, name: &str) -> Option<Verdict> {
        // The times of a log are names that nothing is called by.
        if self.own.is_empty() && is_number(name) {
            return None;
        }
        let mut memo = self.memo.borrow_mut();
        if let Some(known) = memo.get(name) {
            return *known;
        }
        let is_own = self.own.iter().any(|pattern| matches(pattern, name));
        let verdict = if is_own { Some(Verdict { class: Class::Credential, strength: Any }) } else { judge(name) };
        if memo.len() < MOST_KNOWN && name.len() <= LONGEST_KNOWN {
            memo.insert(name.into(), verdict);
        }
        verdict
    }
}

/// Tells whether no two letters stand side by side: `2026-04-02T10`.
fn is_number(name: &str) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    !name.as_bytes().windows(2).any(|pair| pair.iter().all(is_letter))
}

fn judge(name: &str) -> Option<Verdict> {
    if name.eq_ignore_ascii_case("sec-websocket-key") || name.eq_ignore_ascii_case("sec-websocket-accept") {
        return None;
    }
    // Where the value is, for an agent that fetches it.
    if name.contains("agent-inject-secret-") || name.contains("agent-inject-template-") {
        return None;
    }
    if name.starts_with("checksum/") || name.contains(ledger::START) || name.contains("secretKeyRef.") {
        return None;
    }
    // The fields of a data source of Grafana.
    if name == "secureJsonData" {
        return Some(Verdict { class: Class::Credential, strength: Any });
    }
    // The login for a source of Ruby's packages.
    if name.starts_with("BUNDLE_") && ["__COM", "__ORG", "__IO", "__NET", "__DEV"].iter().any(|end| name.ends_with(end))
    {
        return Some(Verdict { class: Class::Credential, strength: Likely });
    }
    let name = name.rsplit('/').find(|part| !part.is_empty())?;
    let mut words = words(name);
    // A pinned public key.
    if words == ["pin", "sha"] {
        return None;
    }
    // `password_of_the_cluster`, `token-for-ci`
    if let Some(at) = words.iter().position(|word| matches!(word.as_str(), "of" | "for")).filter(|at| *at > 0) {
        words.truncate(at);
    }
    while words.len() > 1
        && !words.ends_with(&["connection".to_owned(), "string".to_owned()])
        && !words.ends_with(&["key".to_owned(), "string".to_owned()])
        && !words.ends_with(&["community".to_owned(), "string".to_owned()])
        && words.last().is_some_and(|last| TRAILING.contains(&last.as_str()))
    {
        words.pop();
    }
    let (last, before) = words.split_last()?;
    if before.first().is_some_and(|first| ASKING.contains(&first.as_str())) {
        // `reset_token` is one, `validateToken` none: the value must tell.
        let is_sent = ["reset", "change", "verify", "forgot", "remember", "confirm"].contains(&before[0].as_str());
        if is_sent && last.ends_with("token") {
            return Some(Verdict { class: Class::Token, strength: Strong });
        }
        // `enable_password` gives the right to more.
        let is_for_more = before[0] == "enable" && last == "password";
        return is_for_more.then_some(Verdict { class: Class::Credential, strength: Likely });
    }
    let is_switch = before.iter().any(|word| {
        matches!(word.as_str(), "allow" | "random" | "empty" | "generate" | "onetime" | "require" | "enable")
    });
    let (class, strength) = judged(last, before).or_else(|| leading(&words))?;
    Some(Verdict { class, strength: if is_switch { strength.max(Likely) } else { strength } })
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

/// Tells whether a key stands over several credentials.
pub(super) fn is_plural(key: &str) -> bool {
    const WORDS: [&str; 9] =
        ["passwords", "credentials", "creds", "secrets", "tokens", "keys", "apikeys", "passphrases", "passwds"];
    key == "secureJsonData" || words(key).last().is_some_and(|last| WORDS.contains(&last.as_str()))
}

/// Tells whether a key of a Secret says that its value is a place or a name, which also stands elsewhere.
pub(super) fn is_of_no_credential(key: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "name", "username", "user", "usr", "login", "host", "hostname", "server", "url", "uri", "endpoint", "port", "type", "database", "db",
        "dbname", "schema", "namespace", "email", "region", "bucket", "path", "enabled", "address", "project", "mode", "format", "usage",
        "description", "expiration", "protocol", "registry", "domain", "issuer", "id", "uuid", "uid", "userid", "kid", "n", "e", "x", "y", "x5c", "x5t", "kty", "use", "alg", "realm", "group", "groups", "crt", "cert", "ca", "version",
    ];
    words(key).last().is_some_and(|last| WORDS.contains(&last.as_str()))
}

/// Names whose noun comes first: `SENHA_SMTP`, `CLAVE_API`, `mot_de_passe_base`.
fn leading(words: &[String]) -> Option<(Class, Strength)> {
    #[rustfmt::skip]
    const NOUNS: &[&str] = &[
        "senha", "contrasena", "contraseña", "clave", "parola", "haslo", "hasło", "heslo", "jelszo", "passwort", "kennwort", "wachtwoord",
        "salasana", "sifre", "şifre", "mdp", "motdepasse", "chiave", "llave", "geslo", "lozinka",
    ];
    const ABOUT: &[&str] = &["file", "path", "length", "policy", "datei", "url", "id", "ttl", "min", "max"];
    let last = words.last().map_or("", String::as_str);
    let is_phrase = words.starts_with(&["mot".to_owned(), "de".to_owned(), "passe".to_owned()]);
    let is_noun = words.first().is_some_and(|first| NOUNS.contains(&first.as_str())) || is_phrase;
    (is_noun && !ABOUT.contains(&last)).then_some((Class::Password, Any))
}

fn judged(last: &str, before: &[String]) -> Option<(Class, Strength)> {
    let previous = before.last().map_or("", String::as_str);
    match last {
        // A test passes too.
        "pass" | "pw" if before.is_empty() => Some((Class::Password, Likely)),
        "pass" | "pw" | "passe" | "rocommunity" | "rwcommunity" => Some((Class::Password, Any)),
        "pin" if before.is_empty() => Some((Class::Password, Strong)),
        "pin" | "word" | "phrase" | "info" if is_password_by(last, before) => Some((Class::Password, Any)),
        "secret" if before.iter().any(|word| word == "pin") => Some((Class::Password, Any)),
        "secret" => (!NAMED_SECRETS.contains(&previous)).then_some((Class::Credential, Likely)),
        "secrets" => (!NAMED_SECRETS.contains(&previous)).then_some((Class::Credential, Strong)),
        "key" => key(previous, before),
        "base" if previous == "key" => Some((Class::Key, Likely)),
        "data" if previous == "key" => Some((Class::PrivateKey, Likely)),
        "id" if previous == "secret" || previous == "role" && before.len() == 1 => Some((Class::Credential, Strong)),
        "team" if previous == "honeycomb" => Some((Class::Key, Likely)),
        "id" if previous == "token" && before.iter().any(|word| word == "root") => Some((Class::Token, Likely)),
        "id" if previous == "webhook" => Some((Class::Credential, Strong)),
        "id" if previous == "private"
            || (previous == "key" && before.iter().any(|word| matches!(word.as_str(), "private" | "access"))) =>
        {
            Some((Class::Key, Strong))
        }
        "code" if matches!(previous, "auth" | "access" | "authorization" | "backup" | "recovery" | "otp") => {
            Some((Class::Token, Likely))
        }
        "hash" if previous == "api" => Some((Class::Key, Strong)),
        "name" if previous == "token" => Some((Class::Token, Strong)),
        "string" if previous == "community" => Some((Class::Password, Likely)),
        "string" | "str" if previous == "key" => Some((Class::Key, Strong)),
        "code" if previous == "pin" => Some((Class::Password, Any)),
        "blowfish" => Some((Class::Key, Strong)),
        "recovery" if before.is_empty() => Some((Class::Credential, Strong)),
        "string" | "str" if matches!(previous, "connection" | "conn") => Some((Class::UrlCredential, Likely)),
        "dsn" => Some((Class::UrlCredential, Likely)),
        "auth" => Some((Class::Password, Likely)),
        "hash" if PASSWORDS.contains(&previous) => Some((Class::Password, Likely)),
        "cookie" | "cookies" | "authorization" => Some((Class::AuthHeader, Likely)),
        "signature" | "sig" | "sas" => Some((Class::Token, Strong)),
        "session" | "sessionid" | "sid" | "csrf" | "xsrf" | "nonce" | "seed" | "ticket" | "assertion" | "keys"
        | "tokens" | "license" | "licence" | "webhook" | "login" => Some((Class::Credential, Strong)),
        "community" => Some((Class::Password, if before.is_empty() { Strong } else { Any })),
        word if PASSWORDS.contains(&word) || is_joined_password(word) => Some((Class::Password, Any)),
        word if CREDENTIALS.contains(&word) || ends_with_more(word, "secret") => Some((Class::Credential, Likely)),
        word if JOINED_KEYS.contains(&word) => Some((Class::Key, Likely)),
        word if word.ends_with("sessionid") || word.ends_with("sessid") => Some((Class::Credential, Strong)),
        word if word.ends_with("token") => Some((Class::Token, Likely)),
        _ => None,
    }
}

/// Words that are a password only behind another: `unlock_pin`, `seed phrase`, `basic.auth.user.info`.
fn is_password_by(last: &str, before: &[String]) -> bool {
    let previous = before.last().map_or("", String::as_str);
    match last {
        "pin" => !before.is_empty(),
        "word" => previous == "pass",
        "phrase" => matches!(previous, "pass" | "seed"),
        _ => previous == "user" && before.iter().any(|word| word == "auth"),
    }
}

/// A key of a known kind, or one that is known to be none; of any other the value must tell.
fn key(previous: &str, before: &[String]) -> Option<(Class, Strength)> {
    if before.is_empty() || PUBLIC_KEYS.contains(&previous) {
        return None;
    }
    let is_of_replica_set = previous == "set" && before.iter().any(|word| word == "replica");
    Some((Class::Key, if KEYS.contains(&previous) || is_of_replica_set { Likely } else { Strong }))
}

/// Words that are a password by themselves, in the languages met in manifests.
#[rustfmt::skip]
const PASSWORDS: &[&str] = &[
    "password", "passwords", "passwd", "pwd", "passphrase", "passphrases", "passcode", "pswd", "pword", "passwort", "passwrd",
    "kennwort", "contrasena", "contraseña", "contrasenya", "senha", "wachtwoord", "heslo", "jelszo", "jelszó", "haslo", "hasło",
    "salasana", "parola", "sifre", "şifre", "losenord", "lösenord", "adgangskode", "passord", "lozinka", "geslo", "parole", "slaptazodis",
    "пароль", "密码", "密碼", "口令", "パスワード", "비밀번호", "motdepasse", "mdp", "requirepass", "masterauth", "psk", "passw", "pswrd", "mnemonic", "ordine", "hashpw", "kodeord",
];

#[rustfmt::skip]
const CREDENTIALS: &[&str] = &[
    "credential", "credentials", "creds", "cred", "salt", "hmac", "otp", "totp", "jwt", "bearer",
    "pepper", "geheimnis", "geheim", "pat", "authtoken", "authtok", "connectionstring", "connstr", "dockerconfigjson", "dockercfg",
];

/// What makes a key one that must not be known.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "api", "access", "secret", "private", "priv", "installation", "encryption", "encrypt", "decryption", "signing", "sign", "master", "cipher", "crypto",
    "account", "auth", "ssh", "storage", "shared", "hmac", "jwt", "session", "cookie", "deploy", "webhook", "ingest", "ingestion",
    "subscription", "license", "licence", "client", "admin", "service", "host", "tls", "root", "crypt", "wep", "psk", "sdk", "token",
    "app", "application", "integration", "routing", "write", "instrumentation", "certificate", "unseal", "recovery", "vault", "pre",
    "rsa", "ed25519", "ecdsa", "aes", "gpg", "pgp", "kms", "data", "backup", "restore", "primary_access", "management", "user",
    "security", "verify", "activation", "keystore", "truststore", "product", "function", "query", "read", "team", "org", "tenant", "event",
    "publishable", "restricted", "server", "cluster", "node", "peer", "network", "wireguard", "wg", "stripe", "sendgrid", "openai",
    "datadog", "dd", "newrelic", "sentry", "pagerduty", "opsgenie", "mailgun", "twilio", "google", "maps", "aws", "azure", "gcp",
];

/// Keys that everybody may know, or that are the names of fields.
#[rustfmt::skip]
const PUBLIC_KEYS: &[&str] = &[
    "public", "pub", "project", "primary", "foreign", "partition", "sort", "cache", "topology", "object", "meta", "label", "annotation", "hash",
    "shard", "group", "range", "map", "translation", "message", "i18n", "index", "unique", "order", "lookup", "config", "property",
    "field", "column", "dedup", "deduplication", "idempotency", "routes", "sticky", "affinity", "header", "s3", "selector", "remote",
    "authorized", "password", "username", "host_public", "verification", "row", "record", "registry", "hot", "short", "arrow", "return", "composite", "natural",
    "image", "env", "variable", "path", "file", "parameter", "param", "query_string", "ssh_public", "known", "trusted", "issue", "jira",
];

#[rustfmt::skip]
const JOINED_KEYS: &[&str] = &[
    "apikey", "accesskey", "secretkey", "privatekey", "masterkey", "signingkey", "encryptionkey", "authkey", "apikeys",
    "sharedkey", "accountkey", "sessionkey", "sshkey", "sharedaccesskey", "presharedkey", "licensekey", "routingkey_v2", "servicekey",
    "accesskeyid", "awssecretkey", "awsaccesskey", "keydata", "appkey", "userkey", "secretaccesskey",
];

/// In front of `secret` these make it the name of a Secret object.
const NAMED_SECRETS: &[&str] = &[
    "pull",
    "existing",
    "external",
    "tls",
    "cert",
    "certificate",
    "ca",
    "target",
    "ingress",
    "from",
    "name",
    "kubernetes",
    "k8s",
    "ref",
    "source",
    "dest",
    "destination",
    "sealed",
];

/// Behind a name these say in which form or which turn the value is.
#[rustfmt::skip]
const TRAILING: &[&str] = &[
    "hex", "base64", "b64", "encoded", "enc", "plain", "plaintext", "raw", "value", "val", "old", "new", "prev", "previous",
    "current", "default", "override", "primary", "secondary", "backup", "prod", "production", "staging", "stage", "dev", "test",
    "live", "txt", "json", "yaml", "main", "master", "v1", "v2", "v3", "a", "b", "x", "local", "internal", "env", "string", "str", "clear", "text", "next",
    "confirmation", "confirm", "again", "in", "eu", "us", "uk", "rw", "ro", "sha", "sha1", "sha256", "sha512", "bcrypt", "double", "crypt", "md5",
];

/// In front of a name these make it a question about a credential, answered with yes or a number.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "require", "requires", "enable", "enabled", "disable", "disabled", "use", "uses", "has", "is", "allow",
    "allowed", "skip", "no", "without", "show", "hide", "forgot", "reset", "change", "validate", "check",
    "checksum", "verify", "min", "max", "count", "existing", "automount", "forward", "generate", "remember",
    "save", "with", "update", "send", "num", "rotate", "expire", "expires", "ignore", "force", "bound", "audit", "mount", "load",
];

/// Tells whether a word is a password with something grown on: `dbpassword`, `storepass`.
fn is_joined_password(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "bypass",
        "nopasswd",
        "wrongpass",
        "compass",
        "trespass",
        "surpass",
        "encompass",
        "overpass",
        "underpass",
        "multipass",
    ];
    let long_form = ["password", "passwd", "passphrase", "passwort", "kennwort"].iter().any(|end| word.ends_with(end));
    let short_form = ends_with_more(word, "pass")
        || (word.len() >= 5 && (word.ends_with("pw") || word.ends_with("pwd") && word != "oldpwd"));
    (long_form || short_form) && !OTHERS.contains(&word)
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
            ("REDIS_AUTH", Class::Password),
        ] {
            assert_eq!(judge(name).map(|verdict| verdict.class), Some(class), "{name}");
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
            assert_eq!(judge(name), None, "{name}");
        }
    }
}
