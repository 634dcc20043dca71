//! Strategic merge patch: like a merge patch, but lists whose items have keys merge by them.
//!
//! `$patch: delete` and `$patch: replace` are known; the ordering directives are read over.

use serde_json::Value;

use crate::demo::{
    apply::schema::{List, Schema},
    object::{fields, items},
};

pub(super) fn apply(schema: Schema, object: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        *object = patch.clone();
        return;
    };
    if changes.get("$patch").is_some_and(|directive| directive == "replace") {
        *object = Value::Null;
    }
    let target = fields(object);
    for (name, value) in changes.iter().filter(|(name, _)| !name.starts_with('$')) {
        match (value, schema.list(name)) {
            (Value::Null, _) => {
                target.shift_remove(name);
            }
            (Value::Array(changes), List::Map(keys)) => {
                let list = items(target.entry(name).or_insert(Value::Null));
                merge_items(schema, keys[0], list, changes);
            }
            (Value::Object(_), _) => apply(schema, target.entry(name).or_insert(Value::Null), value),
            _ => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

fn merge_items(schema: Schema, key: &str, list: &mut Vec<Value>, changes: &[Value]) {
    for change in changes {
        let place = list.iter().position(|item| item[key] == change[key]);
        let delete = change["$patch"] == "delete";
        match place {
            Some(index) if delete => {
                list.remove(index);
            }
            Some(index) => apply(schema, &mut list[index], change),
            None if delete => {}
            None => {
                let mut item = Value::Null;
                apply(schema, &mut item, change);
                list.push(item);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::demo::kinds;

    #[test]
    fn items_merge_by_their_key() {
        let schema = Schema::of(kinds::named("deployments"));
        let mut object = json!({"containers": [{"name": "a", "image": "x", "args": ["1"]}, {"name": "b"}]});
        let patch = json!({"containers": [
            {"name": "a", "image": "y", "args": ["2"]}, {"name": "b", "$patch": "delete"}, {"name": "c"},
        ]});
        apply(schema, &mut object, &patch);
        assert_eq!(object, json!({"containers": [{"name": "a", "image": "y", "args": ["2"]}, {"name": "c"}]}));
    }

    #[test]
    fn the_pull_secrets_of_a_service_account_are_replaced() {
        let schema = Schema::of(kinds::named("serviceaccounts"));
        let mut object = json!({"imagePullSecrets": [{"name": "old"}]});
        apply(schema, &mut object, &json!({"imagePullSecrets": [{"name": "new"}]}));
        assert_eq!(object, json!({"imagePullSecrets": [{"name": "new"}]}));
    }
}
