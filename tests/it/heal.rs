//! The main job as its user does it: the real binary in a pseudo terminal, a real Kubernetes node, and the API server's
//! audit log as the judge of what was written.

use std::time::{Duration, Instant};

use k8s_openapi::api::{apps::v1::Deployment, core::v1::Pod};
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};

use crate::support::{
    cluster::{Cluster, Namespace, Write},
    pty::{Pty, Setting},
    wait::{PATIENCE, wait_until},
};

/// The incident: two replicas, a fitting secret present, nobody names it.
const IMAGE: &str = "project/app:1.4.2";

/// From the start of the binary to both pods Ready.
const AIM: Duration = Duration::from_secs(30);
const KEYS: usize = 8;

const CONFLICT: u64 = 409;

/// A workbench on one namespace that counts the keys it is given.
struct Session {
    pty: Pty,
    started: Instant,
    keys: usize,
}

impl Session {
    fn open(kubeconfig: &std::path::Path, namespace: &str) -> Self {
        let arguments = format!("--kubeconfig {} --namespace {namespace} --theme dark", kubeconfig.display());
        let setting = Setting { size: (160, 44), ..Setting::default() };
        Self { started: Instant::now(), pty: Pty::podmend(&arguments, setting), keys: 0 }
    }

    fn press(&mut self, key: &str) {
        self.keys += 1;
        self.pty.send(key);
    }

    /// Goes to the fix, with these further keys there, applies it and waits until the pods have healed.
    async fn heal(&mut self, namespace: &Namespace, further_keys: &[&str]) {
        self.pty.wait_for("no pull secret for");
        self.press("3");
        self.pty.wait_for("What else happens");
        for key in further_keys {
            self.press(key);
        }
        self.press("a");
        self.confirm("applied the");
        self.pty.wait_for("Healed");
        wait_until("both pods are Ready", PATIENCE, async || are_ready(namespace, 2).await).await;
        let took = self.started.elapsed();
        assert!(took <= AIM && self.keys <= KEYS, "{took:?}, {} keys", self.keys);
    }

    /// Takes it back, after which everything is as it was before.
    async fn undo(&mut self, cluster: &Cluster, namespace: &Namespace, before: &Value) {
        self.press("u");
        self.confirm("took back");
        let after = deployment(cluster, namespace).await;
        assert_eq!(after["spec"], before["spec"]);
        assert!(!managers(&after).contains(&"podmend"), "{:?}", managers(&after));
    }

    /// Answers the dialog as soon as it counts: a key pressed before the plan could be read is no answer.
    fn confirm(&mut self, then: &str) {
        self.pty.wait_for("accepted by the server");
        self.keys += 1;
        self.pty.press_until("y", then);
    }

    fn quit(self) {
        self.pty.send("q");
        assert!(self.pty.wait_exit(PATIENCE).success());
    }
}

async fn incident(namespace: &Namespace, cluster: &Cluster) {
    namespace.fitting_secret("harbor-pull-secret").await;
    namespace.deployment("checkout", &cluster.private_image(IMAGE), 2).await;
    wait_until("both pods fail to pull", PATIENCE, async || {
        let pods = namespace.pods("checkout").await;
        pods.len() == 2 && pods.iter().all(is_waiting_for_its_image)
    })
    .await;
}

fn is_waiting_for_its_image(pod: &Pod) -> bool {
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_ref());
    let waiting = statuses.and_then(|statuses| statuses.first()?.state.as_ref()?.waiting.as_ref()?.reason.clone());
    waiting.is_some_and(|reason| reason == "ErrImagePull" || reason == "ImagePullBackOff")
}

async fn are_ready(namespace: &Namespace, wanted: usize) -> bool {
    let is_ready = |pod: &Pod| {
        let conditions = pod.status.as_ref().and_then(|status| status.conditions.as_ref());
        conditions.is_some_and(|all| all.iter().any(|one| one.type_ == "Ready" && one.status == "True"))
    };
    let pods = namespace.pods("checkout").await;
    pods.len() == wanted && pods.iter().all(is_ready)
}

async fn deployment(cluster: &Cluster, namespace: &Namespace) -> Value {
    let path = format!("/apis/apps/v1/namespaces/{}/deployments/checkout", namespace.name);
    cluster.get(&path).await.expect("the Deployment can be read")
}

/// The writes that changed something. One that a controller's status write overtook is refused and bound anew (tests/it/write.rs).
async fn real_writes(cluster: &Cluster, namespace: &Namespace) -> Vec<Write> {
    let writes = cluster.writes_by("podmend", &namespace.name).await;
    writes.into_iter().filter(|write| !write.is_dry_run && write.code != CONFLICT).collect()
}

fn summary(writes: &[Write]) -> Vec<String> {
    assert!(writes.iter().all(|write| !write.is_forced), "podmend never forces: {writes:?}");
    assert!(writes.iter().all(|write| write.field_manager.as_deref() == Some("podmend")), "{writes:?}");
    writes.iter().map(|write| format!("{} {} {}", write.verb, write.resource, write.code)).collect()
}

