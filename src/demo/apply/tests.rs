use super::*;
use crate::demo::{
    apply::managers::Author,
    kinds,
    object::{list, text},
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn deployments() -> &'static Kind {
    kinds::named("deployments")
}

/// A deployment as `kubectl create` leaves it.
fn live() -> Value {
    let container = json!({"name": "app", "image": "nginx:1", "ports": [{"containerPort": 80, "protocol": "TCP"}]});
    let mut object = json!({
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
                 "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}},
    });
    managers::track(deployments(), None, &mut object, &Author::new("kubectl-create"), NOW);
    object
}

fn config(spec: &Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec})
}

fn pull_secrets(names: &[&str]) -> Value {
    let secrets: Vec<_> = names.iter().map(|name| json!({"name": name})).collect();
    config(&json!({"template": {"spec": {"imagePullSecrets": secrets}}}))
}

/// What one applies to let go of everything.
fn nothing() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}})
}

fn applied(live: &Value, config: &Value, manager: &str) -> Result<Value, Refusal> {
    apply(deployments(), live, &Application { config, manager, force: false }, NOW)
}

fn fields(object: &Value, manager: &str) -> Value {
    let entries = list(object, "/metadata/managedFields");
    entries.iter().find(|entry| entry["manager"] == manager).map_or(Value::Null, |entry| entry["fieldsV1"].clone())
}

#[test]
fn creating_owns_what_it_wrote_in_the_form_of_the_api() {
    assert_eq!(
        fields(&live(), "kubectl-create"),
        json!({
            "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
            "f:spec": {
                "f:replicas": {},
                "f:selector": {},
                "f:template": {
                    "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                    "f:spec": {"f:containers": {"k:{\"name\":\"app\"}": {
                        ".": {}, "f:image": {}, "f:name": {},
                        "f:ports": {".": {}, "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": {
                            ".": {}, "f:containerPort": {}, "f:protocol": {},
                        }},
                    }}},
                },
            },
        })
    );
}

#[test]
fn applying_a_pull_secret_owns_that_item_alone() {
    let object = applied(&live(), &pull_secrets(&["regcred"]), "podmend").unwrap();
    assert_eq!(
        fields(&object, "podmend"),
        json!({"f:spec": {"f:template": {"f:spec": {"f:imagePullSecrets": {"k:{\"name\":\"regcred\"}": {}}}}}})
    );
    assert_eq!(object["spec"]["replicas"], 2, "the rest is untouched");
}

#[test]
fn applying_less_takes_out_what_nobody_else_owns() {
    let both = applied(&live(), &pull_secrets(&["regcred", "mirror"]), "podmend").unwrap();
    let one = applied(&both, &pull_secrets(&["mirror"]), "podmend").unwrap();
    assert_eq!(one["spec"]["template"]["spec"]["imagePullSecrets"], json!([{"name": "mirror"}]));
    let none = applied(&one, &nothing(), "podmend").unwrap();
    assert_eq!(none["spec"]["template"]["spec"].get("imagePullSecrets"), None);
    assert_eq!(fields(&none, "podmend"), Value::Null);
    assert_eq!(none["spec"]["template"]["spec"]["containers"], live()["spec"]["template"]["spec"]["containers"]);
}

#[test]
fn a_field_that_two_managers_applied_stays_when_one_lets_go() {
    let first = applied(&live(), &pull_secrets(&["regcred"]), "podmend").unwrap();
    let shared = applied(&first, &pull_secrets(&["regcred"]), "argocd-controller").unwrap();
    let left = applied(&shared, &nothing(), "podmend").unwrap();
    assert_eq!(left["spec"]["template"]["spec"]["imagePullSecrets"], json!([{"name": "regcred"}]));
    assert_eq!(fields(&left, "podmend"), Value::Null);
    assert_ne!(fields(&left, "argocd-controller"), Value::Null);
}

#[test]
fn another_value_for_a_field_of_others_is_a_conflict() {
    let refusal = applied(&live(), &config(&json!({"replicas": 5})), "podmend").unwrap_err();
    let status = refusal.status();
    assert_eq!(status["code"], 409);
    let message = "Apply failed with 1 conflict: conflict with \"kubectl-create\" using apps/v1: .spec.replicas";
    assert_eq!(text(&status, "/message"), message);
    assert_eq!(
        status["details"]["causes"],
        json!([{"reason": "FieldManagerConflict", "message": "conflict with \"kubectl-create\" using apps/v1",
                "field": ".spec.replicas"}])
    );
}

#[test]
fn the_same_value_is_shared_and_force_takes_over() {
    let shared = applied(&live(), &config(&json!({"replicas": 2})), "podmend").unwrap();
    assert!(fields(&shared, "kubectl-create")["f:spec"].get("f:replicas").is_some());
    let wanted = config(&json!({"replicas": 5}));
    let forced = Application { config: &wanted, manager: "podmend", force: true };
    let object = apply(deployments(), &shared, &forced, NOW).unwrap();
    assert_eq!(object["spec"]["replicas"], 5);
    assert!(fields(&object, "kubectl-create")["f:spec"].get("f:replicas").is_none());
}

#[test]
fn an_ordinary_update_takes_fields_without_asking() {
    let before = applied(&live(), &pull_secrets(&["regcred"]), "podmend").unwrap();
    let mut after = before.clone();
    after["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{"name": "other"}]);
    managers::track(deployments(), Some(&before), &mut after, &Author::new("kubectl-edit"), NOW);
    assert_eq!(fields(&after, "podmend"), Value::Null);
    let taken = &fields(&after, "kubectl-edit")["f:spec"]["f:template"]["f:spec"]["f:imagePullSecrets"];
    assert_eq!(*taken, json!({"k:{\"name\":\"other\"}": {}}));
}

#[test]
fn the_pull_secrets_of_a_service_account_are_one_value() {
    let kind = kinds::named("serviceaccounts");
    let mut account = json!({"metadata": {"name": "default"}, "imagePullSecrets": [{"name": "old"}]});
    managers::track(kind, None, &mut account, &Author::new("kubectl-create"), NOW);
    let config = json!({"imagePullSecrets": [{"name": "old"}, {"name": "new"}]});
    let application = Application { config: &config, manager: "podmend", force: false };
    let refusal = apply(kind, &account, &application, NOW).unwrap_err();
    assert_eq!(refusal.status()["details"]["causes"][0]["field"], ".imagePullSecrets");
    let forced = apply(kind, &account, &Application { force: true, ..application }, NOW).unwrap();
    assert_eq!(fields(&forced, "podmend"), json!({"f:imagePullSecrets": {}}));
}

#[test]
fn applying_the_same_again_changes_nothing() {
    let once = applied(&live(), &pull_secrets(&["regcred"]), "podmend").unwrap();
    let later = NOW + std::time::Duration::from_secs(60);
    let secrets = pull_secrets(&["regcred"]);
    let again = Application { config: &secrets, manager: "podmend", force: false };
    assert_eq!(apply(deployments(), &once, &again, later).unwrap(), once);
}
