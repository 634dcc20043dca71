//! The answers of an API server that says no: a `Status` object with its code, reason and details.
//!
//! The texts are those of k8s.io/apimachinery/pkg/api/errors; clients show them to people.

use serde_json::{Value, json};

use super::kinds::Kind;

/// A request that was not carried out, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    reason: &'static str,
    message: String,
    details: Value,
}

/// One entry of `details.causes`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cause {
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) field: String,
}

impl Refusal {
    pub(crate) fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        let (message, details) = (message.into(), Value::Null);
        Self { code, reason, message, details }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    pub(crate) fn not_found(kind: &Kind, name: &str) -> Self {
        let message = format!("{} \"{name}\" not found", kind.qualified());
        Self::new(404, "NotFound", message).about(kind, name)
    }

    pub(crate) fn already_exists(kind: &Kind, name: &str) -> Self {
        let message = format!("{} \"{name}\" already exists", kind.qualified());
        Self::new(409, "AlreadyExists", message).about(kind, name)
    }

    /// Says that the request meant an older state than the current one.
    pub(crate) fn conflict(kind: &Kind, name: &str, why: &str) -> Self {
        let operation = format!("Operation cannot be fulfilled on {} \"{name}\": {why}", kind.qualified());
        Self::new(409, "Conflict", operation).about(kind, name)
    }

    /// Says that others own fields that a server-side apply wanted to set.
    pub(crate) fn apply_conflict(message: String, causes: &[Cause]) -> Self {
        let mut refusal = Self::new(409, "Conflict", message);
        refusal.details = json!({"causes": encode_causes(causes)});
        refusal
    }

    pub(crate) fn forbidden(kind: &Kind, name: &str, why: &str) -> Self {
        let object = match name {
            "" => kind.qualified(),
            name => format!("{} \"{name}\"", kind.qualified()),
        };
        Self::new(403, "Forbidden", format!("{object} is forbidden: {why}")).about(kind, name)
    }

    /// Says that the object breaks the rules of its kind.
    pub(crate) fn invalid(kind: &Kind, name: &str, causes: &[Cause]) -> Self {
        let lines: Vec<_> = causes.iter().map(|cause| format!("{}: {}", cause.field, cause.message)).collect();
        let what = match lines.as_slice() {
            [line] => line.clone(),
            lines => format!("[{}]", lines.join(", ")),
        };
        let message = format!("{} \"{name}\" is invalid: {what}", kind.qualified_kind());
        let mut refusal = Self::new(422, "Invalid", message);
        refusal.details = json!({
            "name": name, "group": kind.group, "kind": kind.name, "causes": encode_causes(causes),
        });
        drop_empty(&mut refusal.details);
        refusal
    }

    /// Says that a version is no longer known, in a list or in a watch.
    pub(crate) fn expired(message: impl Into<String>) -> Self {
        Self::new(410, "Expired", message)
    }

    /// Says that a list asked for a version that does not exist yet.
    pub(crate) fn version_too_large(asked: u64, current: u64) -> Self {
        let message = format!("Too large resource version: {asked}, current: {current}");
        let mut refusal = Self::new(504, "Timeout", format!("Timeout: {message}"));
        refusal.details = json!({
            "causes": [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}],
            "retryAfterSeconds": 1,
        });
        refusal
    }

    /// Says that the body is in a form that the demo does not read; of the real forms protobuf is missing.
    pub(crate) fn unsupported_media_type(known: &str, given: &str) -> Self {
        let message = format!(
            "the body of the request was in an unknown format - accepted media types include: {known}; got {given}"
        );
        Self::new(415, "UnsupportedMediaType", message)
    }

    /// Says that the demo has no such feature, which a real server would have.
    pub(crate) fn not_implemented(what: &str) -> Self {
        let message = format!("the demo cluster does not implement {what}");
        Self::new(501, "NotImplemented", message)
    }

    /// Says that the server is not able to answer, in the words that belong to the code.
    pub(crate) fn out_of_order(code: u16) -> Self {
        let (reason, message) = match code {
            401 => ("Unauthorized", "Unauthorized"),
            429 => ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
            503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => ("Timeout", "request did not complete within the allotted timeout"),
            _ => ("InternalError", "an error on the server has prevented the request from succeeding"),
        };
        Self::new(code, reason, message)
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the `Status` object.
    pub(crate) fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "details": self.details, "code": self.code,
        });
        drop_empty(&mut status);
        status["metadata"] = json!({});
        status
    }

    fn about(mut self, kind: &Kind, name: &str) -> Self {
        self.details = json!({"name": name, "group": kind.group, "kind": kind.plural});
        drop_empty(&mut self.details);
        self
    }
}

fn encode_causes(causes: &[Cause]) -> Vec<Value> {
    let encode = |cause: &Cause| json!({"reason": cause.reason, "message": cause.message, "field": cause.field});
    causes.iter().map(encode).collect()
}

/// Drops what Go's `omitempty` would leave out.
fn drop_empty(object: &mut Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|_, value| !super::object::is_empty(value) && *value != "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::kinds;

    #[test]
    fn a_missing_deployment_reads_as_from_a_real_server() {
        let status = Refusal::not_found(kinds::named("deployments"), "web").status();
        assert_eq!(status["message"], "deployments.apps \"web\" not found");
        assert_eq!(status["details"], json!({"name": "web", "group": "apps", "kind": "deployments"}));
        assert_eq!(status["code"], 404);
    }

    #[test]
    fn the_core_group_is_left_out_of_details() {
        let status = Refusal::forbidden(kinds::named("pods"), "", "no").status();
        assert_eq!(status["message"], "pods is forbidden: no");
        assert_eq!(status["details"], json!({"kind": "pods"}));
    }
}
