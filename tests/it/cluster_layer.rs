//! The cluster layer on a real node: what is seen, what is written, what comes of it.

use podmend::{
    cluster::{Cluster as Layer, LookPart, Options, PodNews, Scope, connect::open, journal::Journal},
    core::{
        model::{Gap, Kind, ObjectId, Pod, Reading, Subject},
        plan::{Applied, Change, Plan, Purpose, Refusal, Request, Verb},
        timeline::Progress,
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::mpsc::Receiver, task::JoinHandle, time::timeout};

use crate::support::{
    cluster::{Cluster, Namespace},
    wait::{PATIENCE, wait_until},
};

/// News of any kind, and the task that sends them.
struct News<T> {
    receiver: Receiver<T>,
    task: JoinHandle<()>,
}

impl<T: std::fmt::Debug> News<T> {
    fn of<F: Future<Output = ()> + Send + 'static>(source: impl FnOnce(tokio::sync::mpsc::Sender<T>) -> F) -> Self {
        let (send, receiver) = tokio::sync::mpsc::channel(64);
        Self { receiver, task: tokio::spawn(source(send)) }
    }

    async fn find<U>(&mut self, what: &str, mut take: impl FnMut(&T) -> Option<U>) -> U {
        let search = async {
            loop {
                let news = self.receiver.recv().await.unwrap_or_else(|| panic!("the news ended before {what}"));
                if let Some(found) = take(&news) {
                    return found;
                }
            }
        };
        timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
    }
}

impl<T> Drop for News<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn layer(kubeconfig: &std::path::Path) -> Layer {
    let options = Options { kubeconfig: Some(kubeconfig.to_owned()), ..Options::default() };
    open(&options).await.expect("the context can be opened")
}

fn watch(layer: &Layer, scope: Scope) -> News<PodNews> {
    let layer = layer.clone();
    News::of(|send| async move { layer.watch_pods(scope, Vec::new(), send).await })
}

/// Waits for a pod of this Deployment that cannot pull its image.
async fn failing(news: &mut News<PodNews>, namespace: &Namespace, name: &str) -> Pod {
    let workload = ObjectId::new(Kind::Deployment, &namespace.name, name);
    let fails = |pod: &Pod| {
        let waits = |reason: &str| matches!(reason, "ErrImagePull" | "ImagePullBackOff");
        let states = pod.containers.iter().map(|container| &container.state);
        let mut waiting = states.filter_map(|state| match state {
            podmend::core::model::State::Waiting { reason, .. } => Some(waits(reason)),
            _ => None,
        });
        pod.workload == workload && waiting.any(|waits| waits)
    };
    news.find("a pod fails", |news| match news {
        PodNews::Listed { pods, .. } => pods.iter().find(|pod| fails(pod)).cloned(),
        PodNews::Changed { pod, .. } if fails(pod) => Some(Pod::clone(pod)),
        _ => None,
    })
    .await
}

fn journal() -> (TempDir, Journal) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = Journal::at(folder.path().join("journal.jsonl"));
    (folder, journal)
}

/// Plans and applies as a user does who looks again when a controller was in the way in between.
async fn apply(layer: &Layer, journal: &Journal, plan: impl AsyncFn() -> Result<Plan, Refusal>) -> (Plan, Applied) {
    for _ in 0..50 {
        let planned = plan().await.expect("the dry run passes");
        match layer.apply(&planned, journal).await {
            Ok(applied) => return (planned, applied),
            Err(Refusal::Changed { .. }) => {}
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
    panic!("the object changes all the time");
}

fn template_change(namespace: &Namespace, name: &str, spec: &Value) -> Change {
    let body = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": name, "namespace": namespace.name },
        "spec": { "template": { "spec": spec } },
    });
    Change { target: ObjectId::new(Kind::Deployment, &namespace.name, name), verb: Verb::Apply, body }
}

fn fix(changes: Vec<Change>) -> Request {
    Request { purpose: Purpose::Fix("basic".to_owned()), changes }
}

async fn deployment(cluster: &Cluster, namespace: &Namespace, name: &str) -> Value {
    let path = format!("/apis/apps/v1/namespaces/{}/deployments/{name}", namespace.name);
    cluster.get(&path).await.expect("the Deployment is there")
}

