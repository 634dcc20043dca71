//! Taking fields out that their manager gave up.

use serde_json::Value;

use super::{
    field_set::FieldSet,
    schema::{Schema, item_name},
};

/// Takes every member of the set out of an object, with all that lies below it.
pub(super) fn prune(schema: Schema, object: &mut Value, remove: &FieldSet) {
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    fields.retain(|name, value| {
        let Some(below) = remove.child(&format!("f:{name}")) else {
            return true;
        };
        if below.is_member() {
            return false;
        }
        prune_value(schema, name, value, below)
    });
}

/// Returns whether anything is left.
fn prune_value(schema: Schema, name: &str, value: &mut Value, remove: &FieldSet) -> bool {
    let Value::Array(items) = value else {
        prune(schema, value, remove);
        return true;
    };
    let list = schema.list(name);
    items.retain_mut(|item| {
        let below = item_name(list, item).and_then(|step| remove.child(&step));
        match below {
            None => true,
            Some(below) if below.is_member() => false,
            Some(below) => {
                prune(schema, item, below);
                true
            }
        }
    });
    !items.is_empty()
}
