//! The first container that stands in the way; init containers come first, as they do in the pod.

use jiff::{SignedDuration, Timestamp};

use super::{Symptom, SymptomKind, of_end};
use crate::core::model::{Container, Ended, Pod, Role, State};

/// After a run of this length the kubelet forgets the back-off (twice `MaxContainerBackOff`), and with it the crashes.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(10);

/// From this many restarts on, a run that has not become ready is one more of a loop.
const A_LOOP: u32 = 2;

pub(super) fn symptom(pod: &Pod, now: Timestamp) -> Option<Symptom> {
    pod.containers.iter().find_map(|container| match &container.state {
        State::Waiting { reason, message } => waiting(container, reason, message),
        // Nothing waits for a container that somebody added to look around.
        _ if container.role == Role::Ephemeral => None,
        State::Ended(ended) if is_bad(ended) => Some(of_end(kind_of_end(ended), container, ended)),
        State::Running { since } => between_crashes(pod, container, *since, now),
        _ => None,
    })
}

/// Returns when the run that goes on began.
pub(super) fn started(container: &Container) -> Option<Timestamp> {
    match container.state {
        State::Running { since } => since,
        _ => None,
    }
}

fn waiting(container: &Container, reason: &str, message: &str) -> Option<Symptom> {
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

/// The waiting reasons that the image manager gives, `pkg/kubelet/images/types.go` and the CRI errors it passes on. Alone
/// of all it may give a whole error as the reason (`EnsureImageExists`), which is known by its spaces.
pub(in crate::core) fn is_pull_reason(reason: &str) -> bool {
    reason.contains(' ')
        || matches!(
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

/// A container that runs between two crashes: it is up, has not become ready in this run, and those before it ended badly.
fn between_crashes(pod: &Pod, container: &Container, since: Option<Timestamp>, now: Timestamp) -> Option<Symptom> {
    if container.ready || container.role == Role::Init {
        return None;
    }
    let last = container.last.as_ref()?;
    let unready = pod.condition("Ready").and_then(|ready| ready.since);
    let was_ready = since.zip(unready).is_some_and(|(since, unready)| unready > since);
    if was_ready || since.is_some_and(|since| now.duration_since(since) > FORGOTTEN) {
        return None;
    }
    let kind = kind_of_end(last);
    let loops = kind == SymptomKind::OutOfMemory || container.restarts >= A_LOOP && !is_lost(last);
    loops.then(|| of_end(kind, container, last))
}

/// A process of the container may be killed for memory, and the first one end well for all that (kubernetes#131530).
pub(super) fn is_bad(ended: &Ended) -> bool {
    ended.exit_code != 0 || ended.reason == "OOMKilled"
}

/// What a container is given whose end nobody saw, as after a restart of its node.
fn is_lost(ended: &Ended) -> bool {
    matches!(ended.reason.as_str(), "Unknown" | "ContainerStatusUnknown") || ended.exit_code == 255
}

/// Exit code 137 alone never means out of memory; only the runtime's own reason does.
fn kind_of_end(ended: &Ended) -> SymptomKind {
    if ended.reason == "OOMKilled" { SymptomKind::OutOfMemory } else { SymptomKind::CrashLoop }
}
