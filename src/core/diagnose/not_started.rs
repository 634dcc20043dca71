//! The pod waits to be started, and no rule before this one knows for what.

use crate::core::{
    cause::{Grade, start},
    message::explain,
    model::{Event, Role, State},
};

use super::{
    Finding, Shared,
    case::Case,
    link::{broken, event},
    node_not_ready,
};

/// Reports what the pod waits for as far as it shows: an init container, a pull that goes on, or nothing at all.
pub(super) fn find(case: &Case<'_>) -> Finding {
    let waits =
        broken("container-waits", format!("waits: {}", case.symptom.reason), case.status_field("state.waiting.reason"));
    let told = case
        .latest(|event| event.warning && tells(event) && case.concerns(event))
        .filter(|told| !case.is_overtaken(told));
    let told_cause =
        told.map(|told| explain(&told.reason, &told.message)).filter(|found| found.grade != Grade::CannotTell);
    let (grade, sentence, next) = words(case, told);
    let (named, also, grade) = match told_cause {
        Some(found) => (found.cause, found.also, found.grade),
        None => (start::NOT_STARTED, Vec::new(), grade),
    };
    let mut evidence = if is_init(case) { Vec::new() } else { vec![waits] };
    evidence.extend(
        pulling(case).map(|pull| broken("image-pulled", "its image has arrived: no, the pull goes on", event(pull))),
    );
    if is_init(case) {
        evidence.push(broken(
            "init-done",
            format!("{} is done: no", case.subject()),
            case.status_field("state.running"),
        ));
    }
    evidence.extend(told.map(|told| broken("reported", format!("{} is reported", told.reason), event(told))));
    evidence.extend(node_not_ready::links(case));
    Finding {
        also,
        evidence,
        next,
        shared: Shared { node: case.pod.node.clone(), ..Shared::default() },
        said: told.map_or_else(|| case.symptom.message.clone(), |told| told.message.clone()),
        ..case.finding(named, grade, headline(case), sentence)
    }
}

fn headline(case: &Case<'_>) -> String {
    if is_init(case) {
        return format!("{} is not done", case.subject());
    }
    format!("Pod {} does not start", case.pod.name)
}

fn is_init(case: &Case<'_>) -> bool {
    case.container()
        .is_some_and(|container| container.role == Role::Init && matches!(container.state, State::Running { .. }))
}

/// These say only that something was tried again, are over, or are of a run before.
fn tells(event: &Event) -> bool {
    !matches!(event.reason.as_str(), "BackOff" | "FailedScheduling" | "Unhealthy") && !event.message.is_empty()
}

/// The pull that began last and has neither ended nor failed.
fn pulling<'a>(case: &Case<'a>) -> Option<&'a Event> {
    let last = case.told_by(&["Pulling", "Pulled", "Failed"])?;
    (last.reason == "Pulling").then_some(last)
}

fn words(case: &Case<'_>, told: Option<&Event>) -> (Grade, String, String) {
    let describe = format!("kubectl describe pod -n {} {}", case.pod.namespace, case.pod.name);
    if is_init(case) {
        let container = case.container().map_or("", |container| container.name.as_str());
        return (
            Grade::Certain,
            format!("{} runs for more than a minute and is not done; all others wait for it.", case.subject()),
            format!("See what it waits for: kubectl logs -n {} {} -c {container}.", case.pod.namespace, case.pod.name),
        );
    }
    if pulling(case).is_some() {
        return (
            Grade::Likely,
            "The node still pulls its image: it is large, or the way to the registry is slow.".to_owned(),
            format!("Wait, or see how far it is on the node; a failed pull will show here: {describe}."),
        );
    }
    if told.is_some() {
        return (
            Grade::CannotTell,
            "It has been waiting to be started for more than a minute; what was reported last is below.".to_owned(),
            format!("See all that was reported: {describe}."),
        );
    }
    let sentence = match case.pod.node {
        Some(ref node) => {
            format!("It has been waiting on node {node} for more than a minute, and nothing says for what.")
        }
        None => "It has been waiting for more than a minute, and nothing says for what.".to_owned(),
    };
    (Grade::CannotTell, sentence, format!("See what is reported: {describe}; and the kubelet's log on the node."))
}

#[cfg(test)]
mod tests;
