//! Applies, patches, dry runs, preconditions and refusals.

use k8s_openapi::api::{apps::v1::Deployment, core::v1::Secret};
use kube::api::{DeleteParams, Patch, PatchParams, PostParams, Preconditions};
use serde_json::{Value, json};

use super::*;

pub(super) fn deployments(stage: &Stage) -> Api<Deployment> {
    Api::namespaced(stage.client.clone(), "team-a")
}

pub(super) fn pull_secret(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "checkout"},
        "spec": {"template": {"spec": {"imagePullSecrets": [{"name": name}]}}},
    })
}

fn managers(deployment: &Deployment) -> Vec<String> {
    let entries = deployment.metadata.managed_fields.clone().unwrap_or_default();
    entries.into_iter().filter_map(|entry| entry.manager).collect()
}

fn code(error: &kube::Error) -> u16 {
    match error {
        kube::Error::Api(status) => status.code,
        other => panic!("not an answer: {other}"),
    }
}

#[tokio::test]
async fn a_dry_run_shows_the_change_and_keeps_nothing() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let before = api.get("checkout").await.unwrap();
    let params = PatchParams::apply("podmend").dry_run();
    let shown = api.patch("checkout", &params, &Patch::Apply(pull_secret("harbor-pull-secret"))).await.unwrap();
    let spec = shown.spec.template.spec.unwrap();
    assert_eq!(spec.image_pull_secrets.unwrap()[0].name, "harbor-pull-secret");
    assert_eq!(api.get("checkout").await.unwrap(), before);
    let writes = stage.demo.writes();
    assert_eq!(writes.len(), 1);
    assert!(writes[0].dry_run && writes[0].apply && writes[0].code == 200, "{writes:?}");
    assert_eq!(writes[0].manager, "podmend");
}

#[tokio::test]
async fn letting_go_of_an_apply_restores_what_was_there() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let before = api.get("checkout").await.unwrap();
    let params = PatchParams::apply("podmend");
    let fixed = api.patch("checkout", &params, &Patch::Apply(pull_secret("harbor-pull-secret"))).await.unwrap();
    assert!(managers(&fixed).contains(&"podmend".to_owned()));
    let nothing = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "checkout"}});
    let undone = api.patch("checkout", &params, &Patch::Apply(nothing)).await.unwrap();
    assert_eq!(undone.spec, before.spec);
    assert_eq!(managers(&undone), managers(&before));
}

#[tokio::test]
async fn a_stale_version_and_another_uid_are_refused() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let params = PatchParams::apply("podmend");
    let mut outdated = pull_secret("harbor-pull-secret");
    outdated["metadata"]["resourceVersion"] = json!("1");
    let error = api.patch("checkout", &params, &Patch::Apply(outdated)).await.unwrap_err();
    assert_eq!(code(&error), 409);
    assert!(error.to_string().contains("the object has been modified"), "{error}");
    let mut other = pull_secret("harbor-pull-secret");
    other["metadata"]["uid"] = json!("00000000-0000-4000-8000-000000000000");
    let error = api.patch("checkout", &params, &Patch::Apply(other.clone())).await.unwrap_err();
    assert_eq!(code(&error), 422);
    api.delete("checkout", &DeleteParams::default()).await.unwrap();
    let error = api.patch("checkout", &params, &Patch::Apply(other)).await.unwrap_err();
    assert_eq!(code(&error), 409);
    assert!(error.to_string().contains("uid mismatch"), "{error}");
}

#[tokio::test]
async fn applying_the_same_twice_keeps_the_version() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let patch = Patch::Apply(pull_secret("harbor-pull-secret"));
    let once = api.patch("checkout", &PatchParams::apply("podmend"), &patch).await.unwrap();
    let twice = api.patch("checkout", &PatchParams::apply("podmend"), &patch).await.unwrap();
    assert_eq!(once.metadata.resource_version, twice.metadata.resource_version);
}

#[tokio::test]
async fn a_field_of_another_manager_is_a_conflict_with_its_name() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let wanted = json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 5}});
    let error = api.patch("checkout", &PatchParams::apply("podmend"), &Patch::Apply(wanted)).await.unwrap_err();
    let kube::Error::Api(status) = error else { panic!("not an answer") };
    let cause = &status.details.clone().unwrap().causes[0];
    assert_eq!((cause.reason.as_str(), cause.field.as_str()), ("FieldManagerConflict", ".spec.replicas"));
    assert!(cause.message.contains("kubectl-client-side-apply"), "{status:?}");
}

#[tokio::test]
async fn a_typing_error_is_an_error_for_apply_and_a_warning_for_a_patch() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let wrong = json!({"apiVersion": "apps/v1", "kind": "Deployment",
                       "spec": {"template": {"spec": {"imagePullSecret": [{"name": "x"}]}}}});
    let error = api.patch("checkout", &PatchParams::apply("podmend"), &Patch::Apply(&wrong)).await.unwrap_err();
    assert_eq!(code(&error), 500);
    assert!(error.to_string().contains("field not declared in schema"), "{error}");
    api.patch("checkout", &PatchParams::default(), &Patch::Merge(&wrong)).await.unwrap();
}

