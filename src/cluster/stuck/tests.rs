use serde_json::{Value, json};

use super::*;
use crate::cluster::{
    Cluster,
    fixture::{Reply, cluster},
};

const LAST: &str = "2026-11-24T02:20:00Z";

fn event(kind: &str, message: &str) -> Value {
    let api_version = if kind == "Job" { "batch/v1" } else { "apps/v1" };
    json!({
        "metadata": { "name": "e", "namespace": "shop", "uid": format!("event-{message}") },
        "involvedObject": { "kind": kind, "apiVersion": api_version, "namespace": "shop", "name": "db", "uid": "u1" },
        "type": "Warning", "reason": "FailedCreate", "message": message, "count": 7,
        "firstTimestamp": "2026-11-24T02:00:00Z", "lastTimestamp": LAST,
    })
}

/// A server with one object at this path, and whatever else the test says.
fn server(path: &'static str, object: Value, pods: Value) -> Cluster {
    let (cluster, _) = cluster(move |asked| match asked.path.split('?').next().unwrap_or_default() {
        known if known == path => Reply::ok(object.clone()),
        known if known.ends_with("/pods") => Reply::ok(json!({ "items": pods.clone() })),
        known if known.ends_with("/pods/db-1") && pods != json!([]) => Reply::ok(json!({ "metadata": {} })),
        _ => Reply::refuse(404, "NotFound", "not found"),
    });
    cluster
}

async fn found(cluster: &Cluster, events: &[Value]) -> Vec<Stuck> {
    let mut suspects = Suspects::default();
    for event in events {
        suspects.hear(crate::cluster::convert::event(serde_json::from_value(event.clone()).unwrap()));
    }
    suspects.check_new(&Reader::patient(cluster)).await;
    suspects.stuck()
}

fn object(spec: &Value, status: &Value) -> Value {
    json!({ "metadata": { "name": "db", "namespace": "shop", "uid": "u1" }, "spec": spec, "status": status })
}

/// Checks whether an owner is found to be stuck.
async fn check(kind: &str, message: &str, spec: Value, status: Value, pods: Value, expected: Option<(u32, u32)>) {
    let path = match kind {
        "ReplicaSet" => "/apis/apps/v1/namespaces/shop/replicasets/db",
        "StatefulSet" => "/apis/apps/v1/namespaces/shop/statefulsets/db",
        "DaemonSet" => "/apis/apps/v1/namespaces/shop/daemonsets/db",
        _ => "/apis/batch/v1/namespaces/shop/jobs/db",
    };
    let stuck = found(&server(path, object(&spec, &status), pods), &[event(kind, message)]).await;
    let counts = stuck.first().map(|stuck| (stuck.wanted, stuck.present));
    assert_eq!(counts, expected, "{kind} {spec} {status}");
}

#[tokio::test]
async fn a_replica_set_is_stuck_while_it_lacks_pods_and_says_that_it_failed() {
    let failure = json!([{ "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate" }]);
    for (spec, status, expected) in [
        (json!({ "replicas": 3 }), json!({ "replicas": 1, "conditions": failure }), Some((3, 1))),
        (json!({}), json!({ "conditions": failure }), Some((1, 0))),
        (json!({ "replicas": 3 }), json!({ "replicas": 3, "conditions": failure }), None),
        (json!({ "replicas": 0 }), json!({ "conditions": failure }), None),
        (json!({ "replicas": 3 }), json!({ "replicas": 1 }), None),
    ] {
        check("ReplicaSet", "Error creating: no", spec, status, json!([]), expected).await;
    }
}

#[tokio::test]
async fn a_stateful_set_that_waits_for_a_pod_before_is_not_stuck() {
    let message = "create Pod db-1 in StatefulSet db failed error: pods \"db-1\" is forbidden: exceeded quota";
    let (spec, status) = (json!({ "replicas": 3 }), json!({ "replicas": 1 }));
    check("StatefulSet", message, spec.clone(), status.clone(), json!([]), Some((3, 1))).await;
    check("StatefulSet", message, spec, status, json!(["db-1 is there"]), None).await;
}

#[tokio::test]
async fn a_daemon_set_is_stuck_while_nodes_lack_its_pod() {
    let wants =
        |desired: u32, current: u32| json!({ "desiredNumberScheduled": desired, "currentNumberScheduled": current });
    check("DaemonSet", "Error creating: no", json!({}), wants(4, 1), json!([]), Some((4, 1))).await;
    check("DaemonSet", "Error creating: no", json!({}), wants(4, 4), json!([]), None).await;
}

