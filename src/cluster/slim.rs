//! The objects of the API cut down to the fields that podmend reads, for decoding.
//!
//! A complete pod is about ten kilobytes, most of it managed fields and defaults; decoding only what is read is some
//! fifteen times cheaper and leaves nothing behind. Unknown fields are skipped, missing ones are empty, so that no
//! version of the API is too old or too new.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// Reads null as empty: a slice, map or pointer of Go that nothing was put into is written as null where its field is not
/// left out, as are the containers of the empty pod that a bookmark carries.
pub(super) fn or_empty<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// An object that a list or a watch can carry.
pub(super) trait Versioned {
    /// Returns its resourceVersion, an opaque string.
    fn version(&self) -> &str;
}

/// A list of objects.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    #[serde(default, deserialize_with = "or_empty")]
    pub(super) metadata: ListMeta,
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
    #[serde(deserialize_with = "or_empty")]
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
    #[serde(deserialize_with = "or_empty")]
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
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: PodMeta,
    #[serde(deserialize_with = "or_empty")]
    pub(super) spec: PodSpec,
    #[serde(deserialize_with = "or_empty")]
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
    #[serde(deserialize_with = "or_empty")]
    pub(super) image_pull_secrets: Vec<LocalReference>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) init_containers: Vec<ContainerSpec>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) containers: Vec<ContainerSpec>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) ephemeral_containers: Vec<ContainerSpec>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) volumes: Vec<Volume>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Volume {
    pub(super) name: String,
    pub(super) image: Option<ImageVolumeSource>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ImageVolumeSource {
    pub(super) reference: String,
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
    pub(super) image_pull_policy: String,
    pub(super) restart_policy: Option<String>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) volume_mounts: Vec<LocalReference>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PodStatus {
    pub(super) phase: String,
    pub(super) reason: String,
    pub(super) message: String,
    #[serde(deserialize_with = "or_empty")]
    pub(super) conditions: Vec<Condition>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) init_container_statuses: Vec<ContainerStatus>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) container_statuses: Vec<ContainerStatus>,
    #[serde(deserialize_with = "or_empty")]
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
#[serde(default)]
pub(super) struct Node {
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: Meta,
    #[serde(deserialize_with = "or_empty")]
    pub(super) spec: NodeSpec,
    #[serde(deserialize_with = "or_empty")]
    pub(super) status: NodeStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NodeSpec {
    pub(super) unschedulable: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct NodeStatus {
    #[serde(deserialize_with = "or_empty")]
    pub(super) conditions: Vec<Condition>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) node_info: NodeInfo,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct NodeInfo {
    pub(super) kubelet_version: String,
    pub(super) container_runtime_version: String,
    pub(super) operating_system: String,
    pub(super) architecture: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ContainerStatus {
    pub(super) name: String,
    pub(super) ready: bool,
    pub(super) restart_count: u32,
    #[serde(deserialize_with = "or_empty")]
    pub(super) state: ContainerState,
    #[serde(deserialize_with = "or_empty")]
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
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: Meta,
}

/// What creates pods: a ReplicaSet, StatefulSet, DaemonSet or Job. The fields that a kind does not have are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Controller {
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: Meta,
    #[serde(deserialize_with = "or_empty")]
    pub(super) spec: ControllerSpec,
    #[serde(deserialize_with = "or_empty")]
    pub(super) status: ControllerStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ControllerSpec {
    pub(super) replicas: Option<i64>,
    pub(super) parallelism: Option<i64>,
    pub(super) completions: Option<i64>,
    #[serde(deserialize_with = "or_empty")]
    pub(super) suspend: bool,
    #[serde(deserialize_with = "or_empty")]
    pub(super) template: Template,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Template {
    #[serde(deserialize_with = "or_empty")]
    pub(super) spec: PodSpec,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ControllerStatus {
    #[serde(deserialize_with = "or_empty")]
    pub(super) replicas: i64,
    pub(super) active: i64,
    pub(super) succeeded: i64,
    pub(super) desired_number_scheduled: i64,
    pub(super) current_number_scheduled: i64,
    #[serde(deserialize_with = "or_empty")]
    pub(super) conditions: Vec<Condition>,
}

/// An event in the shape of either API: `core/v1` says `involvedObject`, `message` and `source`, `events.k8s.io/v1` says
/// `regarding`, `note` and `reportingController`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event {
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: Meta,
    #[serde(alias = "regarding", deserialize_with = "or_empty")]
    pub(super) involved_object: EventObject,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) reason: String,
    #[serde(alias = "note")]
    pub(super) message: String,
    #[serde(alias = "deprecatedSource", deserialize_with = "or_empty")]
    pub(super) source: EventSource,
    #[serde(alias = "reportingController")]
    pub(super) reporting_component: String,
    pub(super) reporting_instance: String,
    #[serde(alias = "deprecatedCount", deserialize_with = "times")]
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

/// Reads a count, which nobody checks and anybody who may write events can make negative.
fn times<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    Option::<i64>::deserialize(from).map(|count| u32::try_from(count.unwrap_or_default().max(0)).unwrap_or(u32::MAX))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct EventObject {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) uid: String,
    pub(super) field_path: String,
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
    #[serde(deserialize_with = "times")]
    pub(super) count: u32,
    pub(super) last_observed_time: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ServiceAccount {
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: Meta,
    #[serde(deserialize_with = "or_empty")]
    pub(super) image_pull_secrets: Vec<LocalReference>,
    pub(super) automount_service_account_token: Option<bool>,
}

/// A secret with its data still in base64. It exists from decoding to outlining and cannot be printed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Secret {
    #[serde(deserialize_with = "or_empty")]
    pub(super) metadata: Meta,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) data: Option<BTreeMap<String, String>>,
}

/// A RoleBinding or a ClusterRoleBinding.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Binding {
    #[serde(deserialize_with = "or_empty")]
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

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    fn read<T: DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn null_is_empty_wherever_go_can_write_it() {
        let fields = [
            "metadata",
            "items",
            "spec",
            "status",
            "imagePullSecrets",
            "initContainers",
            "containers",
            "subjects",
            "ephemeralContainers",
            "conditions",
            "initContainerStatuses",
            "containerStatuses",
            "state",
            "lastState",
            "ephemeralContainerStatuses",
            "ownerReferences",
            "labels",
            "annotations",
            "waiting",
            "running",
            "terminated",
            "involvedObject",
            "source",
            "series",
            "eventTime",
            "firstTimestamp",
            "lastTimestamp",
            "creationTimestamp",
            "data",
            "nodeName",
            "nodeInfo",
            "template",
            "suspend",
            "replicas",
            "count",
        ];
        let nulls: Vec<_> = fields.iter().map(|field| format!("\"{field}\":null")).collect();
        let nulls = format!("{{{}}}", nulls.join(","));
        assert!(read::<List<Pod>>(&nulls).items.is_none());
        assert!(read::<Pod>(&nulls).spec.containers.is_empty());
        read::<ListMeta>(&nulls);
        read::<Meta>(&nulls);
        read::<PodMeta>(&nulls);
        read::<PodSpec>(&nulls);
        read::<PodStatus>(&nulls);
        read::<ContainerStatus>(&nulls);
        read::<ContainerState>(&nulls);
        read::<Object>(&nulls);
        read::<Event>(&nulls);
        read::<EventSeries>(&nulls);
        read::<ServiceAccount>(&nulls);
        read::<Secret>(&nulls);
        read::<Binding>(&nulls);
        read::<Controller>(&nulls);
        read::<ControllerSpec>(&nulls);
        read::<ControllerStatus>(&nulls);
        read::<Node>(&nulls);
        read::<NodeStatus>(&nulls);
    }

    #[test]
    fn an_event_that_never_happened_is_read_too() {
        assert_eq!(read::<Event>(r#"{"count":-1,"series":{"count":-3}}"#).count, 0);
    }
}
