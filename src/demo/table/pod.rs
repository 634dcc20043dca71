//! The row of a pod: above all its STATUS, one word that the server works out from the whole status.
//!
//! Follows `printPod` in k8s.io/kubernetes/pkg/printers/internalversion/printers.go; a client that lists
//! tables sees only this word, with what it masks.

use jiff::Timestamp;
use serde_json::Value;

use super::{AGE, Cell, Column, NAME};
use crate::demo::object::{has, list, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    NAME,
    Column("Ready", "string", 0),
    Column("Status", "string", 0),
    Column("Restarts", "string", 0),
    AGE,
    Column("IP", "string", 1),
    Column("Node", "string", 1),
    Column("Nominated Node", "string", 1),
    Column("Readiness Gates", "string", 1),
];

pub(super) fn cells(pod: &Value, name: Cell, age: Cell) -> Vec<Cell> {
    let containers = list(pod, "/status/containerStatuses");
    let ready = containers.iter().filter(|status| status["ready"] == true).count();
    let total = list(pod, "/spec/containers").len();
    let or_none = |text: &str| Cell::Text(if text.is_empty() { "<none>" } else { text }.to_owned());
    vec![
        name,
        Cell::Text(format!("{ready}/{total}")),
        Cell::Text(status(pod)),
        restarts(pod),
        age,
        or_none(text(pod, "/status/podIP")),
        or_none(text(pod, "/spec/nodeName")),
        or_none(text(pod, "/status/nominatedNodeName")),
        or_none(""),
    ]
}

fn restarts(pod: &Value) -> Cell {
    let statuses = || list(pod, "/status/containerStatuses").iter();
    let count = statuses().map(|status| number(status, "/restartCount")).sum();
    let last: Option<Timestamp> =
        statuses().filter_map(|status| time(status, "/lastState/terminated/finishedAt")).max();
    Cell::Restarts(count, last)
}

fn status(pod: &Value) -> String {
    let phase = text(pod, "/status/phase");
    let finished = matches!(phase, "Succeeded" | "Failed");
    if has(pod, "/metadata/deletionTimestamp") && !finished {
        return "Terminating".to_owned();
    }
    if let Some(reason) = initializing(pod) {
        return reason;
    }
    let base = match text(pod, "/status/reason") {
        "" => phase,
        reason => reason,
    };
    containers(pod, base)
}

/// Returns `Init:..` while an init container has not done its work.
fn initializing(pod: &Value) -> Option<String> {
    let statuses = list(pod, "/status/initContainerStatuses");
    let done = |status: &Value| has(status, "/state/terminated") && number(status, "/state/terminated/exitCode") == 0;
    let index = statuses.iter().position(|status| !done(status))?;
    let state = &statuses[index]["state"];
    Some(match (text(state, "/terminated/reason"), text(state, "/waiting/reason")) {
        ("", "" | "PodInitializing") if has(state, "/terminated") => exit_word(state, "Init:"),
        ("", "" | "PodInitializing") => format!("Init:{index}/{}", list(pod, "/spec/initContainers").len()),
        ("", waiting) => format!("Init:{waiting}"),
        (terminated, _) => format!("Init:{terminated}"),
    })
}

/// Returns the reason of the first container that waits or ended, else what the pod itself says.
fn containers(pod: &Value, base: &str) -> String {
    let statuses = list(pod, "/status/containerStatuses");
    let mut reason = base.to_owned();
    let mut running = false;
    for status in statuses.iter().rev() {
        let state = &status["state"];
        match (text(state, "/waiting/reason"), text(state, "/terminated/reason")) {
            ("", "") if has(state, "/terminated") => reason = exit_word(state, ""),
            ("", "") => running |= status["ready"] == true && has(state, "/running"),
            ("", terminated) => terminated.clone_into(&mut reason),
            (waiting, _) => waiting.clone_into(&mut reason),
        }
    }
    if reason == "Completed" && running {
        return "Running".to_owned();
    }
    reason
}

fn exit_word(state: &Value, prefix: &str) -> String {
    match number(state, "/terminated/signal") {
        0 => format!("{prefix}ExitCode:{}", number(state, "/terminated/exitCode")),
        signal => format!("{prefix}Signal:{signal}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn word(status: Value) -> String {
        let mut status = status;
        status["phase"] = json!("Pending");
        super::status(&json!({"metadata": {}, "spec": {"initContainers": [{}, {}]}, "status": status}))
    }

    #[test]
    fn the_first_waiting_container_names_the_status() {
        let waiting = |reason: &str| json!({"state": {"waiting": {"reason": reason}}});
        let both = json!([waiting("ImagePullBackOff"), waiting("ContainerCreating")]);
        assert_eq!(word(json!({"containerStatuses": both})), "ImagePullBackOff");
    }

    #[test]
    fn init_containers_come_first_and_count() {
        let done = json!({"state": {"terminated": {"exitCode": 0, "reason": "Completed"}}});
        let running = json!({"state": {"running": {}}});
        assert_eq!(word(json!({"initContainerStatuses": [done, running]})), "Init:1/2");
        let failed = json!({"state": {"waiting": {"reason": "ErrImagePull"}}});
        assert_eq!(word(json!({"initContainerStatuses": [failed]})), "Init:ErrImagePull");
    }

    #[test]
    fn a_deleted_pod_is_terminating() {
        let pod = json!({"metadata": {"deletionTimestamp": "x"}, "status": {"phase": "Running"}});
        assert_eq!(super::status(&pod), "Terminating");
    }
}
