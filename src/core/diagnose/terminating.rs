//! The pod is deleted and long over its grace period, and is still there.

use serde_json::Value;

use crate::core::{
    cause::{Grade, node},
    model::{Kind, State},
    text::neutralise_line,
};

use super::{
    Evidence, Finding, Shared,
    case::Case,
    link::{broken, event, sound, unread},
    node_not_ready,
};

/// Explains a pod that does not go away: something holds a finalizer, its node is silent, or a container does not end.
pub(super) fn find(case: &Case<'_>) -> Finding {
    let finalizers = finalizers(case);
    let running: Vec<&str> = running(case).collect();
    let why = if node_not_ready::is_known(case) {
        Why::Node
    } else if !finalizers.is_empty() {
        Why::Finalizers
    } else if running.is_empty() {
        Why::Untold
    } else {
        Why::Running
    };
    let mut evidence = links(case, &finalizers, &running);
    evidence.extend(trouble(case));
    Finding {
        also: if matches!(why, Why::Node) { vec![node::NODE_NOT_READY] } else { Vec::new() },
        evidence,
        next: why.next(case, &finalizers),
        shared: Shared {
            node: case.pod.node.clone().filter(|_| !matches!(why, Why::Finalizers)),
            other: finalizers.first().cloned().filter(|_| matches!(why, Why::Finalizers)),
            ..Shared::default()
        },
        said: trouble_said(case),
        ..case.finding(
            node::STUCK_TERMINATING,
            why.grade(),
            format!("Pod {} does not go away", case.pod.name),
            why.sentence(case, &finalizers, &running),
        )
    }
}

enum Why {
    Node,
    Finalizers,
    Running,
    Untold,
}

impl Why {
    fn grade(&self) -> Grade {
        match self {
            Self::Node | Self::Finalizers => Grade::Certain,
            Self::Running => Grade::Likely,
            Self::Untold => Grade::CannotTell,
        }
    }

    fn sentence(&self, case: &Case<'_>, finalizers: &[String], running: &[&str]) -> String {
        let node = case.pod.node.as_deref().unwrap_or("its node");
        match self {
            Self::Node => format!(
                "It is deleted, and node {node} does not report: nobody can say that its containers have ended, so it stays."
            ),
            Self::Finalizers => format!(
                "It is deleted and waits for {}: who put that finalizer on it has to take it off.",
                finalizers.join(", ")
            ),
            Self::Running => format!(
                "It is deleted and over its grace period, and {} still runs: the kubelet has not been able to end it.",
                running.join(", ")
            ),
            Self::Untold => {
                "It is deleted and over its grace period; what was read does not say what holds it.".to_owned()
            }
        }
    }

    /// Two pods of one identity may write to one volume, so that force is never advised lightly.
    fn next(&self, case: &Case<'_>, finalizers: &[String]) -> String {
        let node = case.pod.node.as_deref().unwrap_or("NODE");
        let twice = match case.pod.workload.kind {
            Kind::StatefulSet => {
                " Do not force the deletion while the node may still run it: two pods would share one identity and volume."
            }
            _ => " Do not force the deletion while the node may still run it.",
        };
        match self {
            Self::Node => format!(
                "Bring node {node} back. If the machine is known to be off: kubectl taint nodes {node} \
                 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute.{twice}"
            ),
            Self::Finalizers => format!(
                "Find the controller behind {} and see why it does not finish; to take the finalizer off by hand skips its \
                 clean-up.",
                finalizers.join(", ")
            ),
            Self::Running | Self::Untold => {
                format!(
                    "See what the kubelet says: kubectl describe pod -n {} {}; journalctl -u kubelet on node {node}.{twice}",
                    case.pod.namespace, case.pod.name
                )
            }
        }
    }
}

fn finalizers(case: &Case<'_>) -> Vec<String> {
    let list = case.dossier.pod.found().and_then(|pod| pod.pointer("/metadata/finalizers")).and_then(Value::as_array);
    let names = list.into_iter().flatten().filter_map(Value::as_str);
    names.map(|name| neutralise_line(name).into_owned()).collect()
}

fn running<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a str> {
    let running = case.pod.containers.iter().filter(|container| matches!(container.state, State::Running { .. }));
    running.map(|container| container.name.as_str())
}

fn links(case: &Case<'_>, finalizers: &[String], running: &[&str]) -> Vec<Evidence> {
    let mut links = Vec::new();
    if let Some(gone_by) = case.pod.gone_by {
        let at = gone_by.strftime("%Y-%m-%d %H:%M:%SZ");
        links.push(broken("deleted", format!("was to be gone by {at}"), case.field("metadata.deletionTimestamp")));
    }
    match case.dossier.pod.found() {
        None => links.push(unread("finalizers", "which finalizers it has", &case.dossier.pod, "the pod")),
        Some(_) if finalizers.is_empty() => {
            links.push(sound("finalizers", "finalizers: none", case.field("metadata.finalizers")));
        }
        Some(_) => {
            let text = format!("finalizers: {}", finalizers.join(", "));
            links.push(broken("finalizers", text, case.field("metadata.finalizers")));
        }
    }
    links.extend(node_not_ready::links(case));
    if running.is_empty() {
        links.push(sound(
            "containers-ended",
            "its containers have ended",
            case.field("status.containerStatuses[].state"),
        ));
    } else {
        let text = format!("its containers have ended: no, {} runs", running.join(", "));
        links.push(broken("containers-ended", text, case.field("status.containerStatuses[].state")));
    }
    links.extend(pre_stop(case));
    links
}

/// A preStop hook counts against the grace period; one that hangs uses it up, and does not hold the pod beyond it.
fn pre_stop(case: &Case<'_>) -> Option<Evidence> {
    let containers = case.spec()?.get("containers")?.as_array()?;
    let with = containers.iter().find(|container| container.pointer("/lifecycle/preStop").is_some())?;
    let name = super::case::text(with, "/name")?;
    Some(sound(
        "pre-stop",
        format!("container {name} has a preStop hook"),
        case.pod_field(&format!("containers[{name}].lifecycle.preStop")),
    ))
}

const TROUBLES: [&str; 4] = ["FailedKillPod", "FailedPreStopHook", "ExceededGracePeriod", "FailedUnmount"];

fn trouble(case: &Case<'_>) -> Option<Evidence> {
    let told = case.told_by(&TROUBLES)?;
    Some(broken("kubelet-ends-it", format!("the kubelet ended it: no, {}", told.reason), event(told)))
}

fn trouble_said(case: &Case<'_>) -> String {
    case.told_by(&TROUBLES).map_or_else(|| case.symptom.message.clone(), |told| told.message.clone())
}

#[cfg(test)]
mod tests;