#[tokio::test]
async fn an_incident_is_seen_mended_followed_and_taken_back() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.fitting_secret("harbor-pull-secret").await;
    namespace.deployment("app", &cluster.private_image("project/app:1.4.2"), 2).await;
    let layer = layer(&cluster.description.kubeconfig).await;
    let mut pods = watch(&layer, Scope::AllNamespaces);
    let pod = failing(&mut pods, &namespace, "app").await;

    let mut look = News::of(|send| {
        let (layer, pod) = (layer.clone(), pod.clone());
        async move { layer.look(Subject::Pod(Box::new(pod)), send).await }
    });
    let mut missing = vec!["workload", "account", "secrets", "bindings", "event"];
    while !missing.is_empty() {
        let part = look.find(&format!("{missing:?}"), |part| Some(named(part))).await;
        missing.retain(|name| *name != part);
    }

    let before = deployment(&cluster, &namespace, "app").await;
    let (_folder, journal) = journal();
    let change = template_change(&namespace, "app", &json!({ "imagePullSecrets": [{ "name": "harbor-pull-secret" }] }));
    let (plan, applied) = apply(&layer, &journal, async || layer.plan(fix(vec![change.clone()]), &journal).await).await;
    assert!(!applied.differs_from_review && !applied.audit_id.is_empty(), "{applied:?}");

    let target = plan.main_step().change.target.clone();
    let mut progress = News::of(|send| {
        let layer = layer.clone();
        async move { layer.follow(target, applied.generation, send).await }
    });
    let mut ready = std::collections::BTreeSet::new();
    let mut pulled = false;
    while ready.len() < 2 || !pulled {
        let step = progress.find("two new pods are ready", |step| Some(step.clone())).await;
        match step {
            Progress::Pod(pod) => {
                assert_eq!(pod.pull_secrets, ["harbor-pull-secret"], "a pod of the old template was told");
                if pod.is_ready() {
                    ready.insert(pod.name.clone());
                }
            }
            Progress::Event(event) => pulled |= event.reason == "Pulled",
            _ => {}
        }
    }
    let settled =
        |news: &PodNews| matches!(news, PodNews::Settled { pod, .. } if pod.namespace == namespace.name).then_some(());
    pods.find("a pod is fine", settled).await;

    apply(&layer, &journal, async || layer.plan_undo(&plan.id, &journal).await).await;
    let after = deployment(&cluster, &namespace, "app").await;
    assert_eq!(after["spec"], before["spec"]);
}

fn named(part: &LookPart) -> &'static str {
    match part {
        LookPart::Workload(Reading::Found { value, .. }) if value["kind"] == "Deployment" => "workload",
        LookPart::Account(Reading::Found { .. }) => "account",
        LookPart::NamespaceSecrets(Reading::Found { value, .. }) if value.contains_key("harbor-pull-secret") => {
            "secrets"
        }
        LookPart::Bindings(Reading::Found { .. }) => "bindings",
        LookPart::Event(event) if event.message.contains("no basic auth credentials") => "event",
        _ => "something else",
    }
}

#[tokio::test]
async fn giving_up_both_names_of_a_service_account_brings_the_old_state_back() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.deployment("app", &cluster.public_image("project/app:1.4.2"), 1).await;
    wait_until("the pod runs", PATIENCE, async || {
        deployment(&cluster, &namespace, "app").await["status"]["readyReplicas"] == 1
    })
    .await;
    let layer = layer(&cluster.description.kubeconfig).await;
    let before = deployment(&cluster, &namespace, "app").await;
    let (_folder, journal) = journal();
    let account = Change {
        target: ObjectId::new(Kind::ServiceAccount, &namespace.name, "app"),
        verb: Verb::Create,
        body: json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "app", "namespace": namespace.name },
            "imagePullSecrets": [{ "name": "regcred" }] }),
    };
    let swap = template_change(&namespace, "app", &json!({ "serviceAccountName": "app", "serviceAccount": "app" }));
    let plan = layer.plan(fix(vec![account.clone(), swap.clone()]), &journal).await.expect("the dry run passes");
    layer.apply(&plan, &journal).await.expect("it is applied");
    let changed = deployment(&cluster, &namespace, "app").await;
    assert_eq!(changed["spec"]["template"]["spec"]["serviceAccountName"], "app");

    let (undo, _) = apply(&layer, &journal, async || layer.plan_undo(&plan.id, &journal).await).await;
    assert!(undo.warnings.iter().any(|warning| warning.contains("ServiceAccount")), "{:?}", undo.warnings);
    let after = deployment(&cluster, &namespace, "app").await;
    assert_eq!(after["spec"], before["spec"]);

    let again =
        layer.plan(fix(vec![account.clone(), swap]), &journal).await.expect("our own account is in nobody's way");
    assert_eq!(again.steps.len(), 1);
    namespace
        .apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: theirs}, imagePullSecrets: [{name: regcred}]}")
        .await;
    let mut theirs = account;
    theirs.target.name = "theirs".to_owned();
    theirs.body["metadata"]["name"] = "theirs".into();
    let refusal = layer.plan(fix(vec![theirs.clone()]), &journal).await.expect_err("it is somebody else's");
    assert_eq!(refusal, Refusal::Exists { target: theirs.target });
}

