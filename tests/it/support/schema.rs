//! Holds an answer of `podmend diagnose` against the schema that the documentation points to.

use serde_json::Value;

/// Returns the schema.
pub(crate) fn schema() -> Value {
    serde_json::from_str(include_str!("../../../docs/diagnosis.schema.json")).unwrap()
}

/// Returns what of an answer does not obey the schema, or is not in it.
pub(crate) fn problems(answer: &Value) -> Vec<String> {
    let schema = schema();
    let mut problems = Vec::new();
    compare(&schema, &schema, answer, "$", &mut problems);
    problems
}

/// Says what is wrong with a value by the schema. Knows the words that ours uses, and fails on any other.
fn compare(schema: &Value, part: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
    let mut complain = |what: &str| problems.push(format!("{place}: {what}: {value}"));
    for (word, rule) in part.as_object().unwrap() {
        match word.as_str() {
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "null" => value.is_null(),
                    other => panic!("unknown type {other}"),
                };
                if !rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is)) {
                    complain("is of another type");
                }
            }
            "const" if value != rule => complain("is another constant"),
            "enum" if !rule.as_array().unwrap().contains(value) => complain("is none of those"),
            "required" => {
                for name in rule.as_array().unwrap().iter().filter(|name| value.get(name.as_str().unwrap()).is_none()) {
                    complain(&format!("lacks {name}"));
                }
            }
            "$ref" => {
                let target = rule.as_str().unwrap().trim_start_matches('#');
                compare(schema, schema.pointer(target).unwrap(), value, place, problems);
                return;
            }
            "oneOf" => {
                let fits = rule.as_array().unwrap().iter().filter(|part| {
                    let mut wrong = Vec::new();
                    compare(schema, part, value, place, &mut wrong);
                    wrong.is_empty()
                });
                if fits.count() != 1 {
                    complain("is not one of them");
                }
                return;
            }
            "$schema" | "$id" | "$defs" | "title" | "description" | "properties" | "items" | "const" | "enum" => {}
            other => panic!("the test does not know {other}"),
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        match part["properties"].get(name) {
            Some(rule) => compare(schema, rule, inner, &format!("{place}.{name}"), problems),
            None => problems.push(format!("{place}: {name} is not in the schema")),
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        compare(schema, &part["items"], inner, &format!("{place}[{index}]"), problems);
    }
}
