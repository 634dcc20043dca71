use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn documents_are_read_as_kubectl_reads_them() {
    let text = "# first\na: yes\nb: 010\nc: 1_000\n---\n---\n# nothing\n---\nd: |\n  x\n";
    let expected = vec![json!({"a": true, "b": 8, "c": 1000}), json!({"d": "x\n"})];
    assert_eq!(read_documents(text), Ok(expected));
    assert_eq!(read_documents(""), Ok(vec![]));
}

#[test]
fn json_is_read_alone_and_as_a_stream() {
    let expected = Ok(vec![json!({"a": 1}), json!({"b": [2]})]);
    assert_eq!(read_documents("{\"a\": 1}\n{\"b\": [2]}\n"), expected);
    assert_eq!(read_documents("{a: 1}\n---\n{b: [2]}\n"), expected);
}

#[test]
fn anchors_and_merge_keys_are_expanded() {
    let text = "base: &base {a: 1}\nuse:\n  <<: *base\n  b: 2\n";
    let expected = json!({"base": {"a": 1}, "use": {"a": 1, "b": 2}});
    assert_eq!(read_documents(text), Ok(vec![expected]));
}

#[test]
fn errors_say_where_and_what_to_try() {
    for (text, line, column, hint) in [
        ("a: [\n", 1, 4, None),
        ("a: 1\nb: 2\na: 3\n", 3, 1, Some("keep one")),
        ("image: {{ .Values.image }}\n", 1, 9, Some("Helm")),
        ("a:\n  b: 1\n\tc: 2\n", 2, 6, Some("spaces")),
    ] {
        let error = read_documents(text).expect_err(text);
        assert_eq!((error.line, error.column), (Some(line), Some(column)), "{error:?}");
        assert_eq!(error.hint.is_some(), hint.is_some(), "{error:?}");
        assert!(error.hint.unwrap_or_default().contains(hint.unwrap_or_default()), "{error:?}");
        assert!(!error.message.contains("Options") && !error.message.contains("at line"), "{error}");
    }
}

#[test]
fn alias_bombs_are_refused() {
    let level = |n: usize| {
        let uses = vec![format!("*a{}", n - 1); 10].join(", ");
        format!("a{n}: &a{n} [{uses}]\n")
    };
    let bomb: String = (1..9).map(level).collect();
    let text = format!("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{bomb}");
    assert!(read_documents(&text).is_err());
}

#[test]
fn text_that_yaml_1_1_would_misread_is_quoted() {
    for word in ["yes", "on", "y", "NO", "1_000", "0644", "1e3", "~", "", "2001-01-01", "12:30:45"] {
        assert_eq!(write(&json!({ "value": word })), format!("value: \"{word}\"\n"));
    }
}

#[test]
fn lines_become_blocks_and_long_lines_stay_whole() {
    let long = "word ".repeat(60) + "end";
    let value = json!({"script": "set -e\nrun\n", "args": [long]});
    assert_eq!(write(&value), format!("script: |\n  set -e\n  run\nargs:\n- {long}\n"));
}

#[test]
fn a_block_that_starts_with_a_tab_is_quoted() {
    let value = json!({"Makefile": "\n\tgo build\n"});
    assert_eq!(write(&value), "Makefile: \"\\n\\tgo build\\n\"\n");
}

#[test]
fn order_is_that_of_a_manifest() {
    let object = json!({
        "status": {}, "spec": {"template": {"spec": {"b": 1, "a": 2}, "metadata": {"labels": {}, "name": "t"}}},
        "metadata": {"uid": "1", "labels": {}, "namespace": "n", "name": "x"}, "kind": "Deployment", "apiVersion": "apps/v1",
    });
    let expected = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x","namespace":"n","labels":{},"uid":"1"},"spec":{"template":{"metadata":{"name":"t","labels":{}},"spec":{"a":2,"b":1}}},"status":{}}"#;
    assert_eq!(ordered(object.clone()).to_string(), expected);
    let list = json!({"items": [object], "kind": "List"});
    assert_eq!(ordered(list).to_string(), format!(r#"{{"kind":"List","items":[{expected}]}}"#));
}

#[test]
fn noise_goes_and_the_rest_stays() {
    let object = json!({
        "kind": "Deployment",
        "metadata": {
            "name": "web", "uid": "u", "resourceVersion": "7", "generation": 3, "creationTimestamp": "t",
            "managedFields": [{"manager": "kubectl"}],
            "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "{}",
                "deployment.kubernetes.io/revision": "4",
            },
        },
        "spec": {"template": {"metadata": {"creationTimestamp": null, "labels": {"app": "web"}}, "spec": {"status": 1}}},
        "status": {"replicas": 1},
    });
    let clean = json!({
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": {}}},
    });
    assert_eq!(without_noise(object.clone()), clean);
    let list = json!({"kind": "List", "metadata": {"resourceVersion": ""}, "items": [object]});
    assert_eq!(without_noise(list), json!({"kind": "List", "items": [clean]}));
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![any::<String>(), "[ \t\n\\-:#'\"yno0-9_.~|>a]{0,12}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e12..1e12_f64).prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(text.clone(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(value in any_value()) {
        prop_assert!(reads_back(&write(&value), &value));
    }

    #[test]
    fn reading_never_panics(text in any::<String>()) {
        let _ = read_documents(&text);
    }

    #[test]
    fn order_changes_no_value(value in any_value()) {
        prop_assert_eq!(ordered(value.clone()), value);
    }
}
