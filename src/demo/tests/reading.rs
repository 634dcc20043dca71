//! Lists, tables, single objects and watches.

use http::Request;
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
