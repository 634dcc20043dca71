//! Workloads of every kind, and those that have no pod to show.

use k8s_openapi::api::batch::v1::CronJob;
use podmend::core::cause::{admission, credentials, schedule};
use serde_json::json;

use super::{pod::PodSpec, scene::Scene};

#[tokio::test]
async fn the_service_account_does_not_exist() {
    let Some(scene) = Scene::open().await else { return };
    scene.deploy("web", &PodSpec::of(&scene.public()).account("nosuch")).await;
    let incident = scene.incident(admission::SERVICEACCOUNT_NOT_FOUND, "certain").await;
    incident.is_about("Deployment", "web", "");
    assert!(incident.pods().is_empty() && incident.to_string().contains("nosuch"), "{incident}");
}

#[tokio::test]
async fn a_quota_allows_no_more_pods() {
    let Some(scene) = Scene::open().await else { return };
    scene.create("ResourceQuota", "few", json!({"spec": {"hard": {"pods": "0"}}})).await;
    scene.deploy("web", &PodSpec::of(&scene.public())).await;
    let incident = scene.incident(admission::QUOTA_OR_ADMISSION, "certain").await;
    incident.is_about("Deployment", "web", "");
    assert!(incident.pods().is_empty() && incident.to_string().contains("few"), "{incident}");
}

#[tokio::test]
async fn no_node_has_room() {
    let Some(scene) = Scene::open().await else { return };
    let requests = json!({"requests": {"cpu": "500"}});
    scene.deploy("web", &PodSpec::of(&scene.public()).app("resources", requests)).await;
    let incident = scene.incident(schedule::UNSCHEDULABLE_RESOURCES, "certain").await;
    incident.is_about("Deployment", "web", "").rests_on("node-constraint", "broken", "cpu");
}

#[tokio::test]
async fn no_node_is_allowed() {
    let Some(scene) = Scene::open().await else { return };
    let pod = PodSpec::of(&scene.public()).with("nodeSelector", json!({"disk": "ssd"}));
    scene.deploy("web", &pod).await;
    let incident = scene.incident(schedule::UNSCHEDULABLE_TAINT_AFFINITY, "certain").await;
    incident.is_about("Deployment", "web", "").rests_on("node-constraint", "broken", "");
}

/// The others are not made before the first is ready, and are not what is broken.
#[tokio::test]
async fn a_stateful_set_is_stuck_behind_its_first_pod() {
    let Some(scene) = Scene::open().await else { return };
    let spec = json!({"replicas": 3, "serviceName": "db"});
    scene.controller("StatefulSet", "db", &PodSpec::of(&scene.private()), spec).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("StatefulSet", "db", "app").rests_on("pod-names-secret", "broken", "");
    assert_eq!(incident.pods().len(), 1, "{incident}");
}

#[tokio::test]
async fn a_daemon_set_is_named_as_the_workload() {
    let Some(scene) = Scene::open().await else { return };
    scene.controller("DaemonSet", "agent", &PodSpec::of(&scene.private()), json!({})).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("DaemonSet", "agent", "app").rests_on("pod-names-secret", "broken", "");
}

#[tokio::test]
async fn a_job_is_named_as_the_workload() {
    let Some(scene) = Scene::open().await else { return };
    let pod = PodSpec::of(&scene.private()).with("restartPolicy", json!("Never"));
    scene.create("Job", "migrate", json!({"spec": {"template": {"spec": pod.value()}}})).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("Job", "migrate", "app").rests_on("pod-names-secret", "broken", "");
}

#[tokio::test]
async fn a_cron_job_is_named_as_the_workload() {
    let Some(scene) = Scene::open().await else { return };
    run_cron_job(&scene).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("CronJob", "nightly", "app").rests_on("pod-names-secret", "broken", "");
}

/// Runs it by hand, as `kubectl create job --from` does, instead of waiting for its minute.
pub(super) async fn run_cron_job(scene: &Scene) {
    let pod = PodSpec::of(&scene.private()).with("restartPolicy", json!("Never"));
    let job = json!({"template": {"spec": pod.value()}});
    scene.create("CronJob", "nightly", json!({"spec": {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": job}}})).await;
    let cron_job = scene.namespace.api::<CronJob>().get("nightly").await.expect("it was created");
    let owner = json!([{
        "apiVersion": "batch/v1", "kind": "CronJob", "name": "nightly", "uid": cron_job.metadata.uid, "controller": true,
    }]);
    let metadata = json!({"ownerReferences": owner, "annotations": {"cronjob.kubernetes.io/instantiate": "manual"}});
    scene.create("Job", "nightly-1", json!({"metadata": metadata, "spec": job})).await;
}

#[tokio::test]
async fn a_pod_of_nobody_is_its_own_workload() {
    let Some(scene) = Scene::open().await else { return };
    scene.create("Pod", "lonely", json!({"spec": PodSpec::of(&scene.private()).value()})).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("Pod", "lonely", "app").rests_on("pod-names-secret", "broken", "");
}
