//! The same failures, seen by somebody who may not read everything: nothing unknown is shown as broken, nothing guessed.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::{Patch, PatchParams};
use podmend::core::cause::{Cause, admission, content, credentials, name, network, schedule, start};
use serde_json::{Value, json};

use super::{
    owners,
    pod::PodSpec,
    said::{Diagnosis, Incident},
    scene::{APP, Scene},
};
use crate::support::{cluster::Namespace, harbor::Life};

/// What is broken, and the cause that somebody finds who may read everything.
const BROKEN: [(&str, Cause); 36] = [
    ("absent", credentials::PULL_SECRET_MISSING),
    ("agent", credentials::NO_PULL_SECRET),
    ("command", start::COMMAND_NOT_FOUND),
    ("crash", start::CRASH_EXIT),
    ("db", credentials::NO_PULL_SECRET),
    ("disabled", credentials::CREDENTIALS_REJECTED),
    ("down", network::REGISTRY_REFUSED),
    ("elsewhere", credentials::PULL_SECRET_MISSING),
    ("expired", credentials::CREDENTIALS_REJECTED),
    ("foreign", content::PLATFORM_MISMATCH),
    ("init", credentials::NO_PULL_SECRET),
    ("invalid", name::INVALID_IMAGE_NAME),
    ("limited", network::RATE_LIMITED),
    ("lonely", credentials::NO_PULL_SECRET),
    ("memory", start::OOM_KILLED),
    ("migrate", credentials::NO_PULL_SECRET),
    ("mismatch", credentials::PULL_SECRET_HOST_MISMATCH),
    ("never", name::IMAGE_NEVER_PULL),
    ("nightly", credentials::NO_PULL_SECRET),
    ("opaque", credentials::PULL_SECRET_WRONG_TYPE),
    ("password", credentials::CREDENTIALS_REJECTED),
    ("patched", credentials::PODS_PREDATE_FIX),
    ("path", credentials::PULL_SECRET_HOST_MISMATCH),
    ("plain", network::REGISTRY_HTTP_VS_HTTPS),
    ("repository", name::IMAGE_OR_TAG_NOT_FOUND),
    ("roomless", schedule::UNSCHEDULABLE_RESOURCES),
    ("root", start::NONROOT_VIOLATION),
    ("scheme", credentials::PULL_SECRET_HOST_MISMATCH),
    ("second", credentials::PULL_SECRET_HOST_MISMATCH),
    ("shadowed", credentials::PULL_SECRET_SHADOWED),
    ("stranger", credentials::CREDENTIALS_REJECTED),
    ("tag", name::IMAGE_OR_TAG_NOT_FOUND),
    ("unnamed", credentials::NO_PULL_SECRET),
    ("unresolved", network::REGISTRY_DNS),
    ("untrusted", network::REGISTRY_TLS_UNTRUSTED),
    ("variable", start::CONFIG_MISSING),
];

/// Those of which only a look at a secret tells the cause.
const DECIDED_BY_SECRET: [&str; 12] = [
    "absent",
    "disabled",
    "elsewhere",
    "expired",
    "mismatch",
    "opaque",
    "password",
    "path",
    "scheme",
    "second",
    "shadowed",
    "stranger",
];

/// What only a look at a secret can settle.
const IN_SECRETS: [&str; 7] = [
    "secret-exists",
    "secret-elsewhere",
    "secret-fits",
    "secret-type",
    "secret-content",
    "secret-host",
    "candidate-fits",
];

/// What takes a look at something else than the pod.
const BESIDE_PODS: [&str; 3] = ["service-account-gives", "template-names-secret", "previous-log"];

#[tokio::test]
async fn who_may_not_read_secrets_is_told_what_they_would_settle() {
    let Some(scene) = Scene::open().await else { return };
    let elsewhere = scene.cluster.namespace().await;
    let everything = break_all(&scene, &elsewhere).await;
    let said = ask_as(&scene, "viewer", &all_but_secrets()).await;
    for (name, _) in BROKEN {
        assert_known(&said, name, &everything, &IN_SECRETS);
    }
    for decided_by_secret in DECIDED_BY_SECRET {
        assert_unsure(&said, decided_by_secret);
    }
    assert_eq!(said.about("unnamed").map(|found| found.confidence().to_owned()).as_deref(), Some("certain"), "{said}");
}

#[tokio::test]
async fn who_may_only_read_pods_is_told_what_else_would_help() {
    let Some(scene) = Scene::open().await else { return };
    let elsewhere = scene.cluster.namespace().await;
    let everything = break_all(&scene, &elsewhere).await;
    let said = ask_as(&scene, "reader", &only_pods()).await;
    for (name, _) in BROKEN {
        assert_known(&said, name, &everything, &[&IN_SECRETS[..], &BESIDE_PODS].concat());
    }
    for decided_elsewhere in DECIDED_BY_SECRET.iter().chain(&["patched", "unnamed"]) {
        assert_unsure(&said, decided_elsewhere);
    }
}

