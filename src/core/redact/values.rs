//! What a value looks like: a credential, a reference to one, or a word like any other.

use super::{
    Class, ledger,
    names::{Strength, Verdict},
    view,
};

/// Tells whether a value under a telling name is to be hidden.
pub(super) fn is_credential(value: &str, verdict: Verdict) -> bool {
    if is_reference(value)
        || value == "DATA+OMITTED"
        || is_notice(value)
        || matches!(value, "true" | "false" | "null" | "nil" | "None" | "~" | "undefined")
    {
        return false;
    }
    // The credential inside such an address is found by itself, and the host stays readable.
    if verdict.class == Class::UrlCredential && (value.contains("://") || value.contains('=')) {
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
            value.split(',').all(is_key) && !is_setting_of_its_own(value)
                || (verdict.class == Class::Password && is_pin(value))
        }
    }
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

/// Four to eight digits.
fn is_pin(value: &str) -> bool {
    (4..=8).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
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
    if value.starts_with("none,") || value.starts_with("null,") {
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

/// An address without a credential in it.
fn is_plain_link(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://")
}

/// Tells whether a value only points to where the credential is, or was hidden already.
pub(super) fn is_reference(value: &str) -> bool {
    let value = value.trim();
    is_blank(value)
        || is_filled(value)
        || is_constant(value)
        || is_expression(value)
        || is_path(value)
        || is_version_of_api(value)
        || is_annotation(value)
        || is_digest(value)
        || is_pattern(value)
        || is_version_of_plugin(value)
        || names_a_store(value)
}

/// `external-secrets.io/v1beta1`, `v1/Secret/shop/web`.
fn is_version_of_api(value: &str) -> bool {
    let is_version = |part: &str| {
        part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            && part.len() <= 10
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let is_group =
        |part: &str| part.contains('.') && part.bytes().all(|byte| byte.is_ascii_lowercase() || b".-".contains(&byte));
    value.split_once('/').is_some_and(|(first, rest)| {
        is_group(first) && is_version(rest)
            || is_version(first) && rest.starts_with(|c: char| c.is_ascii_uppercase()) && rest.contains('/')
    })
}

/// A regular expression, `\S+`, and what a diff shows in the place of a value, `-------- # (1704 bytes)`.
fn is_pattern(value: &str) -> bool {
    let is_shown = |marks: &str| value.starts_with(marks) && value.ends_with("bytes)");
    ["\\S", "\\w", "\\d", "[^", ".*", "(.*", ".+", "(.+"].iter().any(|start| value.starts_with(start))
        || is_shown("--------")
        || is_shown("++++++++")
}

/// `1371.vfee6b_095f0a_3`
fn is_version_of_plugin(value: &str) -> bool {
    value.split_once(".v").is_some_and(|(number, commit)| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && commit.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'_')
    })
}

/// `sha256:` and hex digits.
fn is_digest(value: &str) -> bool {
    let digits = ["sha256:", "sha512:", "sha1:"].iter().find_map(|start| value.strip_prefix(start));
    digits.is_some_and(|digits| digits.len() >= 32 && is_hex(digits))
}

/// A type of a language: `str | None = None`, `Optional[str]`.
fn is_annotation(value: &str) -> bool {
    ["str |", "string |", "bytes |", "Optional[", "str = ", "String?", "Option<"]
        .iter()
        .any(|start| value.starts_with(start))
}

/// Tells whether a place for a value holds none: it is blank, was hidden already, or is a template's.
pub(super) fn is_empty(value: &str) -> bool {
    let value = value.trim();
    let is_template = [("{{", "}}"), ("${", "}"), ("<", ">")]
        .iter()
        .any(|(start, end)| value.starts_with(start) && value.ends_with(end));
    is_template
        || value.contains("{{")
        || is_blank(value)
        || matches!(value, "null" | "~")
        || value.trim_matches(['\\', '"']) == "%s"
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

/// Nothing, or only marks that stand for something hidden: `****`, `[REDACTED]`.
pub(super) fn is_blank(value: &str) -> bool {
    let mut rest = value;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let word = &rest[at..];
        let length = ledger::placeholder_len(word).or_else(|| {
            let end = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
            let hides = ["REDACTED", "HIDDEN", "MASKED", "FILTERED", "SCRUBBED", "OMITTED", "REMOVED", "CENSORED"]
                .contains(&word[..end].to_uppercase().as_str());
            hides.then_some(end)
        });
        match length {
            Some(length) => rest = &word[length..],
            None => return false,
        }
    }
    true
}

/// Three words or more in capitals: `VALUE_SPECIFIED_IN_NO_LOG_PARAMETER`.
fn is_constant(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && value.matches('_').count() >= 2
}

/// `$(NAME)`, `${NAME}`, `$NAME`, `$object:key`, `{{ name }}`, `<name>`, `%(name)s`.
fn is_expression(value: &str) -> bool {
    let between = |start, end| value.starts_with(start) && value.ends_with(end);
    between("$(", ")")
        || between("${", "}")
        || between("{{", "}}")
        || between("<", ">")
        || between("%(", ")s")
        || value.starts_with("#{")
        // The second half of `name := x`, read as the value of a key.
        || value.starts_with("= ")
        || value.starts_with("$(")
        || is_named_place(value)
        || is_scheme_of_variable(value)
        || between("(", ")")
        || between("{.", "}")
        || value.starts_with("cat /")
        || value.starts_with("$__file{")
        || value.starts_with("$__env{")
        || value.starts_with("$__vault{")
        || value.starts_with("id=") && value.contains(',')
        || between("__", "__")
        || between("%", "%")
        || between("@@", "@@")
        || between("[[", "]]")
        || between("@Microsoft.KeyVault(", ")")
        || is_lookup(value)
        || is_amount(value)
        // As `kubectl describe` shows a reference.
        || value.starts_with("<set to the key ")
        || value.strip_prefix('$').is_some_and(|name| is_variable(name) || is_key_of_object(name))
}

/// `var.db_password`, `process.env.TOKEN`, `getenv("TOKEN")`, `.Values.auth`, `:password`, `?`, `$1`.
fn is_lookup(value: &str) -> bool {
    #[rustfmt::skip]
    const STARTS: &[&str] = &[
        "var.", "local.", "data.", "module.", "random_password.", "random_string.", "each.", "process.env", "os.environ", "os.getenv", "System.getenv", "Get-", "Read-Host", "ConvertTo-", "New-Object",
        "ENV[", "ENV.fetch", "getenv(", "env(", "config(", "settings.", "secrets.", "inputs.", "params.", "self.", "lookup(", "file(",
        "vault_", "aws_secretsmanager", "google_secret", ".Values", "{{", "%{", "__ENV.", "Deno.env", "std::env",
    ];
    let is_place = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    STARTS.iter().any(|start| value.starts_with(start)) && !value.contains(' ')
        || value.strip_prefix(':').is_some_and(|name| is_place(name.trim_matches(['\'', '"'])))
        || value.strip_prefix('$').is_some_and(is_number)
        || matches!(value, "?" | "%s" | "%v" | "%q" | "$@")
        || matches!(
            value,
            "string"
                | "String"
                | "str"
                | "Str"
                | "text"
                | "Text"
                | "boolean"
                | "SecretString"
                | "String!"
                | "SecretStr"
        )
}

/// A scheme before a variable, also with the quote of a language: `` `Bearer ${token} ``.
fn is_scheme_of_variable(value: &str) -> bool {
    let rest = value.trim_start_matches(['`', '"', '\'']);
    let behind =
        ["Bearer ", "Basic ", "bearer ", "token ", "Token "].iter().find_map(|scheme| rest.strip_prefix(scheme));
    behind.is_some_and(|behind| ["${", "$(", "{{"].iter().any(|open| behind.starts_with(open)))
}

/// The name of a variable in braces, as languages fill it in: `{password}`.
fn is_named_place(value: &str) -> bool {
    let name = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| {
        name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.'))
    })
}

