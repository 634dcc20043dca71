//! What the server accepts but warns of, in `Warning` headers; after k8s.io/kubernetes/pkg/api/pod/warnings.go.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    kinds::Kind,
    object::{list, text},
};

/// Returns the warnings about an object that was accepted.
pub(crate) fn of(kind: &Kind, object: &Value) -> Vec<String> {
    let place = match kind.plural {
        "pods" => "spec",
        "deployments" | "replicasets" | "statefulsets" | "daemonsets" | "jobs" => "spec.template.spec",
        _ => return Vec::new(),
    };
    let mut seen = BTreeSet::new();
    let pointer = format!("/{}/imagePullSecrets", place.replace('.', "/"));
    let names = list(object, &pointer).iter().map(|secret| text(secret, "/name")).enumerate();
    let complain = |(index, name): (usize, &str)| {
        let field = format!("{place}.imagePullSecrets[{index}].name");
        match name {
            "" => Some(format!("{field}: invalid empty name \"\"")),
            name if seen.contains(name) => Some(format!("{field}: duplicate name \"{name}\"")),
            name => {
                seen.insert(name.to_owned());
                None
            }
        }
    };
    names.filter_map(complain).collect()
}
