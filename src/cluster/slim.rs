//! The objects of the API cut down to the fields that podmend reads, for decoding.
//!
//! A complete pod is about ten kilobytes, most of it managed fields and defaults; decoding only what is read is some
//! fifteen times cheaper and leaves nothing behind. Unknown fields are skipped, missing ones are empty, so that no
//! version of the API is too old or too new.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An object that a list or a watch can carry.
pub(super) trait Versioned {
    /// Returns its resourceVersion, an opaque string.
    fn version(&self) -> &str;
}

/// A list of objects.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    #[serde(default)]
    pub(super) metadata: ListMeta,
    // An empty list of Go is null in JSON.
    #[serde(default = "Option::default")]
    pub(super) items: Option<Vec<T>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ListMeta {
    pub(super) resource_version: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Meta {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) uid: String,
    pub(super) resource_version: String,
    pub(super) creation_timestamp: Option<String>,
    pub(super) deletion_timestamp: Option<String>,
    pub(super) owner_references: Vec<OwnerReference>,
    pub(super) labels: Option<BTreeMap<String, String>>,
    pub(super) annotations: Option<BTreeMap<String, String>>,
}

/// The metadata of a pod: its labels and annotations, which may be large, are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PodMeta {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) uid: String,
    pub(super) resource_version: String,
    pub(super) creation_timestamp: Option<String>,
    pub(super) deletion_timestamp: Option<String>,
    pub(super) owner_references: Vec<OwnerReference>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct OwnerReference {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) uid: String,
    pub(super) controller: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pod {
    pub(super) metadata: PodMeta,
    pub(super) spec: PodSpec,
    pub(super) status: PodStatus,
}

impl Versioned for Pod {
    fn version(&self) -> &str {
        &self.metadata.resource_version
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PodSpec {
    pub(super) node_name: Option<String>,
    pub(super) service_account_name: String,
    pub(super) image_pull_secrets: Vec<LocalReference>,
    pub(super) init_containers: Vec<ContainerSpec>,
    pub(super) containers: Vec<ContainerSpec>,
    pub(super) ephemeral_containers: Vec<ContainerSpec>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LocalReference {
    pub(super) name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ContainerSpec {
    pub(super) name: String,
    pub(super) image: String,
    pub(super) restart_policy: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PodStatus {
    pub(super) phase: String,
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) conditions: Vec<Condition>,
    pub(super) init_container_statuses: Vec<ContainerStatus>,
    pub(super) container_statuses: Vec<ContainerStatus>,
    pub(super) ephemeral_container_statuses: Vec<ContainerStatus>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Condition {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) last_transition_time: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ContainerStatus {
    pub(super) name: String,
    pub(super) ready: bool,
    pub(super) restart_count: u32,
    pub(super) state: ContainerState,
    pub(super) last_state: ContainerState,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ContainerState {
    pub(super) waiting: Option<Waiting>,
    pub(super) running: Option<Running>,
    pub(super) terminated: Option<Terminated>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Waiting {
    pub(super) reason: String,
    pub(super) message: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Running {
    pub(super) started_at: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Terminated {
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) exit_code: i32,
    pub(super) finished_at: Option<String>,
}

/// Any object of which only the metadata is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Object {
    pub(super) metadata: Meta,
}

/// An event in the shape of either API: `core/v1` says `involvedObject`, `message` and `source`, `events.k8s.io/v1` says
/// `regarding`, `note` and `reportingController`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event {
    pub(super) metadata: Meta,
    #[serde(alias = "regarding")]
    pub(super) involved_object: EventObject,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) reason: String,
    #[serde(alias = "note")]
    pub(super) message: String,
    #[serde(alias = "deprecatedSource")]
    pub(super) source: EventSource,
    #[serde(alias = "reportingController")]
    pub(super) reporting_component: String,
    pub(super) reporting_instance: String,
    #[serde(alias = "deprecatedCount")]
    pub(super) count: u32,
    #[serde(alias = "deprecatedFirstTimestamp")]
    pub(super) first_timestamp: Option<String>,
    #[serde(alias = "deprecatedLastTimestamp")]
    pub(super) last_timestamp: Option<String>,
    #[serde(rename = "eventTime")]
    pub(super) at: Option<String>,
    pub(super) series: Option<EventSeries>,
}

impl Versioned for Event {
    fn version(&self) -> &str {
        &self.metadata.resource_version
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct EventObject {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) uid: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EventSource {
    pub(super) component: String,
    pub(super) host: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct EventSeries {
    pub(super) count: u32,
    pub(super) last_observed_time: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ServiceAccount {
    pub(super) metadata: Meta,
    pub(super) image_pull_secrets: Vec<LocalReference>,
    pub(super) automount_service_account_token: Option<bool>,
}

/// A secret with its data still in base64. It exists from decoding to outlining and cannot be printed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Secret {
    pub(super) metadata: Meta,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) data: Option<BTreeMap<String, String>>,
}

/// A RoleBinding or a ClusterRoleBinding.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Binding {
    pub(super) metadata: Meta,
    pub(super) subjects: Option<Vec<Subject>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Subject {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
}

impl Versioned for serde_json::Value {
    fn version(&self) -> &str {
        self.pointer("/metadata/resourceVersion").and_then(Self::as_str).unwrap_or_default()
    }
}
