//! The same failures, seen by somebody who may not read everything: nothing unknown is shown as broken, nothing guessed.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::{Patch, PatchParams};
use podmend::core::cause::{Cause, credentials, start};
use serde_json::{Value, json};

use super::{
    pod::PodSpec,
    said::{Diagnosis, Incident},
    scene::Scene,
};

/// What is broken, and the cause that somebody finds who may read everything.
const BROKEN: [(&str, Cause); 9] = [
    ("absent", credentials::PULL_SECRET_MISSING),
    ("crash", start::CRASH_EXIT),
    ("mismatch", credentials::PULL_SECRET_HOST_MISMATCH),
    ("opaque", credentials::PULL_SECRET_WRONG_TYPE),
    ("password", credentials::CREDENTIALS_REJECTED),
    ("patched", credentials::PODS_PREDATE_FIX),
    ("shadowed", credentials::PULL_SECRET_SHADOWED),
    ("unnamed", credentials::NO_PULL_SECRET),
    ("variable", start::CONFIG_MISSING),
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
    let everything = break_all(&scene).await;
    let said = ask_as(&scene, "viewer", &all_but_secrets()).await;
    for (name, _) in BROKEN {
        assert_known(&said, name, &everything, &IN_SECRETS);
    }
    for decided_by_secret in ["absent", "mismatch", "opaque", "password", "shadowed"] {
        assert_unsure(&said, decided_by_secret);
    }
    assert_eq!(said.about("unnamed").map(|found| found.confidence().to_owned()).as_deref(), Some("certain"), "{said}");
}

#[tokio::test]
async fn who_may_only_read_pods_is_told_what_else_would_help() {
    let Some(scene) = Scene::open().await else { return };
    let everything = break_all(&scene).await;
    let pods = json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}]);
    let said = ask_as(&scene, "reader", &pods).await;
    for (name, _) in BROKEN {
        assert_known(&said, name, &everything, &[&IN_SECRETS[..], &BESIDE_PODS].concat());
    }
    for decided_elsewhere in ["absent", "mismatch", "opaque", "password", "patched", "shadowed", "unnamed"] {
        assert_unsure(&said, decided_elsewhere);
    }
}

/// Breaks everything, and returns what somebody sees of it who may read everything.
async fn break_all(scene: &Scene) -> Diagnosis {
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

    scene.wait_for_a_pod("patched").await;
    let patch = Patch::Merge(json!({"imagePullSecrets": [{"name": "fits"}]}));
    let accounts = scene.namespace.api::<ServiceAccount>();
    accounts.patch("late", &PatchParams::default(), &patch).await.expect("it is patched");
    let is_told = |said: &Diagnosis, (name, cause): &(&str, Cause)| {
        said.about(name).is_some_and(|incident| incident.cause() == cause.name())
    };
    // Until it was started again the crash has a link less.
    let is_settled = |said: &Diagnosis| said.about("crash").is_some_and(|crash| crash.broken().contains("restarts"));
    let all_told = |said: &Diagnosis| BROKEN.iter().all(|broken| is_told(said, broken)) && is_settled(said);
    scene.wait_for("every cause", all_told).await
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

fn all_but_secrets() -> Value {
    let verbs = ["get", "list", "watch"];
    json!([
        {"apiGroups": [""], "verbs": verbs, "resources": [
            "pods", "pods/log", "events", "serviceaccounts", "configmaps", "persistentvolumeclaims", "resourcequotas",
        ]},
        {"apiGroups": ["apps", "batch", "events.k8s.io"], "resources": ["*"], "verbs": verbs},
    ])
}
