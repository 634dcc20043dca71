//! Everything that can happen, as one closed enum: what is not in here cannot change the screen.
//!
//! A message can be logged, compared and replayed; there are no closures and no handles in it.

use std::collections::BTreeMap;

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    cluster::Trouble,
    core::{
        model::{Event, Gap, Pod, PodKey, Reading, ServiceAccount, Uid, Unseen},
        plan::{Applied, Plan, Refusal},
        pull::secret::PullSecret,
        timeline::Progress,
    },
};

use super::{clipboard::Delivery, highlight::Painted, keys::Action};

/// Ties an answer to the question: an answer with an old ticket is dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

#[derive(Clone, Debug)]
pub enum Msg {
    /// A key that the table knows here. `at` is when it was pressed.
    Act { action: Action, at: Timestamp },
    /// A key for the text field that has the focus.
    Typed { key: KeyEvent, at: Timestamp },
    Pasted(String),
    Mouse(MouseEvent),
    Resized { width: u16, height: u16 },
    Tick(Timestamp),
    Cluster(Ticket, ClusterEvent),
    /// A part of what was asked about the workload under the cursor.
    Looked(Ticket, Look),
    Planned { ticket: Ticket, result: Result<Box<Plan>, Refusal> },
    Applied { ticket: Ticket, result: Result<Applied, Refusal> },
    Followed { ticket: Ticket, progress: Progress },
    Connected { ticket: Ticket, session: Connection },
    Delivered { lines: usize, hidden: String, result: Result<Delivery, String> },
    Highlighted { text: u64, lines: Vec<Painted> },
    /// The terminal was given away and is ours again; all of it must be drawn.
    Resumed,
    /// SIGTERM, SIGHUP or SIGINT.
    Terminated,
}

/// What the live list of pods tells.
#[derive(Clone, Debug)]
pub enum ClusterEvent {
    /// The list is being read: so many of so many namespaces.
    Loading { done: usize, of: usize },
    /// A whole new list, to be swapped in at once.
    Listed { pods: Vec<Pod>, total: usize, unseen: Vec<Unseen>, namespaces: Vec<String> },
    /// A pod that is not fine was added or changed.
    Changed { pod: Box<Pod>, total: usize },
    /// A pod is fine again, or gone.
    Settled { pod: PodKey, total: usize },
    /// The server answered just now.
    Alive { at: Timestamp },
    /// The view is no longer kept up to date; it is tried again by itself.
    Trouble(Trouble),
}

/// One answer about the workload under the cursor.
#[derive(Clone, Debug)]
pub enum Look {
    Workload(Reading<Value>),
    Pod(Reading<Value>),
    Account(Reading<ServiceAccount>),
    NamedSecret(String, Reading<PullSecret>),
    NamespaceSecrets(Reading<BTreeMap<String, PullSecret>>),
    Accounts(Reading<BTreeMap<String, ServiceAccount>>),
    Bindings(Reading<Vec<String>>),
    Event(Box<Event>),
    EventGone(Uid),
    EventsGap(Gap),
}

/// What became known when a context was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    pub context: String,
    pub server: String,
    pub contexts: Vec<String>,
    /// The namespace that the context names.
    pub namespace: String,
    pub trouble: Option<Trouble>,
}
