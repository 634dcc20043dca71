//! Robots of a registry that behaves as Harbor: it answers 401 to all of them, so the node cannot tell why.

use podmend::core::cause::{content, credentials, network};

use super::{
    pod::PodSpec,
    scene::{APP, Scene},
};
use crate::support::harbor::{Credential, Life};

#[tokio::test]
async fn the_robot_is_expired() {
    let Some(scene) = Scene::open().await else { return };
    is_refused(&scene, &scene.robots().harbor.robot("project+expired", &["project"], Life::Expired)).await;
}

#[tokio::test]
async fn the_robot_is_disabled() {
    let Some(scene) = Scene::open().await else { return };
    is_refused(&scene, &scene.robots().harbor.robot("project+disabled", &["project"], Life::Disabled)).await;
}

#[tokio::test]
async fn the_robot_may_not_use_the_project() {
    let Some(scene) = Scene::open().await else { return };
    is_refused(&scene, &scene.robots().harbor.robot("other+puller", &["other"], Life::Valid)).await;
}

/// The credential is in order as far as anybody can see from here, and the registry does not take it.
async fn is_refused(scene: &Scene, robot: &Credential) {
    deploy(scene, robot, APP).await;
    let incident = scene.incident(credentials::CREDENTIALS_REJECTED, "likely").await;
    incident.is_about("Deployment", "web", "app").rests_on("secret-fits", "ok", &robot.user);
    incident.rests_on("registry-accepts", "broken", "");
    assert_eq!(incident.shared("registry"), &scene.robots().host);
    scene.wait_for("an answer", |_| true).await.assert_hides(&robot.secret);
}

#[tokio::test]
async fn a_robot_in_order_pulls() {
    let Some(scene) = Scene::open().await else { return };
    deploy(&scene, &scene.robots().harbor.robot("project+puller", &["project"], Life::Valid), APP).await;
    scene.wait_until_ready("web").await;
    let said = scene.wait_for("an answer", |_| true).await;
    assert!(said.incidents().is_empty(), "{said}");
}

#[tokio::test]
async fn no_robot_is_sent() {
    let Some(scene) = Scene::open().await else { return };
    scene.deploy("web", &PodSpec::of(&format!("{}/{APP}", scene.robots().host))).await;
    let incident = scene.incident(credentials::NO_PULL_SECRET, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("pod-names-secret", "broken", "");
}

#[tokio::test]
async fn the_registry_has_a_policy_against_the_image() {
    let Some(scene) = Scene::open().await else { return };
    deploy(&scene, &scene.robots().harbor.robot("guarded+puller", &["guarded"], Life::Valid), "guarded/app:1").await;
    let incident = scene.incident(content::REGISTRY_POLICY_BLOCKED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "broken", &scene.robots().host);
}

#[tokio::test]
async fn the_registry_takes_no_more_pulls() {
    let Some(scene) = Scene::open().await else { return };
    deploy(&scene, &scene.robots().harbor.robot("cache+puller", &["cache"], Life::Valid), "cache/app:1").await;
    let incident = scene.incident(network::RATE_LIMITED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "broken", &scene.robots().host);
}

async fn deploy(scene: &Scene, robot: &Credential, image: &str) {
    let host = &scene.robots().host;
    scene.namespace.secret_dockerconfig("pull", host, &robot.user, &robot.secret).await;
    scene.deploy("web", &PodSpec::of(&format!("{host}/{image}")).naming(&["pull"])).await;
}
