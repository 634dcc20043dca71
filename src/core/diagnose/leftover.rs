//! Pods that ended and are still listed, while their workload has others in their place.

use serde_json::Value;

use super::{
    Evidence,
    case::Case,
    link::{sound, unread},
};
use crate::core::model::{Kind, Reading};

/// Says that the workload is whole, where it is, or that this could not be read.
pub(super) fn link(case: &Case<'_>) -> Option<Evidence> {
    if case.pod.workload.kind == Kind::Pod {
        return None;
    }
    match &case.dossier.workload {
        Reading::Found { value, .. } => {
            let (text, place) = whole(value)?;
            Some(sound("workload-whole", format!("{} is whole: {text}", case.pod.workload), case.workload_field(place)))
        }
        Reading::Unknown(_) => {
            let text = format!("whether {} has replaced it", case.pod.workload);
            Some(unread("workload-whole", text, &case.dossier.workload, "the workload"))
        }
        _ => None,
    }
}

/// Says in a sentence that nothing is lost any more, to follow what happened.
pub(super) fn sentence(case: &Case<'_>) -> &'static str {
    match case.dossier.workload.found().and_then(|workload| whole(workload)) {
        Some(_) if case.pod.workload.kind != Kind::Pod => {
            " The workload has replaced it since; what is left is its record."
        }
        _ => "",
    }
}

/// What to do with what is left.
pub(super) fn next(case: &Case<'_>, otherwise: String) -> String {
    if sentence(case).is_empty() {
        return otherwise;
    }
    format!("Nothing needs it any more: kubectl delete pod -n {} {}.", case.pod.namespace, case.pod.name)
}

/// All replicas ready, or a Job that is complete.
fn whole(workload: &Value) -> Option<(String, &'static str)> {
    let number = |pointer: &str| workload.pointer(pointer).and_then(Value::as_u64);
    match workload.get("kind").and_then(Value::as_str)? {
        "Job" => {
            let conditions = workload.pointer("/status/conditions")?.as_array()?;
            let holds = |kind: &str| {
                conditions.iter().any(|condition| {
                    condition.get("type").and_then(Value::as_str) == Some(kind)
                        && condition.get("status").and_then(Value::as_str) == Some("True")
                })
            };
            holds("Complete").then(|| ("it is complete".to_owned(), "status.conditions[Complete]"))
        }
        "DaemonSet" => {
            let (wanted, ready) = (number("/status/desiredNumberScheduled")?, number("/status/numberReady")?);
            (ready >= wanted).then(|| (format!("{ready} of {wanted} ready"), "status.numberReady"))
        }
        _ => {
            let wanted = number("/spec/replicas").unwrap_or(1);
            let ready = number("/status/readyReplicas")?;
            (ready >= wanted && ready > 0).then(|| (format!("{ready} of {wanted} ready"), "status.readyReplicas"))
        }
    }
}

#[cfg(test)]
mod tests;
