use super::{check, check_kept, encoded, filled, value};
use crate::core::{redact::redact, yaml::read_documents};

#[test]
fn the_data_of_secrets_is_hidden_wherever_the_kind_stands() {
    check(
        "apiVersion: v1\ndata:\n  user: ^1 # the user\n  password: '^2'\nkind: Secret\nmetadata:\n  name: web\n",
        "apiVersion: v1\ndata:\n  user: REDACTED-secret-data-1 # the user\n  password: 'REDACTED-secret-data-2'\nkind: Secret\nmetadata:\n  name: web\n",
    );
    check(
        "kind: Secret\nstringData: {a: @1, b: \"@2\"}\n",
        "kind: Secret\nstringData: {a: REDACTED-secret-data-1, b: \"REDACTED-secret-data-2\"}\n",
    );
    check("type: Opaque\ndata:\n  a: ^1\n", "type: Opaque\ndata:\n  a: REDACTED-secret-data-1\n");
}

#[test]
fn each_document_and_item_is_judged_by_itself() {
    check(
        "kind: ConfigMap\ndata:\n  mode: fast\n---\nkind: Secret\ndata:\n  mode: ^1\n---\nkind: ConfigMap\ndata:\n  mode: slow\n",
        "kind: ConfigMap\ndata:\n  mode: fast\n---\nkind: Secret\ndata:\n  mode: REDACTED-secret-data-1\n---\nkind: ConfigMap\ndata:\n  mode: slow\n",
    );
    check(
        "kind: List\nitems:\n- kind: ConfigMap\n  data:\n    a: text\n- data:\n    a: ^1\n  kind: Secret\n- kind: ConfigMap\n  data:\n    b: text\n",
        "kind: List\nitems:\n- kind: ConfigMap\n  data:\n    a: text\n- data:\n    a: REDACTED-secret-data-1\n  kind: Secret\n- kind: ConfigMap\n  data:\n    b: text\n",
    );
}

#[test]
fn a_tag_before_a_value_stays() {
    let pin = "7332".repeat(3);
    let text = format!("count: !!int \"3\"\npin: !!str {pin}\npassword: !!str {}\n", value(1));
    let expected = "count: !!int \"3\"\npin: !!str REDACTED-password-1\npassword: !!str REDACTED-password-2\n";
    assert_eq!(redact(&text).text.as_str(), expected);
    check_kept("pin: 17\ngpio: {pin: 4}\npin: v1.2.3\n");
}

#[test]
fn block_scalars_are_hidden_as_one() {
    check(
        "kind: Secret\nstringData:\n  app.conf: |-\n    user = x\n    pin = @1\n\n    more\n  other: >\n    @2\ntype: Opaque\n",
        "kind: Secret\nstringData:\n  app.conf: |-\n    REDACTED-secret-data-1\n  other: >\n    REDACTED-secret-data-2\ntype: Opaque\n",
    );
}

#[test]
fn json_is_read_as_well() {
    check(
        r#"{"items":[{"kind":"Secret","data":{"a":"^1"}},{"kind":"ConfigMap","data":{"a":"text"}}]}"#,
        r#"{"items":[{"kind":"Secret","data":{"a":"REDACTED-secret-data-1"}},{"kind":"ConfigMap","data":{"a":"text"}}]}"#,
    );
    check(
        "{\n  \"kind\": \"Secret\",\n  \"data\": {\n    \"a\": \"^1\"\n  }\n}\n",
        "{\n  \"kind\": \"Secret\",\n  \"data\": {\n    \"a\": \"REDACTED-secret-data-1\"\n  }\n}\n",
    );
    check(
        r#"audit {"kind":"Secret","data":{"a":"^1"}} end"#,
        r#"audit {"kind":"Secret","data":{"a":"REDACTED-secret-data-1"}} end"#,
    );
}

