//! Is a pod fine, still starting, ending, or failing, and by which symptom.
//!
//! Reads the pod alone; the cause behind a symptom is the business of `diagnose`.

use jiff::{SignedDuration, Timestamp};

use super::model::{Condition, Container, Ended, Phase, Pod, Role, State};

mod container;

pub(super) use container::is_pull_reason;

/// How long a pod may take to start before it counts as failing to become ready, and how long over its grace period a
/// deleted one may be.
pub const STARTING_GRACE: SignedDuration = SignedDuration::from_secs(60);

/// The state of a pod in one word. A pod that is fine stays so however much time passes; any other may come to fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Health {
    Fine,
    /// Not ready, and not long enough for that to mean anything.
    Starting,
    /// Deleted, and within its time.
    Ending,
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

/// In the order in which incidents are listed: first what keeps containers from existing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymptomKind {
    /// The image cannot be had.
    ImagePull,
    /// The container cannot be created or started: a missing `ConfigMap` key, a command that is not there.
    Start,
    /// An owner that should have pods and cannot create them.
    NoPods,
    OutOfMemory,
    CrashLoop,
    Unschedulable,
    /// Evicted, rejected by the kubelet, or ended with an error and not to be restarted.
    Failed,
    /// Waits to be started: its volumes, its network or an init container are not done.
    NotStarted,
    /// Runs, and does not become ready.
    NotReady,
    /// Deleted, over its grace period, and still there.
    Terminating,
}

/// Says how the pod is at this time.
pub fn health(pod: &Pod, now: Timestamp) -> Health {
    if pod.deleting {
        return ending(pod, now);
    }
    if pod.phase == Phase::Succeeded {
        return Health::Fine;
    }
    if let Some(symptom) = failed(pod).or_else(|| container::symptom(pod, now)) {
        return Health::Failing(symptom);
    }
    if pod.is_ready() {
        return Health::Fine;
    }
    let waited = waiting_since(pod).is_some_and(|since| now.duration_since(since) >= STARTING_GRACE);
    match unscheduled(pod) {
        Place::Refused(symptom) if waited || !is_passing(&symptom.message) => Health::Failing(symptom),
        Place::Unasked(symptom) if waited => Health::Failing(symptom),
        Place::Given if waited => Health::Failing(unready(pod)),
        _ => Health::Starting,
    }
}

/// The time of the deletion is that at which its grace period is over (`metadata.deletionTimestamp`).
fn ending(pod: &Pod, now: Timestamp) -> Health {
    let Some(gone_by) = pod.gone_by else { return Health::Fine };
    if now.duration_since(gone_by) <= STARTING_GRACE {
        return Health::Ending;
    }
    let reason = if pod.reason.is_empty() { "Terminating" } else { &pod.reason };
    Health::Failing(of_pod(SymptomKind::Terminating, reason, &pod.message))
}

fn failed(pod: &Pod) -> Option<Symptom> {
    if pod.phase != Phase::Failed {
        return None;
    }
    let ended = pod.containers.iter().find_map(|container| match &container.state {
        State::Ended(ended) if container::is_bad(ended) => Some((container, ended)),
        _ => None,
    });
    Some(match ended {
        Some((container, ended)) if pod.reason.is_empty() => of_end(SymptomKind::Failed, container, ended),
        _ => of_pod(SymptomKind::Failed, if pod.reason.is_empty() { "Failed" } else { &pod.reason }, &pod.message),
    })
}

/// How the pod stands with the scheduler.
enum Place {
    Given,
    Refused(Symptom),
    /// No scheduler has said anything about it.
    Unasked(Symptom),
    /// Held back on purpose, by a scheduling gate.
    Gated,
}

fn unscheduled(pod: &Pod) -> Place {
    match pod.condition("PodScheduled") {
        Some(scheduled) if scheduled.holds => Place::Given,
        Some(scheduled) if scheduled.reason == "SchedulingGated" => Place::Gated,
        Some(scheduled) => Place::Refused(of_pod(SymptomKind::Unschedulable, &scheduled.reason, &scheduled.message)),
        None if pod.node.is_some() || pod.phase != Phase::Pending => Place::Given,
        None => Place::Unasked(of_pod(SymptomKind::Unschedulable, "NotScheduled", "")),
    }
}

/// What the scheduler says of each new pod whose volumes are made for it, until they are.
fn is_passing(message: &str) -> bool {
    ["unbound immediate PersistentVolumeClaims", "waiting for ephemeral volume controller"]
        .iter()
        .any(|anchor| message.contains(anchor))
}

/// Since when nothing stood in the way of the pod's becoming ready: a container that just started is starting.
fn waiting_since(pod: &Pod) -> Option<Timestamp> {
    let unready = pod.condition("Ready").and_then(|ready| ready.since);
    let started = pod.containers.iter().filter(|container| !container.ready).filter_map(container::started);
    started.chain(unready.or(pod.created)).max()
}

fn unready(pod: &Pod) -> Symptom {
    let serving = |container: &&Container| !container.ready && matches!(container.role, Role::Main | Role::Sidecar);
    let init = pod.containers.iter().find(|container| {
        container.role == Role::Init && !matches!(&container.state, State::Ended(ended) if ended.exit_code == 0)
    });
    let held = init.filter(|init| matches!(init.state, State::Running { .. }));
    let first = held.or_else(|| pod.containers.iter().find(serving));
    let message = pod.condition("Ready").map(|ready: &Condition| ready.message.clone()).unwrap_or_default();
    let (kind, reason) = match first.map(|container| &container.state) {
        _ if held.is_some() => (SymptomKind::NotStarted, "PodInitializing"),
        Some(State::Waiting { reason, .. }) if !reason.is_empty() => (SymptomKind::NotStarted, reason.as_str()),
        Some(State::Waiting { .. } | State::Unreported) => (SymptomKind::NotStarted, "Pending"),
        _ => (SymptomKind::NotReady, "NotReady"),
    };
    Symptom { kind, container: first.map(|container| container.name.clone()), reason: reason.to_owned(), message }
}

fn of_pod(kind: SymptomKind, reason: &str, message: &str) -> Symptom {
    Symptom { kind, container: None, reason: reason.to_owned(), message: message.to_owned() }
}

fn of_end(kind: SymptomKind, container: &Container, ended: &Ended) -> Symptom {
    Symptom {
        kind,
        container: Some(container.name.clone()),
        reason: ended.reason.clone(),
        message: ended.message.clone(),
    }
}

#[cfg(test)]
mod tests;
