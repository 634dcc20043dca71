//! The pod is up and does not become ready, and no rule before this one knows why.

use crate::core::{
    cause::{Grade, start},
    health::STARTING_GRACE,
    message::explain,
    model::Event,
};

use super::{
    Finding, Shared, Source,
    case::Case,
    link::{broken, event, unknown},
    node_not_ready,
};

/// Reports a pod that is not ready by what is known of it: a readiness gate, or the last warning.
pub(super) fn find(case: &Case<'_>) -> Finding {
    if let Some(gate) = gate(&case.symptom.message) {
        return gated(case, gate);
    }
    let told = case.latest(|event| tells(case, event));
    let found = told.map(|told| explain(&told.reason, &told.message)).filter(|found| found.grade != Grade::CannotTell);
    let (named, also, grade) = match found {
        Some(found) => (found.cause, found.also, found.grade),
        None => (start::NOT_READY, Vec::new(), Grade::CannotTell),
    };
    let ready = format!("{} is ready: no", case.subject());
    let mut evidence = vec![broken("container-ready", ready, case.field("status.conditions[Ready]"))];
    match told {
        Some(told) => evidence.push(broken("reported", format!("{} is reported", told.reason), event(told))),
        None => evidence.push(no_event(case)),
    }
    evidence.extend(node_not_ready::links(case));
    Finding {
        also,
        evidence,
        next: format!(
            "Read its log, and try its readiness probe from inside: kubectl logs -n {} {}.",
            case.pod.namespace, case.pod.name
        ),
        shared: Shared { image: case.image(), ..Shared::default() },
        said: said(case, told),
        ..case.finding(named, grade, format!("{} does not become ready", case.subject()), sentence(told))
    }
}

/// What was reported before it was ready the last time is of another time, but for the failures that led to this one.
fn tells(case: &Case<'_>, event: &Event) -> bool {
    let unready = case.pod.condition("Ready").and_then(|ready| ready.since);
    let is_fresh = event.last.zip(unready).is_none_or(|(last, unready)| last >= unready - STARTING_GRACE);
    event.warning && event.reason != "BackOff" && is_fresh && case.concerns(event)
}

fn sentence(told: Option<&Event>) -> &'static str {
    match told {
        Some(_) => "It has been up for more than a minute and is not ready; what was reported last is below.",
        None => {
            "It has been up for more than a minute and is not ready; no event says why, and events are kept for an hour."
        }
    }
}

fn said(case: &Case<'_>, told: Option<&Event>) -> String {
    told.map_or_else(|| case.symptom.message.clone(), |told| told.message.clone())
}

fn no_event(case: &Case<'_>) -> super::Evidence {
    let source = case.dossier.events_gap.as_ref().map_or_else(|| "none is left".to_owned(), ToString::to_string);
    let needs = match &case.dossier.events_gap {
        Some(crate::core::model::Gap::Forbidden(right)) => format!("the right to {right}"),
        _ => "the next event of its probe".to_owned(),
    };
    super::Evidence { source: Source::text(source), ..unknown("reported", "what the kubelet reports of it", needs) }
}

/// `corresponding condition of pod readiness gate "example.com/lb" does not exist.`: `pkg/kubelet/status/generate.go`.
fn gate(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("readiness gate \"")?;
    rest.split('"').next().filter(|gate| !gate.is_empty())
}

fn gated(case: &Case<'_>, gate: &str) -> Finding {
    Finding {
        evidence: vec![broken(
            "readiness-gate",
            format!("readiness gate {gate} is open: no"),
            case.field("status.conditions[Ready]"),
        )],
        next: format!("See why the controller behind {gate} does not set that condition."),
        shared: Shared { other: Some(format!("readiness gate {gate}")), ..Shared::default() },
        ..case.finding(
            start::NOT_READY,
            Grade::Certain,
            format!("Pod {} does not become ready", case.pod.name),
            format!("Its containers are ready, and its readiness gate {gate} is not: some controller has to open it."),
        )
    }
}

#[cfg(test)]
mod tests;