#[test]
fn the_last_applied_configuration_is_a_manifest_too() {
    check(
        "metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"kind\":\"Secret\",\"stringData\":{\"a\":\"@1\"}}\n",
        "metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"kind\":\"Secret\",\"stringData\":{\"a\":\"REDACTED-secret-data-1\"}}\n",
    );
    check(
        r#"{"last-applied":"{\"kind\":\"Secret\",\"data\":{\"a\":\"^1\"}}\n"}"#,
        r#"{"last-applied":"{\"kind\":\"Secret\",\"data\":{\"a\":\"REDACTED-secret-data-1\"}}\n"}"#,
    );
}

#[test]
fn a_diff_is_read_behind_its_gutter() {
    check(
        "@@ -1,5 +1,5 @@\n kind: Secret\n data:\n-  a: ^1\n+  a: ^2\n   b: ^3\n",
        "@@ -1,5 +1,5 @@\n kind: Secret\n data:\n-  a: REDACTED-secret-data-1\n+  a: REDACTED-secret-data-2\n   b: REDACTED-secret-data-3\n",
    );
    check(
        "@@ -4,3 +4,5 @@\n stringData:\n+  k: |\n+    one @1\n+    two @2\n   x: @3\n",
        "@@ -4,3 +4,5 @@\n stringData:\n+  k: |\n+    REDACTED-secret-data-1\n+    REDACTED-secret-data-1\n   x: REDACTED-secret-data-2\n",
    );
    check(
        " env:\n - name: DB_PASSWORD\n-  value: @1\n+  value: @2\n",
        " env:\n - name: DB_PASSWORD\n-  value: REDACTED-password-1\n+  value: REDACTED-password-2\n",
    );
}

#[test]
fn a_hunk_without_kind_shows_its_secret_by_base64() {
    check(
        "@@ -3,2 +3,2 @@\n data:\n-  a: ^1\n+  a: ^2\n",
        "@@ -3,2 +3,2 @@\n data:\n-  a: REDACTED-secret-data-1\n+  a: REDACTED-secret-data-2\n",
    );
}

