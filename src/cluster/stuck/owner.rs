//! Whether an owner wants more pods than it has, kind by kind.

use jiff::Timestamp;

use crate::{
    cluster::{
        address::{PODS, Resource, right_to},
        convert,
        failure::Failure,
        http::Form,
        owners::is_workload,
        reader::Reader,
        slim::{self, Controller, List},
    },
    core::model::{Event, Gap, Kind, ObjectId, Stuck, Uid},
};

#[derive(Debug)]
pub(super) enum Verdict {
    /// It has the pods that it wants, or wants none, or is gone.
    Fine,
    Doubtful,
    Stuck {
        created: Option<Timestamp>,
        stuck: Box<Stuck>,
    },
    Unreadable(Gap),
    /// The server did not answer.
    Unanswered,
}

/// Says whether objects of this kind create pods by themselves.
pub(super) fn creates_pods(kind: &Kind) -> bool {
    matches!(kind, Kind::ReplicaSet | Kind::StatefulSet | Kind::DaemonSet | Kind::Job)
}

/// Reads an owner and finds out whether what its event says is still so.
pub(super) async fn check(reader: &Reader, owner: &ObjectId, event: &Event) -> Verdict {
    let Some(resource) = Resource::of(&owner.kind) else { return Verdict::Fine };
    let path = resource.object(&owner.namespace, &owner.name);
    let controller = match reader.read::<Controller>(&path, Form::Json).await {
        Ok(controller) => controller,
        Err(failure) if failure.is_not_found() => return Verdict::Fine,
        Err(failure) if failure.is_general() => return Verdict::Unanswered,
        Err(failure) => return Verdict::Unreadable(reader.gap(&failure, right_to("get", owner))),
    };
    if controller.metadata.uid != event.regarding_uid.0 || controller.metadata.deletion_timestamp.is_some() {
        return Verdict::Fine;
    }
    let Some((wanted, present)) = counts(&owner.kind, &controller).filter(|(wanted, present)| wanted > present) else {
        return Verdict::Fine;
    };
    if has_recovered(reader, owner, event, &controller).await {
        return Verdict::Doubtful;
    }
    let stuck = Stuck {
        workload: workload(owner, &controller),
        owner: owner.clone(),
        owner_uid: Uid(controller.metadata.uid.clone()),
        service_account: controller.spec.template.spec.service_account_name.clone(),
        wanted,
        present,
        reason: event.reason.clone(),
        message: event.message.clone(),
        count: event.count,
        since: event.first,
        last: event.last,
    };
    let created = convert::time(controller.metadata.creation_timestamp.as_deref());
    Verdict::Stuck { created, stuck: Box::new(stuck) }
}

/// Returns how many pods the owner should have and has; `None` when it should have none any more.
fn counts(kind: &Kind, controller: &Controller) -> Option<(u32, u32)> {
    let Controller { spec, status, .. } = controller;
    let holds = |names: &[&str]| {
        let mut conditions = status.conditions.iter();
        conditions.any(|condition| names.contains(&condition.kind.as_str()) && condition.status == "True")
    };
    let (wanted, present) = match kind {
        Kind::DaemonSet => (status.desired_number_scheduled, status.current_number_scheduled),
        // `SuccessCriteriaMet` and `FailureTarget` come before the other two, when no more pods are created.
        Kind::Job if spec.suspend || holds(&["Complete", "Failed", "SuccessCriteriaMet", "FailureTarget"]) => {
            return None;
        }
        Kind::Job => {
            let left = spec.completions.map_or(i64::MAX, |completions| completions - status.succeeded);
            (spec.parallelism.unwrap_or(1).min(left), status.active)
        }
        _ => (spec.replicas.unwrap_or(1), status.replicas),
    };
    let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    Some((count(wanted), count(present)))
}

/// Says whether the owner could create pods since its event, so that it lacks some for another reason: a StatefulSet waits
/// for the pod before, a Job for its back-off.
async fn has_recovered(reader: &Reader, owner: &ObjectId, event: &Event, controller: &Controller) -> bool {
    match owner.kind {
        // The one controller that says itself whether the last try failed (`replica_set_utils.go`, calculateStatus).
        Kind::ReplicaSet => {
            let mut conditions = controller.status.conditions.iter();
            !conditions.any(|condition| condition.kind == "ReplicaFailure" && condition.status == "True")
        }
        Kind::StatefulSet => match pod_of(&event.message) {
            Some(pod) => exists(reader, &owner.namespace, pod).await,
            None => false,
        },
        Kind::Job => has_younger_pod(reader, owner, event).await,
        _ => false,
    }
}

/// Reads `create Pod db-0 in StatefulSet db failed error: ..` (`stateful_pod_control.go`, recordPodEvent).
fn pod_of(message: &str) -> Option<&str> {
    message.strip_prefix("create Pod ")?.split(' ').next()
}

async fn exists(reader: &Reader, namespace: &str, pod: &str) -> bool {
    reader.read::<slim::Object>(&PODS.object(namespace, pod), Form::Metadata).await.is_ok()
}

async fn has_younger_pod(reader: &Reader, owner: &ObjectId, event: &Event) -> bool {
    let path = PODS.list(Some(&owner.namespace));
    let path = path.with("labelSelector", &format!("controller-uid={}", event.regarding_uid.0));
    let pods: Result<List<slim::Object>, Failure> = reader.read(&path, Form::MetadataList).await;
    let created = |pod: &slim::Object| convert::time(pod.metadata.creation_timestamp.as_deref());
    pods.is_ok_and(|pods| pods.items.unwrap_or_default().iter().any(|pod| created(pod) > event.last))
}

fn workload(owner: &ObjectId, controller: &Controller) -> ObjectId {
    let above = controller.metadata.owner_references.iter().find(|above| above.controller).map(convert::owner);
    let above = above.filter(is_workload);
    above.map_or_else(|| owner.clone(), |above| ObjectId::new(above.kind, &owner.namespace, above.name))
}
