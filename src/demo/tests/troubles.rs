//! Each scenario shows its trouble in the words of a real cluster, and ends with the right repair only.

use std::fmt::Debug;

use k8s_openapi::{
    api::{
        apps::v1::Deployment,
        core::v1::{ResourceQuota, Secret, ServiceAccount},
    },
    serde::{Serialize, de::DeserializeOwned},
};
use kube::{
    Resource,
    api::{Patch, PatchParams, PostParams},
    core::NamespaceResourceScope,
};
use serde_json::{Value, json};

use super::*;

async fn merge<K>(stage: &Stage, namespace: &str, name: &str, patch: Value)
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned + Serialize,
{
    let objects: Api<K> = Api::namespaced(stage.client.clone(), namespace);
    objects.patch(name, &PatchParams::default(), &Patch::Merge(patch)).await.unwrap();
}

/// Names these pull secrets in the template of `team-a/checkout`.
async fn name_secrets(stage: &Stage, names: &[&str]) {
    let names: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    let patch = json!({ "spec": { "template": { "spec": { "imagePullSecrets": names } } } });
    merge::<Deployment>(stage, "team-a", "checkout", patch).await;
}

async fn ready(stage: &Stage, namespace: &str) -> i32 {
    let deployments: Api<Deployment> = Api::namespaced(stage.client.clone(), namespace);
    let list = deployments.list(&ListParams::default()).await.unwrap();
    list.items.into_iter().map(|one| one.status.unwrap().ready_replicas.unwrap_or(0)).sum()
}

async fn failed_create(stage: &Stage) -> Vec<String> {
    let events = stage.events("team-a").await;
    let failed = events.into_iter().filter(|event| event.reason.as_deref() == Some("FailedCreate"));
    failed.filter_map(|event| event.message).collect()
}

#[tokio::test]
async fn one_robot_keeps_sixty_pods_of_five_namespaces_down_until_its_secret_is_renewed() {
    let stage = Stage::new("expired-robot");
    let all: Api<Pod> = Api::all(stage.client.clone());
    let pods = all.list(&ListParams::default()).await.unwrap().items;
    let refused: Vec<_> = pods.iter().filter(|pod| waiting(pod).1.ends_with("401 Unauthorized")).collect();
    let spaces: std::collections::BTreeSet<_> = refused.iter().map(|pod| pod.metadata.namespace.clone()).collect();
    assert_eq!((refused.len(), spaces.len()), (60, 5));
    let secrets: Api<Secret> = Api::namespaced(stage.client.clone(), "platform");
    let renewed = secrets.get("harbor-robot").await.unwrap().data;
    merge::<Secret>(&stage, "billing", "harbor-robot", json!({ "data": renewed })).await;
    stage.pass(302);
    assert_eq!((ready(&stage, "billing").await, ready(&stage, "shop").await), (12, 0));
}

#[tokio::test]
async fn a_secret_for_another_port_is_not_used() {
    let stage = Stage::new("host-mismatch");
    let pods = stage.pods("team-a").list(&ListParams::default()).await.unwrap().items;
    assert!(pods.iter().all(|pod| waiting(pod).1.ends_with("no basic auth credentials")));
    name_secrets(&stage, &["harbor-robot"]).await;
    stage.pass(5);
    assert_eq!(ready(&stage, "team-a").await, 2);
}

#[tokio::test]
async fn a_list_of_its_own_switches_off_what_the_account_gives() {
    let stage = Stage::new("shadowed");
    assert_eq!(ready(&stage, "team-a").await, 0);
    let pods = stage.pods("team-a").list(&ListParams::default()).await.unwrap().items;
    let named = pods[0].spec.clone().unwrap().image_pull_secrets.unwrap();
    assert_eq!(named.into_iter().map(|secret| secret.name).collect::<Vec<_>>(), ["partner-registry"]);
    name_secrets(&stage, &["partner-registry", "harbor-pull-secret"]).await;
    stage.pass(8);
    assert_eq!(ready(&stage, "team-a").await, 2);
}

#[tokio::test]
async fn without_its_account_a_deployment_has_no_pods_until_the_account_is_there() {
    let stage = Stage::new("missing-account");
    let why = "error looking up service account team-a/checkout: serviceaccount \"checkout\" not found";
    let failed = failed_create(&stage).await;
    assert!(failed.iter().all(|text| text.starts_with("Error creating: pods \"checkout-") && text.ends_with(why)));
    assert_eq!(failed.len(), 1, "one event that is counted: {failed:?}");
    let accounts: Api<ServiceAccount> = Api::namespaced(stage.client.clone(), "team-a");
    let account = serde_json::from_value(json!({ "metadata": { "name": "checkout" } })).unwrap();
    accounts.create(&PostParams::default(), &account).await.unwrap();
    assert_eq!(ready(&stage, "team-a").await, 2, "the two others");
    stage.pass(520);
    assert_eq!(ready(&stage, "team-a").await, 4, "the controller tries again after a growing pause");
}

#[tokio::test]
async fn a_quota_lets_in_as_many_as_it_says() {
    let stage = Stage::new("quota");
    assert_eq!(ready(&stage, "team-a").await, 4);
    let failed = failed_create(&stage).await;
    let why = "is forbidden: exceeded quota: team-quota, requested: pods=1, used: pods=4, limited: pods=4";
    assert!(failed.iter().any(|text| text.ends_with(why)), "{failed:?}");
    merge::<ResourceQuota>(&stage, "team-a", "team-quota", json!({ "spec": { "hard": { "pods": "9" } } })).await;
    stage.pass(520);
    assert_eq!(ready(&stage, "team-a").await, 6);
}

#[tokio::test]
async fn a_container_waits_for_the_key_that_its_environment_names() {
    let stage = Stage::new("config-missing");
    let of = async |namespace: &str| {
        let pods = stage.pods(namespace).list(&ListParams::default()).await.unwrap().items;
        waiting(&pods[0]).1
    };
    assert_eq!(of("team-a").await, "couldn't find key url in Secret team-a/orders-database");
    assert_eq!(of("data").await, "configmap \"cache-settings\" not found");
    let told = stage.events("team-a").await.into_iter().filter_map(|event| event.message);
    assert!(told.into_iter().any(|text| text == "Error: couldn't find key url in Secret team-a/orders-database"));
    merge::<Secret>(&stage, "team-a", "orders-database", json!({ "stringData": { "url": "db.example" } })).await;
    stage.pass(20);
    assert_eq!((ready(&stage, "team-a").await, ready(&stage, "data").await), (2, 0));
}
