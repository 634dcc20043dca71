//! JSON merge patch, RFC 7386: lists are replaced, null takes out.

use serde_json::Value;

use crate::demo::object::fields;

pub(super) fn apply(object: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        *object = patch.clone();
        return;
    };
    let target = fields(object);
    for (name, value) in changes {
        if value.is_null() {
            target.shift_remove(name);
        } else {
            apply(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn maps_merge_lists_are_replaced_and_null_takes_out() {
        let mut object = json!({"a": {"b": 1, "c": [1, 2]}, "d": 4});
        apply(&mut object, &json!({"a": {"c": [3], "e": {"f": null}}, "d": null}));
        assert_eq!(object, json!({"a": {"b": 1, "c": [3], "e": {}}}));
    }
}
