//! Writes: what is sent, and what is made of a lost answer. More of it, at the demo, is in `tests/it/write.rs`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::Method;
use serde_json::{Value, json};
use tokio::{sync::mpsc, time::timeout};

use crate::{
    cluster::{
        Cluster,
        fixture::{Asked, Log, Reply, cluster},
        journal::Journal,
    },
    core::{
        model::{Kind, ObjectId},
        plan::{Change, Plan, Purpose, Refusal, Request, Verb},
        timeline::Progress,
    },
    demo::Access,
};

use super::look::stage;

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path().join("journal.jsonl"));
    (folder, journal)
}

fn basic() -> Request {
    let target = ObjectId::new(Kind::Deployment, "team-a", "checkout");
    let body = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "checkout", "namespace": "team-a" },
        "spec": { "template": { "spec": { "imagePullSecrets": [{ "name": "harbor-pull-secret" }] } } },
    });
    Request { purpose: Purpose::Fix("basic".to_owned()), changes: vec![Change { target, verb: Verb::Apply, body }] }
}

fn deployment(version: &str, fixed: bool) -> Value {
    let spec = if fixed { json!({ "imagePullSecrets": [{ "name": "harbor-pull-secret" }] }) } else { json!({}) };
    let managed = if fixed { json!([{ "manager": "podmend", "operation": "Apply" }]) } else { json!([]) };
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "spec": { "template": { "spec": spec } },
        "metadata": { "name": "checkout", "namespace": "team-a", "uid": "u1", "resourceVersion": version,
            "generation": 1, "managedFields": managed },
    })
}

fn is_real_patch(asked: &Asked) -> bool {
    asked.method == Method::PATCH && !asked.path.contains("dryRun")
}

/// A server that does what this function says with the one real PATCH, and that never shows it done.
fn server(patch: impl Fn() -> Reply + Send + Sync + 'static) -> (Cluster, Log) {
    cluster(move |asked| match asked.method {
        Method::POST => Reply::Json(201, json!({ "status": { "allowed": true } })),
        Method::PATCH if is_real_patch(asked) => patch(),
        Method::PATCH => Reply::ok(deployment("7", true)),
        _ => Reply::ok(deployment("7", false)),
    })
}

