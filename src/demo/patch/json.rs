//! JSON patch, RFC 6902: a list of operations, all or none.

use serde_json::Value;

use crate::demo::{
    object::{remove, text},
    refusal::Refusal,
};

pub(super) fn apply(object: &mut Value, patch: &Value) -> Result<(), Refusal> {
    let operations = patch.as_array().ok_or_else(|| Refusal::bad_request("a JSON patch is a list of operations"))?;
    for operation in operations {
        run(object, operation).map_err(|why| Refusal::new(422, "Invalid", why))?;
    }
    Ok(())
}

fn run(object: &mut Value, operation: &Value) -> Result<(), String> {
    let path = text(operation, "/path");
    let missing = |path: &str| format!("the path {path} does not exist");
    let copied = |object: &Value| {
        let from = text(operation, "/from");
        object.pointer(from).cloned().ok_or_else(|| missing(from))
    };
    let value = operation["value"].clone();
    match text(operation, "/op") {
        "test" if object.pointer(path) == Some(&value) => Ok(()),
        "test" => Err(format!("testing value {path} failed")),
        "add" => add(object, path, value),
        "replace" => {
            *object.pointer_mut(path).ok_or_else(|| missing(path))? = value;
            Ok(())
        }
        "remove" => take(object, path).map(|_| ()).ok_or_else(|| missing(path)),
        "copy" => {
            let value = copied(object)?;
            add(object, path, value)
        }
        "move" => {
            let value = copied(object)?;
            take(object, text(operation, "/from"));
            add(object, path, value)
        }
        other => Err(format!("unexpected kind: {other}")),
    }
}

fn add(object: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let (parent, key) = path.rsplit_once('/').ok_or_else(|| format!("the path {path} is no pointer"))?;
    let missing = || format!("the path {parent} does not exist");
    match object.pointer_mut(parent).ok_or_else(missing)? {
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => {
            let index = key.parse().ok().filter(|index| *index <= items.len()).ok_or_else(missing)?;
            items.insert(index, value);
        }
        Value::Object(fields) => {
            fields.insert(key.replace("~1", "/").replace("~0", "~"), value);
        }
        _ => return Err(missing()),
    }
    Ok(())
}

fn take(object: &mut Value, path: &str) -> Option<Value> {
    let (parent, key) = path.rsplit_once('/')?;
    match object.pointer_mut(parent)? {
        Value::Array(items) => {
            let index = key.parse().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => remove(object, path),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn operations_run_in_order() {
        let mut object = json!({"list": [1, 3], "map": {"a/b": 1}});
        let patch = json!([
            {"op": "test", "path": "/list/0", "value": 1},
            {"op": "add", "path": "/list/1", "value": 2},
            {"op": "add", "path": "/list/-", "value": 4},
            {"op": "move", "from": "/map/a~1b", "path": "/map/c"},
            {"op": "remove", "path": "/list/0"},
        ]);
        apply(&mut object, &patch).unwrap();
        assert_eq!(object, json!({"list": [2, 3, 4], "map": {"c": 1}}));
    }

    #[test]
    fn a_failed_test_refuses_the_patch() {
        let mut object = json!({"a": 1});
        let refusal = apply(&mut object, &json!([{"op": "test", "path": "/a", "value": 2}])).unwrap_err();
        assert_eq!(refusal.code, 422);
    }
}
