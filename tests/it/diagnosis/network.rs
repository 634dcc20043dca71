//! The way to the registry.

use podmend::core::cause::{Cause, network};

use super::{
    pod::PodSpec,
    scene::{APP, Scene},
};

/// Nobody listens here: the port is set aside for a service of 1988.
const DOWN: &str = "http://127.0.0.1:1";
/// Set aside for names that do not exist (RFC 2606).
const NO_SUCH_HOST: &str = "registry.nosuch.invalid";

#[tokio::test]
async fn the_registry_is_down() {
    let Some(scene) = Scene::open().await else { return };
    let host = scene.cluster.registry_host("down", DOWN);
    is_unreachable(&scene, &host, network::REGISTRY_REFUSED).await;
}

/// The API server has a certificate that nobody trusts who was not told to.
#[tokio::test]
async fn the_certificate_is_not_trusted() {
    let Some(scene) = Scene::open().await else { return };
    let url = format!("https://127.0.0.1:{}", scene.cluster.description.ports.kube_apiserver);
    let host = scene.cluster.registry_host("untrusted", &url);
    is_unreachable(&scene, &host, network::REGISTRY_TLS_UNTRUSTED).await;
}

#[tokio::test]
async fn the_registry_speaks_plain_http() {
    let Some(scene) = Scene::open().await else { return };
    let url = format!("https://{}", scene.cluster.description.registry.address);
    let host = scene.cluster.registry_host("plain", &url);
    is_unreachable(&scene, &host, network::REGISTRY_HTTP_VS_HTTPS).await;
}

#[tokio::test]
async fn the_name_does_not_resolve() {
    let Some(scene) = Scene::open().await else { return };
    is_unreachable(&scene, NO_SUCH_HOST, network::REGISTRY_DNS).await;
}

async fn is_unreachable(scene: &Scene, host: &str, cause: Cause) {
    scene.deploy("web", &PodSpec::of(&format!("{host}/{APP}"))).await;
    let incident = scene.incident(cause, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "broken", host);
    assert_eq!(incident.shared("registry"), host);
}
