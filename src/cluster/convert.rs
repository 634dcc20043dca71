//! From decoded API objects to the values of `core::model`. Never fails: what is missing or makes no sense is `None`.
//!
//! This is the door for hostile text: whatever a pod, a kubelet or a controller can choose freely is neutralised here.
//! Names stay as they are, since they are compared; the API server allows no odd character in them.

use std::{collections::BTreeMap, sync::LazyLock};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use ring::rand::{SystemRandom, generate};
use secrecy::zeroize::Zeroize as _;

use crate::core::{
    model::{
        Condition, Container, Ended, Event, ImageVolume, Node, ObjectId, Owner, Phase, Pod, Role, ServiceAccount,
        State, Uid,
    },
    pull::{FingerprintKey, PullSecret, outline_fingerprinted},
    text::{neutralise, neutralise_line, truncate},
};

use super::{address::kind_in, slim};

/// The client library of the reporter puts this before the latest of many events that differ in their text only.
const COMBINED: &str = "(combined from similar events): ";
/// So much of a line of a log is kept, in columns.
const LONGEST_LINE: usize = 400;

/// Made anew in each process, so that fingerprints say nothing outside of it.
static FINGERPRINT_KEY: LazyLock<FingerprintKey> = LazyLock::new(|| {
    let random = generate(&SystemRandom::new()).expect("the system gives random numbers, as it does for TLS");
    FingerprintKey::new(&random.expose())
});

/// Converts a pod. Its workload is its owner for now; `owners` looks further up.
pub(super) fn pod(pod: slim::Pod) -> Pod {
    let slim::Pod { metadata, spec, status } = pod;
    let owner = metadata.owner_references.iter().find(|owner| owner.controller).map(owner);
    let workload = match &owner {
        Some(owner) => ObjectId::new(owner.kind.clone(), &metadata.namespace, &owner.name),
        None => ObjectId::new(crate::core::model::Kind::Pod, &metadata.namespace, &metadata.name),
    };
    Pod {
        created: time(metadata.creation_timestamp.as_deref()),
        deleting: metadata.deletion_timestamp.is_some(),
        gone_by: time(metadata.deletion_timestamp.as_deref()),
        owner,
        workload,
        phase: phase(&status.phase),
        reason: line(&status.reason),
        message: text(&status.message),
        containers: containers(&spec, &status),
        image_volumes: image_volumes(&spec.volumes),
        conditions: status.conditions.iter().map(condition).collect(),
        node: spec.node_name,
        service_account: spec.service_account_name,
        pull_secrets: names(spec.image_pull_secrets),
        namespace: metadata.namespace,
        name: metadata.name,
        uid: Uid(metadata.uid),
    }
}

pub(super) fn owner(owner: &slim::OwnerReference) -> Owner {
    let kind = kind_in(&owner.api_version, &owner.kind);
    Owner { kind, name: owner.name.clone(), uid: Uid(owner.uid.clone()) }
}

/// Converts an event of either API.
pub(super) fn event(event: slim::Event) -> Event {
    let series = event.series.unwrap_or_default();
    let at = time(event.at.as_deref());
    let last = time(series.last_observed_time.as_deref()).or(time(event.last_timestamp.as_deref())).or(at);
    let object = event.involved_object;
    let kind = kind_in(&object.api_version, &object.kind);
    let message = text(&event.message);
    Event {
        uid: Uid(event.metadata.uid),
        regarding: ObjectId::new(kind, object.namespace, object.name),
        regarding_uid: Uid(object.uid),
        field: line(&object.field_path),
        warning: event.kind == "Warning",
        reason: line(&event.reason),
        message: message.strip_prefix(COMBINED).map_or_else(|| message.clone(), str::to_owned),
        source: source(&event.source, &event.reporting_component, &event.reporting_instance),
        count: series.count.max(event.count).max(1),
        first: time(event.first_timestamp.as_deref()).or(at).or(time(event.metadata.creation_timestamp.as_deref())),
        last: last.or(time(event.metadata.creation_timestamp.as_deref())),
    }
}

pub(super) fn service_account(account: slim::ServiceAccount) -> ServiceAccount {
    ServiceAccount {
        name: account.metadata.name,
        uid: Uid(account.metadata.uid),
        pull_secrets: names(account.image_pull_secrets),
        automount_token: account.automount_service_account_token,
        annotations: lines(account.metadata.annotations),
        labels: lines(account.metadata.labels),
    }
}

pub(super) fn node(node: slim::Node) -> Node {
    let info = &node.status.node_info;
    let platform = [info.operating_system.as_str(), info.architecture.as_str()];
    Node {
        unschedulable: node.spec.unschedulable,
        conditions: node.status.conditions.iter().map(condition).collect(),
        kubelet: line(&info.kubelet_version),
        runtime: line(&info.container_runtime_version),
        platform: line(platform.join("/").trim_matches('/')),
        name: node.metadata.name,
    }
}

