//! What can come of a request instead of an answer, before anyone says it to the user.
//!
//! The texts in here went through the redactor and are neutralised; whether one is shown, and with which hint, is decided in
//! `error`. Errors of the client library are never shown as they are: some of them print tokens.

use std::time::Duration;

use serde::Deserialize;

use crate::core::{
    redact::{Policy, Profile, Redactor, redact},
    text::{neutralise_line, truncate},
};

use super::{Trouble, cause::Cause};

/// The longest text of a server that is passed on; a rejected patch can echo the whole object.
const LONGEST: usize = 600;

/// A request that did not give what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The server answered, and refused.
    Refused(Box<Status>),
    /// There was no connection, or it broke.
    Broken(Break),
    /// There was no answer in this time. Whether the request arrived is not known.
    Silent(Duration),
    /// The answer could not be understood.
    Garbled(String),
    /// There was no credential to send the request with.
    NoCredential(Box<Trouble>),
}

/// A connection that could not be made or did not hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Break {
    pub(super) cause: Cause,
    /// Nothing of the request can have reached the server.
    pub(super) before_sending: bool,
}

impl Failure {
    /// Returns the HTTP status of the refusal, or zero when there was none.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::Refused(status) => status.code,
            _ => 0,
        }
    }

    /// Hides in what the server says of an object also what only the object tells to be secret: a policy may quote a value
    /// without its name.
    pub(super) fn about(mut self, object: &str) -> Self {
        if let Self::Refused(status) = &mut self {
            status.message = hidden_beside(object, &status.message);
        }
        self
    }

    pub(super) fn is_forbidden(&self) -> bool {
        self.code() == 403
    }

    pub(super) fn is_not_found(&self) -> bool {
        self.code() == 404
    }

    /// Says that the resourceVersion is not to be had any more; it comes as a status and inside of a watch.
    pub(super) fn is_expired(&self) -> bool {
        match self {
            Self::Refused(status) => {
                status.code == 410
                    || matches!(status.reason.as_str(), "Expired" | "Gone")
                    || status.is_from_the_future()
            }
            _ => false,
        }
    }

    /// Returns how long the server asks to be left alone, if it does.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Refused(status) => status.wait(),
            _ => None,
        }
    }

    /// Says that the connection or the server as a whole failed, so that the next request will fare no better.
    pub(super) fn is_general(&self) -> bool {
        match self {
            Self::Refused(status) => status.code == 401 || status.code == 429 || status.code >= 502,
            Self::Broken(_) | Self::Silent(_) | Self::NoCredential(_) => true,
            Self::Garbled(_) => false,
        }
    }
}

/// The `Status` object of a refusal.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) code: u16,
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) details: Option<Details>,
    /// The `audit-id` header of the answer.
    #[serde(skip)]
    pub(super) audit_id: String,
    /// The `Retry-After` header of the answer, in seconds.
    #[serde(skip)]
    pub(super) retry_after: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Details {
    #[serde(deserialize_with = "super::slim::or_empty")]
    pub(super) causes: Vec<StatusCause>,
    pub(super) retry_after_seconds: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct StatusCause {
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) field: String,
}

impl Status {
    /// Reads a refusal from the body of an answer, which a proxy in between may have written as it liked.
    pub(super) fn read(code: u16, body: &[u8]) -> Self {
        let mut status = serde_json::from_slice::<Self>(body).unwrap_or_default();
        if status.message.is_empty() && status.reason.is_empty() && !looks_like_markup(body) {
            status.message = String::from_utf8_lossy(body).into_owned();
        }
        status.code = code;
        status.message = harmless(&status.message);
        status
    }

    /// Returns the message as it is passed on.
    pub(super) fn said(&self) -> String {
        truncate(&self.message, LONGEST)
    }

    pub(super) fn causes(&self) -> &[StatusCause] {
        self.details.as_ref().map_or(&[], |details| &details.causes)
    }