async fn planned(cluster: &Cluster, journal: &Journal) -> Plan {
    cluster.plan(basic(), journal).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_write_of_which_there_is_no_trace_is_not_called_done_and_not_sent_again() {
    for lost in [|| Reply::Cut, || Reply::Never, || Reply::refuse(503, "ServiceUnavailable", "")] {
        let (_folder, journal) = journal();
        let (cluster, log) = server(lost);
        let plan = planned(&cluster, &journal).await;
        let refusal = cluster.apply(&plan, &journal).await.unwrap_err();
        assert!(matches!(refusal, Refusal::Unsettled { .. }), "{refusal:?}");
        assert_eq!(log.count(is_real_patch), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_body_is_bound_to_the_object_and_never_forced() {
    let (_folder, journal) = journal();
    let (cluster, log) = server(|| Reply::ok(deployment("8", true)));
    let plan = planned(&cluster, &journal).await;
    let applied = cluster.apply(&plan, &journal).await.unwrap();
    assert_eq!((applied.audit_id.as_str(), applied.differs_from_review), ("audit-1", false));
    let patch = log.all().into_iter().find(is_real_patch).unwrap();
    assert_eq!(
        (&patch.body["metadata"]["uid"], &patch.body["metadata"]["resourceVersion"]),
        (&json!("u1"), &json!("7"))
    );
    assert!(patch.path.contains("fieldManager=podmend") && !patch.path.contains("force"), "{}", patch.path);
}

#[tokio::test(start_paused = true)]
async fn a_status_that_changed_does_not_void_a_review_and_a_spec_does() {
    for (served, expected) in [(deployment("9", false), true), (deployment("9", true), false)] {
        let (_folder, journal) = journal();
        let planning = Arc::new(AtomicBool::new(true));
        let is_planning = Arc::clone(&planning);
        let (cluster, log) = cluster(move |asked| match asked.method {
            Method::POST => Reply::Json(201, json!({ "status": { "allowed": true } })),
            Method::PATCH => Reply::ok(deployment("10", true)),
            _ if is_planning.load(Ordering::Relaxed) => Reply::ok(deployment("7", false)),
            _ => Reply::ok(served.clone()),
        });
        let plan = planned(&cluster, &journal).await;
        planning.store(false, Ordering::Relaxed);
        let result = cluster.apply(&plan, &journal).await;
        assert_eq!(result.is_ok(), expected, "{result:?}");
        let sent: Vec<_> = log.all().into_iter().filter(is_real_patch).collect();
        assert_eq!(sent.len(), usize::from(expected));
        assert!(sent.iter().all(|patch| patch.body["metadata"]["resourceVersion"] == "9"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_write_that_another_one_overtook_was_not_done() {
    let (_folder, journal) = journal();
    let overtaken = Arc::new(AtomicBool::new(false));
    let (cluster, log) = cluster(move |asked| match asked.method {
        Method::POST => Reply::Json(201, json!({ "status": { "allowed": true } })),
        Method::PATCH if is_real_patch(asked) => {
            overtaken.store(true, Ordering::Relaxed);
            Reply::Cut
        }
        Method::PATCH => Reply::ok(deployment("7", true)),
        _ => Reply::ok(deployment(if overtaken.load(Ordering::Relaxed) { "8" } else { "7" }, false)),
    });
    let plan = planned(&cluster, &journal).await;
    let refusal = cluster.apply(&plan, &journal).await.unwrap_err();
    assert!(matches!(&refusal, Refusal::NotSent { why } if why.contains("not done")), "{refusal:?}");
    assert_eq!(log.count(is_real_patch), 1);
}

#[tokio::test]
async fn a_right_that_is_missing_is_named_before_anything_is_sent() {
    let (_folder, journal) = journal();
    let (demo, _, cluster) = stage("no-secret");
    demo.set_access(Access::all().deny(&["patch"], &["deployments"], &["*"]));
    let refusal = cluster.plan(basic(), &journal).await.unwrap_err();
    let Refusal::MissingRight { right, .. } = refusal else { panic!("{refusal:?}") };
    assert_eq!(right.to_string(), "patch deployments.apps in team-a");
}

#[tokio::test]
async fn a_fix_heals_the_demo_is_followed_and_can_be_taken_back() {
    let (_folder, journal) = journal();
    let (_demo, clock, cluster) = stage("no-secret");
    let plan = planned(&cluster, &journal).await;
    assert!(!plan.main_step().before.contains("harbor-pull-secret"));
    assert!(plan.main_step().after.contains("harbor-pull-secret"));
    let applied = cluster.apply(&plan, &journal).await.unwrap();
    assert!(!applied.differs_from_review);

    let (send, mut progress) = mpsc::channel(64);
    let (following, target) = (cluster.clone(), plan.main_step().change.target.clone());
    let follow = tokio::spawn(async move { following.follow(target, applied.generation, send).await });
    let mut revision = None;
    let mut ready = std::collections::BTreeSet::new();
    while ready.len() < 2 {
        match timeout(Duration::from_millis(50), progress.recv()).await {
            Ok(Some(Progress::Revision(id))) => revision = Some(id),
            Ok(Some(Progress::Pod(pod))) => {
                assert_eq!(pod.pull_secrets, ["harbor-pull-secret"], "an old pod was told");
                if pod.is_ready() {
                    ready.insert(pod.name.clone());
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => panic!("the view of the rollout ended"),
            // Nothing more happens at this time of the demo.
            Err(_) => clock.advance(Duration::from_secs(1)),
        }
    }
    assert!(revision.is_some());
    follow.abort();

    let undo = cluster.plan_undo(&plan.id, &journal).await.unwrap();
    assert!(!undo.main_step().after.contains("harbor-pull-secret"));
    cluster.apply(&undo, &journal).await.unwrap();
    assert_eq!(journal.read().unwrap().entries.len(), 2);
}
