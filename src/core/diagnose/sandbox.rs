//! The pod's sandbox or its network could not be set up, so that none of its containers was created.

use crate::core::{
    cause::{Cause, Family, Grade, content, node},
    message::explain,
    model::Event,
};

use super::{
    Evidence, Finding, Shared,
    case::Case,
    link::{broken, event},
};

/// Explains a pod without a sandbox, by what the kubelet, the runtime and the network plugin said.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let told = case.told_by(&["FailedCreatePodSandBox", "NetworkNotReady"]).filter(|told| !case.is_overtaken(told))?;
    let verdict = verdict(told);
    let mut evidence = vec![broken("sandbox", "the pod has its sandbox and network: no", event(told))];
    evidence.extend(condition(case));
    evidence.extend(case.on_node());
    Some(Finding {
        also: verdict.also,
        evidence,
        next: next(case, verdict.cause),
        shared: Shared { node: case.pod.node.clone(), ..Shared::default() },
        said: told.message.clone(),
        ..case.finding(verdict.cause, verdict.grade, format!("Pod {} has no sandbox", case.pod.name), verdict.sentence)
    })
}

struct Verdict {
    cause: Cause,
    also: Vec<Cause>,
    grade: Grade,
    sentence: &'static str,
}

fn verdict(told: &Event) -> Verdict {
    let message = &told.message;
    let found = explain(&told.reason, message);
    if is_image(message) {
        let is_pull = found.grade != Grade::CannotTell && is_of_pull(found.cause);
        return Verdict {
            cause: if is_pull { found.cause } else { content::PULL_BACKOFF_UNSPECIFIED },
            also: if is_pull { found.also } else { Vec::new() },
            grade: found.grade,
            sentence: "The node cannot pull the image of the sandbox itself, so that no pod can start on it; what it said is below.",
        };
    }
    if found.grade != Grade::CannotTell && found.cause != node::SANDBOX_CNI {
        let sentence = "The node could not make the pod's sandbox; what it said is below.";
        return Verdict { cause: found.cause, also: found.also, grade: found.grade, sentence };
    }
    let has = |anchors: &[&str]| anchors.iter().any(|anchor| message.contains(anchor));
    let sentence = if has(&["o available addresses", "ssign an IP address", "no IP addresses available", "no more IPs"])
    {
        "The network plugin has no address left to give to the pod."
    } else if has(&["cni", "CNI", "network for", "NetworkPlugin", "etwork is not ready", "etworkReady"]) {
        "The network plugin could not set up the pod's network; what it said is below."
    } else {
        "The runtime could not make the pod's sandbox; what it said is below."
    };
    Verdict { cause: node::SANDBOX_CNI, also: Vec::new(), grade: Grade::Certain, sentence }
}

fn is_of_pull(cause: Cause) -> bool {
    matches!(cause.family(), Family::Credentials | Family::Name | Family::Network | Family::Content)
}

/// containerd: `failed to get sandbox image "registry.k8s.io/pause:3.10": failed to pull image ..`; Docker and CRI-O name
/// the pause image in the pull.
fn is_image(message: &str) -> bool {
    message.contains("sandbox image") || message.contains("pull") && message.contains("pause")
}

/// On since 1.29; earlier servers do not have the condition.
fn condition(case: &Case<'_>) -> Option<Evidence> {
    let ready = case.pod.condition("PodReadyToStartContainers").filter(|ready| !ready.holds)?;
    let source = case.field(format!("status.conditions[{}]", ready.kind));
    Some(broken("sandbox-ready", "sandbox and network are ready: no", source))
}

fn next(case: &Case<'_>, found: Cause) -> String {
    let node = case.pod.node.as_deref().unwrap_or("NODE");
    if found == node::SANDBOX_CNI {
        return format!(
            "See whether the network plugin's own pod runs on the node: kubectl get pods -n kube-system -o wide \
             --field-selector spec.nodeName={node}."
        );
    }
    format!("Look at the node's runtime: kubectl describe node {node}; journalctl -u containerd on the node.")
}

#[cfg(test)]
mod tests;
