use serde_json::json;

use super::*;
use crate::core::model::Kind;

fn slim_pod(value: serde_json::Value) -> Pod {
    pod(serde_json::from_value(value).unwrap())
}

#[test]
fn an_empty_object_is_a_pod_of_which_nothing_is_known() {
    let pod = slim_pod(json!({}));
    assert_eq!((pod.phase, pod.created, pod.owner, pod.containers.len()), (Phase::Unknown, None, None, 0));
}

#[test]
fn reads_what_the_rules_need() {
    let pod = slim_pod(json!({
        "metadata": { "name": "web-1", "namespace": "shop", "uid": "u1", "creationTimestamp": "2026-11-24T02:00:00Z",
            "ownerReferences": [{ "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "r1", "controller": true }] },
        "spec": { "serviceAccountName": "default", "imagePullSecrets": [{ "name": "regcred" }, {}],
            "initContainers": [{ "name": "proxy", "image": "p", "restartPolicy": "Always" }],
            "containers": [{ "name": "web", "image": "harbor.example/app:1" }] },
        "status": { "phase": "Pending", "containerStatuses": [{ "name": "web", "restartCount": 2,
            "state": { "waiting": { "reason": "ImagePullBackOff", "message": "Back-off\u{1b}[2J" } },
            "lastState": { "terminated": { "exitCode": 3, "reason": "Error" } } }] },
    }));
    assert_eq!(pod.workload, ObjectId::new(Kind::ReplicaSet, "shop", "web"));
    assert_eq!(pod.pull_secrets, ["regcred"]);
    assert_eq!((pod.containers[0].role, pod.containers[1].role), (Role::Sidecar, Role::Main));
    let message = r"Back-off\x1b[2J".to_owned();
    assert_eq!(pod.containers[1].state, State::Waiting { reason: "ImagePullBackOff".to_owned(), message });
    assert_eq!(pod.containers[1].last.as_ref().map(|last| last.exit_code), Some(3));
}

#[test]
fn an_owner_that_is_no_controller_does_not_own_the_pod() {
    let pod = slim_pod(json!({ "metadata": { "name": "a", "namespace": "b",
        "ownerReferences": [{ "apiVersion": "v1", "kind": "Node", "name": "n" }] } }));
    assert_eq!(pod.workload, ObjectId::new(Kind::Pod, "b", "a"));
}

#[test]
fn both_shapes_of_an_event_say_the_same() {
    let old = event(
        serde_json::from_value(json!({
            "involvedObject": { "kind": "Pod", "apiVersion": "v1", "namespace": "shop", "name": "web-1", "uid": "u1" },
            "type": "Warning", "reason": "Failed", "message": "(combined from similar events): no", "count": 7,
            "source": { "component": "kubelet", "host": "node-7" },
            "firstTimestamp": "2026-11-24T02:00:00Z", "lastTimestamp": "2026-11-24T02:05:00Z", "eventTime": null,
        }))
        .unwrap(),
    );
    let new = event(
        serde_json::from_value(json!({
            "regarding": { "kind": "Pod", "apiVersion": "v1", "namespace": "shop", "name": "web-1", "uid": "u1" },
            "type": "Warning", "reason": "Failed", "note": "no", "eventTime": "2026-11-24T02:00:00.000000Z",
            "series": { "count": 7, "lastObservedTime": "2026-11-24T02:05:00.000000Z" },
            "reportingController": "kubelet", "reportingInstance": "node-7",
        }))
        .unwrap(),
    );
    assert_eq!(old, new);
    assert_eq!((old.message.as_str(), old.source.as_str(), old.count), ("no", "kubelet node-7", 7));
}

#[test]
fn of_a_secret_only_the_outline_is_left() {
    let password = format!("pass{}", "word-42");
    let file = json!({ "auths": { "harbor.example": { "username": "robot", "password": password } } }).to_string();
    let secret = serde_json::from_value(json!({
        "type": "kubernetes.io/dockerconfigjson", "data": { ".dockerconfigjson": BASE64_STANDARD.encode(file) },
    }));
    let outline = pull_secret(secret.unwrap());
    assert_eq!(outline.entries.len(), 1);
    assert!(!format!("{outline:?}").contains(&password));
}

#[test]
fn a_node_that_says_little_is_a_node() {
    let bare = node(serde_json::from_value(json!({ "metadata": { "name": "node-7" } })).unwrap());
    assert_eq!((bare.name.as_str(), bare.platform.as_str(), bare.conditions.len()), ("node-7", "", 0));
    let node = node(
        serde_json::from_value(json!({
            "metadata": { "name": "node-7" }, "spec": { "unschedulable": true },
            "status": { "nodeInfo": { "operatingSystem": "linux", "architecture": "arm64", "kubeletVersion": "v1.31.0" },
                "conditions": [{ "type": "DiskPressure", "status": "True" }] },
        }))
        .unwrap(),
    );
    assert_eq!((node.platform.as_str(), node.unschedulable), ("linux/arm64", true));
    assert!(node.conditions[0].holds);
}

#[test]
fn a_log_is_safe_to_show_and_the_kubelets_word_is_not_taken_for_one() {
    let long = "x".repeat(4000);
    let lines = log(format!("one\u{1b}[2J\r\n\n{long}\u{fffd}").as_bytes()).unwrap();
    assert_eq!((lines[0].as_str(), lines.len()), (r"one\x1b[2J", 3));
    assert!(lines[2].len() < 500);
    assert!(log(b"\xff\xfe broken").is_ok());
    assert!(log(b"unable to retrieve container logs for containerd://0123").is_err());
    assert_eq!(log(b"").unwrap(), Vec::<String>::new());
}
