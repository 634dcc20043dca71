use proptest::prelude::*;

use super::*;

/// Pieces out of which texts near to what the scanners look for are put together.
fn any_piece() -> impl Strategy<Value = String> {
    let fixed = [
        "kind: Secret\n",
        "data:\n",
        "stringData:\n",
        "  ",
        "\n",
        "- ",
        "password",
        "token",
        "name: ",
        "value: ",
        ": ",
        ":",
        "=",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        "|\n",
        ">-\n",
        "---\n",
        "@@ -1 +1 @@\n",
        "+",
        "-",
        " ",
        "\\",
        "\\n",
        "\\u00e9",
        "://",
        "@",
        "é",
        "🙂",
        "\r\n",
        "\t",
        "Bearer ",
        "Basic ",
        "--token ",
        "-p ",
        "mysql ",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----END",
        "eyJhbGciOi.",
        "ghp_",
        "Set-Cookie: ",
        "REDACTED-password-1",
        "REDACTED-",
        "$(X)",
        "{{ x }}",
        "#",
        "&a ",
        "!!str ",
        "*a",
        "Name:TOKEN,Value:",
        "?",
        "%41",
        "<",
        ";",
        "\u{1b}[1m",
        "aGVsbG86d29ybGRoZWxsbw==",
        "Tr0ub4dorXqZw7",
        "VHIwdWI0ZG9yWHFadzc=",
        "items:\n",
        "auth",
        "checksum/",
        "null",
        "true",
    ];
    prop_oneof![8 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(any_piece(), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn redacting_twice_changes_nothing_more(text in any_text()) {
        let once = redact(&text).text;
        let twice = redact(once.as_str());
        prop_assert_eq!(&twice.text, &once);
        prop_assert!(twice.hidden.is_empty());
    }

    #[test]
    fn the_output_is_the_input_with_the_spans_replaced(text in any_text()) {
        let redaction = redact(&text);
        let (mut rebuilt, mut copied) = (String::new(), 0);
        for hidden in &redaction.hidden {
            prop_assert!(copied <= hidden.span.start && hidden.span.start < hidden.span.end);
            rebuilt += &text[copied..hidden.span.start];
            // What was a number of JSON has become a string.
            let rest = &redaction.text.as_str()[rebuilt.len()..];
            let quote = ["", "\"", "\\\""].into_iter().find(|quote| rest.starts_with(&format!("{quote}{}", hidden.placeholder)));
            let quote = quote.unwrap_or_default();
            rebuilt += &[quote, &hidden.placeholder, quote].concat();
            copied = hidden.span.end;
        }
        rebuilt += &text[copied..];
        prop_assert_eq!(rebuilt.as_str(), redaction.text.as_str());
    }

    #[test]
    fn a_password_is_hidden_whatever_it_is(password in "[!-~]{6,20}", tail in any_text()) {
        let quoted = serde_json::to_string(&password).unwrap();
        let text = format!("{{\"password\":{quoted}}}\n{tail}");
        let redacted = redact(&text).text.to_string();
        let line = redacted.lines().next().unwrap_or_default();
        let is_reference = values::is_reference(&password);
        prop_assert!(is_reference || !line.contains(&quoted), "{}", line);
    }

    #[test]
    fn any_value_of_a_secret_is_hidden(value in "[a-zA-Z0-9+/]{8,40}", json in any::<bool>()) {
        let text = if json {
            format!("{{\"kind\":\"Secret\",\"data\":{{\"k\":\"{value}\"}}}}")
        } else {
            format!("kind: Secret\ndata:\n  k: {value}\n")
        };
        prop_assert!(!redact(&text).text.as_str().contains(&value));
    }
}
