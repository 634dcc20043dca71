//! Any message has an answer that holds together.

use podmend::core::{
    cause::{Cause, Grade},
    message::{Explanation, explain},
};

use super::text;

/// Beginnings and ends of what is looked for, what stands around it, and what is read over.
const PIECES: [&str; 48] = [
    "Failed to pull image \"",
    "failed to pull and unpack image \"harbor.internal.corp/team/app:1\": ",
    "failed to resolve reference \"harbor.internal.corp/team/app:1\": ",
    "rpc error: code = Unknown desc = ",
    "Error response from daemon: ",
    "Failed to create pod sandbox: ",
    "OCI runtime create failed: runc create failed: ",
    "(Mirrors also failed: [",
    "artifact err: ",
    "unexpected status from HEAD request to https://harbor.internal.corp/v2/team/app/manifests/1: ",
    "failed with status code [",
    "401 Unauthorized",
    "403 Forbidden",
    "404 Not Found",
    "429 Too Many Requests",
    "503 Service Unavailable",
    "no basic auth credentials",
    "pull access denied, repository does not exist or may require authorization",
    "failed to fetch anonymous token",
    "not found",
    "manifest unknown",
    "no match for platform in manifest",
    "dial tcp: lookup harbor.internal.corp on 10.96.0.10:53: no such host",
    "i/o timeout",
    "connection refused",
    "x509: certificate signed by unknown authority",
    "http: server gave HTTP response to HTTPS client",
    "context deadline exceeded",
    "no space left on device",
    "secret \"",
    "configmap \"",
    "Back-off pulling image \"",
    "Readiness probe failed: ",
    "0/3 nodes are available: ",
    "3 Insufficient memory",
    "exit code 137",
    "(x12 over 3m4s)",
    "Warning  Failed  2m  kubelet  ",
    "ErrImagePull | ",
    "Failed | Error: ",
    "InspectFailed | ",
    ": ",
    "\\\"\"''\\\\",
    "\n\r\n\t",
    "\u{1b}[31m\u{202e}\0",
    "é\u{301}🙂\u{200b}",
    "aaaaaaaaaaaaaaaaaaaaaaaaa",
    "\u{fffd}",
];

/// Explains an input of the form `REASON | TEXT`, or `TEXT` alone.
pub(crate) fn check(input: &[u8]) {
    let input = text(input, &PIECES);
    let (reason, message) = input.split_once(" | ").unwrap_or(("", &input));
    holds_together(&explain(reason, message), message);
}

fn holds_together(explanation: &Explanation, message: &str) {
    let Explanation { cause, also, grade, decisive, .. } = explanation;
    assert!(message.get(decisive.clone()).is_some(), "{decisive:?} is no range of {message:?}");
    assert!(!also.contains(cause), "{cause} is named twice");
    assert!((1..also.len()).all(|at| !also[..at].contains(&also[at])), "one of {also:?} is named twice");
    assert!(*grade != Grade::Certain || also.is_empty(), "certain, and not ruled out: {also:?}");
    let ambiguous = Cause::named("ambiguous").expect("it is the cause of what tells nothing");
    assert_eq!(*cause == ambiguous, *grade == Grade::CannotTell);
    assert!(!also.contains(&ambiguous));
}
