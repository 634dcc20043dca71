//! The cluster in podmend's own words: small values that the rules can read without chains of `Option`.
//!
//! Nothing here can reach a server. The conversion from API objects happens once, in `cluster::convert`;
//! a field that the server left out is `None` or empty here and never an error.

use std::{collections::BTreeMap, fmt, sync::Arc};

use jiff::Timestamp;

use super::pull::secret::PullSecret;

/// Names one object of the cluster for a reader; the namespace is empty for cluster-scoped kinds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    pub namespace: String,
    pub kind: Kind,
    pub name: String,
}

impl ObjectId {
    pub fn new(kind: Kind, namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), kind, name: name.into() }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            return write!(f, "{} {}", self.kind, self.name);
        }
        write!(f, "{} {}/{}", self.kind, self.namespace, self.name)
    }
}

/// The kinds that podmend treats by name; every other one is carried along as its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Deployment,
    StatefulSet,
    DaemonSet,
    ReplicaSet,
    Job,
    CronJob,
    Pod,
    ServiceAccount,
    Secret,
    Node,
    Other(String),
}

impl Kind {
    /// Returns the kind of this name; the API group is not looked at.
    pub fn named(name: &str) -> Self {
        match name {
            "Deployment" => Self::Deployment,
            "StatefulSet" => Self::StatefulSet,
            "DaemonSet" => Self::DaemonSet,
            "ReplicaSet" => Self::ReplicaSet,
            "Job" => Self::Job,
            "CronJob" => Self::CronJob,
            "Pod" => Self::Pod,
            "ServiceAccount" => Self::ServiceAccount,
            "Secret" => Self::Secret,
            "Node" => Self::Node,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::ReplicaSet => "ReplicaSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::Pod => "Pod",
            Self::ServiceAccount => "ServiceAccount",
            Self::Secret => "Secret",
            Self::Node => "Node",
            Self::Other(name) => name,
        };
        f.write_str(name)
    }
}

/// The server's identity of one object: names are reused, uids are not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub String);

/// All that is known of the cluster from the live pod list.
///
/// Holds pods that are not fine, and only numbers of the rest: a cluster of 50,000 healthy pods costs nothing here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The pods that fail or may come to fail, by namespace and name.
    pub pods: BTreeMap<PodKey, Pod>,
    /// The owners that should have pods and cannot create them, by owner.
    pub stuck: BTreeMap<ObjectId, Stuck>,
    /// What was read around the failing pods, by namespace.
    pub surroundings: BTreeMap<String, Surroundings>,
    /// How many pods there are in all that could be read.
    pub total: usize,
    /// What could not be read, and why: never to be shown as "none".
    pub unseen: Vec<Unseen>,
    /// Where owners without pods cannot be seen, and why: their events may not be listed, or they may not be read.
    pub unseen_owners: Vec<Unseen>,
    /// The namespaces that may be chosen, as far as they are known.
    pub namespaces: Vec<String>,
}

/// A pod's place in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodKey {
    pub namespace: String,
    pub name: String,
}

/// A part of the cluster that the view does not cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The namespace, or `None` for the whole cluster.
    pub namespace: Option<String>,
    pub why: Gap,
}

/// Why something is not known. The three are never mixed up: only `Forbidden` is mended by a right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    Forbidden(Right),
    /// The read failed; the text is safe to show.
    Failed(String),
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forbidden(right) => write!(f, "not allowed to {right}"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// One permission as RBAC names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right {
    pub verb: String,
    /// The plural resource, with a subresource after a slash: `pods`, `deployments`, `pods/log`.
    pub resource: String,
    /// The API group; empty for the core group.
    pub group: String,
    /// The namespace, or `None` for the whole cluster.
    pub namespace: Option<String>,
}

impl Right {
    pub fn new(verb: &str, group: &str, resource: &str, namespace: Option<&str>) -> Self {
        Self {
            verb: verb.to_owned(),
            resource: resource.to_owned(),
            group: group.to_owned(),
            namespace: namespace.map(str::to_owned),
        }
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.resource)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        match &self.namespace {
            Some(namespace) => write!(f, " in {namespace}"),
            None => write!(f, " in all namespaces"),
        }
    }
}

/// What one read told us. Absent, forbidden, failed and not asked stay four different things.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Reading<T> {
    #[default]
    NotAsked,
    Asked,
    Found {
        value: T,
        at: Timestamp,
    },
    Absent {
        at: Timestamp,
    },
    Unknown(Gap),
}

impl<T> Reading<T> {
    /// Returns the value, if the read gave one.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Makes another value of the one that was read.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Reading<U> {
        match self {
            Self::NotAsked => Reading::NotAsked,
            Self::Asked => Reading::Asked,
            Self::Found { value, at } => Reading::Found { value: make(value), at },
            Self::Absent { at } => Reading::Absent { at },
            Self::Unknown(gap) => Reading::Unknown(gap),
        }
    }

    /// Returns when there was an answer, found or absent.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Found { at, .. } | Self::Absent { at } => Some(*at),
            _ => None,
        }
    }

    /// Says whether the answer is still to come.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::NotAsked | Self::Asked)
    }
}

