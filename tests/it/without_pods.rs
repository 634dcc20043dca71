//! Owners that cannot create pods, and what surrounds failing ones, on a real node.

use std::collections::BTreeSet;

use podmend::{
    cluster::{Cluster as Layer, Options, PodNews, Scope, Survey, connect::open},
    core::model::{Reading, Stuck},
};
use serde_json::json;
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

use crate::support::{
    cluster::{Cluster, Namespace},
    wait::{PATIENCE, wait_for},
};

async fn layer(kubeconfig: &std::path::Path) -> Layer {
    let options = Options { kubeconfig: Some(kubeconfig.to_owned()), ..Options::default() };
    open(&options).await.expect("the context can be opened")
}

/// The news of the owners of one namespace.
struct Owners {
    namespace: String,
    news: mpsc::Receiver<PodNews>,
    task: JoinHandle<()>,
}

impl Owners {
    fn watch(layer: &Layer, namespace: &Namespace, scope: Scope) -> Self {
        let (send, news) = mpsc::channel(64);
        let layer = layer.clone();
        let task = tokio::spawn(async move { layer.watch_pods(scope, Vec::new(), send).await });
        Self { namespace: namespace.name.clone(), news, task }
    }

    async fn are(&mut self, expected: &[&str]) -> Vec<Stuck> {
        let expected: BTreeSet<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        let search = async {
            loop {
                let news = self.news.recv().await.expect("the view goes on");
                let PodNews::Stuck { owners, .. } = news else { continue };
                let here: Vec<Stuck> =
                    owners.into_iter().filter(|stuck| stuck.owner.namespace == self.namespace).collect();
                if names(&here) == expected {
                    return here;
                }
            }
        };
        timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("waited in vain for {expected:?}"))
    }
}

impl Drop for Owners {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn names(owners: &[Stuck]) -> BTreeSet<String> {
    owners.iter().map(|stuck| format!("{} {}", stuck.workload.kind, stuck.workload.name)).collect()
}

/// Creates one workload of each kind whose pods run as an account that is not there.
async fn workloads(cluster: &Cluster, namespace: &Namespace) {
    let image = cluster.public_image("project/app:1.4.2");
    let pod = json!({
        "serviceAccountName": "nosuch", "terminationGracePeriodSeconds": 1,
        "containers": [{ "name": "app", "image": image }],
    });
    for (kind, name) in [("Deployment", "web"), ("StatefulSet", "db"), ("DaemonSet", "agent")] {
        let labels = json!({ "app": name });
        let mut spec = json!({ "selector": { "matchLabels": labels }, "template": { "metadata": { "labels": labels }, "spec": pod } });
        if kind != "DaemonSet" {
            spec["replicas"] = json!(2);
        }
        let object = json!({ "apiVersion": "apps/v1", "kind": kind, "metadata": { "name": name }, "spec": spec });
        namespace.apply(&object.to_string()).await;
    }
    let mut pod = pod;
    pod["restartPolicy"] = json!("Never");
    let spec = json!({ "template": { "spec": pod } });
    let object = json!({ "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": "import" }, "spec": spec });
    namespace.apply(&object.to_string()).await;
}

const ALL: [&str; 4] = ["DaemonSet agent", "Deployment web", "Job import", "StatefulSet db"];

