//! Every credential here is made at run time: none is real, and no scanner of code shall stumble over one.

mod any;
mod chosen;
mod kept;
mod manifests;
mod places;
mod planted;
mod shapes;
mod texts;
mod wrapped;

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::*;

/// A value without a pattern that could give it away.
fn value(n: usize) -> String {
    format!("{}{n}", ["Tr0ub4", "dor", "Xq", "Zw7"].concat())
}

fn encoded(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

/// Builds a text from a template: `@1` stands for a value, `^1` for its base64.
fn filled(template: &str) -> String {
    let mut text = template.to_owned();
    for n in 1..=9 {
        text = text.replace(&format!("@{n}"), &value(n)).replace(&format!("^{n}"), &encoded(&value(n)));
    }
    text
}

/// Checks the redaction of a template against the whole output.
#[track_caller]
fn check(template: &str, expected: &str) {
    let redaction = redact(&filled(template));
    assert_eq!(redaction.text.as_str(), expected);
    assert_eq!(redact(expected).text.as_str(), expected, "a second time");
}

/// Checks that a text stays as it is.
#[track_caller]
fn check_kept(text: &str) {
    check(text, text);
}

#[test]
fn a_redaction_says_what_and_why() {
    let text = filled("a: 1\npassword: @1\n");
    let redaction = redact(&text);
    let [hidden] = redaction.hidden.as_slice() else {
        panic!("one value is hidden: {redaction:?}");
    };
    assert_eq!(text[hidden.span.clone()], value(1));
    assert_eq!((hidden.class, hidden.placeholder.as_str()), (Class::Password, "REDACTED-password-1"));
    assert!(!format!("{redaction:?}").contains(&value(1)));
}

#[test]
fn the_summary_counts_values_by_class() {
    let text = filled("kind: Secret\ndata: {a: ^1, b: ^2}\n---\npassword: @3\nagain: @3\n");
    assert_eq!(summary(&redact(&text).hidden), "3 hidden: 2 secret data, 1 password");
    assert_eq!(summary(&[]), "nothing hidden");
}

#[test]
fn a_session_keeps_its_placeholders() {
    let redactor = Redactor::default();
    assert_eq!(redactor.redact(&filled("password: @1")).text.as_str(), "password: REDACTED-password-1");
    let text = filled("password: @2\nother_password: @1");
    let expected = "password: REDACTED-password-2\nother_password: REDACTED-password-1";
    assert_eq!(redactor.redact(&text).text.as_str(), expected);
    assert!(!format!("{redactor:?}").contains(&value(1)));
}

#[test]
fn a_session_apart_hides_what_is_known_and_counts_from_one() {
    let redactor = Redactor::default();
    let words = ["plum", "pear", "fig"].map(|tree| format!("{tree}-tree-{}", 77));
    redactor.redact(&format!("password: {}\nother_password: {}", words[0], words[1]));
    let apart = || redactor.apart();
    for word in &words[..2] {
        assert_eq!(apart().redact(&format!("no {word}")).text.as_str(), "no REDACTED-password-1");
        assert_eq!(apart().apart().redact(&format!("no {word}")).text.as_str(), "no REDACTED-password-1");
    }
    apart().redact(&format!("password: {}", words[2]));
    let text = format!("no {}", words[2]);
    assert_eq!(redactor.redact(&text).text.as_str(), text, "it told nobody");
}

#[test]
fn placeholders_in_the_input_keep_their_numbers() {
    check(
        "password: REDACTED-password-4\nroot_password: @1\n",
        "password: REDACTED-password-4\nroot_password: REDACTED-password-5\n",
    );
}
