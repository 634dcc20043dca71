//! The order and the fields in which a reader expects to see an object.

use serde_json::{Map, Value};

/// Returns the value with its keys in the order in which a reader looks for them: what and which it is first, `status`
/// last, and everything else by the alphabet, as kubectl prints it.
///
/// The same object always comes out the same, wherever its fields were added.
pub fn ordered(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<(String, Value)> = fields.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
            Value::Object(entries.into_iter().map(|(key, value)| (key, ordered(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(ordered).collect()),
        other => other,
    }
}

fn rank(key: &str) -> usize {
    if key == "status" {
        return usize::MAX;
    }
    FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len())
}

/// Returns the value without what the server keeps for itself: `status`, managed fields, ids,
/// versions, and the annotations that repeat the object or count its revisions.
///
/// Goes into the items of a List and into templates. A mapping that had nothing else is dropped.
pub fn without_noise(mut value: Value) -> Value {
    remove_noise(&mut value);
    value
}

const FIRST: &[&str] = &["apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "image"];

const NOISE: &[&str] = &["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"];
const NOISY_ANNOTATIONS: &[&str] =
    &["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];

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
