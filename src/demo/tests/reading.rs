//! Lists, tables, single objects and watches.

use http::Request;
use kube::api::LogParams;
use serde_json::Value;

use super::*;

async fn text(stage: &Stage, path: &str, accept: &str) -> Value {
    let request = Request::get(path).header("accept", accept).body(Vec::new()).unwrap();
    serde_json::from_str(&stage.client.request_text(request).await.unwrap()).unwrap()
}

#[tokio::test]
async fn every_scenario_starts_in_its_trouble() {
    for (scenario, namespace, reason) in [
        ("no-secret", "team-a", "ImagePullBackOff"),
        ("missing-secret", "team-a", "ImagePullBackOff"),
        ("wrong-password", "team-a", "ImagePullBackOff"),
        ("crash-loop", "jobs", "CrashLoopBackOff"),
        ("out-of-memory", "data", "CrashLoopBackOff"),
        ("expired-robot", "billing", "ImagePullBackOff"),
        ("host-mismatch", "team-a", "ImagePullBackOff"),
        ("config-missing", "team-a", "CreateContainerConfigError"),
        ("config-missing", "data", "CreateContainerConfigError"),
        ("healthy", "data", ""),
    ] {
        let stage = Stage::new(scenario);
        let pods = stage.pods(namespace).list(&ListParams::default()).await.unwrap();
        assert!(!pods.items.is_empty(), "{scenario}");
        for pod in pods {
            let (found, message) = waiting(&pod);
            let fits = found == reason || (reason == "ImagePullBackOff" && found == "ErrImagePull");
            assert!(fits, "{scenario}: {found} {message}");
        }
    }
}

#[tokio::test]
async fn a_table_has_the_status_of_each_pod() {
    let stage = Stage::new("harbor");
    let accept = "application/json;as=Table;g=meta.k8s.io;v=v1";
    let table = text(&stage, "/api/v1/pods?includeObject=None", accept).await;
    let mut words = std::collections::BTreeMap::new();
    for row in table["rows"].as_array().unwrap() {
        assert_eq!(row["object"], Value::Null);
        *words.entry(row["cells"][2].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let expected = [("CrashLoopBackOff", 2), ("ImagePullBackOff", 12), ("Pending", 1), ("Running", 34)];
    assert_eq!(words, expected.map(|(word, count)| (word.to_owned(), count)).into());
    assert_eq!(table["columnDefinitions"][2]["name"], "Status");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_cluster() {
    let mut lists = Vec::new();
    for seed in [7, 7, 8] {
        let clock = Clock::manual("2026-11-24T02:20:00Z".parse().unwrap());
        let demo = Demo::start(&Scenario::named("no-secret").unwrap(), clock, seed);
        let client = Client::new(demo.service(), "default");
        let request = Request::get("/api/v1/events").body(Vec::new()).unwrap();
        lists.push(client.request_text(request).await.unwrap());
    }
    assert_eq!(lists[0], lists[1]);
    assert_ne!(lists[0], lists[2]);
}

#[tokio::test]
async fn a_pull_without_a_credential_is_told_as_on_a_real_node() {
    let stage = Stage::new("no-secret");
    let pods = stage.pods("team-a").list(&ListParams::default()).await.unwrap();
    let cause = "failed to pull and unpack image \"harbor.internal.corp/project/app:1.4.2\": failed to resolve image: \
                 pull access denied, repository does not exist or may require authorization: authorization failed: no \
                 basic auth credentials";
    for pod in &pods.items {
        let (reason, message) = waiting(pod);
        let image = "harbor.internal.corp/project/app:1.4.2";
        match reason.as_str() {
            "ErrImagePull" => assert_eq!(message, cause),
            _ => assert_eq!(message, format!("Back-off pulling image \"{image}\": ErrImagePull: {cause}")),
        }
    }
    let events = stage.events("team-a").await;
    let failed = events.iter().find(|event| {
        event.message.as_deref()
            == Some(&format!("Failed to pull image \"harbor.internal.corp/project/app:1.4.2\": {cause}"))
    });
    let failed = failed.expect("the event says the same");
    assert!(failed.count > Some(3), "{failed:?}");
    assert_eq!(failed.involved_object.field_path.as_deref(), Some("spec.containers{app}"));
}

#[tokio::test]
async fn selectors_and_metadata_lists() {
    let stage = Stage::new("harbor");
    let pods: Api<Pod> = Api::all(stage.client.clone());
    let count = async |params: ListParams| pods.list(&params).await.unwrap().items.len();
    assert_eq!(count(ListParams::default().fields("status.phase=Pending")).await, 13);
    assert_eq!(count(ListParams::default().fields("status.phase!=Running,metadata.namespace==team-b")).await, 4);
    assert_eq!(count(ListParams::default().labels("app in (checkout,cart)")).await, 5);
    let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    let list = text(&stage, "/apis/apps/v1/namespaces/team-a/deployments", accept).await;
    assert_eq!(list["kind"], "PartialObjectMetadataList");
    assert!(list["items"][0].get("spec").is_none() && list["items"][0]["metadata"]["uid"].is_string());
}

#[tokio::test]
async fn no_node_fits_and_the_scheduler_says_why() {
    let stage = Stage::new("unschedulable");
    let events = stage.events("data").await;
    let failed = events.iter().find(|event| event.reason.as_deref() == Some("FailedScheduling")).unwrap();
    assert_eq!(
        failed.message.as_deref().unwrap(),
        "0/3 nodes are available: 1 Insufficient memory, 2 node(s) didn't match Pod's node affinity/selector. no new \
         claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 \
         Preemption is not helpful for scheduling."
    );
    assert!(failed.last_timestamp.is_none() && failed.event_time.is_some(), "it is written through events.k8s.io");
}

#[tokio::test]
async fn the_log_of_the_run_before_names_the_cause() {
    let stage = Stage::new("crash-loop");
    let pods = stage.pods("jobs");
    let name = pods.list(&ListParams::default()).await.unwrap().items.remove(0).metadata.name.unwrap();
    let path = format!("/api/v1/namespaces/jobs/pods/{name}/log?previous=true");
    let request = Request::get(path).body(Vec::new()).unwrap();
    let log = stage.client.request_text(request).await.unwrap();
    assert!(log.contains("smtp.host is empty"), "{log}");
    let stage = Stage::new("no-secret");
    let pods = stage.pods("team-a");
    let name = pods.list(&ListParams::default()).await.unwrap().items.remove(0).metadata.name.unwrap();
    let error = pods.logs(&name, &LogParams::default()).await.unwrap_err().to_string();
    assert!(error.contains("is waiting to start: "), "{error}");
}

#[tokio::test]
async fn what_is_not_implemented_says_so() {
    let stage = Stage::new("healthy");
    let request = Request::get("/openapi/v3").body(Vec::new()).unwrap();
    let error = stage.client.request_text(request).await.unwrap_err();
    let kube::Error::Api(status) = error else { panic!("not an answer") };
    assert_eq!((status.code, status.reason.as_str()), (501, "NotImplemented"));
}

#[tokio::test]
async fn the_server_is_discovered_in_both_ways() {
    let stage = Stage::new("healthy");
    let version = stage.client.apiserver_version().await.unwrap();
    assert_eq!((version.major.as_str(), version.minor.as_str()), ("1", "36"));
    let discovery = kube::Discovery::new(stage.client.clone()).run().await.unwrap();
    assert!(discovery.has_group("apps"));
    let aggregated = kube::Discovery::new(stage.client.clone()).run_aggregated().await.unwrap();
    assert!(aggregated.has_group("apps"));
}
