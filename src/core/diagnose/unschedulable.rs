//! No node takes the pod: by which constraint, and how many nodes each.

use serde_json::Value;

use crate::core::{
    cause::{Cause, Grade, node, schedule, start},
    text::plural,
};

use super::{
    Evidence, Finding, Shared, Source,
    case::{Case, scalar, text},
    link::{broken, event, sound, unknown},
};

mod refusal;

use refusal::{Class, Constraint, Refusal};

/// Explains a pod that the scheduler refused, or that no scheduler has looked at.
pub(super) fn find(case: &Case<'_>) -> Finding {
    if case.symptom.reason == "NotScheduled" {
        return unasked(case);
    }
    let (said, source) = said(case);
    let Some(refusal) = Refusal::parse(&said) else { return untold(case, said, source) };
    if refusal.constraints.is_empty() {
        return no_nodes(case, said, source);
    }
    let classes = ranked(&refusal);
    let (main, grade) = (classes[0], if classes.len() == 1 { Grade::Certain } else { Grade::Likely });
    let foremost = foremost(&refusal, main);
    let mut evidence: Vec<Evidence> = refusal.constraints.iter().map(|one| counted(one, &refusal, &source)).collect();
    evidence.extend(asked_for(case, &refusal));
    Finding {
        also: classes[1..].iter().filter_map(|class| cause(*class)).collect(),
        evidence,
        next: next(case, foremost),
        shared: Shared { other: Some(foremost.text.clone()), ..Shared::default() },
        said,
        ..case.finding(
            cause(main).unwrap_or(start::AMBIGUOUS),
            if main == Class::Other { Grade::CannotTell } else { grade },
            headline(case),
            sentence(&refusal, refusal.constraints.len() > 1),
        )
    }
}

fn headline(case: &Case<'_>) -> String {
    format!("No node takes pod {}", case.pod.name)
}

/// The condition while it tells, else the scheduler's last event.
fn said(case: &Case<'_>) -> (String, Source) {
    let condition = &case.symptom.message;
    match case.told_by(&["FailedScheduling"]) {
        Some(found) if condition.is_empty() => (found.message.clone(), event(found)),
        _ => (condition.clone(), case.field("status.conditions[PodScheduled]")),
    }
}

/// The classes of constraint that keep nodes out, the one with most nodes first.
fn ranked(refusal: &Refusal) -> Vec<Class> {
    let all = [Class::Volume, Class::Resources, Class::Placement, Class::Other];
    let mut classes: Vec<Class> = all.into_iter().filter(|class| refusal.nodes_by(*class) > 0).collect();
    classes.sort_by_key(|class| std::cmp::Reverse(refusal.nodes_by(*class)));
    classes
}

fn cause(class: Class) -> Option<Cause> {
    match class {
        Class::Resources => Some(schedule::UNSCHEDULABLE_RESOURCES),
        Class::Placement => Some(schedule::UNSCHEDULABLE_TAINT_AFFINITY),
        Class::Volume => Some(node::VOLUME_MOUNT),
        Class::Other => None,
    }
}

fn foremost(refusal: &Refusal, class: Class) -> &Constraint {
    let of_class = refusal.constraints.iter().filter(|one| one.class == class);
    // Of two with as many nodes the first named is taken, as the scheduler sorts them.
    of_class.rev().max_by_key(|one| one.nodes).unwrap_or(&refusal.constraints[0])
}

fn sentence(refusal: &Refusal, several: bool) -> String {
    let told: Vec<String> = refusal
        .constraints
        .iter()
        .map(|one| one.nodes.map_or_else(|| one.text.clone(), |nodes| format!("{nodes} {}", words(&one.text))))
        .collect();
    let nodes = refusal.nodes.map_or_else(|| "the nodes".to_owned(), |nodes| plural(nodes as usize, "node"));
    let either = if several { " Mending one of these is enough." } else { "" };
    format!("None of {nodes} takes the pod: {}.{either}", told.join(", "))
}

/// Drops what the count before it has already said.
fn words(constraint: &str) -> &str {
    constraint.strip_prefix("node(s) ").unwrap_or(constraint)
}

fn counted(one: &Constraint, refusal: &Refusal, source: &Source) -> Evidence {
    let text = match (one.nodes, refusal.nodes) {
        (Some(nodes), Some(all)) => format!("{nodes} of {}: {}", plural(all as usize, "node"), words(&one.text)),
        (Some(nodes), None) => format!("{}: {}", plural(nodes as usize, "node"), words(&one.text)),
        (None, _) => one.text.clone(),
    };
    broken("node-constraint", text, source.clone())
}

/// What of the pod's own spec the constraints are about.
fn asked_for(case: &Case<'_>, refusal: &Refusal) -> Vec<Evidence> {
    let mut links = Vec::new();
    for one in &refusal.constraints {
        if let Some(resource) = one.text.strip_prefix("Insufficient ") {
            links.extend(requests(case, resource));
        }
    }
    let Some(spec) = case.spec() else {
        links.extend(case.unread_spec("pod-asks", "what the pod asks for"));
        return links;
    };
    if refusal.constraints.iter().any(|one| one.class == Class::Placement) {
        links.extend(selector(case, spec));
    }
    links
}

