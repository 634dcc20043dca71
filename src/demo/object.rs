//! Reading and changing API objects as JSON.
//!
//! The demo keeps objects as the API does, so that fields it has never heard of survive; these few functions
//! take the noise out of walking through them. Paths are JSON pointers: `/spec/template/spec`.
//! A missing field reads as empty, because that is what it means to every controller.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Reads a text field; a missing one is empty.
pub(crate) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Reads a whole number; a missing one is zero.
pub(crate) fn number(object: &Value, pointer: &str) -> i64 {
    object.pointer(pointer).and_then(Value::as_i64).unwrap_or_default()
}

/// Reads a list; a missing one is empty.
pub(crate) fn list<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    object.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Reads a map of texts, such as labels; values of other types are left out.
pub(crate) fn texts<'a>(object: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    object
        .pointer(pointer)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
}

/// Returns whether a field is there and holds something.
pub(crate) fn has(object: &Value, pointer: &str) -> bool {
    object.pointer(pointer).is_some_and(|value| !value.is_null())
}

/// Returns whether a value says nothing: null, or an empty list or map.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Writes a field and makes the maps on the way to it.
pub(crate) fn set(object: &mut Value, pointer: &str, value: impl Into<Value>) {
    *slot(object, pointer) = value.into();
}

/// Writes a field unless it already holds something, as defaulting does.
pub(crate) fn set_default(object: &mut Value, pointer: &str, value: impl Into<Value>) {
    if !has(object, pointer) {
        set(object, pointer, value);
    }
}

/// Returns the place of a field to write to; it is null if it was not there.
pub(crate) fn slot<'a>(object: &'a mut Value, pointer: &str) -> &'a mut Value {
    let mut place = object;
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        place = fields(place).entry(key).or_insert(Value::Null);
    }
    place
}

/// Takes a field out and keeps the order of the others.
pub(crate) fn remove(object: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    let key = key.replace("~1", "/").replace("~0", "~");
    object.pointer_mut(parent)?.as_object_mut()?.shift_remove(&key)
}

/// Returns the fields of a map; anything else becomes an empty map first.
pub(crate) fn fields(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it was just made a map")
}

/// Returns the items of a list; anything else becomes an empty list first.
pub(crate) fn items(value: &mut Value) -> &mut Vec<Value> {
    if !value.is_array() {
        *value = json!([]);
    }
    value.as_array_mut().expect("it was just made a list")
}

/// Writes a time as metav1.Time does: whole seconds, UTC.
pub(crate) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads a time field.
pub(crate) fn time(object: &Value, pointer: &str) -> Option<Timestamp> {
    text(object, pointer).parse().ok()
}

/// Returns the reference to its controller, if something controls this object.
pub(crate) fn controller(object: &Value) -> Option<&Value> {
    list(object, "/metadata/ownerReferences").iter().find(|owner| owner["controller"] == true)
}

/// Writes one condition of a status and moves its transition time only when its status changes.
pub(crate) fn set_condition(object: &mut Value, condition: Condition, now: Timestamp) {
    let conditions = items(slot(object, "/status/conditions"));
    let old = conditions.iter().position(|other| other["type"] == condition.kind);
    let changed = old.is_none_or(|index| conditions[index]["status"] != condition.status);
    let since = match old {
        Some(index) if !changed => conditions[index]["lastTransitionTime"].clone(),
        _ => json!(seconds(now)),
    };
    let entry = condition.entry(since);
    match old {
        Some(index) => conditions[index] = entry,
        None => conditions.push(entry),
    }
}

/// Takes one condition out of a status.
pub(crate) fn drop_condition(object: &mut Value, kind: &str) {
    if let Some(Value::Array(conditions)) = object.pointer_mut("/status/conditions") {
        conditions.retain(|condition| condition["type"] != kind);
    }
}

/// One entry of `status.conditions`.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
    pub(crate) reason: String,
    pub(crate) message: String,
}

impl Condition {
    pub(crate) fn new(kind: &'static str, holds: bool) -> Self {
        let status = if holds { "True" } else { "False" };
        Self { kind, status, reason: String::new(), message: String::new() }
    }

    pub(crate) fn because(mut self, reason: &str, message: impl Into<String>) -> Self {
        reason.clone_into(&mut self.reason);
        self.message = message.into();
        self
    }

    fn entry(self, since: Value) -> Value {
        let mut entry = json!({"type": self.kind, "status": self.status, "lastTransitionTime": since});
        if !self.reason.is_empty() {
            entry["reason"] = json!(self.reason);
            entry["message"] = json!(self.message);
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_makes_the_maps_on_the_way_and_escapes_are_read() {
        let mut object = json!({"metadata": null});
        set(&mut object, "/metadata/annotations/example.org~1note", "x");
        assert_eq!(object["metadata"]["annotations"]["example.org/note"], "x");
        assert_eq!(text(&object, "/metadata/annotations/example.org~1note"), "x");
    }

    #[test]
    fn removing_keeps_the_order_of_the_rest() {
        let mut object = json!({"a": 1, "b": 2, "c": 3});
        assert_eq!(remove(&mut object, "/a"), Some(json!(1)));
        assert_eq!(object.to_string(), r#"{"b":2,"c":3}"#);
    }

    #[test]
    fn a_condition_keeps_its_transition_time_while_its_status_stays() {
        let mut object = json!({});
        let later = Timestamp::UNIX_EPOCH + std::time::Duration::from_secs(60);
        set_condition(&mut object, Condition::new("Ready", false), Timestamp::UNIX_EPOCH);
        set_condition(&mut object, Condition::new("Ready", false).because("New", "text"), later);
        assert_eq!(object["status"]["conditions"][0]["lastTransitionTime"], "1970-01-01T00:00:00Z");
        assert_eq!(object["status"]["conditions"][0]["reason"], "New");
    }
}
