//! Writes against a server that does what a real one will not do on demand: the demo's, with faults put in front of it.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use kube::client::Body;
use podmend::{
    cluster::{Cluster, connect::embedded, journal::Journal},
    core::{
        model::{Kind, ObjectId},
        plan::{Change, Purpose, Refusal, Request as Wish, Verb},
    },
    demo::{Clock, Demo, Fault as Answered, Scenario},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::{Service, ServiceExt};

/// What is done to a write on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// The server does it, and a gateway says 504.
    LostAnswer,
    /// The server never sees it, and a gateway says 504.
    LostRequest,
}

/// A service in front of the demo's that counts the real patches and disturbs them.
#[derive(Clone)]
struct Gateway<S> {
    inner: S,
    fault: Fault,
    patches: Arc<Mutex<usize>>,
}

type Answer = Response<Full<Bytes>>;

impl<S, B> Service<Request<Body>> for Gateway<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: std::fmt::Debug,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::fmt::Debug,
{
    type Response = Answer;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let dry = request.uri().query().unwrap_or_default().contains("dryRun");
        let write = request.method() == Method::PATCH && !dry;
        let fault = if write { self.fault } else { Fault::None };
        if write {
            *self.patches.lock().expect("nobody panics with it") += 1;
        }
        let inner = self.inner.clone();
        Box::pin(async move {
            if fault == Fault::LostRequest {
                return Ok(gateway_timeout());
            }
            let answer = inner.oneshot(request).await.expect("the demo answers");
            if fault == Fault::LostAnswer {
                return Ok(gateway_timeout());
            }
            let (parts, body) = answer.into_parts();
            let bytes = body.collect().await.expect("the demo's answer is whole").to_bytes();
            Ok(Response::from_parts(parts, Full::new(bytes)))
        })
    }
}

fn gateway_timeout() -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from_static(b"<html>gateway timeout</html>")));
    *answer.status_mut() = StatusCode::GATEWAY_TIMEOUT;
    answer
}

struct Setup {
    cluster: Cluster,
    demo: Demo,
    journal: Journal,
    patches: Arc<Mutex<usize>>,
    folder: TempDir,
}

fn setup(fault: Fault) -> Setup {
    let demo = Demo::start(&Scenario::named("no-secret").expect("it exists"), Clock::real(), 1);
    let patches = Arc::new(Mutex::new(0));
    let gateway = Gateway { inner: demo.service(), fault, patches: patches.clone() };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = Journal::at(folder.path().join("journal.jsonl"));
    Setup { cluster: embedded(gateway, "demo"), demo, journal, patches, folder }
}

impl Setup {
    fn patches(&self) -> usize {
        *self.patches.lock().expect("nobody panics with it")
    }

    /// Reads the Deployment past all faults.
    async fn live(&self) -> Value {
        let client = kube::Client::new(self.demo.service(), "default");
        let path = "/apis/apps/v1/namespaces/team-a/deployments/checkout";
        client.request(Request::get(path).body(Vec::new()).expect("a request")).await.expect("it is there")
    }

    /// Somebody else changes the Deployment.
    async fn edit(&self, patch: &Value) {
        let client = kube::Client::new(self.demo.service(), "default");
        let address = "/apis/apps/v1/namespaces/team-a/deployments/checkout?fieldManager=kubectl-edit";
        let request = Request::patch(address)
            .header("content-type", "application/merge-patch+json")
            .body(serde_json::to_vec(patch).expect("JSON"))
            .expect("a request");
        client.request::<Value>(request).await.expect("the edit is taken");
    }
}

fn checkout() -> ObjectId {
    ObjectId::new(Kind::Deployment, "team-a", "checkout")
}

fn fix() -> Wish {
    let body = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": "checkout", "namespace": "team-a" },
        "spec": { "template": { "spec": { "imagePullSecrets": [{ "name": "harbor-pull-secret" }] } } },
    });
    let change = Change { target: checkout(), verb: Verb::Apply, body };
    Wish { purpose: Purpose::Fix("basic".to_owned()), changes: vec![change] }
}

fn pull_secrets(deployment: &Value) -> &Value {
    &deployment["spec"]["template"]["spec"]["imagePullSecrets"]
}

fn is_ours(deployment: &Value) -> bool {
    let managers = deployment["metadata"]["managedFields"].as_array().expect("managers");
    managers.iter().any(|entry| entry["manager"] == "podmend")
}

