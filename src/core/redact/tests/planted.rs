//! A secret that is told once is hidden in every other form, wherever it stands.

use std::io::Write as _;

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use proptest::prelude::*;

use crate::core::redact::{Redactor, redact};

const MANIFESTS: [&str; 4] = [
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    note: \"@\"\nspec:\n  containers:\n  - name: main\n    args: [\"--x=@\", serve]\n    env:\n    - {name: BLOB, value: '@'}\n",
    "kind: ConfigMap\ndata:\n  app.properties: |\n    mode=fast\n    # was @\n    blob=@\n  other: >-\n    some @\n    text\n",
    "{\"kind\":\"Deployment\",\"spec\":{\"x\":[\"@\",{\"y\":\"a @ b\"}]}}\n",
    "@@ -1,2 +1,2 @@\n mode: fast\n-x: @\n+x: a-@\n",
];

/// What hides a value, or not at all.
fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let hex = secret.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let percent = secret.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("db:\n  x: {secret}\n").as_bytes()).unwrap();
    vec![
        ("plain", secret.to_owned()),
        ("base64", BASE64_STANDARD.encode(secret)),
        ("base64 with a newline", BASE64_STANDARD.encode(format!("{secret}\n"))),
        ("base64 for URLs", BASE64_URL_SAFE_NO_PAD.encode(secret)),
        ("base64 in a longer text", BASE64_STANDARD.encode(format!("user: x, also {secret}."))),
        ("base64 twice", BASE64_STANDARD.encode(BASE64_STANDARD.encode(secret))),
        ("hex", hex.clone()),
        ("HEX", hex.to_uppercase()),
        ("percent", percent),
        ("UTF-16", BASE64_STANDARD.encode(wide)),
        ("gzip", BASE64_STANDARD.encode(packed.finish().unwrap())),
    ]
}

/// Returns a text as it stands in a string of JSON.
fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_planted_secret_survives_in_no_form(
        secret in "[A-Za-z0-9]{5}[A-Za-z0-9~!_+/-]{3,20}[0-9][A-Z][a-z]",
        manifest in prop::sample::select(MANIFESTS.to_vec()),
        form in 0_usize..11,
    ) {
        let (name, written) = forms(&secret).swap_remove(form);
        let text = format!("{}\n---\nDB_PASSWORD: {secret}\n", manifest.replace('@', "\u{1}").replace("\u{1}\u{1} -1,2 +1,2 \u{1}\u{1}", "@@ -1,2 +1,2 @@").replace('\u{1}', &written));
        let redacted = redact(&text).text;
        prop_assert!(!redacted.as_str().contains(&written), "{}: {} in {}", name, written, redacted);
        prop_assert!(!redacted.as_str().contains(&secret), "{}: {}", name, redacted);
    }

    /// A number stands for any sign in a string of JSON, and most programs write some signs so.
    #[test]
    fn a_secret_told_once_is_hidden_in_strings_with_escapes(
        secret in "[A-Za-z]{4}[&<>+'/=é\u{1F600}]{1,3}[A-Za-z0-9&<>\"]{6}[0-9][A-Z]",
        numbered in prop::sample::select(vec!["", "&<>", "&<>'+=", "aeiou&<>é\u{1F600}"]),
        depth in 0_usize..3,
    ) {
        let unit = |text: String, unit: u16| text + &format!("\\u{unit:04x}");
        let written: String = json(&secret).chars().map(|c| match c {
            c if numbered.contains(c) => c.encode_utf16(&mut [0; 2]).iter().copied().fold(String::new(), unit),
            c => c.to_string(),
        }).collect();
        let mut text = format!("{{\"raw\":\"v={written};\",\"n\":2}}");
        for _ in 0..depth {
            text = format!("{{\"msg\":\"{}\"}}", json(&text));
        }
        let told = format!("{{\"password\":\"{}\",\"n\":1}}\n{text}\n", json(&secret));
        let redacted = redact(&told).text;
        let last = redacted.as_str().lines().last().unwrap_or_default();
        let mut value: serde_json::Value = serde_json::from_str(last).unwrap();
        for _ in 0..depth {
            value = serde_json::from_str(value["msg"].as_str().unwrap()).unwrap();
        }
        prop_assert_eq!(&value["raw"], "v=REDACTED-password-1;", "{}", redacted);
    }

    /// Where some of its signs mean something they are written otherwise.
    #[test]
    fn a_secret_has_one_placeholder_however_its_signs_are_written(
        secret in "[A-Za-z]{4}[&<>'\"=:#! é]{1,3}[A-Za-z0-9&<>'\":]{4}[0-9][A-Z]",
    ) {
        let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let escaped = |signs: &str| secret.chars().fold(String::new(), |text, c| text + if signs.contains(c) { "\\" } else { "" } + &c.to_string());
        let percent = secret.bytes().fold(String::new(), |text, byte| match byte {
            byte if byte.is_ascii_alphanumeric() => text + &char::from(byte).to_string(),
            b' ' => text + "+",
            byte => text + &format!("%{byte:02X}"),
        });
        for (form, written) in [
            ("a cell", format!("<td>{}</td>", html.replace('\'', "&#39;"))),
            ("another cell", format!("<td>{}</td>", html.replace('\'', "&#x27;"))),
            ("a query", format!("v={percent}&n=1")),
            ("a word of a shell", format!("run '{}' x", secret.replace('\'', "'\\''"))),
            ("a row", format!("1,\"{}\",2", secret.replace('"', "\"\""))),
            ("a property", format!("a={}", escaped(":=#!\\"))),
            ("a scalar", format!("a: '{}'", secret.replace('\'', "''"))),
            ("a string of Python", format!("a = \"{}\"", escaped("\"\\"))),
        ] {
            let redacted = redact(&format!("password: \"{}\"\n---\n{written}\n", json(&secret))).text;
            let (told, again) = redacted.as_str().split_once("\n---\n").unwrap();
            prop_assert_eq!(told, "password: \"REDACTED-password-1\"");
            prop_assert!(again.contains("REDACTED-password-1") && !again.contains("REDACTED-password-2"), "{}: {} of {}", form, again, written);
        }
    }

    #[test]
    fn a_session_has_one_placeholder_for_a_value(secret in "[A-Za-z]{6}[0-9]{2}[A-Z][a-z]{3}") {
        let redactor = Redactor::default();
        let first = redactor.redact(&format!("password: {secret}\n")).hidden[0].placeholder.clone();
        for text in [format!("it said {secret}"), format!("x: {}", BASE64_STANDARD.encode(&secret))] {
            let redaction = redactor.redact(&text);
            prop_assert!(redaction.hidden.iter().all(|hidden| hidden.placeholder == first), "{:?}", redaction);
            prop_assert_eq!(redaction.hidden.len(), 1);
        }
    }
}
