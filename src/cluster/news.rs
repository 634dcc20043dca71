//! What the cluster layer tells the others while it watches.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::core::{
    model::{Event, Gap, Node, Pod, PodKey, Reading, ServiceAccount, Stuck, Surroundings, Uid, Unseen},
    pull::secret::PullSecret,
};

/// How much of the cluster is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    AllNamespaces,
    Namespace(String),
}

/// What the live list of pods tells.
#[derive(Clone, Debug, PartialEq)]
pub enum PodNews {
    /// The list is being read: so many of so many namespaces.
    Loading { done: usize, of: usize },
    /// A whole new list, to be swapped in at once. `pods` are those that are not fine.
    Listed { pods: Vec<Pod>, total: usize, unseen: Vec<Unseen>, namespaces: Vec<String> },
    /// A pod that is not fine was added or changed.
    Changed { pod: Box<Pod>, total: usize },
    /// A pod is fine again, or gone.
    Settled { pod: PodKey, total: usize },
    /// The owners that should have pods and cannot create them: all of them, each time, and where they cannot be seen.
    Stuck { owners: Vec<Stuck>, unseen: Vec<Unseen> },
    /// What was read around the failing pods of a namespace, in place of what was told of it before.
    Surroundings { namespace: String, surroundings: Box<Surroundings> },
    /// The server answered just now and the watch stands.
    Alive { at: Timestamp },
    /// The view is no longer kept up to date; it is tried again by itself.
    Troubled(Trouble),
}

/// One answer about the workload that somebody looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum LookPart {
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
    /// The namespaces in which there is a secret of this name.
    Elsewhere(String, Reading<Vec<String>>),
    /// The last lines that a container wrote in the run before this one.
    PreviousLog(String, Reading<Vec<String>>),
    Node(Reading<Node>),
}

/// Something that stands between podmend and the cluster, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What failed: `cannot list pods in team-a`.
    pub what: String,
    /// Why, in the words of whoever said so, neutralised and without any secret.
    pub why: String,
    /// What to try: `log in again: kubectl get pods shows the same error`.
    pub hint: String,
}
