//! What happened to a workload, in order: from the first failing event to the last pod that became ready.
//!
//! Holds the pods of the rollout that followed an apply and reads the verdict off them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::model::{Event, ObjectId, Pod, PodKey};

/// One line of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub at: Timestamp,
    pub tone: Tone,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Bad,
    Plain,
    /// Something that podmend wrote.
    Written,
    Good,
}

/// What is watched after an apply.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// The workload's own status.
    Workload { generation: i64, observed: i64, replicas: u32, updated: u32, ready: u32, paused: bool },
    /// A pod of the new template was seen or changed.
    Pod(Box<Pod>),
    PodGone(PodKey),
    /// A ReplicaSet of the new template exists.
    Revision(ObjectId),
    Event(Box<Event>),
    /// The watch ended; the text says why and is safe to show.
    Lost(String),
}

/// How the rollout stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Waiting,
    Healed,
    /// A new pod fails; the text is the symptom's reason and message.
    FailsAnew { reason: String, message: String },
}

/// The rollout that follows one apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rollout {
    pub wanted: u32,
    pub pods: BTreeMap<PodKey, Pod>,
}
