//! Is a pod fine, still starting, or failing, and by which symptom.
//!
//! Reads the pod alone; the cause behind a symptom is the business of `diagnose`.

use jiff::{SignedDuration, Timestamp};

use super::model::{Container, Ended, Phase, Pod, Role, State};

/// How long a pod may take to start before it counts as failing to become ready.
pub const STARTING_GRACE: SignedDuration = SignedDuration::from_secs(60);

/// The state of a pod in one word.
#[derive(Clone, Debug, PartialEq)]
pub enum Health {
    Fine,
    /// Not ready, and not long enough for that to mean anything.
    Starting,
    Failing(Symptom),
}

/// What is seen to be wrong, before anyone asked why.
#[derive(Clone, Debug, PartialEq)]
pub struct Symptom {
    pub kind: SymptomKind,
    /// The container it shows on; `None` when it concerns the whole pod.
    pub container: Option<String>,
    /// The reason as the kubelet, scheduler or controller gives it: `ImagePullBackOff`.
    pub reason: String,
    /// Its message; may be empty.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymptomKind {
    /// The image cannot be had.
    ImagePull,
    /// The container cannot be created or started: a missing `ConfigMap` key, a command that is not there.
    Start,
    OutOfMemory,
    CrashLoop,
    Unschedulable,
    /// An owner that should have pods and cannot create them.
    NoPods,
    /// Evicted, rejected by the kubelet, or ended with an error and not to be restarted.
    Failed,
    /// Runs or waits, and does not become ready.
    NotReady,
}

/// Says how the pod is at this time.
pub fn health(pod: &Pod, now: Timestamp) -> Health {
    if pod.phase == Phase::Succeeded || pod.deleting {
        return Health::Fine;
    }
    if let Some(symptom) = pod_symptom(pod).or_else(|| container_symptom(pod)) {
        return Health::Failing(symptom);
    }
    if pod.is_ready() {
        return Health::Fine;
    }
    if not_ready_since(pod).is_none_or(|since| now.duration_since(since) < STARTING_GRACE) {
        return Health::Starting;
    }
    Health::Failing(not_ready(pod))
}

fn pod_symptom(pod: &Pod) -> Option<Symptom> {
    if pod.phase == Phase::Failed {
        return Some(failed(pod));
    }
    let scheduled = pod.condition("PodScheduled")?;
    if scheduled.holds || scheduled.reason == "SchedulingGated" {
        return None;
    }
    Some(Symptom {
        kind: SymptomKind::Unschedulable,
        container: None,
        reason: scheduled.reason.clone(),
        message: scheduled.message.clone(),
    })
}

fn failed(pod: &Pod) -> Symptom {
    let ended = pod.containers.iter().find_map(|container| match &container.state {
        State::Ended(ended) if ended.exit_code != 0 => Some((container, ended)),
        _ => None,
    });
    match ended {
        Some((container, ended)) if pod.reason.is_empty() => ended_symptom(SymptomKind::Failed, container, ended),
        _ => Symptom {
            kind: SymptomKind::Failed,
            container: None,
            reason: if pod.reason.is_empty() { "Failed".to_owned() } else { pod.reason.clone() },
            message: pod.message.clone(),
        },
    }
}

/// The first container that stands in the way; init containers come first, as they do in the pod.
fn container_symptom(pod: &Pod) -> Option<Symptom> {
    pod.containers.iter().find_map(symptom_of)
}

fn symptom_of(container: &Container) -> Option<Symptom> {
    match &container.state {
        State::Waiting { reason, message } => waiting_symptom(container, reason, message),
        State::Ended(ended) if ended.exit_code != 0 => Some(ended_symptom(kind_of_end(ended), container, ended)),
        State::Running { .. } if !container.ready && container.role != Role::Init => {
            let last = container.last.as_ref()?;
            (last.reason == "OOMKilled").then(|| ended_symptom(SymptomKind::OutOfMemory, container, last))
        }
        _ => None,
    }
}

fn waiting_symptom(container: &Container, reason: &str, message: &str) -> Option<Symptom> {
    if matches!(reason, "" | "ContainerCreating" | "PodInitializing") {
        return None;
    }
    let kind = match (reason, &container.last) {
        ("CrashLoopBackOff", Some(last)) => kind_of_end(last),
        ("CrashLoopBackOff", None) => SymptomKind::CrashLoop,
        _ if is_pull_reason(reason) => SymptomKind::ImagePull,
        _ => SymptomKind::Start,
    };
    Some(Symptom {
        kind,
        container: Some(container.name.clone()),
        reason: reason.to_owned(),
        message: message.to_owned(),
    })
}

/// The waiting reasons that the image manager gives, `pkg/kubelet/images/types.go` and the CRI errors it passes on.
pub(super) fn is_pull_reason(reason: &str) -> bool {
    matches!(
        reason,
        "ErrImagePull"
            | "ImagePullBackOff"
            | "ImageInspectError"
            | "ErrImageNeverPull"
            | "InvalidImageName"
            | "RegistryUnavailable"
            | "SignatureValidationFailed"
    )
}

/// Exit code 137 alone never means out of memory; only the runtime's own reason does.
fn kind_of_end(ended: &Ended) -> SymptomKind {
    if ended.reason == "OOMKilled" { SymptomKind::OutOfMemory } else { SymptomKind::CrashLoop }
}

fn ended_symptom(kind: SymptomKind, container: &Container, ended: &Ended) -> Symptom {
    Symptom {
        kind,
        container: Some(container.name.clone()),
        reason: ended.reason.clone(),
        message: ended.message.clone(),
    }
}

fn not_ready_since(pod: &Pod) -> Option<Timestamp> {
    let ready = pod.condition("Ready").and_then(|ready| ready.since);
    ready.or(pod.created)
}

fn not_ready(pod: &Pod) -> Symptom {
    let waiting = pod.containers.iter().find(|container| !container.ready && container.role != Role::Init);
    let ready = pod.condition("Ready");
    let reason = match waiting.map(|container| &container.state) {
        Some(State::Waiting { reason, .. }) if !reason.is_empty() => reason.clone(),
        _ => "NotReady".to_owned(),
    };
    Symptom {
        kind: SymptomKind::NotReady,
        container: waiting.map(|container| container.name.clone()),
        reason,
        message: ready.map(|ready| ready.message.clone()).unwrap_or_default(),
    }
}
