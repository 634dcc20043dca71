//! What changed before a pod began to fail, as far as its workload tells.

use jiff::Timestamp;
use serde_json::Value;

use crate::core::{
    model::{Pod, Reading},
    text::neutralise_line,
};

use super::{
    Evidence,
    case::{Case, text},
    link::{sound, unread},
};

/// Says how the pod's birth lies to the last change of the template that it was made from.
pub(super) fn link(case: &Case<'_>) -> Option<Evidence> {
    let workload = match &case.dossier.workload {
        Reading::Found { value, .. } => value,
        Reading::Unknown(_) => {
            let what = format!("what changed last in {}", case.pod.workload);
            return Some(unread("recent-change", what, &case.dossier.workload, "the workload"));
        }
        _ => return None,
    };
    let (Some(born), Some(change)) = (case.pod.created, last_change(workload)) else { return None };
    let revision = text(workload, "/metadata/annotations/deployment.kubernetes.io~1revision");
    let revision = revision.map_or_else(String::new, |revision| format!(" (revision {revision})"));
    let seconds = born.duration_since(change.at).as_secs();
    let text = if seconds >= 0 {
        format!("template last changed by {} {} before the pod was made{revision}", change.manager, span(seconds))
    } else {
        format!("template changed by {} {} after the pod was made{revision}", change.manager, span(-seconds))
    };
    Some(sound("recent-change", text, case.workload_field("metadata.managedFields")))
}

/// Says whether the template is known to be another one than the pod was made from.
pub(super) fn is_newer(pod: &Pod, workload: &Value) -> bool {
    last_change(workload).zip(pod.created).is_some_and(|(change, born)| change.at > born)
}

struct Change {
    at: Timestamp,
    manager: String,
}

/// Reads the latest write to the pod template off `metadata.managedFields`; the entry of a status is none.
fn last_change(workload: &Value) -> Option<Change> {
    let entries = workload.pointer("/metadata/managedFields")?.as_array()?;
    let changes = entries.iter().filter_map(|entry| {
        entry.pointer("/fieldsV1/f:spec/f:template")?;
        let at = entry.get("time")?.as_str()?.parse().ok()?;
        let manager = entry.get("manager").and_then(Value::as_str).unwrap_or("somebody");
        Some(Change { at, manager: neutralise_line(manager).into_owned() })
    });
    changes.max_by_key(|change| change.at)
}

/// Writes a length of time in its largest unit.
fn span(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests;
