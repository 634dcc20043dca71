//! The kubelet refused to run the pod that it was given, or ended it on its own account.

use crate::core::cause::{Cause, Grade, node, schedule, start};

use super::{
    Finding, Shared,
    case::{Case, scalar},
    leftover,
    link::{broken, sound},
    node_not_ready,
};

/// Explains a pod that the kubelet failed before or while it ran, by the reasons of `pkg/kubelet/lifecycle`.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let verdict = verdict(case)?;
    let said = case.pod.message.trim_start_matches("Pod was rejected: ").trim();
    let text =
        if verdict.is_admission { format!("the kubelet took the pod: no, {}", case.pod.reason) } else { verdict.link };
    let mut evidence = vec![broken("kubelet-admits", text, case.field("status.reason, status.message"))];
    if case.pod.reason == "DeadlineExceeded" {
        let deadline = case.spec().and_then(|spec| spec.get("activeDeadlineSeconds")).and_then(scalar);
        evidence.extend(deadline.map(|seconds| {
            sound("deadline", format!("may run for {seconds} s"), case.pod_field("activeDeadlineSeconds"))
        }));
        evidence.extend(case.unread_spec("deadline", "how long it may run"));
    } else {
        evidence.extend(node_not_ready::links(case));
    }
    evidence.extend(leftover::link(case));
    Some(Finding {
        also: verdict.also,
        evidence,
        next: leftover::next(case, verdict.next.to_owned()),
        shared: Shared { node: case.pod.node.clone(), other: Some(case.pod.reason.clone()), ..Shared::default() },
        said: said.to_owned(),
        ..case.finding(
            verdict.cause,
            verdict.grade,
            format!("Pod {}: {}", case.pod.name, case.pod.reason),
            format!("{}{}", verdict.sentence, leftover::sentence(case)),
        )
    })
}

struct Verdict {
    cause: Cause,
    also: Vec<Cause>,
    grade: Grade,
    sentence: String,
    link: String,
    next: &'static str,
    /// Whether the pod was refused before any of its containers ran.
    is_admission: bool,
}

fn verdict(case: &Case<'_>) -> Option<Verdict> {
    let reason = case.pod.reason.as_str();
    if let Some(resource) = reason.strip_prefix("OutOf") {
        return Some(out_of(case, resource));
    }
    Some(match reason {
        "NodeAffinity"
        | "MatchNodeSelector"
        | "NodeSelector"
        | "TaintToleration"
        | "PodToleratesNodeTaints"
        | "HostName"
        | "NodeName"
        | "PodOSNotSupported"
        | "PodOSSelectorNodeLabelDoesNotMatch" => refused(
            schedule::UNSCHEDULABLE_TAINT_AFFINITY,
            Grade::Certain,
            format!(
                "The kubelet found that its node does not suit the pod ({reason}): labels or taints changed, or the pod was \
                 bound to that node by name."
            ),
            "Compare the node's labels and taints with what the pod demands, and delete the pod so that another is made.",
        ),
        "NodePorts" | "PodFitsHostPorts" | "TopologyAffinityError" | "EmptyPodSharedPoolError" => refused(
            schedule::UNSCHEDULABLE_RESOURCES,
            Grade::Certain,
            format!(
                "The kubelet could not give the pod what it asks for on its node ({reason}): the scheduler does not see this."
            ),
            "Delete the pod so that another node may be tried, or ask for less.",
        ),
        "UnexpectedAdmissionError" => unexpected(case),
        "NodeShutdown" | "Shutdown" | "Terminated" => shut_down(case),
        "DeadlineExceeded" => deadline(),
        "InvalidNodeInfo"
        | "SysctlForbidden"
        | "AppArmor"
        | "PodFeatureUnsupported"
        | "PodLevelResourcesNotSupported"
        | "SupplementalGroupsPolicyNotSupported" => refused(
            start::FAILED,
            Grade::Certain,
            format!("The node does not offer what the pod demands ({reason}), and the kubelet refused it."),
            "Let the pod run on nodes that offer it, or do without; what is missing is in what the kubelet said.",
        ),
        _ => return None,
    })
}

fn refused(cause: Cause, grade: Grade, sentence: String, next: &'static str) -> Verdict {
    Verdict { cause, also: Vec::new(), grade, sentence, link: String::new(), next, is_admission: true }
}

/// `Node didn't have enough resource: cpu, requested: 4000, used: 1200, capacity: 2000`: the scheduler and the kubelet
/// disagreed, as after a restart of the kubelet, or because the pod was bound by hand.
fn out_of(case: &Case<'_>, resource: &str) -> Verdict {
    let number = |name: &str| {
        let (_, rest) = case.pod.message.split_once(&format!("{name}: "))?;
        Some(rest.split([',', '.', ' ']).next()?.to_owned())
    };
    let numbers = match (number("requested"), number("used"), number("capacity")) {
        (Some(asked), Some(used), Some(all)) => format!(": {asked} asked for, {used} of {all} taken"),
        _ => String::new(),
    };
    let sentence = format!("The kubelet had not enough {resource} for the pod{numbers}.");
    let next = "Nothing starts it again here: its controller makes another, and the scheduler places that one anew.";
    refused(schedule::UNSCHEDULABLE_RESOURCES, Grade::Certain, sentence, next)
}

/// Mostly a device plugin: `Allocate failed due to no healthy devices present; cannot allocate unhealthy devices ..`.
fn unexpected(case: &Case<'_>) -> Verdict {
    let of_device =
        ["evice", "Allocate failed", "lugin resources"].iter().any(|anchor| case.pod.message.contains(anchor));
    let next = "See the device plugin's own pod on that node, and delete this pod so that another is made.";
    if of_device {
        let sentence =
            "The kubelet could not give the pod the devices that it asks for; what it said is below.".to_owned();
        return refused(schedule::UNSCHEDULABLE_RESOURCES, Grade::Likely, sentence, next);
    }
    let sentence =
        "The kubelet refused the pod for a reason that it did not expect itself; what it said is below.".to_owned();
    refused(start::FAILED, Grade::CannotTell, sentence, "See the kubelet's log on the node: journalctl -u kubelet.")
}

fn shut_down(case: &Case<'_>) -> Verdict {
    let is_admission = case.pod.reason == "NodeShutdown";
    let sentence = if is_admission {
        "The node was shutting down and took no more pods."
    } else {
        "The kubelet ended the pod because its node was shutting down."
    };
    Verdict {
        cause: node::NODE_NOT_READY,
        also: Vec::new(),
        grade: Grade::Certain,
        sentence: sentence.to_owned(),
        link: "the node stayed up: no, it was shut down".to_owned(),
        next: "Its controller makes another pod elsewhere; see who shut the node down if that was not meant.",
        is_admission,
    }
}

fn deadline() -> Verdict {
    Verdict {
        cause: start::FAILED,
        also: Vec::new(),
        grade: Grade::Certain,
        sentence: "The pod ran longer than its activeDeadlineSeconds allow, and the kubelet ended it.".to_owned(),
        link: "the pod ended within its deadline: no".to_owned(),
        next: "Raise activeDeadlineSeconds, or see in the log what took so long.",
        is_admission: false,
    }
}

#[cfg(test)]
mod tests;
