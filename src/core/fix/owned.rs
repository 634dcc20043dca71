//! What our field manager owns of an object already.
//!
//! A server-side apply says all that its manager wants to own: a field owned before and not sent again is given up. So a
//! second repair of the same object has to send the first one's fields along.

use serde_json::{Map, Value, json};

use crate::core::{model::ObjectId, plan::FIELD_MANAGER};

/// Returns the body of an apply that changes nothing yet: which object it is about, and the spec that is ours already.
pub(super) fn owned_body(live: &Value, target: &ObjectId) -> Value {
    let mut body = json!({
        "apiVersion": "apps/v1",
        "kind": target.kind.to_string(),
        "metadata": { "name": target.name, "namespace": target.namespace },
    });
    let owned = owned_part(live);
    if owned["spec"].is_object() {
        body["spec"] = owned["spec"].clone();
    }
    body
}

/// Returns the part of the live object that an earlier apply of ours owns; an empty object when there is none.
fn owned_part(object: &Value) -> Value {
    let entries = object["metadata"]["managedFields"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours = entries.iter().find(|entry| entry["manager"] == FIELD_MANAGER && entry["operation"] == "Apply");
    ours.and_then(|entry| projected(object, &entry["fieldsV1"])).unwrap_or_else(|| Value::Object(Map::new()))
}

/// Cuts the value down to the fields of this set, `FieldsV1` of `apimachinery/pkg/apis/meta/v1/types.go`.
fn projected(value: &Value, fields: &Value) -> Option<Value> {
    let fields = fields.as_object()?;
    if fields.keys().all(|key| key == ".") {
        return Some(value.clone());
    }
    match value {
        Value::Object(object) => Some(projected_object(object, fields)),
        Value::Array(items) => Some(projected_list(items, fields)),
        _ => None,
    }
}

fn projected_object(object: &Map<String, Value>, fields: &Map<String, Value>) -> Value {
    let mut part = Map::new();
    for (key, below) in fields {
        let Some(name) = key.strip_prefix("f:") else { continue };
        if let Some(value) = object.get(name).and_then(|value| projected(value, below)) {
            part.insert(name.to_owned(), value);
        }
    }
    Value::Object(part)
}

fn projected_list(items: &[Value], fields: &Map<String, Value>) -> Value {
    let mut part = Vec::new();
    for (key, below) in fields {
        let Some(keys) = key.strip_prefix("k:").and_then(|keys| serde_json::from_str::<Value>(keys).ok()) else {
            continue;
        };
        let item = items.iter().find(|item| has_keys(item, &keys));
        if let Some(value) = item.and_then(|item| projected(item, below)) {
            part.push(with_keys(value, &keys));
        }
    }
    Value::Array(part)
}

fn has_keys(item: &Value, keys: &Value) -> bool {
    keys.as_object().is_some_and(|keys| keys.iter().all(|(name, value)| item[name.as_str()] == *value))
}

/// An item of a keyed list is nothing without its keys.
fn with_keys(mut item: Value, keys: &Value) -> Value {
    if let (Some(item), Some(keys)) = (item.as_object_mut(), keys.as_object()) {
        for (name, value) in keys {
            item.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_podmend_applied_and_nothing_else() {
        let object = json!({
            "metadata": { "managedFields": [
                { "manager": "kubectl", "operation": "Update", "fieldsV1": { "f:spec": { "f:replicas": {} } } },
                { "manager": "podmend", "operation": "Apply", "fieldsV1": { "f:spec": { "f:template": { "f:spec": {
                    "f:imagePullSecrets": { "k:{\"name\":\"a\"}": { ".": {}, "f:name": {} } },
                    "f:serviceAccountName": {} } } } } },
            ] },
            "spec": { "replicas": 2, "template": { "spec": {
                "serviceAccountName": "own", "imagePullSecrets": [{ "name": "b" }, { "name": "a" }] } } },
        });
        assert_eq!(
            owned_part(&object),
            json!({ "spec": { "template": { "spec": {
            "imagePullSecrets": [{ "name": "a" }], "serviceAccountName": "own" } } } })
        );
    }

    #[test]
    fn owns_nothing_where_nothing_was_applied() {
        assert_eq!(owned_part(&json!({ "metadata": {} })), json!({}));
    }
}
