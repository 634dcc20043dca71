//! `podmend redact --batch`: one JSON object a line in, one out, each text by itself.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    cli::ndjson::{self, Text, Unanswered},
    core::redact::{Policy, Redactor},
};

/// What a line is to be.
const WANTED: &str = "object with a text \"text\"";

/// A text: a line of the input. What kind of text it says it is does not matter: the text itself tells.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct Case<'a> {
    #[serde(default)]
    id: Value,
    #[serde(borrow)]
    text: Text<'a>,
}

/// The same without its secrets: a line of the output.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    text: &'a str,
}

/// Answers line by line. Each text has a session of its own, so that no answer depends on the lines before it.
pub(super) fn run(policy: &Policy, input: impl Read, out: &mut impl Write) -> anyhow::Result<u8> {
    ndjson::run(input, out, WANTED, |line, out| answer(policy, &serde_json::from_slice(line)?, out))
}

fn answer(policy: &Policy, case: &Case, out: &mut impl Write) -> Result<(), Unanswered> {
    let redaction = Redactor::new(policy.clone()).redact(&case.text.0);
    Ok(ndjson::write(&Answer { id: &case.id, text: redaction.text.as_str() }, out)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit;

    #[test]
    fn each_text_has_a_session_of_its_own() {
        // Words that only their name tells.
        let value = "harbour-walrus-12";
        let case =
            |id: u8, name: &str| serde_json::json!({"id": id, "kind": "yaml", "text": format!("{name}: {value}")});
        let input = format!("{}\n\n{}\nnonsense\n", case(1, "password"), case(2, "anything"));
        let mut out = Vec::new();
        assert_eq!(run(&Policy::default(), input.as_bytes(), &mut out).unwrap(), exit::UNABLE);
        let expected = [
            serde_json::json!({"id": 1, "text": "password: REDACTED-password-1"}),
            serde_json::json!({"id": 2, "text": format!("anything: {value}")}),
        ];
        let answers: Vec<Value> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(answers, expected);
    }
}
