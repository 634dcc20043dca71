//! The runtime reports that the kernel killed the container for its memory.

use serde_json::Value;

use crate::core::{
    cause::{Grade, start},
    health::SymptomKind,
};

use super::{
    Evidence, Finding, Shared,
    case::{Case, scalar},
    link::{broken, sound},
    recent_change,
};

/// Explains a container whose end the runtime calls `OOMKilled`; an exit code alone is never enough.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let ended = case.ended().filter(|ended| ended.reason == "OOMKilled")?;
    let limit = limit(case);
    let sentence = match &limit {
        Limit::Of(limit, _) if ended.exit_code == 0 => {
            format!("The kernel killed a process in it because its memory limit of {limit} was reached.")
        }
        Limit::Of(limit, _) => format!("The kernel killed it because it reached its memory limit of {limit}."),
        Limit::None => {
            "The kernel killed it for its memory. It has no memory limit of its own, so it was the node, or the \
                        pod as a whole, that ran short."
                .to_owned()
        }
        Limit::Unread => {
            "The kernel killed it because it reached its memory limit, or the node had no memory left.".to_owned()
        }
    };
    let mut evidence = case.runs();
    evidence.extend(limit_link(case));
    evidence.extend(recent_change::link(case));
    Some(Finding {
        evidence,
        next: next(case, &limit),
        shared: Shared { image: case.image(), ..Shared::default() },
        said: ended.message.clone(),
        ..case.finding(
            start::OOM_KILLED,
            Grade::Certain,
            format!("{} was killed for its memory", case.subject()),
            sentence,
        )
    })
}

fn next(case: &Case<'_>, limit: &Limit) -> String {
    let again = if case.symptom.kind == SymptomKind::Failed { " before it runs again" } else { "" };
    match limit {
        Limit::None => format!(
            "See what takes the node's memory (kubectl top pod -A --sort-by=memory), and give it a limit{again}."
        ),
        _ => format!(
            "Raise its memory limit{again}, or find what takes the memory: kubectl top pod -n {} --containers.",
            case.pod.namespace
        ),
    }
}

enum Limit {
    /// The limit as it is written, and the field that has it.
    Of(String, &'static str),
    None,
    Unread,
}

fn limit(case: &Case<'_>) -> Limit {
    const PATH: &str = "resources.limits.memory";
    let of = |spec: &Value| spec.pointer("/resources/limits/memory").and_then(scalar);
    match (case.container_spec().map(of), case.spec().and_then(of)) {
        (Some(Some(limit)), _) => Limit::Of(limit, PATH),
        (_, Some(limit)) => Limit::Of(limit, "pod"),
        // What a LimitRange gives is in the pod and not in the template.
        (Some(None), None) if case.own_spec().is_some() => Limit::None,
        (_, None) => Limit::Unread,
    }
}

/// Says what memory the container may take, where the pod was read.
pub(super) fn limit_link(case: &Case<'_>) -> Option<Evidence> {
    match limit(case) {
        Limit::Of(limit, "pod") => Some(sound(
            "memory-limit",
            format!("memory limit of the pod: {limit}"),
            case.pod_field("resources.limits.memory"),
        )),
        Limit::Of(limit, path) => Some(sound("memory-limit", format!("memory limit: {limit}"), case.spec_field(path))),
        Limit::None => Some(broken("memory-limit", "memory limit: none", case.spec_field("resources.limits"))),
        Limit::Unread => case.unread_spec("memory-limit", "its memory limit"),
    }
}

#[cfg(test)]
mod tests;
