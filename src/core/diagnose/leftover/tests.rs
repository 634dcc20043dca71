use serde_json::json;

use super::whole;

#[test]
fn a_workload_is_whole_by_the_numbers_of_its_kind() {
    for (workload, is_whole) in [
        (json!({ "kind": "Deployment", "spec": { "replicas": 2 }, "status": { "readyReplicas": 2 } }), true),
        (json!({ "kind": "Deployment", "spec": { "replicas": 2 }, "status": { "readyReplicas": 1 } }), false),
        (json!({ "kind": "Deployment", "spec": { "replicas": 0 }, "status": { "readyReplicas": 0 } }), false),
        (json!({ "kind": "StatefulSet", "status": { "readyReplicas": 1 } }), true),
        (json!({ "kind": "StatefulSet", "status": null }), false),
        (json!({ "kind": "DaemonSet", "status": { "desiredNumberScheduled": 3, "numberReady": 3 } }), true),
        (json!({ "kind": "DaemonSet", "status": { "desiredNumberScheduled": 3, "numberReady": 2 } }), false),
        (json!({ "kind": "Job", "status": { "conditions": [{ "type": "Complete", "status": "True" }] } }), true),
        (json!({ "kind": "Job", "status": { "conditions": [{ "type": "Failed", "status": "True" }, 7] } }), false),
        (json!({ "status": { "readyReplicas": 1 } }), false),
        (json!("odd"), false),
    ] {
        assert_eq!(whole(&workload).is_some(), is_whole, "{workload}");
    }
}
