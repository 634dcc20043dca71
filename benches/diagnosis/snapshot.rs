//! A cluster in which many pods fail: half of them of one robot account, the others of what else there is.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use podmend::core::{
    model::{
        Condition, Container, Ended, Event, Kind, ObjectId, Owner, Phase, Pod, Reading, Role, ServiceAccount, Snapshot,
        State, Surroundings, Uid,
    },
    pull::secret::{PullSecret, outline},
};
use serde_json::{Value, json};

const NAMESPACES: usize = 97;
const REPLICAS: usize = 4;

pub(crate) fn now() -> Timestamp {
    at(600)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_764_000_000 + seconds).expect("a time in range")
}

/// Makes a snapshot with so many failing pods and everything that is read around them.
pub(crate) fn snapshot(pods: usize) -> Snapshot {
    let mut snapshot = Snapshot { total: pods, ..Snapshot::default() };
    for number in 0..pods {
        let pod = pod(number);
        let around = snapshot.surroundings.entry(pod.namespace.clone()).or_insert_with(surroundings);
        around.workloads.entry(pod.workload.clone()).or_insert_with(|| found(Arc::new(workload(&pod.workload.name))));
        around.events.insert(pod.uid.clone(), events(&pod));
        snapshot.pods.insert(pod.key(), pod);
    }
    snapshot
}

/// Pod `number`; what it fails of follows from its workload.
pub(crate) fn pod(number: usize) -> Pod {
    let workload = number / REPLICAS;
    let namespace = format!("team-{}", workload % NAMESPACES);
    let name = format!("app-{workload}");
    let image = format!("harbor.internal.corp/project/{name}:1.4.2");
    let set = format!("{name}-7d9f8c6b5");
    let mut pod = Pod {
        uid: Uid(format!("uid-{number}")),
        created: Some(at(0)),
        owner: Some(Owner { kind: Kind::ReplicaSet, name: set.clone(), uid: Uid(format!("rs-{workload}")) }),
        workload: ObjectId::new(Kind::Deployment, &namespace, &name),
        name: format!("{set}-{number:05}"),
        namespace,
        phase: Phase::Pending,
        reason: String::new(),
        message: String::new(),
        deleting: false,
        gone_by: None,
        node: Some(format!("node-{}", number % 50)),
        service_account: "default".to_owned(),
        pull_secrets: vec!["harbor-pull-secret".to_owned()],
        containers: Vec::new(),
        image_volumes: Vec::new(),
        conditions: vec![condition("PodScheduled", true, ""), condition("Ready", false, "")],
    };
    let refused = format!(
        "Back-off pulling image \"{image}\": ErrImagePull: failed to pull and unpack image \"{image}\": failed to resolve \
         image: unexpected status from HEAD request to https://harbor.internal.corp/v2/project/{name}/manifests/1.4.2: 401 \
         Unauthorized"
    );
    let anonymous = format!(
        "Back-off pulling image \"{image}\": ErrImagePull: failed to pull and unpack image \"{image}\": failed to resolve \
         image: pull access denied, repository does not exist or may require authorization: authorization failed: no \
         basic auth credentials"
    );
    let (state, last) = match workload % 10 {
        0..=4 => (waiting("ImagePullBackOff", refused), None),
        5..=6 => {
            pod.pull_secrets.clear();
            (waiting("ImagePullBackOff", anonymous), None)
        }
        7..=8 => {
            let ended = Ended { reason: "Error".to_owned(), message: String::new(), exit_code: 1, at: Some(at(500)) };
            (waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container".to_owned()), Some(ended))
        }
        _ => {
            pod.node = None;
            let why = "0/50 nodes are available: 50 Insufficient memory. preemption: 0/50 nodes are available: 50 No \
                       preemption victims found for incoming pod.";
            pod.conditions[0] = condition("PodScheduled", false, why);
            (State::Unreported, None)
        }
    };
    pod.containers.push(Container {
        name: "app".to_owned(),
        role: Role::Main,
        image,
        pull_policy: "IfNotPresent".to_owned(),
        mounts: Vec::new(),
        state,
        last,
        ready: false,
        restarts: 0,
    });
    pod
}

fn waiting(reason: &str, message: String) -> State {
    State::Waiting { reason: reason.to_owned(), message }
}

fn condition(kind: &str, holds: bool, message: &str) -> Condition {
    let reason = if holds || message.is_empty() { "" } else { "Unschedulable" };
    Condition {
        kind: kind.to_owned(),
        holds,
        reason: reason.to_owned(),
        message: message.to_owned(),
        since: Some(at(0)),
    }
}

fn found<T>(value: T) -> Reading<T> {
    Reading::Found { value, at: at(550) }
}

fn surroundings() -> Surroundings {
    let secret = |host: &str| -> PullSecret {
        let login = json!({ "username": "robot$ci", "password": format!("not-{}", "real") });
        let config = json!({ "auths": { host: login } }).to_string();
        outline(
            "kubernetes.io/dockerconfigjson",
            &BTreeMap::from([(".dockerconfigjson".to_owned(), config.into_bytes())]),
        )
    };
    let secrets = BTreeMap::from([
        ("harbor-pull-secret".to_owned(), secret("harbor.internal.corp")),
        ("quay-mirror".to_owned(), secret("quay.io")),
    ]);
    let account = ServiceAccount {
        name: "default".to_owned(),
        uid: Uid("sa".to_owned()),
        pull_secrets: Vec::new(),
        automount_token: None,
        annotations: BTreeMap::new(),
        labels: BTreeMap::new(),
    };
    Surroundings {
        pull_secrets: found(Arc::new(secrets)),
        accounts: found(Arc::new(BTreeMap::from([("default".to_owned(), account)]))),
        ..Surroundings::default()
    }
}

fn workload(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": name, "uid": format!("d-{name}"), "generation": 2 },
        "spec": { "replicas": REPLICAS, "template": { "spec": { "containers": [{ "name": "app" }] } } },
        "status": { "observedGeneration": 2, "replicas": REPLICAS, "updatedReplicas": REPLICAS },
    })
}

fn events(pod: &Pod) -> Vec<Arc<Event>> {
    let said = match &pod.containers[0].state {
        State::Waiting { message, .. } => message.clone(),
        _ => pod.conditions[0].message.clone(),
    };
    [("Scheduled", "Successfully assigned".to_owned()), ("Failed", said), ("BackOff", "Back-off".to_owned())]
        .into_iter()
        .enumerate()
        .map(|(number, (reason, message))| Event {
            uid: Uid(format!("{}-{number}", pod.uid.0)),
            regarding: pod.id(),
            regarding_uid: pod.uid.clone(),
            field: "spec.containers{app}".to_owned(),
            warning: number == 1,
            reason: reason.to_owned(),
            message,
            source: "kubelet".to_owned(),
            count: 9,
            first: Some(at(10)),
            last: Some(at(560)),
        })
        .map(Arc::new)
        .collect()
}
