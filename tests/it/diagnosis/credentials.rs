//! A registry that wants a login, and what is wrong with the pull secret. To the runtime most of these are one and the same.

use base64::{Engine, engine::general_purpose::STANDARD};
use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::{Patch, PatchParams};
use podmend::core::cause::credentials;
use serde_json::json;

use super::{
    pod::PodSpec,
    scene::{APP, Scene},
};

#[tokio::test]
async fn no_secret_is_named() {
    let Some(scene) = Scene::open().await else { return };
    scene.deploy("web", &PodSpec::of(&scene.private())).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("pod-names-secret", "broken", "");
    incident.rests_on("service-account-gives", "broken", "default");
    assert_eq!(incident.shared("registry"), &scene.cluster.description.registry.name);
}

#[tokio::test]
async fn the_named_secret_is_nowhere() {
    let Some(scene) = Scene::open().await else { return };
    let name = format!("pull-{}", scene.namespace.name);
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&[&name])).await;
    let incident = scene.incident(credentials::PULL_SECRET_MISSING, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("secret-exists", "broken", &name);
    incident.rests_on("secret-elsewhere", "broken", &name);
    assert_eq!(incident.shared("secret"), &name);
}

#[tokio::test]
async fn the_named_secret_is_in_another_namespace() {
    let Some(scene) = Scene::open().await else { return };
    let elsewhere = scene.cluster.namespace().await;
    let name = format!("pull-{}", scene.namespace.name);
    elsewhere.fitting_secret(&name).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&[&name])).await;
    let incident = scene.incident(credentials::PULL_SECRET_MISSING, "certain").await;
    incident.rests_on("secret-exists", "broken", &name).rests_on("secret-elsewhere", "ok", &elsewhere.name);
}

#[tokio::test]
async fn the_key_names_a_port() {
    let Some(scene) = Scene::open().await else { return };
    let key = format!("{}:443", scene.cluster.description.registry.name);
    is_for_another_host(&scene, &key).await;
}

#[tokio::test]
async fn the_key_has_a_scheme_that_counts_as_a_host() {
    let Some(scene) = Scene::open().await else { return };
    let key = format!("oci://{}", scene.cluster.description.registry.name);
    is_for_another_host(&scene, &key).await;
}

#[tokio::test]
async fn the_key_is_for_the_path_of_another_project() {
    let Some(scene) = Scene::open().await else { return };
    let key = format!("{}/other", scene.cluster.description.registry.name);
    is_for_another_host(&scene, &key).await;
}

async fn is_for_another_host(scene: &Scene, key: &str) {
    scene.secret_for("pull", key).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&["pull"])).await;
    let incident = scene.incident(credentials::PULL_SECRET_HOST_MISMATCH, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("secret-host", "broken", key);
    assert_eq!(incident.shared("secret"), "pull");
}

#[tokio::test]
async fn a_scheme_that_does_not_count_is_no_incident() {
    let Some(scene) = Scene::open().await else { return };
    let key = format!("https://{}/v1/", scene.cluster.description.registry.name);
    scene.secret_for("pull", &key).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&["pull"])).await;
    scene.wait_until_ready("web").await;
    let said = scene.wait_for("an answer", |_| true).await;
    assert!(said.incidents().is_empty(), "what is healthy is not reported: {said}");
}

#[tokio::test]
async fn the_secret_is_opaque() {
    let Some(scene) = Scene::open().await else { return };
    let registry = &scene.cluster.description.registry;
    let content = json!({"auths": {&registry.name: {"username": registry.user, "password": registry.password}}});
    let data = json!({".dockerconfigjson": STANDARD.encode(content.to_string())});
    scene.create("Secret", "pull", json!({"type": "Opaque", "data": data})).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&["pull"])).await;
    let incident = scene.incident(credentials::PULL_SECRET_WRONG_TYPE, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("secret-type", "broken", "Opaque");
}

#[tokio::test]
async fn the_secret_cannot_be_decoded() {
    let Some(scene) = Scene::open().await else { return };
    let content = json!({"auths": {&scene.cluster.description.registry.name: {"auth": "%%%"}}});
    let data = json!({".dockerconfigjson": STANDARD.encode(content.to_string())});
    scene.create("Secret", "pull", json!({"type": "kubernetes.io/dockerconfigjson", "data": data})).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&["pull"])).await;
    let incident = scene.incident(credentials::PULL_SECRET_MALFORMED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("secret-content", "broken", "pull");
}

#[tokio::test]
async fn the_password_is_wrong() {
    let Some(scene) = Scene::open().await else { return };
    let registry = &scene.cluster.description.registry;
    let wrong = format!("not-{}", registry.password);
    scene.namespace.secret_dockerconfig("pull", &registry.name, &registry.user, &wrong).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).naming(&["pull"])).await;
    let incident = scene.incident(credentials::CREDENTIALS_REJECTED, "likely").await;
    incident.is_about("Deployment", "web", "app").rests_on("secret-fits", "ok", &registry.user);
    incident.rests_on("registry-accepts", "broken", "");
}

#[tokio::test]
async fn a_list_of_the_pods_own_switches_off_what_the_account_gives() {
    let Some(scene) = Scene::open().await else { return };
    scene.namespace.fitting_secret("pull").await;
    scene.secret_for("unrelated", "registry.example.com").await;
    scene.create("ServiceAccount", "puller", json!({"imagePullSecrets": [{"name": "pull"}]})).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).account("puller").naming(&["unrelated"])).await;
    let incident = scene.incident(credentials::PULL_SECRET_SHADOWED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("service-account-gives", "ok", "pull");
    incident.rests_on("pod-names-secret", "ok", "unrelated");
}

#[tokio::test]
async fn the_account_was_patched_after_the_pod_was_made() {
    let Some(scene) = Scene::open().await else { return };
    scene.namespace.fitting_secret("pull").await;
    scene.create("ServiceAccount", "puller", json!({})).await;
    scene.deploy("web", &PodSpec::of(&scene.private()).account("puller")).await;
    scene.wait_for_a_warning().await;
    let accounts = scene.namespace.api::<ServiceAccount>();
    let patch = Patch::Merge(json!({"imagePullSecrets": [{"name": "pull"}]}));
    accounts.patch("puller", &PatchParams::default(), &patch).await.expect("it is patched");
    let incident = scene.incident(credentials::PODS_PREDATE_FIX, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("service-account-gives", "ok", "pull");
    incident.rests_on("pod-names-secret", "broken", "");
}

#[tokio::test]
async fn the_image_is_that_of_an_init_container() {
    let Some(scene) = Scene::open().await else { return };
    let migrate = json!([{"name": "migrate", "image": scene.private()}]);
    scene.deploy("web", &PodSpec::of(&scene.public()).with("initContainers", migrate)).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("Deployment", "web", "migrate").rests_on("pod-names-secret", "broken", "");
}

#[tokio::test]
async fn a_sidecar_comes_from_a_second_registry() {
    let Some(scene) = Scene::open().await else { return };
    let registry = &scene.cluster.description.registry;
    let second = scene.cluster.registry_host("second", &format!("http://{}", registry.address));
    scene.namespace.fitting_secret("pull").await;
    let pod = PodSpec::of(&scene.private()).beside("proxy", &format!("{second}/{APP}")).naming(&["pull"]);
    scene.deploy("web", &pod).await;
    let incident = scene.incident(credentials::PULL_SECRET_HOST_MISMATCH, "certain").await;
    incident.is_about("Deployment", "web", "proxy").rests_on("secret-host", "broken", &registry.name);
    assert_eq!(incident.shared("registry"), &second);
}
