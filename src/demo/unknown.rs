//! Fields that the API does not know: a typing error should not pass for a repair.
//!
//! The types of k8s-openapi are the schema: what is lost on the way through them is unknown.

use k8s_openapi::api::{
    apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet},
    batch::v1::{CronJob, Job},
    core::v1::{ConfigMap, Namespace, Pod, Secret, Service, ServiceAccount},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::kinds::Kind;

/// Returns the paths of unknown fields, or why the object is none of its kind.
pub(crate) fn unknown_fields(kind: &Kind, object: &Value) -> Result<Vec<String>, String> {
    match kind.plural {
        "configmaps" => lost::<ConfigMap>(object),
        "cronjobs" => lost::<CronJob>(object),
        "daemonsets" => lost::<DaemonSet>(object),
        "deployments" => lost::<Deployment>(object),
        "jobs" => lost::<Job>(object),
        "namespaces" => lost::<Namespace>(object),
        "pods" => lost::<Pod>(object),
        "replicasets" => lost::<ReplicaSet>(object),
        "secrets" => lost::<Secret>(object),
        "serviceaccounts" => lost::<ServiceAccount>(object),
        "services" => lost::<Service>(object),
        "statefulsets" => lost::<StatefulSet>(object),
        _ => Ok(Vec::new()),
    }
}

fn lost<T: DeserializeOwned + Serialize>(object: &Value) -> Result<Vec<String>, String> {
    // The types insist on their own kind, which an object inside of the demo does not carry.
    let mut given = object.clone();
    if let Some(fields) = given.as_object_mut() {
        fields.shift_remove("kind");
        fields.shift_remove("apiVersion");
    }
    let typed: T = T::deserialize(&given).map_err(|error| error.to_string())?;
    let kept = serde_json::to_value(typed).map_err(|error| error.to_string())?;
    let mut paths = Vec::new();
    compare(&given, &kept, "", &mut paths);
    Ok(paths)
}

fn compare(given: &Value, kept: &Value, path: &str, paths: &mut Vec<String>) {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            for (name, value) in given.iter().filter(|(_, value)| !super::object::is_empty(value)) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match kept.get(name) {
                    Some(other) => compare(value, other, &path, paths),
                    None => paths.push(path),
                }
            }
        }
        (Value::Array(given), Value::Array(kept)) => {
            for (index, (value, other)) in given.iter().zip(kept).enumerate() {
                compare(value, other, &format!("{path}[{index}]"), paths);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::demo::kinds;

    #[test]
    fn a_typing_error_is_named_with_its_place() {
        let object = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
            "spec": {"replicas": 1, "selector": {}, "template": {"spec": {
                "containers": [{"name": "app", "imagee": "x"}], "imagePullSecret": [{"name": "regcred"}],
            }}},
        });
        let unknown = unknown_fields(kinds::named("deployments"), &object).unwrap();
        assert_eq!(unknown, ["spec.template.spec.containers[0].imagee", "spec.template.spec.imagePullSecret"]);
    }

    #[test]
    fn a_wrong_type_is_an_error() {
        let object = json!({"metadata": {}, "spec": {"replicas": "two", "selector": {}, "template": {}}});
        assert!(unknown_fields(kinds::named("deployments"), &object).is_err());
    }
}