#[tokio::test]
async fn workloads_of_each_kind_without_their_account_are_seen_until_it_is_there() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    let layer = layer(&cluster.description.kubeconfig).await;
    let mut owners = Owners::watch(&layer, &namespace, Scope::AllNamespaces);
    workloads(&cluster, &namespace).await;
    let stuck = owners.are(&ALL).await;
    for stuck in &stuck {
        assert!(stuck.message.contains("serviceaccount \"nosuch\" not found"), "{}", stuck.message);
        assert_eq!((stuck.service_account.as_str(), stuck.present), ("nosuch", 0));
        assert!(stuck.since.is_some() && stuck.wanted > 0, "{stuck:?}");
    }
    let survey = layer.survey(Scope::Namespace(namespace.name.clone()), Vec::new()).await.unwrap();
    let seen: Vec<Stuck> = survey.snapshot.stuck.into_values().collect();
    assert_eq!(names(&seen), names(&stuck));
    assert!(survey.gaps.is_empty(), "{:?}", survey.gaps);
    let around = &survey.snapshot.surroundings[&namespace.name];
    assert!(seen.iter().all(|stuck| around.events.contains_key(&stuck.owner_uid)));
    assert!(!around.accounts.found().unwrap().contains_key("nosuch"));

    namespace.apply(r#"{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "nosuch"}}"#).await;
    owners.are(&[]).await;
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_seen_by_a_user_of_one_namespace() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    let rules = json!([
        { "apiGroups": [""], "resources": ["pods", "events"], "verbs": ["get", "list", "watch"] },
        { "apiGroups": ["apps"], "resources": ["replicasets", "deployments"], "verbs": ["get"] },
    ]);
    let user = namespace.kubeconfig_for("viewer", &rules).await;
    let layer = layer(&user.kubeconfig).await;
    let mut owners = Owners::watch(&layer, &namespace, Scope::Namespace(namespace.name.clone()));
    let quota = json!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": { "name": "few" }, "spec": { "hard": { "pods": "1" } },
    });
    namespace.apply(&quota.to_string()).await;
    wait_for("the quota is known", PATIENCE, async || {
        let path = format!("/api/v1/namespaces/{}/resourcequotas/few", namespace.name);
        cluster.get(&path).await.ok()?.pointer("/status/hard/pods").cloned()
    })
    .await;
    namespace.deployment("web", &cluster.public_image("project/app:1.4.2"), 3).await;
    let stuck = owners.are(&["Deployment web"]).await;
    assert_eq!((stuck[0].wanted, stuck[0].present), (3, 1));
    assert!(stuck[0].message.contains("exceeded quota: few"), "{}", stuck[0].message);
    namespace.deployment("web", &cluster.public_image("project/app:1.4.2"), 1).await;
    owners.are(&[]).await;
}

async fn survey_when(layer: &Layer, namespace: &Namespace, what: &str, fits: impl Fn(&Survey) -> bool) -> Survey {
    wait_for(what, PATIENCE, async || {
        let survey = layer.survey(Scope::Namespace(namespace.name.clone()), Vec::new()).await.ok()?;
        fits(&survey).then_some(survey)
    })
    .await
}

#[tokio::test]
async fn the_previous_log_of_a_crash_and_the_places_of_an_absent_secret_are_read() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let (namespace, other) = (cluster.namespace().await, cluster.namespace().await);
    other.fitting_secret("only-there").await;
    namespace.deployment("crash", &cluster.public_image("project/crash:1"), 1).await;
    let labels = json!({ "app": "lost" });
    let spec = json!({
        "imagePullSecrets": [{ "name": "only-there" }],
        "containers": [{ "name": "app", "image": cluster.private_image("project/app:1.4.2") }],
    });
    let lost = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "lost" },
        "spec": { "selector": { "matchLabels": labels }, "template": { "metadata": { "labels": labels }, "spec": spec } },
    });
    namespace.apply(&lost.to_string()).await;
    let layer = layer(&cluster.description.kubeconfig).await;
    let survey = survey_when(&layer, &namespace, "a log and an absent secret", |survey| {
        let Some(around) = survey.snapshot.surroundings.get(&namespace.name) else { return false };
        around.previous_logs.values().any(|log| log.found().is_some_and(|lines| !lines.is_empty()))
            && !around.elsewhere.is_empty()
    })
    .await;
    let around = &survey.snapshot.surroundings[&namespace.name];
    assert!(matches!(around.named_secrets["only-there"], Reading::Absent { .. }));
    assert_eq!(around.elsewhere["only-there"].found().unwrap(), &[other.name.clone()]);
    let with_field = around.events.values().flatten().any(|event| event.field == "spec.containers{app}");
    assert!(with_field, "events name the container");
    assert!(survey.gaps.is_empty(), "{:?}", survey.gaps);
}

#[tokio::test]
async fn for_a_user_of_pods_only_everything_around_is_unknown_and_nothing_is_absent() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    let rules = json!([{ "apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"] }]);
    let user = namespace.kubeconfig_for("viewer", &rules).await;
    namespace.deployment("app", &cluster.private_image("project/app:1.4.2"), 1).await;
    let layer = layer(&user.kubeconfig).await;
    let survey =
        survey_when(&layer, &namespace, "a pod fails", |survey| !survey.snapshot.surroundings.is_empty()).await;
    let around = &survey.snapshot.surroundings[&namespace.name];
    assert!(matches!(around.pull_secrets, Reading::Unknown(_)) && matches!(around.accounts, Reading::Unknown(_)));
    assert!(around.named_accounts.values().all(|account| matches!(account, Reading::Unknown(_))));
    assert!(around.workloads.values().all(|workload| matches!(workload, Reading::Unknown(_))));
    assert!(around.events_gap.is_some() && survey.snapshot.stuck.is_empty());
    let gaps: Vec<String> = survey.gaps.iter().map(ToString::to_string).collect();
    assert!(gaps.contains(&format!("not allowed to list events in {}", namespace.name)), "{gaps:?}");
}