#[tokio::test]
async fn a_plan_writes_nothing_and_an_apply_writes_once() {
    let setup = setup(Fault::None);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    assert_eq!((setup.patches(), pull_secrets(&setup.live().await)), (0, &Value::Null));
    assert!(plan.main_step().after.contains("harbor-pull-secret"));
    let applied = setup.cluster.apply(&plan, &setup.journal).await.expect("it is applied");
    assert_eq!(setup.patches(), 1);
    assert!(!applied.audit_id.is_empty() && !applied.differs_from_review);
    assert_eq!(*pull_secrets(&setup.live().await), json!([{ "name": "harbor-pull-secret" }]));
    let entry = setup.journal.find(&plan.id).expect("a journal").expect("an entry");
    assert_eq!(entry.outcome.expect("an outcome").result, "applied");
}

#[tokio::test]
async fn undo_gives_up_our_fields_and_the_spec_is_as_before() {
    let setup = setup(Fault::None);
    let before = setup.live().await;
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    setup.cluster.apply(&plan, &setup.journal).await.expect("it is applied");
    assert!(is_ours(&setup.live().await));
    let undo = setup.cluster.plan_undo(&plan.id, &setup.journal).await.expect("a plan");
    setup.cluster.apply(&undo, &setup.journal).await.expect("it is taken back");
    let after = setup.live().await;
    assert_eq!(after["spec"], before["spec"]);
    assert!(!is_ours(&after));
    // One for each, and one more for a status that overtook it.
    assert!((2..=4).contains(&setup.patches()), "{}", setup.patches());
}

#[tokio::test]
async fn without_a_journal_nothing_is_sent() {
    let setup = setup(Fault::None);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    // A folder where the file should be: it cannot be opened, not even by root.
    let nowhere = Journal::at(setup.folder.path());
    let refusal = setup.cluster.apply(&plan, &nowhere).await.expect_err("no journal");
    assert!(matches!(refusal, Refusal::NoJournal { .. }), "{refusal:?}");
    assert_eq!(setup.patches(), 0);
}

#[tokio::test]
async fn an_object_that_changed_since_is_not_written() {
    let setup = setup(Fault::None);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    setup.edit(&json!({ "spec": { "replicas": 3 } })).await;
    let refusal = setup.cluster.apply(&plan, &setup.journal).await.expect_err("a conflict");
    assert_eq!(refusal, Refusal::Changed { target: checkout() });
    assert_eq!(*pull_secrets(&setup.live().await), Value::Null);
}

#[tokio::test]
async fn a_status_that_overtakes_the_write_costs_no_new_review() {
    let setup = setup(Fault::None);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    setup.demo.fail_next(Answered::answer(409).on("patch", "deployments"));
    setup.cluster.apply(&plan, &setup.journal).await.expect("what was reviewed still stands");
    assert_eq!((setup.patches(), pull_secrets(&setup.live().await).is_array()), (2, true));
}

#[tokio::test]
async fn fields_of_others_are_never_taken_by_force() {
    let setup = setup(Fault::None);
    setup.edit(&json!({ "spec": { "template": { "spec": { "serviceAccountName": "theirs" } } } })).await;
    let mut wish = fix();
    wish.changes[0].body["spec"]["template"]["spec"] =
        json!({ "serviceAccountName": "ours", "serviceAccount": "ours" });
    let refusal = setup.cluster.plan(wish, &setup.journal).await.expect_err("a conflict");
    match refusal {
        Refusal::Owned { owners } => assert_eq!(owners[0].manager, "kubectl-edit"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_looked_for_and_the_write_never_repeated() {
    let setup = setup(Fault::LostAnswer);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    setup.cluster.apply(&plan, &setup.journal).await.expect("the object shows that it was done");
    assert_eq!(setup.patches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lost_request_is_not_known_and_the_write_never_repeated() {
    let setup = setup(Fault::LostRequest);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    let refusal = setup.cluster.apply(&plan, &setup.journal).await.expect_err("nobody knows");
    assert!(
        matches!(&refusal, Refusal::Unsettled { why, .. } if why.contains("has not changed so far")),
        "{refusal:?}"
    );
    assert_eq!(setup.patches(), 1);
    let entry = setup.journal.find(&plan.id).expect("a journal").expect("an entry");
    assert_eq!(entry.outcome.expect("an outcome").result, "unknown");
}

#[tokio::test]
async fn read_only_sends_no_write() {
    let setup = setup(Fault::None);
    let plan = setup.cluster.plan(fix(), &setup.journal).await.expect("a plan");
    let reader = setup.cluster.clone().read_only();
    assert_eq!(reader.apply(&plan, &setup.journal).await, Err(Refusal::ReadOnly));
    assert_eq!(setup.patches(), 0);
}
