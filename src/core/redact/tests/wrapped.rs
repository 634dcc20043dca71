//! Texts as they stand in other texts: in strings of JSON and YAML, behind the time of a log, quoted in a mail.

use serde_json::{Value, json};

use crate::core::redact::redact;

/// A way to write a text down in another, and what reads its lines again there.
struct Wrap {
    name: &'static str,
    write: fn(&str) -> String,
    /// Whether only a text of several lines shows that this is a prefix.
    is_prefix: bool,
}

const fn whole(name: &'static str, write: fn(&str) -> String) -> Wrap {
    Wrap { name, write, is_prefix: false }
}

const fn prefix(name: &'static str, write: fn(&str) -> String) -> Wrap {
    Wrap { name, write, is_prefix: true }
}

const WRAPS: [Wrap; 13] = [
    whole("a string of JSON", |text| json!({"kind": "ConfigMap", "data": {"x": text, "n": 1}}).to_string()),
    whole("a string in a string of JSON", |text| {
        json!({"annotations": {"a": json!({"data": {"x": text}}).to_string()}}).to_string()
    }),
    whole("the field of a line of a log", |text| format!("level=error msg={} attempt=2\n", Value::from(text))),
    whole("a string of YAML", |text| format!("data:\n  x: {}\n  n: \"1\"\n", Value::from(text))),
    whole("a block of YAML", |text| format!("data:\n  x: |\n{}  n: \"1\"\n", each_line(text, "    "))),
    whole("the ends of lines of Windows", |text| text.replace('\n', "\r\n")),
    whole("a fence of Markdown", |text| format!("see below:\n\n```yaml\n{text}```\nthanks\n")),
    prefix("a log of a container", |text| each_line(text, "2026-04-02T10:00:00.000000000Z stdout F ")),
    prefix("the name of a pod", |text| each_line(text, "[pod/web-0/app] ")),
    prefix("a quotation", |text| each_line(text, "> ")),
    prefix("numbers of lines", |text| {
        text.lines()
            .zip(1..)
            .fold(String::new(), |all, (line, number): (&str, usize)| all + &format!("{number:6}\t{line}\n"))
    }),
    prefix("lines that were added", |text| format!("--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n{}", each_line(text, "+"))),
    prefix("a log of JSON", |text| {
        text.lines().map(|line| json!({"log": format!("{line}\n"), "stream": "stdout"}).to_string() + "\n").collect()
    }),
];

fn each_line(text: &str, prefix: &str) -> String {
    text.lines().fold(String::new(), |all, line| all + prefix + line + "\n")
}

/// Checks that a secret that is hidden in a text is hidden wherever the text stands, and that JSON stays what it was.
#[track_caller]
pub(super) fn check_hidden_everywhere(text: &str, secret: &str) {
    for wrap in WRAPS.iter().filter(|wrap| !wrap.is_prefix || text.lines().count() > 1) {
        let wrapped = (wrap.write)(text);
        let redacted = redact(&wrapped).text.to_string();
        assert!(!redacted.contains(secret), "in {}: {redacted}", wrap.name);
        assert_eq!(redacted.lines().count(), wrapped.lines().count(), "in {}: {redacted}", wrap.name);
        for (before, after) in wrapped.lines().zip(redacted.lines()) {
            let (before, after) = [before, after].map(serde_json::from_str::<Value>).into();
            assert_eq!(before.is_ok(), after.is_ok(), "in {}: {redacted}", wrap.name);
            assert_eq!(before.map(|value| keys(&value)).ok(), after.map(|value| keys(&value)).ok(), "{redacted}");
        }
    }
}

/// Returns the keys of all mappings in a value, also of JSON in its strings.
fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(entries) => {
            entries.iter().flat_map(|(key, value)| [vec![key.clone()], keys(value)].concat()).collect()
        }
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        Value::String(text) => serde_json::from_str::<Value>(text).map(|inner| keys(&inner)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[test]
fn what_only_its_neighbours_tell_is_hidden_behind_prefixes_too() {
    for text in [
        "||env||host||user||password||\n|dev|db.dev.svc|app|otter pond|\n|test|db.test.svc|app|other|\n",
        "+------+------+------------+\n| name | user | password   |\n+------+------+------------+\n| db-2 | root | otter pond |\n+------+------+------------+\n",
        "applied:\n{apiVersion: v1, kind: Secret, metadata: {name: web}, stringData: {a: otter pond, b: \"x\"}}\n",
    ] {
        check_hidden_everywhere(text, "otter pond");
    }
    for text in [
        "[10:02] anna: {\"name\":\"DB_PASSWORD\",\"value\":\"otter pond\"}\n",
        "{\"level\": \"info\", \"msg\": \"--db-password otter-pond\"}\n",
        "[10:02] anna:       name  = \"DB_PASSWORD\"\n[10:02] anna:       value = \"otter pond\"\n",
        "2026-04-02 10:00:00 | admin_password | otter-pond-7 | env |\n",
    ] {
        let redacted = redact(text).text.to_string();
        assert!(!redacted.contains("pond"), "{redacted}");
    }
    let hex = "0b7c".repeat(8);
    check_hidden_everywhere(
        &format!("Please use the following password to go on:\n\n{hex}\n\nIt is also kept in a file\n"),
        &hex,
    );
}

/// Those that were found at random.
#[test]
fn what_looked_like_the_end_of_a_value_was_the_half_of_an_escape() {
    for text in [
        "password: x\"Tr0ub4dor3Xq\"y\nNPM_TOKEN=Tr0ub4dor3Xq\n",
        "{\"password\": 48219047, \"token\": \"Tr0ub4dor3Xq\"}\n",
        "10.50.0.2\tns.h.corp\npassword=Tr0ub4dor3Xq\n",
    ] {
        check_hidden_everywhere(text, "Tr0ub4dor3Xq");
    }
}
