//! A write before it is made: what would be sent, what the server said to a dry run of it, and how it can end.
//!
//! Values only. `cluster::write` fills them in and sends them; nothing here decides to.

use std::{fmt, time::Duration};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::model::{ObjectId, Right, Uid};

/// The field manager of every write.
pub const FIELD_MANAGER: &str = "podmend";

/// One request that would change the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub target: ObjectId,
    pub verb: Verb,
    /// The object to send, without `uid` and `resourceVersion`: those are pinned when the plan is made.
    pub body: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// POST of a new object; fails when one of that name exists.
    Create,
    /// Server-side apply of the fields in the body, never forced.
    Apply,
}

/// What a plan is for; decides words, not what is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The title of the fix: `basic`, `service account`.
    Fix(String),
    /// Takes back the journal entry of this id.
    Undo(String),
}

/// What the user asks to be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub purpose: Purpose,
    /// In the order in which they are to be sent. The last one is about the workload itself.
    pub changes: Vec<Change>,
}

/// A request that the server has accepted in a dry run, bound to the objects as they were then.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The id under which the journal will hold it.
    pub id: String,
    pub purpose: Purpose,
    pub context: String,
    /// The API server's address, so that a plan never meets another cluster.
    pub server: String,
    pub steps: Vec<Step>,
    /// `Warning` headers of the dry run, neutralised.
    pub warnings: Vec<String>,
    pub took: Duration,
    pub made: Timestamp,
}

impl Plan {
    /// Returns the step that changes the workload itself.
    ///
    /// # Panics
    /// When the plan has no step, which no plan that was made has.
    pub fn main_step(&self) -> &Step {
        self.steps.last().expect("a plan has at least one step")
    }
}

/// One change of a plan, pinned to the object that was reviewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub change: Change,
    /// The live object's uid, resourceVersion and generation; `None` for an object to be created.
    pub pinned: Option<Pinned>,
    /// The live object as YAML without noise; empty for an object to be created.
    pub before: String,
    /// The server's answer to the dry run as YAML without noise.
    pub after: String,
    /// The live values of the fields that the body sets; a field that was not there is not in it.
    pub overwritten: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    pub uid: Uid,
    pub resource_version: String,
    /// Grows with the spec only, so that a mere status update does not void a review.
    pub generation: i64,
}

/// What came of an apply that the server confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The journal's id of it.
    pub id: String,
    pub at: Timestamp,
    /// The server's `audit-id` of the last request; empty where the server gives none.
    pub audit_id: String,
    pub resource_version: String,
    pub generation: i64,
    /// The dry run and the real answer differ: admission did something else the second time.
    pub differs_from_review: bool,
}

/// Why a plan or an apply did not go through. Every text in it is neutralised and free of secrets.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// An access review or a 403 said so, before or instead of the write.
    MissingRight { right: Right, reason: String },
    /// Fields are owned by others (409 with `FieldManagerConflict` causes).
    Owned { owners: Vec<OwnedField> },
    /// The object is no longer the one that was reviewed (409 without causes).
    Changed { target: ObjectId },
    /// The object is gone, or another one bears its name.
    Gone { target: ObjectId },
    /// An object that was to be created exists already.
    Exists { target: ObjectId },
    /// Admission or validation said no (4xx); `message` is the server's.
    Denied { target: ObjectId, message: String },
    /// `--read-only`.
    ReadOnly,
    /// The record could not be written, so nothing was sent.
    NoJournal { why: String },
    /// Nothing was sent, or the server said plainly that it did nothing.
    NotSent { why: String },
    /// The request was sent and no answer came: whether it was done could not be found out.
    Unsettled { target: ObjectId, why: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedField {
    pub manager: String,
    pub field: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingRight { right, reason } if reason.is_empty() => write!(f, "missing right: {right}"),
            Self::MissingRight { right, reason } => write!(f, "missing right: {right} ({reason})"),
            Self::Owned { owners } => {
                let fields: Vec<String> =
                    owners.iter().map(|owned| format!("{} owns {}", owned.manager, owned.field)).collect();
                f.write_str(&fields.join(", "))
            }
            Self::Changed { target } => write!(f, "{target} changed meanwhile; nothing was written"),
            Self::Gone { target } => write!(f, "{target} is gone, or is another one of that name; nothing was written"),
            Self::Exists { target } => write!(f, "{target} exists already; nothing was written"),
            Self::Denied { target, message } => write!(f, "the server refused the change of {target}: {message}"),
            Self::ReadOnly => f.write_str("podmend was started with --read-only"),
            Self::NoJournal { why } => write!(f, "the journal cannot be written ({why}), so nothing was sent"),
            Self::NotSent { why } => f.write_str(why),
            Self::Unsettled { target, why } => write!(f, "whether {target} was changed is not known: {why}"),
        }
    }
}

/// Returns the part of a live object that a body would write over: its fields, with the values that they have now.
///
/// Lists whose items have a `name` are taken as the maps that they are to the API; any other list is taken whole.
pub fn overwritten(live: &Value, body: &Value) -> Value {
    overlap(live, body).unwrap_or_else(|| Value::Object(Map::new()))
}

fn overlap(live: &Value, body: &Value) -> Option<Value> {
    match (live, body) {
        (Value::Object(live), Value::Object(body)) => {
            let fields = body.iter().filter_map(|(key, body)| Some((key.clone(), overlap(live.get(key)?, body)?)));
            let fields: Map<String, Value> = fields.collect();
            (!fields.is_empty() || body.is_empty()).then_some(Value::Object(fields))
        }
        (Value::Array(live), Value::Array(body)) if body.iter().all(|item| item["name"].is_string()) => {
            let same = |item: &&Value| body.iter().any(|body| body["name"] == item["name"]);
            let items: Vec<Value> = live.iter().filter(same).cloned().collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        (live, _) => Some(live.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_there_is_written_over() {
        let live = json!({ "spec": { "a": 1, "list": [{ "name": "x", "v": 1 }, { "name": "y" }], "other": true } });
        let body = json!({ "spec": { "a": 2, "b": 3, "list": [{ "name": "x" }, { "name": "new" }] } });
        assert_eq!(overwritten(&live, &body), json!({ "spec": { "a": 1, "list": [{ "name": "x", "v": 1 }] } }));
        assert_eq!(overwritten(&json!({}), &body), json!({}));
    }
}
