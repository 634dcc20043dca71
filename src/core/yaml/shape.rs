//! The order and the fields in which a reader expects to see an object.

use serde_json::{Map, Value};

/// Returns the value with its keys in the order of a hand-written manifest: `apiVersion`, `kind`,
/// `metadata` (`name`, `namespace`, `labels`, `annotations` first), `spec`, and `status` last.
///
/// Goes into the items of a List and into pod templates; all other keys keep their order.
pub fn ordered(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(ordered_fields(fields, OBJECT)),
        Value::Array(items) => Value::Array(items.into_iter().map(ordered).collect()),
        other => other,
    }
}

/// Returns the value without what the server keeps for itself: `status`, managed fields, ids,
/// versions, and the annotations that repeat the object or count its revisions.
///
/// Goes into the items of a List and into templates. A mapping that had nothing else is dropped.
pub fn without_noise(mut value: Value) -> Value {
    remove_noise(&mut value);
    value
}

const OBJECT: &[&str] = &["apiVersion", "kind", "metadata", "spec"];
const METADATA: &[&str] = &["name", "namespace", "labels", "annotations"];

const NOISE: &[&str] = &[
    "managedFields",
    "resourceVersion",
    "uid",
    "generation",
    "creationTimestamp",
    "selfLink",
];
const NOISY_ANNOTATIONS: &[&str] = &[
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
];

fn ordered_fields(mut fields: Map<String, Value>, first: &[&str]) -> Map<String, Value> {
    let mut sorted = Map::with_capacity(fields.len());
    for key in first {
        if let Some((key, value)) = fields.shift_remove_entry(*key) {
            let value = ordered_child(&key, value);
            sorted.insert(key, value);
        }
    }
    let status = fields.shift_remove_entry("status");
    for (key, value) in fields.into_iter().chain(status) {
        let value = ordered_child(&key, value);
        sorted.insert(key, value);
    }
    sorted
}

fn ordered_child(key: &str, value: Value) -> Value {
    match (key, value) {
        ("metadata", Value::Object(fields)) => Value::Object(ordered_fields(fields, METADATA)),
        ("items" | "spec" | "template" | "jobTemplate", value) => ordered(value),
        (_, value) => value,
    }
}

fn remove_noise(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(remove_noise),
        Value::Object(fields) => {
            fields.shift_remove("status");
            clean_child(fields, "metadata", clean_metadata);
            for key in ["items", "spec", "template", "jobTemplate"] {
                if let Some(child) = fields.get_mut(key) {
                    remove_noise(child);
                }
            }
        }
        _ => {}
    }
}

fn clean_metadata(metadata: &mut Map<String, Value>) {
    for key in NOISE {
        metadata.shift_remove(*key);
    }
    clean_child(metadata, "annotations", |annotations| {
        for key in NOISY_ANNOTATIONS {
            annotations.shift_remove(*key);
        }
    });
}

/// Cleans the mapping under a key and drops it when the cleaning emptied it.
fn clean_child(fields: &mut Map<String, Value>, key: &str, clean: fn(&mut Map<String, Value>)) {
    let Some(Value::Object(child)) = fields.get_mut(key) else {
        return;
    };
    let was_empty = child.is_empty();
    clean(child);
    if child.is_empty() && !was_empty {
        fields.shift_remove(key);
    }
}