/// Only events tell of an owner without pods: who may not list them is not told that all is well.
#[tokio::test]
async fn who_may_only_read_pods_is_told_that_owners_were_not_seen() {
    let Some(scene) = Scene::open().await else { return };
    scene.deploy("web", &PodSpec::of(&scene.public()).account("nobody")).await;
    scene.incident(admission::SERVICEACCOUNT_NOT_FOUND, "certain").await;
    let user = scene.namespace.kubeconfig_for("reader", &only_pods()).await;
    let said = scene.wait_for_as(&user.kubeconfig, &["-n", &scene.namespace.name], "an answer", |_| true).await;
    assert!(said.incidents().is_empty() && !said.is_complete(), "{said}");
    assert!(said.errors().contains("events"), "the missing right is named: {said}");
}

/// Breaks everything, and returns what somebody sees of it who may read everything.
async fn break_all(scene: &Scene, elsewhere: &Namespace) -> Diagnosis {
    let registry = &scene.cluster.description.registry;
    let private = PodSpec::of(&scene.private());
    scene.namespace.fitting_secret("fits").await;
    scene.secret_for("port", &format!("{}:443", registry.name)).await;
    scene.secret_for("unrelated", "registry.example.com").await;
    let wrong = format!("not-{}", registry.password);
    scene.namespace.secret_dockerconfig("wrong", &registry.name, &registry.user, &wrong).await;
    let content = json!({"auths": {&registry.name: {"username": registry.user, "password": registry.password}}});
    let data = json!({".dockerconfigjson": STANDARD.encode(content.to_string())});
    scene.create("Secret", "opaque", json!({"type": "Opaque", "data": data})).await;
    scene.create("Secret", "settings", json!({"stringData": {"user": "web"}})).await;
    scene.create("ServiceAccount", "giver", json!({"imagePullSecrets": [{"name": "fits"}]})).await;
    scene.create("ServiceAccount", "late", json!({})).await;

    scene.deploy("unnamed", &private).await;
    scene.deploy("absent", &private.clone().naming(&["nosuch"])).await;
    scene.deploy("mismatch", &private.clone().naming(&["port"])).await;
    scene.deploy("opaque", &private.clone().naming(&["opaque"])).await;
    scene.deploy("password", &private.clone().naming(&["wrong"])).await;
    scene.deploy("shadowed", &private.clone().account("giver").naming(&["unrelated"])).await;
    scene.deploy("patched", &private.clone().account("late")).await;
    scene.deploy("crash", &PodSpec::of(&scene.cluster.public_image("project/crash:1"))).await;
    let variable = json!([{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "settings", "key": "token"}}}]);
    scene.deploy("variable", &PodSpec::of(&scene.public()).app("env", variable)).await;

    let name = format!("pull-{}", scene.namespace.name);
    elsewhere.fitting_secret(&name).await;
    scene.deploy("elsewhere", &private.clone().naming(&[&name])).await;
    for (app, key) in [("scheme", format!("oci://{}", registry.name)), ("path", format!("{}/other", registry.name))] {
        scene.secret_for(app, &key).await;
        scene.deploy(app, &private.clone().naming(&[app])).await;
    }
    break_robots(scene).await;
    break_without_credentials(scene).await;
    break_registries(scene).await;
    break_other_workloads(scene, &private).await;

    scene.wait_for_a_pod("patched").await;
    let patch = Patch::Merge(json!({"imagePullSecrets": [{"name": "fits"}]}));
    let accounts = scene.namespace.api::<ServiceAccount>();
    accounts.patch("late", &PatchParams::default(), &patch).await.expect("it is patched");
    let is_told = |said: &Diagnosis, (name, cause): &(&str, Cause)| {
        said.about(name).is_some_and(|incident| incident.cause() == cause.name())
    };
    // Until it was started again a container that ends, or that cannot start, has a link less.
    let is_settled = |said: &Diagnosis| {
        ["crash", "memory", "command"]
            .iter()
            .all(|name| said.about(name).is_some_and(|ended| ended.broken().contains("restarts")))
    };
    let all_told = |said: &Diagnosis| BROKEN.iter().all(|broken| is_told(said, broken)) && is_settled(said);
    scene.wait_for("every cause", all_told).await
}

async fn break_robots(scene: &Scene) {
    let robots = scene.robots();
    for (app, project, life, image) in [
        ("expired", "project", Life::Expired, APP),
        ("disabled", "project", Life::Disabled, APP),
        ("stranger", "other", Life::Valid, APP),
        ("limited", "cache", Life::Valid, "cache/app:1"),
    ] {
        // Both tests make theirs, and a robot that is made again has another secret.
        let name = format!("{project}+{app}-{}", scene.namespace.name);
        let robot = robots.harbor.robot(&name, &[project], life);
        scene.namespace.secret_dockerconfig(app, &robots.host, &robot.user, &robot.secret).await;
        scene.deploy(app, &PodSpec::of(&format!("{}/{image}", robots.host)).naming(&[app])).await;
    }
}

