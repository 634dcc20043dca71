//! The pod's node does not report, or says itself that it is not ready.

use crate::core::{
    cause::{Grade, node},
    model::{Kind, Node, ObjectId, Reading},
};

use super::{
    Evidence, Finding, Shared,
    case::Case,
    link::{broken, event, field, sound, unread},
};

/// The conditions of a node that say that it runs short of something.
const PRESSURES: [&str; 4] = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

/// Explains a pod that is not ready because its node is not.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let name = case.pod.node.as_ref()?;
    let state = NodeState::of(case)?;
    // The kubelet's last word on the containers stands: they are as ready as they were when it was heard last.
    let seem_ready = case.pod.containers.iter().all(|container| container.ready) && !case.pod.containers.is_empty();
    let told = case.told_by(&["NodeNotReady"]);
    let mut evidence = links(case);
    evidence.extend(
        told.map(|told| broken("pod-marked", "the node controller marked the pod: node is not ready", event(told))),
    );
    Some(Finding {
        evidence,
        next: next(name, &state),
        shared: Shared { node: Some(name.clone()), ..Shared::default() },
        said: state.said(case),
        ..case.finding(
            node::NODE_NOT_READY,
            if state.is_certain() || seem_ready { Grade::Certain } else { Grade::Likely },
            format!("Node {name} of pod {} is not ready", case.pod.name),
            state.sentence(name),
        )
    })
}

/// Explains a pod that the node controller gave up, and no other that failed.
pub(super) fn lost(case: &Case<'_>) -> Option<Finding> {
    if case.pod.reason == "NodeLost" { find(case) } else { None }
}

enum NodeState {
    Gone,
    /// `Ready` is `Unknown`: the kubelet has stopped to report.
    Silent(String),
    /// `Ready` is `False`, in the kubelet's own words.
    Unready(String),
    /// Told by the pod alone: reason `NodeLost`, or an event of the node controller.
    Told,
}

impl NodeState {
    fn of(case: &Case<'_>) -> Option<Self> {
        match &case.dossier.node {
            Reading::Absent { .. } => return Some(Self::Gone),
            Reading::Found { value, .. } => {
                let ready = value.conditions.iter().find(|condition| condition.kind == "Ready");
                return match ready {
                    Some(ready) if ready.holds => None,
                    Some(ready) if ready.reason == "NodeStatusUnknown" || ready.reason == "NodeStatusNeverUpdated" => {
                        Some(Self::Silent(ready.message.clone()))
                    }
                    Some(ready) => Some(Self::Unready(ready.message.clone())),
                    None => None,
                };
            }
            _ => {}
        }
        let told = case.told_by(&["NodeNotReady"]).filter(|told| {
            let unready = case.pod.condition("Ready").and_then(|ready| ready.since);
            told.last >= unready
        });
        (case.pod.reason == "NodeLost" || told.is_some()).then_some(Self::Told)
    }

    fn is_certain(&self) -> bool {
        matches!(self, Self::Gone | Self::Silent(_))
    }

    fn said(&self, case: &Case<'_>) -> String {
        match self {
            Self::Silent(said) | Self::Unready(said) => said.clone(),
            Self::Gone | Self::Told => case.symptom.message.clone(),
        }
    }

    fn sentence(&self, name: &str) -> String {
        match self {
            Self::Gone => format!("Node {name} does not exist any more; the pod is what was last known of it."),
            Self::Silent(_) => {
                format!("Node {name} has stopped to report, so that what is shown of the pod is what was last known.")
            }
            Self::Unready(_) => format!("Node {name} says that it is not ready, and its pods are not served to."),
            Self::Told => format!("The node controller says that node {name} is not ready."),
        }
    }
}

fn next(name: &str, state: &NodeState) -> String {
    match state {
        NodeState::Gone => {
            "The pod is cleared away by itself once its node is gone; see who removed the node.".to_owned()
        }
        NodeState::Silent(_) => {
            format!(
                "See whether machine and kubelet run: kubectl describe node {name}; systemctl status kubelet on the node."
            )
        }
        _ => format!("See why the node is not ready: kubectl describe node {name}."),
    }
}

/// How the pod's node stands, for any rule for which it matters.
pub(super) fn links(case: &Case<'_>) -> Vec<Evidence> {
    let Some(name) = &case.pod.node else { return Vec::new() };
    match &case.dossier.node {
        Reading::Found { value, at } => {
            let mut links = vec![ready_link(name, value)];
            links.extend(pressures(value, *at));
            links
        }
        Reading::Absent { at } => {
            vec![broken("node-ready", format!("node {name} exists: no"), super::Source::ReadAt(*at))]
        }
        reading => vec![unread("node-ready", format!("node {name} is ready"), reading, "the node")],
    }
}

fn ready_link(name: &str, node: &Node) -> Evidence {
    let source = field(&ObjectId::new(Kind::Node, "", name), "status.conditions[Ready]");
    match node.conditions.iter().find(|condition| condition.kind == "Ready") {
        Some(ready) if ready.holds => sound("node-ready", format!("node {name} is ready"), source),
        Some(ready) => broken("node-ready", format!("node {name} is ready: no, {}", ready.reason), source),
        None => broken("node-ready", format!("node {name} says whether it is ready: no"), source),
    }
}

fn pressures(node: &Node, at: jiff::Timestamp) -> impl Iterator<Item = Evidence> {
    let held =
        node.conditions.iter().filter(|condition| condition.holds && PRESSURES.contains(&condition.kind.as_str()));
    held.map(move |condition| {
        broken("node-pressure", format!("node has {}", condition.kind), super::Source::ReadAt(at))
    })
}

/// Says whether the node is known not to be ready, or to be gone.
pub(super) fn is_known(case: &Case<'_>) -> bool {
    !matches!(NodeState::of(case), None | Some(NodeState::Told)) || case.pod.reason == "NodeLost"
}

#[cfg(test)]
mod tests;