#[tokio::test]
async fn giving_up_a_service_account_leaves_its_alias_behind() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    let params = PatchParams::apply("podmend");
    let swap = json!({"apiVersion": "apps/v1", "kind": "Deployment",
                      "spec": {"template": {"spec": {"serviceAccountName": "puller"}}}});
    api.patch("checkout", &params, &Patch::Apply(swap)).await.unwrap();
    let nothing = json!({"apiVersion": "apps/v1", "kind": "Deployment"});
    let undone = api.patch("checkout", &params, &Patch::Apply(nothing)).await.unwrap();
    let spec = undone.spec.template.spec.unwrap();
    assert_eq!(spec.service_account_name.as_deref(), Some("puller"), "the real server does this too");
}

#[tokio::test]
async fn pods_and_secret_types_cannot_be_changed() {
    let stage = Stage::new("no-secret");
    let pods = stage.pods("team-a");
    let pod = pods.list(&ListParams::default()).await.unwrap().items.remove(0);
    let name = pod.metadata.name.clone().unwrap();
    let patch = Patch::Strategic(json!({"spec": {"imagePullSecrets": [{"name": "x"}]}}));
    let error = pods.patch(&name, &PatchParams::default(), &patch).await.unwrap_err();
    assert_eq!(code(&error), 422);
    assert!(error.to_string().contains("pod updates may not change fields"), "{error}");
    let secrets: Api<Secret> = Api::namespaced(stage.client.clone(), "team-a");
    let patch = Patch::Merge(json!({"type": "Opaque"}));
    let error = secrets.patch("harbor-pull-secret", &PatchParams::default(), &patch).await.unwrap_err();
    assert!(error.to_string().contains("field is immutable"), "{error}");
}

#[tokio::test]
async fn creating_twice_and_deleting_with_a_wrong_uid_are_refused() {
    let stage = Stage::new("no-secret");
    let secrets: Api<Secret> = Api::namespaced(stage.client.clone(), "team-a");
    let mut secret: Secret =
        serde_json::from_value(json!({"metadata": {"generateName": "s-"}, "stringData": {"a": "b"}})).unwrap();
    let made = secrets.create(&PostParams::default(), &secret).await.unwrap();
    assert_eq!(made.type_.as_deref(), Some("Opaque"));
    assert_eq!(made.data.unwrap()["a"].0, b"b");
    secret.metadata.name = made.metadata.name.clone();
    assert_eq!(code(&secrets.create(&PostParams::default(), &secret).await.unwrap_err()), 409);
    let name = made.metadata.name.unwrap();
    let wrong = Preconditions { uid: Some("other".to_owned()), resource_version: None };
    let params = DeleteParams { preconditions: Some(wrong), ..DeleteParams::default() };
    assert_eq!(code(&secrets.delete(&name, &params).await.unwrap_err()), 409);
    assert!(secrets.delete(&name, &DeleteParams::default()).await.unwrap().right().is_some());
    assert_eq!(code(&secrets.get(&name).await.unwrap_err()), 404);
}

#[tokio::test]
async fn faults_meet_the_request_they_are_meant_for() {
    let stage = Stage::new("no-secret");
    let api = deployments(&stage);
    stage.demo.fail_next(Fault::answer(504).on("patch", "deployments").after_work());
    let patch = Patch::Apply(pull_secret("harbor-pull-secret"));
    let error = api.patch("checkout", &PatchParams::apply("podmend"), &patch).await.unwrap_err();
    assert_eq!(code(&error), 504);
    let now = api.get("checkout").await.unwrap();
    assert!(managers(&now).contains(&"podmend".to_owned()), "it was carried out all the same");
    stage.demo.fail_next(Fault::lost());
    assert!(matches!(api.get("checkout").await.unwrap_err(), kube::Error::Service(_)));
}

#[tokio::test]
async fn what_is_accepted_but_odd_is_warned_of() {
    use tower::ServiceExt;

    let stage = Stage::new("no-secret");
    let twice =
        json!({"spec": {"tempalte": 1, "template": {"spec": {"imagePullSecrets": [{"name": "a"}, {"name": "a"}]}}}});
    let request = Request::patch("/apis/apps/v1/namespaces/team-a/deployments/checkout")
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(twice.to_string().into_bytes()))
        .unwrap();
    let response = stage.demo.service().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let warnings: Vec<_> = response.headers().get_all("warning").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(
        warnings,
        [
            "299 - \"unknown field \\\"spec.tempalte\\\"\"",
            "299 - \"spec.template.spec.imagePullSecrets[1].name: duplicate name \\\"a\\\"\"",
        ]
    );
}