/// A form that is not filled in: `xxxxxxxx`, `hvs.xxxxxxxx`.
fn is_filled(value: &str) -> bool {
    let last = value.rsplit(['.', '_', '-']).next().unwrap_or_default();
    is_filler(value) || (last.len() >= 8 && is_filler(last))
}

/// One sign over and over: `xxxxxxxx`.
pub(super) fn is_filler(value: &str) -> bool {
    let mut bytes = value.bytes();
    let first = bytes.next();
    value.len() >= 4
        && matches!(first, Some(b'x' | b'X' | b'*' | b'.' | b'#' | b'-' | b'_'))
        && bytes.all(|byte| Some(byte) == first)
}

/// As `kubectl describe secret` shows a value: `24 bytes`.
fn is_amount(value: &str) -> bool {
    value.strip_suffix(" bytes").is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_variable(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && name.bytes().all(is_inner)
}

/// `$argocd-secret:dex.clientSecret`: words of letters, more than one.
fn is_key_of_object(name: &str) -> bool {
    let mut words = name.split([':', '.']);
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    // `$slack-token`
    let is_dashed = name.contains('-') && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_dashed || name.contains([':', '.']) && words.all(is_word)
}

/// A path in the file system; upper case and marks of base64 speak against it.
fn is_path(value: &str) -> bool {
    // `${user.home}/.ssh/id_rsa`
    let value = value.strip_prefix("${").and_then(|rest| rest.split_once('}')).map_or(value, |(_, path)| path);
    let starts = ["/", "./", "../", "~/", "file:"].iter().any(|start| value.starts_with(start));
    starts && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/._-~:".contains(&b))
}

/// A place in a store of secrets, or a ciphertext.
fn names_a_store(value: &str) -> bool {
    #[rustfmt::skip]
    const STORES: &[&str] = &[
        "vault:", "op://", "ENC[", "$ANSIBLE_VAULT", "arn:aws:", "secretref:", "awssm://", "gcpsm://", "azurekeyvault://",
        "ref+", "sops:", "env:", "pullsecret:", "secret:", "ext:", "projects/", "keyvault:", "ssm:", "secretsmanager:",
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
