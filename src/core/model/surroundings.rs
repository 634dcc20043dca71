//! What stands around failing pods: the secrets and accounts of their namespace, their nodes, and owners without pods.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use serde_json::Value;

use crate::core::pull::secret::PullSecret;

use super::{Condition, Event, Gap, ObjectId, Pod, Reading, ServiceAccount, Uid};

/// What was read of a namespace because something in it fails. Read once for all its pods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// Every pull secret, by name; those of other types are not in it.
    pub pull_secrets: Reading<Arc<BTreeMap<String, PullSecret>>>,
    /// Secrets that pods name, read one by one: those of other types, absent ones, all where none may be listed.
    pub named_secrets: BTreeMap<String, Reading<PullSecret>>,
    /// Every ServiceAccount, by name.
    pub accounts: Reading<Arc<BTreeMap<String, ServiceAccount>>>,
    /// ServiceAccounts read one by one where they may not be listed.
    pub named_accounts: BTreeMap<String, Reading<ServiceAccount>>,
    /// The workloads of failing pods, JSON of the API.
    pub workloads: BTreeMap<ObjectId, Reading<Arc<Value>>>,
    /// Of each owner one failing pod as a whole, JSON of the API, by the pod's uid: what is secret in it may be quoted
    /// elsewhere.
    pub pods: BTreeMap<Uid, Reading<Arc<Value>>>,
    /// The events, by the uid of what they are about.
    pub events: BTreeMap<Uid, Vec<Arc<Event>>>,
    pub events_gap: Option<Gap>,
    /// The namespaces in which there is a secret of this name, for names that this namespace does not have.
    pub elsewhere: BTreeMap<String, Reading<Vec<String>>>,
    /// The last lines of the run before this one, by pod and container.
    pub previous_logs: BTreeMap<(Uid, String), Reading<Vec<String>>>,
    /// The nodes that failing pods of this namespace are on, by name.
    pub nodes: BTreeMap<String, Reading<Node>>,
}

/// A node, cut down to what explains a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub name: String,
    pub unschedulable: bool,
    /// `status.conditions`: `Ready`, `DiskPressure` and the others.
    pub conditions: Vec<Condition>,
    /// `status.nodeInfo`: `v1.36.2`.
    pub kubelet: String,
    /// `containerd://2.2.0`.
    pub runtime: String,
    /// `linux/amd64`.
    pub platform: String,
}

/// An owner that should have pods and cannot create them.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// The top of the chain of owners: a Deployment.
    pub workload: ObjectId,
    /// What creates the pods: its ReplicaSet, or the workload itself.
    pub owner: ObjectId,
    pub owner_uid: Uid,
    pub service_account: String,
    /// How many pods it should have, and has.
    pub wanted: u32,
    pub present: u32,
    /// Of the last event: `FailedCreate`, and what the controller said.
    pub reason: String,
    pub message: String,
    pub count: u32,
    pub since: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

/// What is looked at closely: a pod, or an owner that cannot create its pods.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Pod(Box<Pod>),
    Owner(Box<Stuck>),
}

impl Subject {
    pub fn workload(&self) -> &ObjectId {
        match self {
            Self::Pod(pod) => &pod.workload,
            Self::Owner(stuck) => &stuck.workload,
        }
    }

    pub fn uid(&self) -> &Uid {
        match self {
            Self::Pod(pod) => &pod.uid,
            Self::Owner(stuck) => &stuck.owner_uid,
        }
    }

    pub fn pod(&self) -> Option<&Pod> {
        match self {
            Self::Pod(pod) => Some(pod),
            Self::Owner(_) => None,
        }
    }
}