fn managers(object: &Value) -> Vec<&str> {
    let entries = object["metadata"]["managedFields"].as_array().expect("managed fields");
    entries.iter().filter_map(|entry| entry["manager"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_basic_fix_heals_the_incident_and_undo_takes_it_back() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    incident(&namespace, &cluster).await;
    let before = deployment(&cluster, &namespace).await;

    let mut session = Session::open(&cluster.description.kubeconfig, &namespace.name);
    session.heal(&namespace, &[]).await;
    assert_eq!(summary(&real_writes(&cluster, &namespace).await), ["patch deployments 200"]);

    session.undo(&cluster, &namespace, &before).await;
    assert_eq!(summary(&real_writes(&cluster, &namespace).await), ["patch deployments 200"; 2]);
    session.quit();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_account_of_its_own_heals_the_incident_and_undo_takes_it_back() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    incident(&namespace, &cluster).await;
    let before = deployment(&cluster, &namespace).await;

    let mut session = Session::open(&cluster.description.kubeconfig, &namespace.name);
    session.heal(&namespace, &["f"]).await;
    let healed = ["create serviceaccounts 201", "patch deployments 200"];
    assert_eq!(summary(&real_writes(&cluster, &namespace).await), healed);

    session.undo(&cluster, &namespace, &before).await;
    let writes = summary(&real_writes(&cluster, &namespace).await);
    assert_eq!(writes, [&healed[..], &["patch deployments 200"]].concat());
    session.quit();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_fails_anew_says_why_and_offers_undo() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    incident(&namespace, &cluster).await;
    let registry = &cluster.description.registry;
    let wrong = format!("not-{}", registry.password);
    namespace.secret_dockerconfig("harbor-pull-secret", &registry.name, &registry.user, &wrong).await;

    let mut session = Session::open(&cluster.description.kubeconfig, &namespace.name);
    session.pty.wait_for("no pull secret for");
    session.press("3");
    session.pty.wait_for("What else happens");
    session.press("a");
    session.confirm("applied the");
    session.pty.wait_for("A new pod fails");
    session.pty.wait_for("401");
    session.pty.wait_for("u takes it back");
    session.press("1");
    session.pty.wait_for("refused the credential in secret harbor-pull-secret");
    session.quit();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_by_someone_else_voids_the_open_dialog() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    incident(&namespace, &cluster).await;

    let mut session = Session::open(&cluster.description.kubeconfig, &namespace.name);
    session.pty.wait_for("no pull secret for");
    session.press("3");
    session.pty.wait_for("What else happens");
    session.press("a");
    session.pty.wait_for("accepted by the server");
    let edit = json!({ "metadata": { "labels": { "team": "payments" } }, "spec": { "minReadySeconds": 1 } });
    let deployments = namespace.api::<Deployment>();
    deployments.patch("checkout", &PatchParams::default(), &Patch::Merge(edit)).await.expect("it is edited");
    session.pty.wait_for("changed");
    session.pty.wait_for("accepted by the server");
    assert_eq!(summary(&real_writes(&cluster, &namespace).await), [""; 0]);

    session.confirm("applied the");
    session.pty.wait_for("Healed");
    let now = deployment(&cluster, &namespace).await;
    assert_eq!((&now["spec"]["minReadySeconds"], &now["metadata"]["labels"]["team"]), (&json!(1), &json!("payments")));
    session.quit();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_only_list_pods_sees_them_and_is_told_what_is_missing() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    incident(&namespace, &cluster).await;
    let rules = json!([{ "apiGroups": [""], "resources": ["pods"], "verbs": ["list", "get", "watch"] }]);
    let user = namespace.kubeconfig_for("reader", &rules).await;

    let mut session = Session::open(&user.kubeconfig, &namespace.name);
    session.pty.wait_for("no pull secret for");
    session.pty.wait_for("pod names a pull secret: none");
    session.pty.wait_for("needs the right to list secrets");
    assert!(!session.pty.screen().contains("gives one: none"), "forbidden is not absent: {}", session.pty.screen());
    session.press("a");
    session.pty.wait_for("needs the right to");
    session.quit();
    assert_eq!(summary(&real_writes(&cluster, &namespace).await), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_read_but_not_patch_is_told_so_before_anything_is_sent() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    incident(&namespace, &cluster).await;
    let verbs = ["get", "list", "watch"];
    let rules = json!([
        { "apiGroups": [""], "resources": ["pods", "events", "secrets", "serviceaccounts"], "verbs": verbs },
        { "apiGroups": ["apps"], "resources": ["deployments", "replicasets"], "verbs": verbs },
    ]);
    let user = namespace.kubeconfig_for("viewer", &rules).await;

    let mut session = Session::open(&user.kubeconfig, &namespace.name);
    session.pty.wait_for("no pull secret for");
    session.press("3");
    session.pty.wait_for("What else happens");
    session.press("a");
    session.pty.wait_for("patch deployments.apps");
    session.press("\u{1b}");
    session.pty.wait_until("the dialog is closed", |screen| !screen.contents().contains("esc close"));
    session.quit();
    assert!(cluster.writes_by("podmend", &namespace.name).await.is_empty(), "not even a dry run");
}
