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
