//! Images that are not there, or not for this node.

use podmend::core::cause::{content, name};
use serde_json::json;

use super::{pod::PodSpec, scene::Scene};

/// A registry may say the same of what is hidden from who asks, so it is no more than likely.
#[tokio::test]
async fn the_tag_is_missing() {
    let Some(scene) = Scene::open().await else { return };
    let image = scene.cluster.public_image("project/app:9.9.9");
    scene.deploy("web", &PodSpec::of(&image)).await;
    let incident = scene.incident(name::IMAGE_OR_TAG_NOT_FOUND, "likely").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "broken", "");
}

#[tokio::test]
async fn the_repository_is_missing() {
    let Some(scene) = Scene::open().await else { return };
    let image = scene.cluster.public_image("project/nosuch:1");
    scene.deploy("web", &PodSpec::of(&image)).await;
    let incident = scene.incident(name::IMAGE_OR_TAG_NOT_FOUND, "likely").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "broken", "");
}

#[tokio::test]
async fn the_name_is_not_valid() {
    let Some(scene) = Scene::open().await else { return };
    let image = scene.cluster.public_image("project/App:1.4.2");
    scene.deploy("web", &PodSpec::of(&image)).await;
    let incident = scene.incident(name::INVALID_IMAGE_NAME, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("image-name", "broken", "");
}

#[tokio::test]
async fn the_image_is_not_to_be_pulled() {
    let Some(scene) = Scene::open().await else { return };
    let image = scene.cluster.public_image("project/nosuch:2");
    scene.deploy("web", &PodSpec::of(&image).app("imagePullPolicy", json!("Never"))).await;
    let incident = scene.incident(name::IMAGE_NEVER_PULL, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "ok", "");
}

#[tokio::test]
async fn the_image_is_for_another_platform() {
    let Some(scene) = Scene::open().await else { return };
    let image = scene.cluster.public_image("project/foreign:1");
    scene.deploy("web", &PodSpec::of(&image)).await;
    let incident = scene.incident(content::PLATFORM_MISMATCH, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("registry-answer", "ok", "");
}
