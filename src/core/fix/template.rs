//! The pod template of a workload, as far as a pull is concerned.

use serde_json::{Value, json};

/// A view of `spec.template.spec`.
pub(super) struct Template<'a> {
    spec: &'a Value,
}

impl<'a> Template<'a> {
    pub(super) fn of(workload: &'a Value) -> Self {
        Self { spec: &workload["spec"]["template"]["spec"] }
    }

    /// Returns the names in the template's own `imagePullSecrets`.
    pub(super) fn pull_secrets(&self) -> Vec<&'a str> {
        let list = self.spec["imagePullSecrets"].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|entry| entry["name"].as_str()).collect()
    }

    /// Returns the ServiceAccount that the template names; `None` stands for `default`.
    pub(super) fn service_account(&self) -> Option<&'a str> {
        self.spec["serviceAccountName"].as_str().filter(|name| !name.is_empty())
    }
}

/// Returns the list as the API wants it: `[{name: a}, {name: b}]`.
pub(super) fn references(names: &[String]) -> Value {
    names.iter().map(|name| json!({ "name": name })).collect()
}

/// Adds a name once, keeping the order.
pub(super) fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
