//! Whatever a pull secret holds, its outline holds together, is harmless to show, and has no password in it.

use std::collections::BTreeMap;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use podmend::core::pull::{FingerprintKey, Fit, ImageReference, PullSecret, outline_fingerprinted};
use serde_json::{Value, json};

use super::{is_safe_to_show, text};

/// Words of the file. In the corpus and here `PASSWORD` stands for a password and `LOGIN` for a user with it, encoded.
const PIECES: [&str; 40] = [
    "{\"auths\":{",
    "{\"auths\":null",
    "{\"Auths\":{",
    "\"harbor.internal.corp\":{",
    "\"https://harbor.internal.corp:443/v2/\":{",
    "\"*.internal.corp\":{",
    "\"auth\":",
    "\"username\":",
    "\"password\":",
    "\"identitytoken\":",
    "\"registrytoken\":",
    "\"email\":",
    "\"credsStore\":\"desktop\"",
    "\"credHelpers\":{",
    "\"HttpHeaders\":{",
    "\"LOGIN\"",
    "\"PASSWORD\"",
    "\"robot$ci\"",
    "\"robot\\\\$ci\"",
    "\"AWS\"",
    "LOGIN",
    "PASSWORD",
    "harbor.internal.corp",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "-1e9",
    "\\",
    "\\u0050",
    "\\ud800",
    "\\n",
    "=",
    "\u{202e}",
    "\u{1b}[31m",
];

const DOCKER_CONFIG_JSON: &str = "kubernetes.io/dockerconfigjson";
const DOCKERCFG: &str = "kubernetes.io/dockercfg";
const KEYS: [&str; 2] = [".dockerconfigjson", ".dockercfg"];

const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How long a part of a password has to be to tell it from chance.
const PART: usize = 6;

/// Takes the input as a whole file, as it is and as text, and as each of the texts in a good one.
pub(crate) fn check(input: &[u8]) {
    outlines(input);
    let input = text(input, &PIECES);
    outlines(input.replace("LOGIN", &login("robot$ci", "")).replace("PASSWORD", &password()).as_bytes());
    for key in ["harbor.internal.corp", input.as_str()] {
        for fields in fields(&input) {
            let entries = json!({ key: fields });
            outlines_as(DOCKER_CONFIG_JSON, json!({ "auths": entries }).to_string().as_bytes());
            outlines_as(DOCKERCFG, entries.to_string().as_bytes());
        }
    }
}

fn fields(text: &str) -> [Value; 5] {
    [
        json!({ "auth": text, "identitytoken": password() }),
        json!({ "auth": login(text, "") }),
        json!({ "auth": login("robot$ci", text) }),
        json!({ "username": text, "password": password() }),
        json!({ "username": "robot$ci", "password": password() + text, text: password() }),
    ]
}

/// A password that is in no file.
fn password() -> String {
    ["Quirky", "-", "Lemur", "-", "8842"].concat()
}

fn login(user: &str, end: &str) -> String {
    BASE64_STANDARD.encode(format!("{user}:{}{end}", password()))
}

fn outlines(content: &[u8]) {
    for secret_type in [DOCKER_CONFIG_JSON, DOCKERCFG, "Opaque"] {
        outlines_as(secret_type, content);
    }
}

fn outlines_as(secret_type: &str, content: &[u8]) {
    let data = BTreeMap::from(KEYS.map(|key| (key.to_owned(), content.to_vec())));
    let image = ImageReference::parse("harbor.internal.corp/project/app:1.4.2").expect("it is one");
    let secret = outline_fingerprinted(secret_type, &data, &FingerprintKey::new(&[7; 32]));
    let fit = secret.fits(&image);
    assert_eq!(secret.blocks_pod(), secret.blocking().is_some());
    assert!(secret.blocking().is_none_or(|block| block == fit), "{fit:?}");
    assert!(texts(&secret, &fit).iter().all(|text| is_safe_to_show(text)), "{secret:?}");
    shows_no_password(&secret, &fit, &names(content));
}

/// Returns what of an outline a user sees.
fn texts(secret: &PullSecret, fit: &Fit) -> Vec<String> {
    let mut texts: Vec<String> = secret.problem.iter().map(ToString::to_string).collect();
    for entry in &secret.entries {
        texts.push(entry.key.clone());
        texts.extend(entry.username.clone());
        texts.extend(entry.problem.map(|problem| problem.to_string()));
        texts.extend(entry.hints.iter().map(ToString::to_string));
    }
    if let Fit::OtherHosts { near: Some((_, miss)), .. } = fit {
        texts.push(miss.to_string());
    }
    texts
}

fn shows_no_password(secret: &PullSecret, fit: &Fit, names: &str) {
    let shown = format!("{secret:?} {fit:?} {:?}", texts(secret, fit));
    for hidden in [password(), BASE64_STANDARD.encode(password())] {
        let by_right = parts(&hidden).any(|part| names.contains(part));
        assert!(by_right || parts(&hidden).all(|part| !shown.contains(part)), "a password is in {shown}");
    }
}

fn parts(hidden: &str) -> impl Iterator<Item = &str> {
    (0..=hidden.len() - PART).map(move |at| &hidden[at..at + PART])
}

/// Returns the names of all fields and users, which are shown by right, whatever stands there.
fn names(content: &[u8]) -> String {
    let mut names = String::new();
    let mut left: Vec<Value> = serde_json::from_slice(content).into_iter().collect();
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(fields) => {
                for (name, value) in fields {
                    names.push_str(&name);
                    names.push_str(&user(&name, &value));
                    left.push(value);
                }
            }
            _ => {}
        }
    }
    names
}

/// Returns the user that a field of a login names.
fn user(name: &str, value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "username" => text.to_owned(),
        "auth" => {
            let encoded = text.replace(['\r', '\n'], "");
            let login = ANY_PADDING.decode(encoded).unwrap_or_default();
            let user = login.split(|byte| *byte == b':').next().unwrap_or_default();
            String::from_utf8_lossy(user).into_owned()
        }
        _ => String::new(),
    }
}
