//! The incident podmend is for, on a real node and without podmend: if these fail, the cluster is at fault.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod, Secret};
use kube::Api;
use kube::api::{ListParams, Patch, PatchParams};
use serde_json::json;

use crate::support::cluster::{Cluster, Namespace};
use crate::support::wait::{PATIENCE, wait_for, wait_until};

const AGENT: &str = "cluster-smoke/1";

#[tokio::test]
async fn a_pull_fails_without_a_secret_and_heals_with_one() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.fitting_secret("harbor-pull-secret").await;
    namespace.deployment("app", &cluster.private_image("project/app:1.4.2"), 2).await;

    let message = wait_for("the pull fails", PATIENCE, async || pull_failure(&namespace).await).await;
    assert!(
        message.contains(
            "pull access denied, repository does not exist or may require authorization: \
             authorization failed: no basic auth credentials"
        ),
        "{message}"
    );

    name_secret(&cluster, &namespace).await;
    wait_until("both pods are Ready", PATIENCE, async || ready_pods(&namespace, "app").await == 2).await;

    let writes = cluster.writes_by(AGENT, &namespace.name).await;
    let [write] = writes.as_slice() else { panic!("one write was sent: {writes:#?}") };
    assert_eq!((write.verb.as_str(), write.resource.as_str(), write.name.as_str()), ("patch", "deployments", "app"));
    assert_eq!((write.field_manager.as_deref(), write.is_dry_run, write.code), (Some("smoke"), false, 200));
    assert_eq!(write.object, secret_patch());
}

#[tokio::test]
async fn a_public_image_needs_no_secret() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.deployment("web", &cluster.public_image("project/app:1.4.2"), 1).await;
    wait_until("the pod is Ready", PATIENCE, async || ready_pods(&namespace, "web").await == 1).await;
}

#[tokio::test]
async fn a_crash_and_too_much_memory_look_like_what_they_are() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.deployment("crash", &cluster.public_image("project/crash:1"), 1).await;
    namespace
        .apply(&format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: hungry, labels: {{app: hungry}}}}, spec: {{containers: [
                {{name: app, image: {}, resources: {{limits: {{memory: 64Mi}}}}}}]}}}}",
            cluster.public_image("project/hungry:1")
        ))
        .await;

    let last_reason = async |app: &str| {
        let status = app_status(namespace.pods(app).await.first()?)?;
        status.last_state?.terminated?.reason
    };
    let crash = wait_for("the crash repeats", PATIENCE, async || last_reason("crash").await).await;
    assert_eq!(crash, "Error");
    let hungry = wait_for("the memory runs out", PATIENCE, async || last_reason("hungry").await).await;
    assert_eq!(hungry, "OOMKilled");

    let pod = namespace.pods("crash").await.remove(0).metadata.name.unwrap();
    let log = namespace.api::<Pod>().logs(&pod, &kube::api::LogParams::default()).await.unwrap();
    assert!(log.contains("cannot open /etc/app/config.yaml"), "{log}");
}

#[tokio::test]
async fn a_limited_user_may_do_what_the_rules_say() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    let rules = json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]);
    let user = namespace.kubeconfig_for("viewer", &rules).await;
    let client = user.client().await;

    let pods: Api<Pod> = Api::namespaced(client.clone(), &namespace.name);
    pods.list(&ListParams::default()).await.expect("the rule allows it");
    let secrets: Api<Secret> = Api::namespaced(client, &namespace.name);
    let error = secrets.list(&ListParams::default()).await.expect_err("no rule allows it");
    assert!(matches!(&error, kube::Error::Api(status) if status.code == 403), "{error}");
}

fn secret_patch() -> serde_json::Value {
    json!({"spec": {"template": {"spec": {"imagePullSecrets": [{"name": "harbor-pull-secret"}]}}}})
}

async fn name_secret(cluster: &Cluster, namespace: &Namespace) {
    let deployments: Api<Deployment> = Api::namespaced(cluster.client_as(AGENT).await, &namespace.name);
    let parameters = PatchParams { field_manager: Some("smoke".into()), ..PatchParams::default() };
    deployments.patch("app", &parameters, &Patch::Strategic(secret_patch())).await.expect("the patch is accepted");
}

async fn pull_failure(namespace: &Namespace) -> Option<String> {
    let statuses = namespace.pods("app").await;
    let waiting = statuses.iter().filter_map(app_status).filter_map(|status| status.state?.waiting);
    let mut failures = waiting.filter(|waiting| waiting.reason.as_deref() == Some("ErrImagePull"));
    failures.next()?.message
}

async fn ready_pods(namespace: &Namespace, app: &str) -> usize {
    let pods = namespace.pods(app).await;
    pods.iter().filter_map(app_status).filter(|status| status.ready).count()
}

fn app_status(pod: &Pod) -> Option<ContainerStatus> {
    pod.status.as_ref()?.container_statuses.as_ref()?.first().cloned()
}