/// A pod, cut down to what the rules read.
#[derive(Clone, Debug, PartialEq)]
pub struct Pod {
    pub namespace: String,
    pub name: String,
    pub uid: Uid,
    pub created: Option<Timestamp>,
    /// The controlling owner reference, usually a ReplicaSet.
    pub owner: Option<Owner>,
    /// The top of the chain of owners as far as it could be read; the pod itself when nothing owns it.
    pub workload: ObjectId,
    pub phase: Phase,
    /// `status.reason`, such as `Evicted`; empty when there is none.
    pub reason: String,
    /// `status.message`; empty when there is none.
    pub message: String,
    pub deleting: bool,
    /// When its grace period ends, where it is being deleted (`metadata.deletionTimestamp`).
    pub gone_by: Option<Timestamp>,
    pub node: Option<String>,
    pub service_account: String,
    /// `spec.imagePullSecrets` after admission: what the ServiceAccount gave at creation is in it.
    pub pull_secrets: Vec<String>,
    /// Init containers, then containers, each in the order of the spec.
    pub containers: Vec<Container>,
    /// Volumes whose content is an image (`spec.volumes[].image`).
    pub image_volumes: Vec<ImageVolume>,
    pub conditions: Vec<Condition>,
}

impl Pod {
    pub fn key(&self) -> PodKey {
        PodKey { namespace: self.namespace.clone(), name: self.name.clone() }
    }

    pub fn id(&self) -> ObjectId {
        ObjectId::new(Kind::Pod, &self.namespace, &self.name)
    }

    /// Returns the condition of this type, such as `Ready` or `PodScheduled`.
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.kind == kind)
    }

    /// Says whether the pod serves: its `Ready` condition is true and it is not on its way out.
    pub fn is_ready(&self) -> bool {
        !self.deleting && self.condition("Ready").is_some_and(|ready| ready.holds)
    }
}

/// The controlling owner reference of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub kind: Kind,
    pub name: String,
    pub uid: Uid,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    Pending,
    Running,
    Succeeded,
    Failed,
    #[default]
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub kind: String,
    pub holds: bool,
    pub reason: String,
    pub message: String,
    pub since: Option<Timestamp>,
}

/// A volume whose content is an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageVolume {
    pub name: String,
    pub reference: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    pub name: String,
    pub role: Role,
    pub image: String,
    /// `imagePullPolicy`: `Always`, `IfNotPresent` or `Never`; empty when the server left it out.
    pub pull_policy: String,
    /// The image volumes that it mounts, by name.
    pub mounts: Vec<String>,
    pub state: State,
    /// How the run before this one ended.
    pub last: Option<Ended>,
    pub ready: bool,
    pub restarts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Init,
    /// An init container with `restartPolicy: Always`.
    Sidecar,
    Main,
    Ephemeral,
}

impl Role {
    /// Returns the list in a pod's spec that holds containers of this role.
    pub fn specs(self) -> &'static str {
        match self {
            Self::Init | Self::Sidecar => "initContainers",
            Self::Main => "containers",
            Self::Ephemeral => "ephemeralContainers",
        }
    }

    /// Returns the list in a pod's status that tells of them.
    pub fn statuses(self) -> &'static str {
        match self {
            Self::Init | Self::Sidecar => "initContainerStatuses",
            Self::Main => "containerStatuses",
            Self::Ephemeral => "ephemeralContainerStatuses",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    Waiting {
        reason: String,
        message: String,
    },
    Running {
        since: Option<Timestamp>,
    },
    Ended(Ended),
    /// The kubelet has not reported yet.
    #[default]
    Unreported,
}

/// One finished run of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub reason: String,
    pub message: String,
    pub exit_code: i32,
    pub at: Option<Timestamp>,
}

/// An event, as either of the two event APIs tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub uid: Uid,
    pub regarding: ObjectId,
    pub regarding_uid: Uid,
    /// The part of it that the event is about: `spec.containers{app}`; empty when it is the whole.
    pub field: String,
    pub warning: bool,
    pub reason: String,
    pub message: String,
    /// The component and host that reported it: `kubelet node-7`.
    pub source: String,
    pub count: u32,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

/// A ServiceAccount, cut down to what decides a pull and what a swap would change.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceAccount {
    pub name: String,
    pub uid: Uid,
    pub pull_secrets: Vec<String>,
    pub automount_token: Option<bool>,
    /// Annotation keys and values; cloud identities hang on them.
    pub annotations: BTreeMap<String, String>,
    pub labels: BTreeMap<String, String>,
}

/// What was read about one workload because somebody looks at it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dossier {
    /// The workload as the server gave it, JSON of the API.
    pub workload: Reading<Arc<serde_json::Value>>,
    /// The pod under the cursor as the server gave it, JSON of the API.
    pub pod: Reading<Arc<serde_json::Value>>,
    /// The ServiceAccount that the pod runs as.
    pub service_account: Reading<ServiceAccount>,
    /// Each secret that the pod names.
    pub named_secrets: BTreeMap<String, Reading<PullSecret>>,
    /// Every pull secret of the namespace, by name; those of other types are not in it.
    pub namespace_secrets: Reading<Arc<BTreeMap<String, PullSecret>>>,
    /// ServiceAccounts of the namespace by name: a name already taken must not be reused for a new one.
    pub accounts: Reading<Arc<BTreeMap<String, ServiceAccount>>>,
    /// RoleBindings and ClusterRoleBindings that name the pod's ServiceAccount, as `Kind name`.
    pub bindings: Reading<Vec<String>>,
    /// Events of the pod, its owner and its workload, in no order.
    pub events: BTreeMap<Uid, Arc<Event>>,
    /// Why the events are not there, where they are not.
    pub events_gap: Option<Gap>,
    /// The namespaces in which there is a secret of this name, for names that the pod's namespace does not have.
    pub elsewhere: BTreeMap<String, Reading<Vec<String>>>,
    /// The last lines of the run before this one, by container.
    pub previous_logs: BTreeMap<String, Reading<Vec<String>>>,
    /// The node that the pod is on.
    pub node: Reading<Node>,
}

mod dossier;
mod memory;
mod surroundings;

pub use surroundings::{Node, Stuck, Subject, Surroundings};

#[cfg(test)]
pub(crate) mod sample;
