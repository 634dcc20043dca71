//! Pods as tests write them: one container, and what is special about it.

use serde_json::{Value, json};

/// The spec of a pod with a container `app`.
#[derive(Clone)]
pub(super) struct PodSpec(Value);

impl PodSpec {
    pub(super) fn of(image: &str) -> Self {
        Self(json!({"containers": [{"name": "app", "image": image}], "terminationGracePeriodSeconds": 1}))
    }

    /// Gives the pod a list of pull secrets of its own.
    pub(super) fn naming(self, secrets: &[&str]) -> Self {
        let list = secrets.iter().map(|name| json!({"name": name})).collect();
        self.with("imagePullSecrets", Value::Array(list))
    }

    pub(super) fn account(self, name: &str) -> Self {
        self.with("serviceAccountName", json!(name))
    }

    /// Sets a field of the pod.
    pub(super) fn with(mut self, field: &str, value: Value) -> Self {
        self.0[field] = value;
        self
    }

    /// Sets a field of the container.
    pub(super) fn app(mut self, field: &str, value: Value) -> Self {
        self.0["containers"][0][field] = value;
        self
    }

    /// Adds a container that runs beside the first.
    pub(super) fn beside(mut self, name: &str, image: &str) -> Self {
        let containers = self.0["containers"].as_array_mut().expect("a pod has containers");
        containers.push(json!({"name": name, "image": image}));
        self
    }

    pub(super) fn value(&self) -> &Value {
        &self.0
    }
}