fn requests(case: &Case<'_>, resource: &str) -> Option<Evidence> {
    let containers = case.spec()?.get("containers")?.as_array()?;
    let asks = containers.iter().filter_map(|container| {
        let amount = scalar(container.get("resources")?.get("requests")?.get(resource)?)?;
        Some(format!("{amount} ({})", text(container, "/name")?))
    });
    let asks: Vec<String> = asks.collect();
    let text = format!("the pod asks for {resource}: {}", asks.join(", "));
    (!asks.is_empty()).then(|| sound("pod-asks", text, case.pod_field("containers[].resources.requests")))
}

fn selector(case: &Case<'_>, spec: &Value) -> Option<Evidence> {
    let labels = spec.get("nodeSelector")?.as_object()?;
    let labels: Vec<String> = labels
        .iter()
        .filter_map(|(key, value)| Some(format!("{}={}", scalar(&key.as_str().into())?, scalar(value)?)))
        .collect();
    let text = format!("the pod wants nodes with {}", labels.join(", "));
    (!labels.is_empty()).then(|| sound("node-selector", text, case.pod_field("nodeSelector")))
}

fn next(case: &Case<'_>, foremost: &Constraint) -> String {
    let told = &foremost.text;
    if told.starts_with("Insufficient ") || told.contains("Too many pods") {
        return "Lower what the pod asks for, free room (kubectl describe nodes shows what is taken), or add a node."
            .to_owned();
    }
    match foremost.class {
        Class::Resources => "Free what the pod asks for on a node, or ask for something else.".to_owned(),
        Class::Placement if told.contains("were unschedulable") => {
            "The nodes are cordoned: kubectl uncordon NODE lets pods on one again.".to_owned()
        }
        Class::Placement if told.contains("node.kubernetes.io/") => {
            "The taint is the cluster's own sign of trouble on those nodes: mend the nodes rather than tolerate it.".to_owned()
        }
        Class::Placement if told.contains("taint") => {
            "Give the pod a toleration if it belongs on those nodes, or take the taint off one.".to_owned()
        }
        Class::Placement => {
            "Compare what the pod demands of nodes with kubectl get nodes --show-labels, and change the one that is wrong."
                .to_owned()
        }
        Class::Volume => format!(
            "See why the claim is not bound: kubectl describe pvc -n {}; then storage class, zone and size.",
            case.pod.namespace
        ),
        Class::Other => "Ask whoever runs the scheduler what this reason means.".to_owned(),
    }
}

fn no_nodes(case: &Case<'_>, said: String, source: Source) -> Finding {
    Finding {
        evidence: vec![broken("nodes", "the cluster has nodes to schedule on: none", source)],
        next: "See why there are no nodes: kubectl get nodes.".to_owned(),
        shared: Shared { other: Some("no nodes".to_owned()), ..Shared::default() },
        said,
        ..case.finding(
            schedule::UNSCHEDULABLE_RESOURCES,
            Grade::Certain,
            headline(case),
            "The cluster has no node at all that the scheduler may use.",
        )
    }
}

fn untold(case: &Case<'_>, said: String, source: Source) -> Finding {
    let found = crate::core::message::explain("FailedScheduling", &said);
    let is_told = found.grade != Grade::CannotTell;
    let sentence = if is_told {
        "The scheduler could not place the pod; what it said is below."
    } else {
        "The scheduler could not place the pod, and what it said does not tell which constraint stands in the way."
    };
    Finding {
        also: found.also,
        evidence: vec![
            broken("scheduled", format!("the pod has a node: no, {}", case.symptom.reason), source),
            unknown("node-constraint", "which constraint keeps which nodes out", "what the scheduler logged"),
        ],
        next: format!(
            "See what the scheduler reports: kubectl describe pod -n {} {}.",
            case.pod.namespace, case.pod.name
        ),
        said,
        ..case.finding(found.cause, found.grade, headline(case), sentence)
    }
}

/// No scheduler has set a condition: the one that the pod names does not run, or is far behind.
fn unasked(case: &Case<'_>) -> Finding {
    let scheduler = case.spec().and_then(|spec| text(spec, "/schedulerName"));
    let own = scheduler.as_deref().filter(|name| *name != "default-scheduler");
    let sentence = match own {
        Some(name) => format!("The pod waits for a scheduler named {name}, and none of that name has looked at it."),
        None => "No scheduler has looked at the pod since it was created.".to_owned(),
    };
    let mut evidence =
        vec![broken("scheduled", "a scheduler has said something about it: no", case.field("status.conditions"))];
    evidence.extend(own.map(|name| {
        broken("scheduler-name", format!("the pod names scheduler {name}"), case.pod_field("schedulerName"))
    }));
    evidence.extend(case.unread_spec("scheduler-name", "which scheduler the pod names"));
    Finding {
        evidence,
        next: match own {
            Some(name) => format!("Start scheduler {name}, or take spec.schedulerName out of the pod template."),
            None => "See whether the scheduler runs: kubectl get pods -n kube-system.".to_owned(),
        },
        shared: Shared {
            other: Some(format!("scheduler {}", own.unwrap_or("default-scheduler"))),
            ..Shared::default()
        },
        ..case.finding(
            start::NOT_STARTED,
            if own.is_some() { Grade::Likely } else { Grade::CannotTell },
            headline(case),
            sentence,
        )
    }
}

#[cfg(test)]
mod tests;
