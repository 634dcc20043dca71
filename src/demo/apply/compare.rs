//! What changed between two objects, as sets of fields.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    field_set::{FieldSet, is_ownable},
    schema::{List, Schema, item_name},
};
use crate::demo::object::is_empty;

#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) added: FieldSet,
    pub(super) modified: FieldSet,
    pub(super) removed: FieldSet,
}

/// Compares two objects; a missing one is an empty object.
pub(super) fn compare(schema: Schema, before: &Value, after: &Value) -> Changes {
    let mut walk = Walk { schema, path: Vec::new(), changes: Changes::default() };
    walk.fields(before, after);
    walk.changes
}

struct Walk {
    schema: Schema,
    path: Vec<String>,
    changes: Changes,
}

impl Walk {
    fn fields(&mut self, before: &Value, after: &Value) {
        let names =
            |value: &Value| value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let all: BTreeSet<String> = names(before).into_iter().chain(names(after)).collect();
        for name in all.into_iter().filter(|name| is_ownable(&self.path, name)).collect::<Vec<_>>() {
            self.path.push(format!("f:{name}"));
            self.value(&name, before.get(&name), after.get(&name), self.schema.is_atomic_map(&name));
            self.path.pop();
        }
    }

    fn value(&mut self, name: &str, before: Option<&Value>, after: Option<&Value>, atomic: bool) {
        if before == after {
            return;
        }
        let whole = before.into_iter().chain(after).find(|value| !is_empty(value));
        match whole {
            Some(Value::Object(_)) if !atomic && both(before, after, Value::is_object) => {
                self.fields(before.unwrap_or(&Value::Null), after.unwrap_or(&Value::Null));
                self.container(name, before, after);
            }
            Some(Value::Array(_)) if self.schema.list(name) != List::Atomic && both(before, after, Value::is_array) => {
                self.items(name, before, after);
                self.container(name, before, after);
            }
            _ => self.leaf(before, after),
        }
    }

    fn items(&mut self, name: &str, before: Option<&Value>, after: Option<&Value>) {
        let list = self.schema.list(name);
        let find = |value: Option<&Value>, step: &str| {
            let items = value.and_then(Value::as_array);
            items.into_iter().flatten().find(|item| item_name(list, item).as_deref() == Some(step)).cloned()
        };
        let steps: BTreeSet<String> = before
            .into_iter()
            .chain(after)
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(|item| item_name(list, item))
            .collect();
        for step in steps {
            let (old, new) = (find(before, &step), find(after, &step));
            self.path.push(step);
            self.value("", old.as_ref(), new.as_ref(), self.schema.has_atomic_items(name));
            self.path.pop();
        }
    }

    /// A map or list that came or went counts beside what is in it.
    fn container(&mut self, name: &str, before: Option<&Value>, after: Option<&Value>) {
        match (before, after) {
            (None, Some(_)) if !self.schema.is_always_there(name) => self.changes.added.insert(&self.path),
            (Some(_), None) => self.changes.removed.insert(&self.path),
            _ => {}
        }
    }

    fn leaf(&mut self, before: Option<&Value>, after: Option<&Value>) {
        let set = match (before, after) {
            (None, _) => &mut self.changes.added,
            (_, None) => &mut self.changes.removed,
            _ => &mut self.changes.modified,
        };
        set.insert(&self.path);
    }
}

/// Returns whether the sides that are there are of one type.
fn both(before: Option<&Value>, after: Option<&Value>, test: fn(&Value) -> bool) -> bool {
    before.is_none_or(test) && after.is_none_or(test)
}
