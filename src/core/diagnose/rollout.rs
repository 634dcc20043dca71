//! A rollout that makes no progress, and what its stuck pods mean for those that come after them.

use serde_json::Value;

use crate::core::{
    cause::{Grade, schedule},
    health::SymptomKind,
    model::{Dossier, Kind, Pod},
};

use super::{
    Evidence, Finding, Shared,
    case::{Case, text},
    link::{broken, field, sound},
};

/// Explains a pod that is not ready and of which nothing more is said by its Deployment, which has given up waiting.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let workload = case.dossier.workload.found()?;
    let said = stalled(workload)?;
    Some(Finding {
        evidence: vec![broken("rollout-progress", "the rollout progresses within its deadline: no", case.workload_field("status.conditions[Progressing]"))],
        next: format!("Compare the pods of the new revision with the old ones: kubectl rollout history -n {} {}.", case.pod.namespace, path(case.pod)),
        shared: Shared { other: Some(case.pod.workload.to_string()), ..Shared::default() },
        said,
        ..case.finding(
            schedule::ROLLOUT_STUCK,
            Grade::Likely,
            format!("The rollout of {} does not progress", case.pod.workload.name),
            "Its Deployment has waited longer than its deadline for pods of the new revision, and nothing says what they lack.",
        )
    })
}

/// Returns what the Deployment says once it has waited longer than its deadline.
fn stalled(workload: &Value) -> Option<String> {
    let conditions = workload.pointer("/status/conditions")?.as_array()?;
    let is = |condition: &&Value, key: &str, value: &str| condition.get(key).and_then(Value::as_str) == Some(value);
    let progressing = conditions.iter().find(|condition| is(condition, "type", "Progressing"))?;
    let is_over = is(&progressing, "status", "False") && is(&progressing, "reason", "ProgressDeadlineExceeded");
    is_over.then(|| text(progressing, "/message").unwrap_or_default())
}

fn path(pod: &Pod) -> String {
    format!("{}/{}", pod.workload.kind.to_string().to_lowercase(), pod.workload.name)
}

/// Adds what a pod of a StatefulSet keeps from happening, whatever the cause of its failure.
///
/// One at a time, each after the one before it is ready (`OrderedReady`): later ordinals wait, and a corrected template
/// does not replace a pod that is not ready (kubernetes/kubernetes#67250).
pub(super) fn add_order(finding: &mut Finding, pod: &Pod, dossier: &Dossier) {
    if pod.workload.kind != Kind::StatefulSet || finding.symptom.kind == SymptomKind::Terminating || pod.is_ready() {
        return;
    }
    let workload = dossier.workload.found().map(AsRef::as_ref);
    let policy =
        workload.and_then(|workload: &Value| workload.pointer("/spec/podManagementPolicy")).and_then(Value::as_str);
    if policy == Some("Parallel") {
        return;
    }
    finding.evidence.extend(later(pod, workload));
    if let Some(newer) = newer_template(pod, dossier) {
        finding.evidence.push(newer);
        let delete = format!("kubectl delete pod -n {} {}", pod.namespace, pod.name);
        finding.next =
            format!("The template was changed since, and does not reach a pod that is not ready by itself: {delete}.");
        return;
    }
    if workload.is_some() {
        let hint = "Once the template is right, delete this pod: a StatefulSet does not replace one that is not ready.";
        finding.next = if finding.next.is_empty() { hint.to_owned() } else { format!("{} {hint}", finding.next) };
    }
}

/// The pods that are not made before this one is ready.
fn later(pod: &Pod, workload: Option<&Value>) -> Option<Evidence> {
    let (_, ordinal) = pod.name.rsplit_once('-')?;
    let ordinal: u64 = ordinal.parse().ok()?;
    let number = |pointer: &str| workload.and_then(|workload| workload.pointer(pointer)).and_then(Value::as_u64);
    let wanted = number("/spec/replicas").unwrap_or(1);
    let first = number("/spec/ordinals/start").unwrap_or(0);
    let made = number("/status/replicas").unwrap_or_else(|| ordinal.saturating_sub(first).saturating_add(1));
    let waiting = wanted.checked_sub(made).filter(|waiting| *waiting > 0)?;
    let text = format!("{waiting} later {} wait for this one to be ready", if waiting == 1 { "pod" } else { "pods" });
    Some(broken("later-ordinals", text, field(&pod.workload, "spec.podManagementPolicy: OrderedReady")))
}

/// The pod was made from another revision of the template than the one that holds now.
fn newer_template(pod: &Pod, dossier: &Dossier) -> Option<Evidence> {
    let newest = text(dossier.workload.found()?, "/status/updateRevision")?;
    let own = text(dossier.pod.found()?, "/metadata/labels/controller-revision-hash")?;
    let text = format!("the pod was made from revision {own}, the template is at {newest}");
    (own != newest).then(|| sound("template-revision", text, field(&pod.workload, "status.updateRevision")))
}

#[cfg(test)]
mod tests;
