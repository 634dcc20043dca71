//! Rights: what a review says is what a request meets.

use k8s_openapi::api::{
    authorization::v1::SelfSubjectAccessReview,
    core::v1::{Node, Secret},
};
use kube::api::{Patch, PatchParams, PostParams};
use serde_json::json;

use super::{
    writing::{deployments, pull_secret},
    *,
};

async fn may(stage: &Stage, verb: &str, resource: &str, namespace: &str) -> bool {
    let reviews: Api<SelfSubjectAccessReview> = Api::all(stage.client.clone());
    let attributes = json!({"verb": verb, "resource": resource, "namespace": namespace});
    let review = serde_json::from_value(json!({"spec": {"resourceAttributes": attributes}})).unwrap();
    reviews.create(&PostParams::default(), &review).await.unwrap().status.unwrap().allowed
}

async fn refusal<T: std::fmt::Debug>(request: impl Future<Output = kube::Result<T>>) -> String {
    match request.await.unwrap_err() {
        kube::Error::Api(status) if status.code == 403 => status.message.clone(),
        other => panic!("not forbidden: {other}"),
    }
}

#[tokio::test]
async fn a_denied_right_is_denied_in_the_words_of_kubernetes() {
    let stage = Stage::new("no-secret");
    stage.demo.set_access(Access::all().deny(&["patch"], &["deployments"], &["*"]).deny(
        &["get"],
        &["secrets"],
        &["*"],
    ));
    let patch = Patch::Apply(pull_secret("harbor-pull-secret"));
    assert_eq!(
        refusal(deployments(&stage).patch("checkout", &PatchParams::apply("podmend"), &patch)).await,
        "deployments.apps \"checkout\" is forbidden: User \"demo\" cannot patch resource \"deployments\" in API group \
         \"apps\" in the namespace \"team-a\""
    );
    let secrets: Api<Secret> = Api::namespaced(stage.client.clone(), "team-a");
    assert_eq!(
        refusal(secrets.get("harbor-pull-secret")).await,
        "secrets \"harbor-pull-secret\" is forbidden: User \"demo\" cannot get resource \"secrets\" in API group \"\" in \
         the namespace \"team-a\""
    );
    assert!(!may(&stage, "patch", "deployments", "team-a").await);
    assert!(may(&stage, "list", "secrets", "team-a").await);
    assert_eq!(stage.demo.writes().last().map(|write| write.code), Some(403), "refused writes are logged too");
}

#[tokio::test]
async fn rights_in_one_namespace_end_at_its_border() {
    let stage = Stage::new("harbor");
    stage.demo.set_access(Access::none().allow(&["get", "list", "watch"], &["pods"], &["team-a"]));
    assert!(may(&stage, "list", "pods", "team-a").await);
    assert!(!may(&stage, "list", "pods", "").await);
    assert_eq!(stage.pods("team-a").list(&ListParams::default()).await.unwrap().items.len(), 11);
    let all: Api<Pod> = Api::all(stage.client.clone());
    assert_eq!(
        refusal(all.list(&ListParams::default())).await,
        "pods is forbidden: User \"demo\" cannot list resource \"pods\" in API group \"\" at the cluster scope"
    );
    let nodes: Api<Node> = Api::all(stage.client.clone());
    assert!(refusal(nodes.get("node-1")).await.starts_with("nodes \"node-1\" is forbidden"));
}
