//! Pods and dossiers for tests, as short as the thing that is tested.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::core::pull::secret::outline;

pub(crate) const IMAGE: &str = "harbor.internal.corp/project/app:1.4.2";

/// What containerd 2 says when no credential reached it.
pub(crate) const NO_CREDENTIAL: &str = "failed to pull and unpack image \"harbor.internal.corp/project/app:1.4.2\": failed to \
     resolve image: pull access denied, repository does not exist or may require authorization: authorization failed: \
     no basic auth credentials";

/// What it says when a credential was refused.
pub(crate) const REFUSED: &str = "failed to pull and unpack image \"harbor.internal.corp/project/app:1.4.2\": failed to \
     resolve image: unexpected status from HEAD request to http://127.0.0.1:5000/v2/project/app/manifests/1.4.2?\
     ns=harbor.internal.corp: 401 Unauthorized";

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_764_000_000 + seconds).expect("a time in range")
}

/// A pod of Deployment `team-a/checkout` whose one container waits for its image.
pub(crate) fn waiting(reason: &str, message: &str) -> Pod {
    let state = State::Waiting { reason: reason.to_owned(), message: message.to_owned() };
    with_state("checkout-7d9-abcde", state)
}

pub(crate) fn with_state(name: &str, state: State) -> Pod {
    let running = matches!(state, State::Running { .. });
    Pod {
        namespace: "team-a".to_owned(),
        name: name.to_owned(),
        uid: Uid(format!("uid-{name}")),
        created: Some(at(-600)),
        owner: None,
        workload: ObjectId::new(Kind::Deployment, "team-a", "checkout"),
        phase: if running { Phase::Running } else { Phase::Pending },
        reason: String::new(),
        message: String::new(),
        deleting: false,
        gone_by: None,
        node: Some("node-7".to_owned()),
        service_account: "default".to_owned(),
        pull_secrets: Vec::new(),
        containers: vec![Container {
            name: "app".to_owned(),
            role: Role::Main,
            image: IMAGE.to_owned(),
            pull_policy: "IfNotPresent".to_owned(),
            mounts: Vec::new(),
            state,
            last: None,
            ready: running,
            restarts: 0,
        }],
        image_volumes: Vec::new(),
        conditions: vec![Condition {
            kind: "Ready".to_owned(),
            holds: running,
            reason: String::new(),
            message: String::new(),
            since: Some(at(-600)),
        }],
    }
}

pub(crate) fn found<T>(value: impl Into<T>) -> Reading<T> {
    Reading::Found { value: value.into(), at: at(0) }
}

/// A dockerconfigjson secret with one credential for this key.
pub(crate) fn secret(key: &str) -> PullSecret {
    let config = json!({ "auths": { key: { "username": "robot$ci", "password": format!("not-{}", "real") } } });
    let data = BTreeMap::from([(".dockerconfigjson".to_owned(), config.to_string().into_bytes())]);
    outline("kubernetes.io/dockerconfigjson", &data)
}

pub(crate) fn account(name: &str, pull_secrets: &[&str]) -> ServiceAccount {
    ServiceAccount {
        name: name.to_owned(),
        uid: Uid(format!("uid-{name}")),
        pull_secrets: pull_secrets.iter().map(|name| (*name).to_owned()).collect(),
        automount_token: None,
        annotations: BTreeMap::new(),
        labels: BTreeMap::new(),
    }
}

/// Deployment `team-a/checkout` as the API gives it.
pub(crate) fn deployment() -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": "checkout", "namespace": "team-a", "uid": "d-1", "resourceVersion": "41", "generation": 1 },
        "spec": {
            "replicas": 2,
            "selector": { "matchLabels": { "app": "checkout" } },
            "template": {
                "metadata": { "labels": { "app": "checkout" } },
                "spec": { "containers": [{ "image": IMAGE, "name": "app" }], "restartPolicy": "Always" },
            },
        },
        "status": { "replicas": 2, "unavailableReplicas": 2 },
    })
}

/// The incident of the mission: nothing named, nothing given, a fitting secret present.
pub(crate) fn dossier() -> Dossier {
    Dossier {
        workload: found(deployment()),
        service_account: found(account("default", &[])),
        namespace_secrets: found(BTreeMap::from([("harbor-pull-secret".to_owned(), secret("harbor.internal.corp"))])),
        accounts: found(BTreeMap::from([("default".to_owned(), account("default", &[]))])),
        bindings: found(Vec::new()),
        ..Dossier::default()
    }
}

/// An event about the pod, a warning told twice, 60 and 10 seconds ago.
pub(crate) fn event(pod: &Pod, reason: &str, message: &str) -> Event {
    Event {
        uid: Uid(format!("{reason} {message}")),
        regarding: ObjectId::new(Kind::Pod, &pod.namespace, &pod.name),
        regarding_uid: pod.uid.clone(),
        field: String::new(),
        warning: true,
        reason: reason.to_owned(),
        message: message.to_owned(),
        source: "kubelet node-7".to_owned(),
        count: 2,
        first: Some(at(-60)),
        last: Some(at(-10)),
    }
}

/// A dossier in which nothing was read but these events.
pub(crate) fn told(events: impl IntoIterator<Item = Event>) -> Dossier {
    let events = events.into_iter().map(|event| (event.uid.clone(), event.into())).collect();
    Dossier { events, ..Dossier::default() }
}

pub(crate) fn ended(reason: &str, exit_code: i32) -> Ended {
    Ended { reason: reason.to_owned(), message: String::new(), exit_code, at: Some(at(-20)) }
}

/// A pod whose container waits to be started again after it ended four times, the last time like this.
pub(crate) fn crashing(last: Ended) -> Pod {
    let mut pod = waiting("CrashLoopBackOff", "back-off 40s restarting failed container=app");
    pod.phase = Phase::Running;
    pod.containers[0].last = Some(last);
    pod.containers[0].restarts = 4;
    pod
}

/// A pod of which the kubelet or a controller says that it failed.
pub(crate) fn failed(reason: &str, message: &str) -> Pod {
    let mut pod = with_state("checkout-7d9-abcde", State::Unreported);
    pod.phase = Phase::Failed;
    (pod.reason, pod.message) = (reason.to_owned(), message.to_owned());
    pod
}

/// The pod as the API gives it, with this spec.
pub(crate) fn with_spec(mut dossier: Dossier, spec: &Value) -> Dossier {
    dossier.pod = found(Arc::new(json!({ "metadata": { "name": "checkout-7d9-abcde" }, "spec": spec })));
    dossier
}

/// Node `node-7`, whose `Ready` condition has this reason.
pub(crate) fn node(is_ready: bool, reason: &str) -> Node {
    Node {
        name: "node-7".to_owned(),
        unschedulable: false,
        conditions: vec![Condition {
            kind: "Ready".to_owned(),
            holds: is_ready,
            reason: reason.to_owned(),
            message: "as the kubelet said".to_owned(),
            since: Some(at(-300)),
        }],
        kubelet: "v1.36.2".to_owned(),
        runtime: "containerd://2.2.0".to_owned(),
        platform: "linux/amd64".to_owned(),
    }
}

pub(crate) fn forbidden<T>(verb: &str, resource: &str) -> Reading<T> {
    Reading::Unknown(Gap::Forbidden(Right::new(verb, "", resource, Some("team-a"))))
}