/// Takes a log apart into lines that are safe to show. The kubelet may say in its place, and as if it were one, that it has
/// none (`pkg/kubelet/kuberuntime/kuberuntime_container.go`, `GetContainerLogs`): that is the error.
pub(super) fn log(bytes: &[u8]) -> Result<Vec<String>, String> {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<String> = text.lines().map(|text| truncate(line(text.trim_end()).as_str(), LONGEST_LINE)).collect();
    match lines.as_slice() {
        [only] if only.starts_with("unable to retrieve container logs for ") => Err(only.clone()),
        _ => Ok(lines),
    }
}

/// Reduces a secret to its outline and wipes what it was decoded from.
pub(super) fn pull_secret(secret: slim::Secret) -> PullSecret {
    let mut data: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (key, mut encoded) in secret.data.unwrap_or_default() {
        data.insert(key, BASE64_STANDARD.decode(&encoded).unwrap_or_default());
        encoded.zeroize();
    }
    let outline = outline_fingerprinted(&secret.kind, &data, &FINGERPRINT_KEY);
    data.values_mut().for_each(zeroize::Zeroize::zeroize);
    outline
}

fn containers(spec: &slim::PodSpec, status: &slim::PodStatus) -> Vec<Container> {
    let kinds = [
        (&spec.init_containers, &status.init_container_statuses, Role::Init),
        (&spec.containers, &status.container_statuses, Role::Main),
        (&spec.ephemeral_containers, &status.ephemeral_container_statuses, Role::Ephemeral),
    ];
    let mut containers = Vec::new();
    for (specs, statuses, role) in kinds {
        for spec in specs {
            let status = statuses.iter().find(|status| status.name == spec.name);
            containers.push(container(spec, status, role));
        }
    }
    containers
}

fn image_volumes(volumes: &[slim::Volume]) -> Vec<ImageVolume> {
    let of_image = |volume: &slim::Volume| {
        let image = volume.image.as_ref()?;
        Some(ImageVolume { name: volume.name.clone(), reference: line(&image.reference) })
    };
    volumes.iter().filter_map(of_image).collect()
}

fn container(spec: &slim::ContainerSpec, status: Option<&slim::ContainerStatus>, role: Role) -> Container {
    let is_sidecar = role == Role::Init && spec.restart_policy.as_deref() == Some("Always");
    Container {
        name: spec.name.clone(),
        role: if is_sidecar { Role::Sidecar } else { role },
        image: line(&spec.image),
        pull_policy: spec.image_pull_policy.clone(),
        mounts: spec.volume_mounts.iter().map(|mount| mount.name.clone()).collect(),
        state: status.map(|status| state(&status.state)).unwrap_or_default(),
        last: status.and_then(|status| status.last_state.terminated.as_ref()).map(ended),
        ready: status.is_some_and(|status| status.ready),
        restarts: status.map_or(0, |status| status.restart_count),
    }
}

fn state(state: &slim::ContainerState) -> State {
    if let Some(waiting) = &state.waiting {
        return State::Waiting { reason: line(&waiting.reason), message: text(&waiting.message) };
    }
    if let Some(terminated) = &state.terminated {
        return State::Ended(ended(terminated));
    }
    match &state.running {
        Some(running) => State::Running { since: time(running.started_at.as_deref()) },
        None => State::Unreported,
    }
}

fn ended(terminated: &slim::Terminated) -> Ended {
    Ended {
        reason: line(&terminated.reason),
        message: text(&terminated.message),
        exit_code: terminated.exit_code,
        at: time(terminated.finished_at.as_deref()),
    }
}

fn condition(condition: &slim::Condition) -> Condition {
    Condition {
        kind: condition.kind.clone(),
        holds: condition.status == "True",
        reason: line(&condition.reason),
        message: text(&condition.message),
        since: time(condition.last_transition_time.as_deref()),
    }
}

fn phase(phase: &str) -> Phase {
    match phase {
        "Pending" => Phase::Pending,
        "Running" => Phase::Running,
        "Succeeded" => Phase::Succeeded,
        "Failed" => Phase::Failed,
        _ => Phase::Unknown,
    }
}

fn source(source: &slim::EventSource, component: &str, instance: &str) -> String {
    let component = if source.component.is_empty() { component } else { &source.component };
    let host = if source.host.is_empty() { instance } else { &source.host };
    line(format!("{component} {host}").trim())
}

fn names(references: Vec<slim::LocalReference>) -> Vec<String> {
    references.into_iter().map(|reference| reference.name).filter(|name| !name.is_empty()).collect()
}

fn lines(map: Option<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    map.unwrap_or_default().into_iter().map(|(key, value)| (key, line(&value))).collect()
}

pub(super) fn time(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}

fn text(text: &str) -> String {
    neutralise(text.trim()).into_owned()
}

fn line(text: &str) -> String {
    neutralise_line(text).into_owned()
}

#[cfg(test)]
mod tests;