#[test]
fn variables_are_judged_by_their_names_in_either_order() {
    check(
        "env:\n- name: DB_PASSWORD\n  value: @1\n- value: \"@2\"\n  name: API_KEY\n- {name: SMTP_PASSWD, value: weak}\n- name: MODE\n  value: fast-3\n",
        "env:\n- name: DB_PASSWORD\n  value: REDACTED-password-1\n- value: \"REDACTED-key-1\"\n  name: API_KEY\n- {name: SMTP_PASSWD, value: REDACTED-password-2}\n- name: MODE\n  value: fast-3\n",
    );
    check(r#"{"name":"AUTH_TOKEN","value":"@1"}"#, r#"{"name":"AUTH_TOKEN","value":"REDACTED-token-1"}"#);
    check(r#"{"value":"@1","name":"AUTH_TOKEN"}"#, r#"{"value":"REDACTED-token-1","name":"AUTH_TOKEN"}"#);
}

#[test]
fn arguments_are_read_as_a_command() {
    check(
        "args:\n- --password=@1\n- --token\n- @2\n- --verbose\n- --user\n- bob\n",
        "args:\n- --password=REDACTED-password-1\n- --token\n- REDACTED-token-1\n- --verbose\n- --user\n- bob\n",
    );
    check(
        r#"command: ["redis-cli", "-a", "@1", "-p", "6379"]"#,
        r#"command: ["redis-cli", "-a", "REDACTED-password-1", "-p", "6379"]"#,
    );
    check(
        "command: [mysqldump]\nargs: [-uroot, -p@1, shop]\n",
        "command: [mysqldump]\nargs: [-uroot, -pREDACTED-password-1, shop]\n",
    );
    check("args: [nc, -p, 9000]\n", "args: [nc, -p, 9000]\n");
}

#[test]
fn a_docker_config_is_hidden_in_all_its_fields() {
    let auth = encoded(&format!("robot:{}", value(1)));
    let config = format!(
        r#"{{"auths":{{"h.corp":{{"username":"robot","password":"{}","auth":"{auth}","identitytoken":"{}"}}}}}}"#,
        value(1),
        value(2)
    );
    let redacted = redact(&config).text.to_string();
    assert!(redacted.contains("h.corp") && redacted.contains("robot"));
    for secret in [value(1), value(2), auth] {
        assert!(!redacted.contains(&secret), "{redacted}");
    }
    let hidden = format!("data:\n  config.json: {}\n", encoded(&config));
    assert_eq!(redact(&hidden).text.as_str(), "data:\n  config.json: REDACTED-secret-data-1\n");
}

#[test]
fn a_word_in_quotes_is_a_password_too() {
    check("web_password: \"true\"\nready: \"true\"\n", "web_password: \"REDACTED-password-1\"\nready: \"true\"\n");
    check_kept("usePassword: \"true\"\nenv: [{name: ALLOW_EMPTY_PASSWORD, value: \"true\"}]\n");
}

#[test]
fn a_kubeconfig_keeps_its_servers() {
    check(
        "users:\n- name: ops\n  user:\n    client-key-data: ^1\n    token: @2\n    password: @3\nclusters:\n- cluster: {server: \"https://api.corp:6443\"}\n",
        "users:\n- name: ops\n  user:\n    client-key-data: REDACTED-private-key-1\n    token: REDACTED-token-1\n    password: REDACTED-password-1\nclusters:\n- cluster: {server: \"https://api.corp:6443\"}\n",
    );
}

#[test]
fn annotations_are_judged_by_the_last_word_of_their_key() {
    check(
        "annotations:\n  example.com/api-token: @1\n  example.com/owner: team\n",
        "annotations:\n  example.com/api-token: REDACTED-token-1\n  example.com/owner: team\n",
    );
}

#[test]
fn anchors_lists_and_long_scalars_are_seen() {
    check("a: {password: &pw @1}\nb: *pw\n", "a: {password: &pw REDACTED-password-1}\nb: *pw\n");
    check("password: !!str @1\n", "password: !!str REDACTED-password-1\n");
    check("passwords:\n- @1\n- weak\n", "passwords:\n- REDACTED-password-1\n- REDACTED-password-2\n");
    check("password: \"@1\\\n  @2\"\nb: 1\n", "password: \"REDACTED-password-1\"\nb: 1\n");
    check("password:\n  @1\n  @2\nb: 1\n", "password:\n  REDACTED-password-1\nb: 1\n");
}

#[test]
fn what_closes_a_flow_over_lines_stays() {
    check(
        "{auth: {user: app,\n  password: \"@1\",\n  token: @2},\n mode: fast}\n",
        "{auth: {user: app,\n  password: \"REDACTED-password-1\",\n  token: REDACTED-token-1},\n mode: fast}\n",
    );
    check("password: @1\n  bad indent: [open\n", "password: REDACTED-password-1\n  bad indent: [open\n");
}

#[test]
fn line_ends_and_marks_stay() {
    check(
        "\u{feff}kind: Secret\r\ndata:\r\n  a: ^1\r\n",
        "\u{feff}kind: Secret\r\ndata:\r\n  a: REDACTED-secret-data-1\r\n",
    );
}

#[test]
fn what_was_yaml_stays_yaml_with_the_same_keys() {
    let text = filled(
        "kind: Secret\nmetadata: {name: x, annotations: {a: 'it''s'}}\nstringData:\n  a: |\n    @1\n    b\n  \"b\": \"@2\\n\"\n  c: @3\n",
    );
    let before = read_documents(&text).unwrap();
    let after = read_documents(redact(&text).text.as_str()).unwrap();
    let keys = |documents: &[serde_json::Value]| -> Vec<String> {
        documents[0]["stringData"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&before), keys(&after));
    assert_eq!(before[0]["metadata"], after[0]["metadata"]);
}
