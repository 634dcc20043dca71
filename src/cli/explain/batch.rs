//! `podmend explain --batch`: one JSON object a line in, one out, as they come.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    cli::ndjson::{self, Text, Unanswered},
    core::{
        cause::{
            Cause, Grade,
            node::{NODE_NOT_READY, STUCK_TERMINATING},
            schedule::ROLLOUT_STUCK,
            start::{AMBIGUOUS, FAILED, NOT_READY, NOT_STARTED, START_FAILED},
        },
        message::{Explanation, explain},
    },
};

/// What a line is to be.
const WANTED: &str = "object with a text \"message\"";

/// A question: a line of the input.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub struct Question<'a> {
    #[serde(default)]
    id: Value,
    #[serde(default, borrow)]
    reason: Option<Text<'a>>,
    #[serde(borrow)]
    message: Text<'a>,
}

/// The answer to it: a line of the output.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    cause: Label,
    also: Vec<Label>,
    confidence: &'static str,
}

/// A cause as collections of labelled messages spell it.
struct Label(Cause);

/// The causes that such collections have no label for: what a text says of these, they file under a neighbour.
const UNLABELLED: [Cause; 7] =
    [FAILED, NODE_NOT_READY, NOT_READY, NOT_STARTED, ROLLOUT_STUCK, START_FAILED, STUCK_TERMINATING];

impl Label {
    /// The label of the cause, or else the first label of what the text does not rule out beside it.
    fn nearest(explanation: &Explanation) -> Self {
        let causes = std::iter::once(explanation.cause).chain(explanation.also.iter().copied());
        Self(causes.into_iter().find(|cause| !UNLABELLED.contains(cause)).unwrap_or(AMBIGUOUS))
    }

    /// The labels beside it; a neighbour's label leaves open that no label fits.
    fn others(explanation: &Explanation) -> Vec<Self> {
        let Self(nearest) = Self::nearest(explanation);
        let labelled = explanation.also.iter().filter(|cause| **cause != nearest && !UNLABELLED.contains(cause));
        let open = (nearest != explanation.cause && nearest != AMBIGUOUS).then_some(&AMBIGUOUS);
        labelled.chain(open).copied().map(Self).collect()
    }
}

/// Answers line by line. A line that is no question is named on standard error and does not stop the others.
pub fn run(input: impl Read, out: &mut impl Write) -> anyhow::Result<u8> {
    ndjson::run(input, out, WANTED, |line, out| answer(&serde_json::from_slice(line)?, out))
}

/// Answers without a look at the message: what reading and writing alone take, for the bench.
pub fn unexplained(question: &Question, out: &mut impl Write) -> anyhow::Result<()> {
    let answer = Answer { id: &question.id, cause: Label(AMBIGUOUS), also: Vec::new(), confidence: "unknown" };
    Ok(ndjson::write(&answer, out)?)
}

fn answer(question: &Question, out: &mut impl Write) -> Result<(), Unanswered> {
    let reason = question.reason.as_ref().map_or("", |reason| &reason.0);
    let explanation = explain(reason, &question.message.0);
    let answer = Answer {
        id: &question.id,
        cause: Label::nearest(&explanation),
        also: Label::others(&explanation),
        confidence: confidence(explanation.grade),
    };
    Ok(ndjson::write(&answer, out)?)
}

fn confidence(grade: Grade) -> &'static str {
    match grade {
        Grade::Certain => "certain",
        Grade::Likely => "likely",
        Grade::CannotTell => "unknown",
    }
}

impl Serialize for Label {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Underscored(self.0.name()))
    }
}

/// Writes `_` for `-`, without a copy of the name.
struct Underscored(&'static str);

impl std::fmt::Display for Underscored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, part) in self.0.split('-').enumerate() {
            f.write_str(if at == 0 { "" } else { "_" })?;
            f.write_str(part)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit;

    #[test]
    fn a_cause_without_a_label_is_answered_by_its_neighbour() {
        let text = "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: \
                    runc create failed: unable to start container process: error during container init: something new";
        let explanation = explain("Failed", text);
        assert_eq!(explanation.cause, START_FAILED, "else this shows nothing");
        let names: Vec<&str> = Label::others(&explanation).iter().map(|label| label.0.name()).collect();
        assert_eq!(Label::nearest(&explanation).0.name(), "command-not-found");
        assert_eq!(names, ["runtime-unavailable", "ambiguous"]);
        let plain = explain("", "pull QPS exceeded");
        assert_eq!(Label::nearest(&plain).0, plain.cause);
        assert_eq!(Label::others(&plain).len(), plain.also.len());
    }

    fn answers(input: &[u8]) -> (u8, Vec<Value>) {
        let mut out = Vec::new();
        let code = run(input, &mut out).unwrap();
        let lines = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        (code, lines.map(|line| serde_json::from_slice(line).unwrap()).collect())
    }

    #[test]
    fn each_question_has_its_answer_in_its_place() {
        let (code, answers) = answers(
            b"{\"id\": 7, \"reason\": \"Failed\", \"message\": \"Failed to pull image \\\"a\\\": no basic auth credentials\"}\n\n\
              {\"id\": {\"a\": [1]}, \"message\": \"exit code 137\", \"other\": 1}\n\
              {\"message\": \"\", \"reason\": null}",
        );
        assert_eq!(code, exit::DONE);
        assert_eq!(answers.len(), 3);
        assert_eq!(
            answers[0],
            serde_json::json!({"id": 7, "cause": "auth_missing_or_rejected", "also": [], "confidence": "certain"})
        );
        assert_eq!(answers[1]["id"], serde_json::json!({"a": [1]}));
        assert_eq!(answers[1]["confidence"], "unknown");
        assert_eq!(answers[2]["id"], Value::Null);
    }

    #[test]
    fn a_line_that_is_no_question_stops_nothing() {
        let (code, answers) = answers(b"{\"id\": 1, \"message\": 5}\n\xff\xfe\n[]\n{\"id\": 2, \"message\": \"x\"}\n");
        assert_eq!(code, exit::UNABLE);
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0]["id"], 2);
    }
}
