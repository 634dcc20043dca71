//! The tables are texts as their sources emit them, a family a file: `== VERDICT` heads the lines `REASON | TEXT` that come
//! to it. A word in braces stands for what mostly stands around an error.

mod any;
mod shape;

use std::fmt::Write as _;

use super::{Explanation, explain};
use crate::core::cause::{Cause, Grade};

const TABLES: [(&str, &str); 8] = [
    ("admission", include_str!("tests/admission.txt")),
    ("content", include_str!("tests/content.txt")),
    ("credentials", include_str!("tests/credentials.txt")),
    ("name", include_str!("tests/name.txt")),
    ("network", include_str!("tests/network.txt")),
    ("node", include_str!("tests/node.txt")),
    ("schedule", include_str!("tests/schedule.txt")),
    ("start", include_str!("tests/start.txt")),
];

/// What stands around an error, by runtime and by what was being done; the first of them may hold others.
const WRAPPERS: [(&str, &str); 8] = [
    (
        "{containerd}",
        "{cri}failed to pull and unpack image \"harbor.internal.corp/team/app:1\": failed to resolve reference \
         \"harbor.internal.corp/team/app:1\": ",
    ),
    ("{unpack}", "{cri}failed to pull and unpack image \"harbor.internal.corp/team/app:1\": "),
    ("{docker}", "{cri}Error response from daemon: "),
    ("{cri}", "{pull}rpc error: code = Unknown desc = "),
    ("{pull}", "Failed to pull image \"harbor.internal.corp/team/app:1\": "),
    ("{sandbox}", "Failed to create pod sandbox: rpc error: code = Unknown desc = "),
    ("{cni}", "failed to setup network for sandbox \"a\": "),
    (
        "{task}",
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ",
    ),
];

/// A line of a table.
#[derive(Debug)]
struct Row {
    verdict: &'static str,
    reason: &'static str,
    text: String,
}

#[test]
fn each_text_comes_to_its_verdict() {
    let mut wrong = String::new();
    for row in rows() {
        let told = verdict(&explain(row.reason, &row.text));
        if told != row.verdict {
            let (reason, text, wanted) = (row.reason, row.text, row.verdict);
            writeln!(wrong, "{reason} | {text}\n    is {told}\n    and should be {wanted}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_cause_that_a_text_can_tell_has_a_text() {
    let told: Vec<&str> = rows().iter().filter_map(|row| row.verdict.split(' ').next()).collect();
    for cause in Cause::all().filter(|cause| !by_the_chain_alone(*cause)) {
        assert!(told.contains(&cause.name()), "no text tells {cause}");
    }
}

/// Causes that no text tells: the chain from the pod to the registry does, or the object itself.
fn by_the_chain_alone(cause: Cause) -> bool {
    let chain = [
        "credentials-rejected",
        "credentials-lack-right",
        "no-pull-secret",
        "pull-secret-missing",
        "pull-secret-wrong-type",
        "pull-secret-host-mismatch",
        "pull-secret-shadowed",
        "pull-secret-just-came",
        "pods-predate-fix",
        "stuck-terminating",
        "not-ready",
        "not-started",
        "failed",
    ];
    chain.contains(&cause.name())
}

/// Returns all lines of all tables.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (family, table) in TABLES {
        let mut verdict = "";
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match (line.strip_prefix("== "), line.split_once("| ")) {
                (Some(head), _) => verdict = head,
                (None, Some((reason, text))) => {
                    rows.push(Row { verdict, reason: reason.trim(), text: unfold(text) });
                }
                (None, None) => panic!("{family}: {line} is no line of a table"),
            }
        }
    }
    rows
}

/// Puts back what a table leaves out.
fn unfold(text: &str) -> String {
    let text = text.replace("\\n", "\n");
    WRAPPERS.iter().fold(text, |text, (word, wrapper)| text.replace(word, wrapper))
}

/// Returns an explanation as the tables write it: `registry-refused likely, also registry-timeout`.
fn verdict(explanation: &Explanation) -> String {
    let grade = match explanation.grade {
        Grade::Certain => "certain",
        Grade::Likely => "likely",
        Grade::CannotTell => "unknown",
    };
    let also: Vec<&str> = explanation.also.iter().map(|cause| cause.name()).collect();
    let also = if also.is_empty() { String::new() } else { format!(", also {}", also.join(" ")) };
    format!("{} {grade}{also}", explanation.cause)
}
