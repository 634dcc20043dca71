//! The runtime could not create or start a container, and no rule before this one knows why.

use crate::core::{
    cause::{Grade, node, start},
    message::{Explanation, explain},
};

use super::{
    Evidence, Finding, Shared,
    case::Case,
    link::{broken, event, unknown},
};

/// Reports the start that failed by what the text tells.
pub(super) fn find(case: &Case<'_>) -> Finding {
    let message = &case.symptom.message;
    let told = Some(explain(&case.symptom.reason, message)).filter(|told| tells(told, message));
    let (named, also, grade) = match told {
        Some(told) => (told.cause, told.also, told.grade),
        None if message.is_empty() => (start::START_FAILED, Vec::new(), Grade::CannotTell),
        None if is_mount(message) => (node::VOLUME_MOUNT, vec![start::START_FAILED], Grade::Likely),
        None if is_unread(message) => (start::START_FAILED, vec![start::CONFIG_MISSING], Grade::Likely),
        None => (start::START_FAILED, Vec::new(), Grade::Likely),
    };
    let mut evidence = vec![case.waits()];
    if case.symptom.message.is_empty() {
        let needs = "the event of the failed start, which is kept for an hour";
        let source = case.status_field("state.waiting.message");
        evidence.push(Evidence { source, ..unknown("start-error", "what the runtime said", needs) });
    }
    Finding {
        also,
        evidence,
        next: format!("See the whole error: kubectl describe pod -n {} {}.", case.pod.namespace, case.pod.name),
        shared: Shared { image: case.image(), other: Some(case.symptom.reason.clone()), ..Shared::default() },
        ..case.finding(named, grade, format!("{} cannot start", case.subject()), sentence(case))
    }
}

/// Explains a container that the kubelet ends each time because its postStart hook fails.
pub(super) fn hook(case: &Case<'_>) -> Option<Finding> {
    let told = case.latest(|event| event.reason == "FailedPostStartHook" && case.concerns(event))?;
    let mut evidence = vec![broken("post-start-hook", "its postStart hook succeeds: no", event(told))];
    evidence.extend(case.runs());
    Some(Finding {
        also: vec![start::CRASH_EXIT],
        evidence,
        next: "Try the hook's command in the image, or take lifecycle.postStart out of the pod template.".to_owned(),
        shared: Shared { image: case.image(), other: Some("postStart hook".to_owned()), ..Shared::default() },
        said: told.message.clone(),
        ..case.finding(
            start::START_FAILED,
            Grade::Likely,
            format!("{} cannot start", case.subject()),
            "Its postStart hook fails, and the kubelet ends it each time.",
        )
    })
}

fn sentence(case: &Case<'_>) -> String {
    let reason = &case.symptom.reason;
    if case.symptom.message.is_empty() {
        return format!("The kubelet gives {reason} as the reason, and no more.");
    }
    match reason.as_str() {
        "CreateContainerConfigError" => {
            "The kubelet could not put the container's configuration together; what it said is below.".to_owned()
        }
        "PostStartHookError" => {
            "Its postStart hook failed, and the kubelet ended it; what was said is below.".to_owned()
        }
        _ => format!("The runtime could not start it ({reason}); what was said is below."),
    }
}

fn tells(told: &Explanation, message: &str) -> bool {
    told.grade != Grade::CannotTell && !message.is_empty() && !is_unread(message)
}

/// That the kubelet could not read something says nothing of whether it is there.
fn is_unread(message: &str) -> bool {
    ["failed to sync", "is forbidden: User"].iter().any(|anchor| message.contains(anchor))
}

/// A bind mount that fails when the container is made: what to mount is not there, or is of another kind.
fn is_mount(message: &str) -> bool {
    [
        "failed to prepare subPath",
        "failed to create subPath",
        "invalid mount config",
        "error mounting \"",
        "to rootfs at",
    ]
    .iter()
    .any(|anchor| message.contains(anchor))
}

#[cfg(test)]
mod tests;
