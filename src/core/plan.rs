//! A write before it is made: what would be sent, what the server said to a dry run of it, and how it can end.
//!
//! Values only. `cluster::write` fills them in and sends them; nothing here decides to.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

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