    /// A resourceVersion that the server has not reached: its etcd went back to an older state.
    fn is_from_the_future(&self) -> bool {
        self.causes().iter().any(|cause| cause.reason == "ResourceVersionTooLarge")
    }

    /// Returns how long the server asks to be left alone.
    pub(super) fn wait(&self) -> Option<Duration> {
        let told = self.details.as_ref().map(|details| details.retry_after_seconds).filter(|seconds| *seconds > 0);
        self.retry_after.or(told).map(Duration::from_secs)
    }
}

fn looks_like_markup(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// Returns a text of the server as it may be shown: an admission policy can quote what it denies, secrets and all.
///
/// Redacted as a whole and before it is cut, since what is cut off may say what the rest is.
pub(super) fn shown(text: &str) -> String {
    truncate(&harmless(text), LONGEST)
}

/// Returns a text of the server about an object as it may be shown.
pub(super) fn shown_beside(object: &str, text: &str) -> String {
    truncate(&hidden_beside(object, &harmless(text)), LONGEST)
}

fn harmless(text: &str) -> String {
    neutralise_line(redact(text.trim()).text.as_str()).into_owned()
}

/// Hides in a text what stands in an object as a secret.
fn hidden_beside(object: &str, text: &str) -> String {
    let redactor = Redactor::new(Policy { profile: Profile::Internal, ..Policy::default() });
    // The text has placeholders already, which no value of the object is to be given.
    redactor.redact(text);
    redactor.redact(object);
    redactor.redact(text).text.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_server_and_what_a_proxy_say() {
        let server =
            Status::read(409, br#"{"kind":"Status","status":"Failure","message":"no\u001b[2J","reason":"Conflict"}"#);
        assert_eq!((server.code, server.message.as_str()), (409, r"no\x1b[2J"));
        assert_eq!(Status::read(502, b"<html>Bad Gateway</html>").message, "");
        assert_eq!(Status::read(401, b"Unauthorized\n").message, "Unauthorized");
    }

    #[test]
    fn what_a_server_quotes_is_redacted_before_it_is_cut() {
        let value = ["Zw7", "Tr0ub4", "dor"].concat();
        let told =
            format!("admission webhook denied the request: env DB_PASSWORD={value} is in clear {}", "x".repeat(900));
        let body = serde_json::json!({"kind": "Status", "message": told, "reason": "Forbidden"}).to_string();
        let message = Status::read(403, body.as_bytes()).said();
        assert!(message.contains("DB_PASSWORD=REDACTED-") && !message.contains(&value), "{message}");
        assert!(message.len() < told.len());
    }

    #[test]
    fn what_a_server_quotes_of_an_object_is_hidden_as_it_is_there() {
        let [env, other] = ["env", "other"].map(|name| ["hunters", "valley", name].concat());
        let object = format!("env:\n- name: DB_PASSWORD\n  value: {env}\n");
        let told = format!("password={other} {} beside {env}", "x".repeat(LONGEST - 40));
        let failure = Failure::Refused(Box::new(Status { message: harmless(&told), ..Status::default() }));
        let Failure::Refused(status) = failure.about(&object) else { unreachable!("it stays a refusal") };
        let said = status.said();
        assert!(said.starts_with("password=REDACTED-password-1 ") && said.ends_with('…'), "{said}");
        assert!(status.message.ends_with("beside REDACTED-password-2"), "{}", status.message);
        assert!(!shown_beside(&object, &told).contains("valley"));
    }

    #[test]
    fn a_version_that_is_too_new_is_as_useless_as_one_that_is_too_old() {
        let body = br#"{"code":504,"reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge"}]}}"#;
        assert!(Failure::Refused(Box::new(Status::read(504, body))).is_expired());
        assert!(Failure::Refused(Box::new(Status::read(410, b""))).is_expired());
        assert!(!Failure::Refused(Box::new(Status::read(504, b""))).is_expired());
    }
}
