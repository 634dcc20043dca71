//! Laying a configuration over a live object.

use serde_json::Value;

use super::schema::{List, Schema, item_name};

/// Returns the live object with the configuration's values; nothing is taken out here.
pub(super) fn merge(schema: Schema, live: &Value, config: &Value) -> Value {
    let mut merged = live.clone();
    for (name, value) in config.as_object().into_iter().flatten() {
        if !matches!(name.as_str(), "apiVersion" | "kind") {
            merge_field(schema, &mut merged, name, value);
        }
    }
    merged
}

fn merge_field(schema: Schema, live: &mut Value, name: &str, config: &Value) {
    match live.get_mut(name).filter(|value| !value.is_null()) {
        Some(old) => merge_value(schema, name, old, config, schema.is_atomic_map(name)),
        None => live[name] = config.clone(),
    }
}

fn merge_value(schema: Schema, name: &str, live: &mut Value, config: &Value, atomic: bool) {
    match (config, schema.list(name)) {
        (Value::Object(fields), _) if live.is_object() && !atomic => {
            for (name, value) in fields {
                merge_field(schema, live, name, value);
            }
        }
        (Value::Array(items), list @ (List::Map(_) | List::Set)) if live.is_array() => {
            merge_items(schema, name, list, live, items);
        }
        _ => *live = config.clone(),
    }
}

/// Items that both have stay where they are, new ones come last.
fn merge_items(schema: Schema, name: &str, list: List, live: &mut Value, items: &[Value]) {
    let Some(old) = live.as_array_mut() else {
        return;
    };
    for item in items {
        let step = item_name(list, item);
        match old.iter_mut().find(|other| item_name(list, other) == step) {
            Some(place) => merge_value(schema, "", place, item, schema.has_atomic_items(name)),
            None => old.push(item.clone()),
        }
    }
}
