//! The kubelet removed the pod: its node ran short of something, or the pod went over a limit of its own.

use crate::core::cause::{Grade, node};

use super::{Finding, Shared, case::Case, leftover, link::broken, node_not_ready};

/// Explains a pod that failed with reason `Evicted` or `Preempting`, by the text of `pkg/kubelet/eviction/helpers.go`.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let message = &case.pod.message;
    let why = match case.pod.reason.as_str() {
        "Evicted" => Why::told_by(message),
        "Preempting" => Why::Preempted,
        _ => return None,
    };
    let mut evidence = vec![broken("evicted", why.link(), case.field("status.message"))];
    evidence.extend(usage(message).map(|usage| broken("usage", usage, case.field("status.message"))));
    evidence.extend(node_not_ready::links(case));
    evidence.extend(leftover::link(case));
    let of_node = !matches!(why, Why::OwnLimit(_));
    Some(Finding {
        evidence,
        next: leftover::next(case, why.next(case)),
        shared: Shared {
            node: case.pod.node.clone().filter(|_| of_node),
            image: case.pod.containers.first().map(|container| container.image.clone()).filter(|_| !of_node),
            other: Some(why.resource()),
            ..Shared::default()
        },
        said: message.clone(),
        ..case.finding(
            node::EVICTED,
            if matches!(why, Why::Untold) { Grade::Likely } else { Grade::Certain },
            format!("Pod {} was evicted", case.pod.name),
            format!("{}{}", why.sentence(case), leftover::sentence(case)),
        )
    })
}

enum Why {
    /// The node ran short of this resource: `memory`, `ephemeral-storage`, `inodes`, `pids`.
    Short(String),
    /// The node had this condition: `DiskPressure`.
    Condition(String),
    /// The pod went over a limit that it has itself, in the kubelet's words.
    OwnLimit(String),
    /// Room was made for a pod that the node cannot do without.
    Preempted,
    Untold,
}

impl Why {
    fn told_by(message: &str) -> Self {
        let until_stop = |rest: &str| rest.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned();
        if let Some((_, rest)) = message.split_once("low on resource: ") {
            return Self::Short(until_stop(rest));
        }
        if let Some((_, rest)) = message.split_once("had condition: ") {
            return Self::Condition(until_stop(rest).trim_matches(['[', ']']).to_owned());
        }
        let own = ["local ephemeral storage limit", "EmptyDir volume", "total limit of containers"];
        if own.iter().any(|anchor| message.contains(anchor)) {
            return Self::OwnLimit(message.trim().trim_end_matches('.').to_owned());
        }
        Self::Untold
    }

    fn resource(&self) -> String {
        match self {
            Self::Short(resource) | Self::Condition(resource) => resource.clone(),
            Self::OwnLimit(_) => "own storage limit".to_owned(),
            Self::Preempted => "preempted".to_owned(),
            Self::Untold => "evicted".to_owned(),
        }
    }

    fn link(&self) -> String {
        match self {
            Self::Short(resource) => format!("the node has enough {resource}: no"),
            Self::Condition(condition) => format!("the node is free of pressure: no, {condition}"),
            Self::OwnLimit(_) => "the pod keeps to its own storage limit: no".to_owned(),
            Self::Preempted => "the node has room for a critical pod beside it: no".to_owned(),
            Self::Untold => "the kubelet let it run: no".to_owned(),
        }
    }

    fn sentence(&self, case: &Case<'_>) -> String {
        let node = case.pod.node.as_deref().map_or_else(|| "Its node".to_owned(), |node| format!("Node {node}"));
        match self {
            Self::Short(resource) => {
                format!("{node} ran short of {resource}, and the kubelet removed the pod to free some.")
            }
            Self::Condition(condition) => format!("{node} had {condition}, and the kubelet removed the pod."),
            Self::OwnLimit(said) => format!("The kubelet removed the pod for a limit of its own: {said}."),
            Self::Preempted => {
                format!("{node} had no room for a critical pod, and the kubelet removed this one for it.")
            }
            Self::Untold => "The kubelet removed the pod, and does not say for what.".to_owned(),
        }
    }

    fn next(&self, case: &Case<'_>) -> String {
        let node = case.pod.node.as_deref().unwrap_or("NODE");
        match self {
            Self::Short(resource) if resource == "memory" => {
                "Give its containers the memory requests that they need: those over their request go first.".to_owned()
            }
            Self::OwnLimit(_) => "Raise that limit, or see what the pod writes to its disk.".to_owned(),
            Self::Preempted => "Give the node room, or the pod a higher priority.".to_owned(),
            _ => format!(
                "See what fills the node: kubectl describe node {node}; images, logs and emptyDir volumes are on its disk."
            ),
        }
    }
}

/// `Container app was using 900Mi, request is 100Mi, has larger consumption of memory`.
fn usage(message: &str) -> Option<String> {
    let at = message.find(" was using ")?;
    let start = message[..at].rfind(". ").map_or(0, |stop| stop + 2);
    Some(message[start..].split(". ").next()?.trim().trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests;
