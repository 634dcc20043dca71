//! Containers that cannot be started, do not stay, or do not become ready.

use podmend::core::cause::{node, start};
use serde_json::json;

use super::{pod::PodSpec, scene::Scene};

#[tokio::test]
async fn a_key_for_a_variable_is_missing() {
    let Some(scene) = Scene::open().await else { return };
    scene.create("Secret", "settings", json!({"stringData": {"user": "web"}})).await;
    let variable = json!([{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "settings", "key": "token"}}}]);
    scene.deploy("web", &PodSpec::of(&scene.public()).app("env", variable)).await;
    let incident = scene.incident(start::CONFIG_MISSING, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("object-has-key", "broken", "token");
}

#[tokio::test]
async fn a_secret_for_a_variable_is_missing() {
    let Some(scene) = Scene::open().await else { return };
    let variable = json!([{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "nosuch", "key": "token"}}}]);
    scene.deploy("web", &PodSpec::of(&scene.public()).app("env", variable)).await;
    let incident = scene.incident(start::CONFIG_MISSING, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("object-exists", "broken", "nosuch");
}

#[tokio::test]
async fn the_process_crashes_again_and_again() {
    let Some(scene) = Scene::open().await else { return };
    scene.deploy("web", &PodSpec::of(&scene.cluster.public_image("project/crash:1"))).await;
    let incident = scene.incident(start::CRASH_EXIT, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on(
        "previous-log",
        "broken",
        "cannot open /etc/app/config.yaml",
    );
}

#[tokio::test]
async fn the_process_takes_too_much_memory() {
    let Some(scene) = Scene::open().await else { return };
    let limits = json!({"limits": {"memory": "64Mi"}});
    scene.deploy("web", &PodSpec::of(&scene.cluster.public_image("project/hungry:1")).app("resources", limits)).await;
    let incident = scene.incident(start::OOM_KILLED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("memory-limit", "ok", "64Mi");
}

#[tokio::test]
async fn the_image_runs_as_root_and_must_not() {
    let Some(scene) = Scene::open().await else { return };
    let pod = PodSpec::of(&scene.public()).with("securityContext", json!({"runAsNonRoot": true}));
    scene.deploy("web", &pod).await;
    let incident = scene.incident(start::NONROOT_VIOLATION, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("image-user", "broken", "");
}

#[tokio::test]
async fn the_command_is_not_in_the_image() {
    let Some(scene) = Scene::open().await else { return };
    scene.deploy("web", &PodSpec::of(&scene.public()).app("command", json!(["/nosuch"]))).await;
    let incident = scene.incident(start::COMMAND_NOT_FOUND, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("process-started", "broken", "/nosuch");
}

#[tokio::test]
async fn the_liveness_probe_ends_the_container() {
    let Some(scene) = Scene::open().await else { return };
    let probe = json!({"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1, "failureThreshold": 1});
    scene.deploy("web", &PodSpec::of(&scene.public()).app("livenessProbe", probe)).await;
    let incident = scene.incident(start::PROBE_FAILED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("probe-kill", "broken", "");
}

/// Takes more than a minute, as a pod may take that long to become ready.
#[tokio::test]
async fn the_readiness_probe_keeps_the_pod_away() {
    let Some(scene) = Scene::open().await else { return };
    let probe = json!({"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1});
    scene.deploy("web", &PodSpec::of(&scene.public()).app("readinessProbe", probe)).await;
    let incident = scene.incident(start::PROBE_FAILED, "certain").await;
    incident.is_about("Deployment", "web", "app").rests_on("probe", "broken", "8080");
}

/// Takes more than a minute, as a pod may take that long to become ready.
#[tokio::test]
async fn a_secret_for_a_volume_is_missing() {
    let Some(scene) = Scene::open().await else { return };
    let volume = json!([{"name": "keys", "secret": {"secretName": "nosuch"}}]);
    let mount = json!([{"name": "keys", "mountPath": "/keys"}]);
    scene.deploy("web", &PodSpec::of(&scene.public()).with("volumes", volume).app("volumeMounts", mount)).await;
    let incident = scene.incident(node::VOLUME_MOUNT, "certain").await;
    incident.is_about("Deployment", "web", "").rests_on("volume-mounted", "broken", "nosuch");
}
