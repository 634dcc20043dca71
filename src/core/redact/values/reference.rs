//! Values that only point to where a credential is, or stand where one was hidden or is yet to be filled in.

use super::is_hex;
use crate::core::redact::ledger;

/// Tells whether a value only points to where the credential is, or was hidden already.
pub(in crate::core::redact) fn is_reference(value: &str) -> bool {
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
    ["\\S", "\\w", "\\d", "[^", ".*", "(.*", ".+", "(.+"].iter().any(|start| value.starts_with(start))
        || is_shown_size(value)
}

fn is_shown_size(value: &str) -> bool {
    (value.starts_with("--------") || value.starts_with("++++++++")) && value.ends_with("bytes)")
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
    ["SecretStr", "str |", "string |", "bytes |", "Optional[", "str = ", "String?", "Option<"]
        .iter()
        .any(|start| value.starts_with(start))
}

/// Tells whether a place for a value holds none: it is blank, was hidden already, or is a template's.
pub(in crate::core::redact) fn is_empty(value: &str) -> bool {
    let value = value.trim();
    let is_template = [("{{", "}}"), ("${", "}"), ("<", ">")]
        .iter()
        .any(|(start, end)| value.starts_with(start) && value.ends_with(end));
    is_template
        || value.contains("{{")
        || is_blank(value)
        || is_shown_size(value)
        || matches!(value, "null" | "~")
        || value.trim_matches(['\\', '"']) == "%s"
}

/// Nothing, or only marks that stand for something hidden: `****`, `[REDACTED]`.
pub(in crate::core::redact) fn is_blank(value: &str) -> bool {
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

/// Openings of expressions, and what closes each at the end of the value.
#[rustfmt::skip]
const CLOSED: &[(&str, &str)] = &[
    ("${", "}"), ("<", ">"), ("%(", ")s"), ("(", ")"), ("{.", "}"), ("__", "__"), ("@@", "@@"), ("[[", "]]"), ("@Microsoft.KeyVault(", ")"),
];

/// How expressions begin that may end in any way: those of templates and stores, a mapping as Go prints it, `= x` as the second half of `:= x`, what a
/// shell reads from a file, and how `kubectl describe` shows a reference.
#[rustfmt::skip]
const OPEN: &[&str] = &["map[", "{{", "#{", "$(", "= ", "cat /", "$__file{", "$__env{", "$__vault{", "<set to the key "];

/// `$(NAME)`, `${NAME}`, `$NAME`, `$object:key`, `{{ name }}`, `<name>`, `%(name)s`.
fn is_expression(value: &str) -> bool {
    CLOSED.iter().any(|(open, close)| value.starts_with(open) && value.ends_with(close))
        || OPEN.iter().any(|open| value.starts_with(open))
        || value.starts_with("id=") && value.contains(',')
        || value.starts_with('%') && value.ends_with('%') && is_name_of_variable(value.trim_matches('%'))
        // Also with what closes the text around behind it, or cut before its end.
        || value.strip_prefix("${env:").is_some_and(|name| is_variable(name.split(['}', ':']).next().unwrap_or_default()))
        || is_named_place(value)
        || is_scheme_of_variable(value)
        || is_lookup(value)
        || is_amount(value)
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
            value.trim_end_matches(','),
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
pub(in crate::core::redact) fn is_filler(value: &str) -> bool {
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

/// `%DB_PASSWORD%`, `%password%`: of one case; and `%REQ(X-TOKEN)%`.
fn is_name_of_variable(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let is_mixed = name.bytes().any(|byte| byte.is_ascii_lowercase())
        && name.bytes().any(|byte| byte.is_ascii_uppercase())
        && name.bytes().any(|byte| byte.is_ascii_digit());
    let is_call = name.ends_with(')') && name.starts_with(|c: char| c.is_ascii_uppercase());
    is_call || is_word && !is_mixed && !name.starts_with(|c: char| c.is_ascii_digit())
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