/// Breaks the way to the registry, and a sidecar from a second one.
async fn break_registries(scene: &Scene) {
    let description = &scene.cluster.description;
    let registry = &description.registry.address;
    for (app, url) in [
        ("down", "http://127.0.0.1:1".to_owned()),
        ("untrusted", format!("https://127.0.0.1:{}", description.ports.kube_apiserver)),
        ("plain", format!("https://{registry}")),
    ] {
        let host = scene.cluster.registry_host(&format!("limited-{app}"), &url);
        scene.deploy(app, &PodSpec::of(&format!("{host}/{APP}"))).await;
    }
    let second = scene.cluster.registry_host("limited-second", &format!("http://{registry}"));
    scene
        .deploy("second", &PodSpec::of(&scene.private()).beside("proxy", &format!("{second}/{APP}")).naming(&["fits"]))
        .await;
}

async fn break_other_workloads(scene: &Scene, private: &PodSpec) {
    scene.controller("StatefulSet", "db", private, json!({"replicas": 3, "serviceName": "db"})).await;
    scene.controller("DaemonSet", "agent", private, json!({})).await;
    let once = private.clone().with("restartPolicy", json!("Never"));
    scene.create("Job", "migrate", json!({"spec": {"template": {"spec": once.value()}}})).await;
    scene.create("Pod", "lonely", json!({"spec": private.value()})).await;
    owners::run_cron_job(scene).await;
}

/// Breaks what no secret would mend, and an init container.
async fn break_without_credentials(scene: &Scene) {
    let public = PodSpec::of(&scene.public());
    let image = |path: &str| PodSpec::of(&scene.cluster.public_image(path));
    let migrate = json!([{"name": "migrate", "image": scene.private()}]);
    scene.deploy("init", &public.clone().with("initContainers", migrate)).await;
    scene.deploy("tag", &image("project/app:9.9.9")).await;
    scene.deploy("repository", &image("project/nosuch:1")).await;
    scene.deploy("invalid", &image("project/App:1.4.2")).await;
    scene.deploy("never", &image("project/nosuch:2").app("imagePullPolicy", json!("Never"))).await;
    scene.deploy("foreign", &image("project/foreign:1")).await;
    scene.deploy("unresolved", &PodSpec::of("registry.nosuch.invalid/project/app:1")).await;
    scene.deploy("command", &public.clone().app("command", json!(["/nosuch"]))).await;
    scene.deploy("root", &public.clone().with("securityContext", json!({"runAsNonRoot": true}))).await;
    scene.deploy("roomless", &public.app("resources", json!({"requests": {"cpu": "500"}}))).await;
    let limits = json!({"limits": {"memory": "64Mi"}});
    scene.deploy("memory", &image("project/hungry:1").app("resources", limits)).await;
}

/// Returns what somebody sees who has these rights in the namespace, once all that is broken shows.
async fn ask_as(scene: &Scene, user: &str, rules: &Value) -> Diagnosis {
    let user = scene.namespace.kubeconfig_for(user, rules).await;
    let shows_all = |said: &Diagnosis| BROKEN.iter().all(|(name, _)| said.about(name).is_some());
    let scope = ["-n", &scene.namespace.name];
    let said = scene.wait_for_as(&user.kubeconfig, &scope, "everything that is broken", shows_all).await;
    assert!(!said.is_complete() && said.errors().contains("secrets"), "the missing right is named: {said}");
    said
}

/// Nothing is broken for this user that is not broken, and nothing that they cannot have seen.
fn assert_known(said: &Diagnosis, name: &str, everything: &Diagnosis, hidden: &[&str]) {
    let incident = said.about(name).expect("it was waited for");
    let is_in = |name: &str| said.about(name).is_some_and(|found| found.workloads() == incident.workloads());
    let names = BROKEN.iter().map(|(name, _)| *name).filter(|name| is_in(name));
    let truths: Vec<Incident> = names.filter_map(|name| everything.about(name)).collect();
    let truly: BTreeSet<&str> = truths.iter().flat_map(Incident::broken).collect();
    let unfounded: Vec<&str> = incident.broken().difference(&truly).copied().collect();
    assert!(unfounded.is_empty(), "{unfounded:?} is not broken: {incident}");
    for link in hidden {
        let states = incident.states(link);
        assert!(states.iter().all(|state| *state == "unknown"), "{link} cannot be known: {incident}");
    }
}

fn assert_unsure(said: &Diagnosis, name: &str) {
    let incident = said.about(name).expect("it was waited for");
    assert_ne!(incident.confidence(), "certain", "{name} cannot be certain: {incident}");
}

fn only_pods() -> Value {
    json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}])
}

fn all_but_secrets() -> Value {
    let verbs = ["get", "list", "watch"];
    json!([
        {"apiGroups": [""], "verbs": verbs, "resources": [
            "pods", "pods/log", "events", "serviceaccounts", "configmaps", "persistentvolumeclaims", "resourcequotas",
        ]},
        {"apiGroups": ["apps", "batch", "events.k8s.io"], "resources": ["*"], "verbs": verbs},
    ])
}
