//! Right fixes heal and wrong ones fail again, on a clock that the test turns.

use k8s_openapi::api::{
    apps::v1::Deployment,
    core::v1::{Secret, ServiceAccount},
};
use kube::api::{DeleteParams, Patch, PatchParams};
use serde_json::json;

use super::{
    writing::{deployments, pull_secret},
    *,
};

async fn ready(stage: &Stage) -> i32 {
    let deployment = deployments(stage).get("checkout").await.unwrap();
    deployment.status.and_then(|status| status.ready_replicas).unwrap_or(0)
}

async fn messages(stage: &Stage, reason: &str) -> Vec<String> {
    let events = stage.events("team-a").await;
    let fitting = events.into_iter().filter(|event| event.reason.as_deref() == Some(reason));
    fitting.filter_map(|event| event.message).collect()
}

async fn apply(stage: &Stage, patch: serde_json::Value) -> Deployment {
    let params = PatchParams::apply("podmend");
    deployments(stage).patch("checkout", &params, &Patch::Apply(patch)).await.unwrap()
}

#[tokio::test]
async fn naming_the_secret_heals_within_seconds() {
    let stage = Stage::new("no-secret");
    assert_eq!(ready(&stage).await, 0);
    apply(&stage, pull_secret("harbor-pull-secret")).await;
    for _ in 0..5 {
        stage.pass(1);
        ready(&stage).await;
    }
    assert_eq!(ready(&stage).await, 2);
    let pods = stage.pods("team-a").list(&ListParams::default()).await.unwrap();
    assert_eq!(pods.items.len(), 2, "the old pods are gone");
    let pulled = messages(&stage, "Pulled").await;
    assert!(pulled.iter().any(|text| text.starts_with("Successfully pulled image")), "{pulled:?}");
    let present = "already present on machine and can be accessed by the pod";
    assert!(pulled.iter().any(|text| text.ends_with(present)), "{pulled:?}");
    let deployment = deployments(&stage).get("checkout").await.unwrap();
    let conditions = deployment.status.unwrap().conditions.unwrap();
    let progressing = conditions.iter().find(|one| one.type_.as_deref() == Some("Progressing")).unwrap();
    assert_eq!(progressing.reason.as_deref(), Some("NewReplicaSetAvailable"));
}

#[tokio::test]
async fn one_long_step_gives_the_same_history_as_many_short_ones() {
    let mut histories = Vec::new();
    for steps in [1, 60] {
        let stage = Stage::new("no-secret");
        apply(&stage, pull_secret("harbor-pull-secret")).await;
        for _ in 0..steps {
            stage.pass(60 / steps);
            ready(&stage).await;
        }
        let events = stage.events("team-a").await;
        let told =
            events.into_iter().map(|event| (event.metadata.name, event.message, event.count, event.last_timestamp));
        histories.push(told.collect::<Vec<_>>());
    }
    assert_eq!(histories[0], histories[1]);
}

#[tokio::test]
async fn the_service_account_heals_new_pods_only() {
    let stage = Stage::new("no-secret");
    let accounts: Api<ServiceAccount> = Api::namespaced(stage.client.clone(), "team-a");
    let patch =
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "imagePullSecrets": [{"name": "harbor-pull-secret"}]});
    accounts.patch("default", &PatchParams::apply("podmend"), &Patch::Apply(patch)).await.unwrap();
    stage.pass(400);
    assert_eq!(ready(&stage).await, 0, "a pod keeps the list that it was made with");
    let pods = stage.pods("team-a");
    for pod in pods.list(&ListParams::default()).await.unwrap() {
        pods.delete(&pod.metadata.name.unwrap(), &DeleteParams::default()).await.unwrap();
    }
    stage.pass(8);
    assert_eq!(ready(&stage).await, 2);
}

#[tokio::test]
async fn a_secret_that_does_not_exist_fails_again_and_says_so() {
    let stage = Stage::new("no-secret");
    apply(&stage, pull_secret("misspelt")).await;
    stage.pass(3);
    assert_eq!(ready(&stage).await, 0);
    let missing = messages(&stage, "FailedToRetrieveImagePullSecret").await;
    let text = "Unable to retrieve some image pull secrets (misspelt); attempting to pull the image may not succeed.";
    assert_eq!(missing, [text]);
}

#[tokio::test]
async fn a_wrong_password_is_refused_until_it_is_repaired() {
    let stage = Stage::new("wrong-password");
    let pods = stage.pods("team-a").list(&ListParams::default()).await.unwrap();
    let (_, message) = waiting(&pods.items[0]);
    let refused = "401 Unauthorized";
    assert!(
        message.contains(
            "unexpected status from HEAD request to https://harbor.internal.corp/v2/project/app/manifests/1.4.2"
        ),
        "{message}"
    );
    assert!(message.ends_with(refused), "{message}");
    let donor = Demo::start(&Scenario::named("no-secret").unwrap(), stage.clock.clone(), 7);
    let donor = Client::new(donor.service(), "default");
    let good: Secret = Api::namespaced(donor, "team-a").get("harbor-pull-secret").await.unwrap();
    let secrets: Api<Secret> = Api::namespaced(stage.client.clone(), "team-a");
    let patch = Patch::Merge(json!({"data": good.data}));
    secrets.patch("harbor-pull-secret", &PatchParams::default(), &patch).await.unwrap();
    stage.pass(301);
    assert_eq!(ready(&stage).await, 2, "the next try of the same pods reads the secret again");
}

#[tokio::test]
async fn a_missing_service_account_stops_the_replica_set() {
    let stage = Stage::new("no-secret");
    let swap = json!({"apiVersion": "apps/v1", "kind": "Deployment",
                      "spec": {"template": {"spec": {"serviceAccountName": "nosuch"}}}});
    apply(&stage, swap).await;
    stage.pass(2);
    let failed = messages(&stage, "FailedCreate").await;
    let why = "is forbidden: error looking up service account team-a/nosuch: serviceaccount \"nosuch\" not found";
    assert!(failed.iter().any(|text| text.ends_with(why)), "{failed:?}");
    let status = deployments(&stage).get("checkout").await.unwrap().status.unwrap();
    assert!(status.conditions.unwrap().iter().any(|one| one.type_.as_deref() == Some("ReplicaFailure")));
}

#[tokio::test]
async fn deleting_a_deployment_takes_its_pods_along() {
    let stage = Stage::new("no-secret");
    deployments(&stage).delete("checkout", &DeleteParams::default()).await.unwrap();
    stage.pass(5);
    assert!(stage.pods("team-a").list(&ListParams::default()).await.unwrap().items.is_empty());
}
