//! The pod ended with an error and is not started again: a Job's, a bare one, or one of which no more is said.

use crate::core::{
    cause::{Grade, node, start},
    model::Kind,
};

use super::{Evidence, Finding, Shared, case::Case, crash_loop, leftover, link::broken};

/// Reports how the pod ended, and what becomes of it.
pub(super) fn find(case: &Case<'_>) -> Finding {
    let mut finding = if case.ended().is_some() { crash_loop::find(case) } else { untold(case) };
    finding.sentence.push_str(after(case));
    finding.sentence.push_str(leftover::sentence(case));
    finding.next = leftover::next(case, finding.next);
    finding.evidence.extend(disruption(case));
    finding.evidence.extend(crash_loop::job_links(case));
    finding.evidence.extend(leftover::link(case));
    finding
}

fn untold(case: &Case<'_>) -> Finding {
    let reason = &case.symptom.reason;
    let grade = if case.symptom.message.is_empty() { Grade::CannotTell } else { Grade::Likely };
    Finding {
        also: if grade == Grade::CannotTell { vec![node::EVICTED, node::NODE_NOT_READY] } else { Vec::new() },
        evidence: vec![broken("pod-ended", format!("the pod ended well: no, {reason}"), case.status_field("reason"))],
        next: format!("See what is left of it: kubectl describe pod -n {} {}.", case.pod.namespace, case.pod.name),
        shared: Shared { other: Some(reason.clone()), ..Shared::default() },
        ..case.finding(
            start::FAILED,
            grade,
            format!("Pod {}: {reason}", case.pod.name),
            format!("The pod ended with the reason {reason}; how its containers ended is not reported."),
        )
    }
}

/// Who ended the pod, where it was one of the cluster's own: `DeletionByTaintManager`, `PreemptionByScheduler`.
fn disruption(case: &Case<'_>) -> Option<Evidence> {
    let told = case.pod.condition("DisruptionTarget").filter(|told| told.holds)?;
    Some(broken(
        "disruption",
        format!("was ended by the cluster: {}", told.reason),
        case.field("status.conditions[DisruptionTarget]"),
    ))
}

fn after(case: &Case<'_>) -> &'static str {
    match (&case.pod.owner, &case.pod.workload.kind) {
        (None, Kind::Pod) => " Nothing makes another pod in its place.",
        (_, Kind::Job | Kind::CronJob) => " Its Job makes another pod until it gives up.",
        _ => " It is not started again.",
    }
}

#[cfg(test)]
mod tests;
