//! Deployments of the shape that teams really write, many of a kind.

use serde_json::{Value, json};

use super::{DEFAULT_AGE, Entry, Fleet, seconds};

/// Returns the deployments of a fleet; their ages differ, as those of real ones do.
pub(super) fn entries(fleet: &Fleet) -> impl Iterator<Item = Entry> {
    let age = fleet.age.as_deref().map(|age| seconds(age).expect("a test builds every scenario"));
    fleet.names.iter().zip(1_u64..).map(move |(name, number)| Entry {
        age: age.unwrap_or(DEFAULT_AGE + number * 5 * 3600),
        manager: fleet.manager.clone().unwrap_or_else(|| "helm".to_owned()),
        object: deployment(fleet, name),
    })
}

fn deployment(fleet: &Fleet, name: &str) -> Value {
    let labels = json!({"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": fleet.namespace});
    let mut pod = json!({
        "containers": [{
            "name": name,
            "image": fleet.image,
            "ports": [{"name": "http", "containerPort": 8080}],
            "env": [{"name": "LOG_LEVEL", "value": "info"}],
            "resources": {"requests": {"cpu": "50m", "memory": "96Mi"}, "limits": {"memory": "192Mi"}},
        }],
    });
    if let Some(secret) = &fleet.pull_secret {
        pod["imagePullSecrets"] = json!([{"name": secret}]);
    }
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": fleet.namespace, "labels": labels},
        "spec": {
            "replicas": fleet.replicas,
            "selector": {"matchLabels": {"app.kubernetes.io/name": name}},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    })
}