#[tokio::test]
async fn a_change_of_the_status_alone_does_not_void_a_review() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.deployment("app", &cluster.public_image("project/app:1.4.2"), 1).await;
    let layer = layer(&cluster.description.kubeconfig).await;
    let (_folder, journal) = journal();
    let change = template_change(&namespace, "app", &json!({ "imagePullSecrets": [{ "name": "any" }] }));
    let plan = layer.plan(fix(vec![change]), &journal).await.expect("the dry run passes");
    let pinned = plan.main_step().pinned.clone().expect("it is pinned").resource_version;
    wait_until("the controller writes the status", PATIENCE, async || {
        deployment(&cluster, &namespace, "app").await["metadata"]["resourceVersion"] != pinned.as_str()
    })
    .await;
    layer.apply(&plan, &journal).await.expect("the spec is what was reviewed");
}

#[tokio::test]
async fn a_user_of_one_namespace_sees_that_and_is_told_of_the_rest() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    namespace.deployment("app", &cluster.private_image("project/app:1.4.2"), 1).await;
    let rules = json!([
        { "apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"] },
        { "apiGroups": ["apps"], "resources": ["replicasets", "deployments"], "verbs": ["get"] },
    ]);
    let user = namespace.kubeconfig_for("viewer", &rules).await;
    let layer = layer(&user.kubeconfig).await;
    let mut pods = {
        let (layer, known) = (layer.clone(), vec![namespace.name.clone()]);
        News::of(|send| async move { layer.watch_pods(Scope::AllNamespaces, known, send).await })
    };
    let unseen = pods
        .find("the list", |news| match news {
            PodNews::Listed { unseen, .. } => Some(unseen.clone()),
            _ => None,
        })
        .await;
    assert!(unseen.iter().any(|unseen| unseen.namespace.is_none()), "{unseen:?}");
    let why = pods
        .find("a word about the watch", |news| match news {
            PodNews::Troubled(trouble) => Some(trouble.why.clone()),
            _ => None,
        })
        .await;
    assert_eq!(why, format!("not allowed to watch pods in {}", namespace.name));
    let pod = failing(&mut pods, &namespace, "app").await;
    let mut look = News::of(|send| async move { layer.look(Subject::Pod(Box::new(pod)), send).await });
    let gap = look
        .find("the gap", |part| match part {
            LookPart::NamespaceSecrets(Reading::Unknown(gap)) => Some(gap.clone()),
            _ => None,
        })
        .await;
    assert!(matches!(gap, Gap::Forbidden(_)), "{gap:?}");
}

/// Opens the cluster with one thing of its kubeconfig changed and returns the first trouble.
async fn trouble_with(cluster: &Cluster, change: impl FnOnce(&mut kube::config::Kubeconfig)) -> String {
    let mut config = kube::config::Kubeconfig::read_from(&cluster.description.kubeconfig).expect("a kubeconfig");
    change(&mut config);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("config");
    std::fs::write(&path, serde_json::to_string(&config).expect("it can be written")).expect("it can be written");
    let layer = layer(&path).await;
    watch(&layer, Scope::AllNamespaces)
        .find("the trouble", |news| match news {
            PodNews::Troubled(trouble) => Some(trouble.why.clone()),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn what_is_wrong_with_certificates_and_credentials_is_said() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let stranger = trouble_with(&cluster, |config| {
        let known = config.clusters[0].cluster.as_mut().expect("a cluster");
        known.certificate_authority = None;
        known.certificate_authority_data = None;
    })
    .await;
    assert!(stranger.contains("signed by an authority that is not trusted"), "{stranger}");
    let renamed = trouble_with(&cluster, |config| {
        config.clusters[0].cluster.as_mut().expect("a cluster").tls_server_name = Some("elsewhere.example".to_owned());
    })
    .await;
    assert!(renamed.contains("made out to other names"), "{renamed}");
    let nobody = trouble_with(&cluster, |config| {
        let token = Some(format!("{}-{}", "no", "body").into());
        config.auth_infos[0].auth_info = Some(kube::config::AuthInfo { token, ..kube::config::AuthInfo::default() });
    })
    .await;
    assert!(nobody.contains("does not accept these credentials (401)"), "{nobody}");
}