#[tokio::test]
async fn a_job_is_stuck_while_it_wants_to_run_more_and_cannot() {
    let younger = json!([{ "metadata": { "creationTimestamp": "2026-11-24T02:20:09Z" } }]);
    let complete = json!({ "conditions": [{ "type": "Complete", "status": "True" }] });
    for (spec, status, pods, expected) in [
        (json!({ "parallelism": 2 }), json!({}), json!([]), Some((2, 0))),
        (json!({}), json!({}), json!([]), Some((1, 0))),
        (json!({ "parallelism": 3, "completions": 4 }), json!({ "succeeded": 3 }), json!([]), Some((1, 0))),
        (json!({ "parallelism": 2 }), json!({ "active": 2 }), json!([]), None),
        (json!({ "suspend": true }), json!({}), json!([]), None),
        (json!({}), complete, json!([]), None),
        (json!({}), json!({}), younger, None),
    ] {
        check("Job", "Error creating: no", spec, status, pods, expected).await;
    }
}

#[tokio::test]
async fn an_owner_that_is_gone_or_another_one_of_its_name_is_not_stuck() {
    let failure = json!({ "conditions": [{ "type": "ReplicaFailure", "status": "True" }] });
    let mut other = object(&json!({}), &failure);
    other["metadata"]["uid"] = json!("u2");
    let path = "/apis/apps/v1/namespaces/shop/replicasets/db";
    assert_eq!(found(&server(path, other, json!([])), &[event("ReplicaSet", "no")]).await, Vec::new());
    assert_eq!(found(&server("/nothing", json!({}), json!([])), &[event("ReplicaSet", "no")]).await, Vec::new());
}

#[tokio::test]
async fn the_latest_event_speaks_and_the_first_one_dates() {
    let failure = json!({ "conditions": [{ "type": "ReplicaFailure", "status": "True" }] });
    let mut owned = object(&json!({ "template": { "spec": { "serviceAccountName": "db" } } }), &failure);
    owned["metadata"]["ownerReferences"] =
        json!([{ "apiVersion": "apps/v1", "kind": "Deployment", "name": "shop-db", "uid": "d1", "controller": true }]);
    let mut earlier = event("ReplicaSet", "earlier\u{1b}[2J");
    earlier["firstTimestamp"] = json!("2026-11-24T01:50:00Z");
    earlier["lastTimestamp"] = json!("2026-11-24T01:59:00Z");
    let server = server("/apis/apps/v1/namespaces/shop/replicasets/db", owned, json!([]));
    let stuck = found(&server, &[event("ReplicaSet", "latest\u{1b}[2J"), earlier]).await;
    let [stuck] = stuck.as_slice() else { panic!("{stuck:?}") };
    assert_eq!(stuck.workload, ObjectId::new(Kind::Deployment, "shop", "shop-db"));
    assert_eq!((stuck.message.as_str(), stuck.service_account.as_str(), stuck.count), (r"latest\x1b[2J", "db", 7));
    assert_eq!(stuck.since, Some("2026-11-24T01:50:00Z".parse().unwrap()));
    assert_eq!(stuck.last, Some(LAST.parse().unwrap()));
}

#[tokio::test]
async fn an_owner_that_may_not_be_read_is_unseen_and_not_stuck() {
    let (cluster, _) = cluster(|_| Reply::forbid());
    let mut suspects = Suspects::default();
    suspects.hear(crate::cluster::convert::event(serde_json::from_value(event("Job", "no")).unwrap()));
    suspects.check_new(&Reader::patient(&cluster)).await;
    assert_eq!(suspects.stuck(), Vec::new());
    let unseen = suspects.unseen();
    assert_eq!(unseen.len(), 1);
    assert_eq!(unseen[0].why.to_string(), "not allowed to get jobs.batch in shop");
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_does_not_say_that_it_failed_is_doubtful_for_a_while_and_then_forgotten() {
    let path = "/apis/apps/v1/namespaces/shop/replicasets/db";
    let server = server(path, object(&json!({ "replicas": 2 }), &json!({})), json!([]));
    let mut suspects = Suspects::default();
    suspects.hear(crate::cluster::convert::event(serde_json::from_value(event("ReplicaSet", "no")).unwrap()));
    let reader = Reader::patient(&server);
    suspects.check_new(&reader).await;
    assert_eq!(suspects.open(), 1);
    tokio::time::advance(DOUBT + std::time::Duration::from_secs(1)).await;
    suspects.check_again(&reader).await;
    assert_eq!(suspects.open(), 0);
}
