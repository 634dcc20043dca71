//! A look at one workload, at the demo.

use jiff::Timestamp;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    cluster::{Cluster, LookPart, PodNews, Scope, embedded},
    core::model::{Gap, Kind, ObjectId, Pod, Reading, Subject},
    demo::{Access, Clock, Demo, Scenario},
};

/// Starts a demo and returns it with a cluster that is answered by it.
pub(super) fn stage(scenario: &str) -> (Demo, Clock, Cluster) {
    let start: Timestamp = "2026-11-24T02:20:00Z".parse().unwrap();
    let clock = Clock::manual(start);
    let demo = Demo::start(&Scenario::named(scenario).unwrap(), clock.clone(), 7);
    let cluster = embedded(demo.service(), "demo");
    (demo, clock, cluster)
}

/// Returns the pods that are not fine, as the first list tells them.
pub(super) async fn unwell(cluster: &Cluster) -> (Vec<Pod>, usize) {
    let (send, mut news) = mpsc::channel(64);
    let watching = cluster.clone();
    let task = tokio::spawn(async move { watching.watch_pods(Scope::AllNamespaces, Vec::new(), send).await });
    let listed = loop {
        if let PodNews::Listed { pods, total, .. } = news.recv().await.expect("the view ended") {
            break (pods, total);
        }
    };
    task.abort();
    listed
}

struct Look {
    parts: mpsc::Receiver<LookPart>,
    _task: JoinHandle<()>,
}

impl Look {
    async fn at(cluster: &Cluster) -> Self {
        Self::at_workload(cluster, "checkout").await
    }

    async fn at_workload(cluster: &Cluster, name: &str) -> Self {
        let (pods, _) = unwell(cluster).await;
        let pod = pods.into_iter().find(|pod| pod.workload.name == name).expect("the scenario has it");
        Self::of(cluster, Subject::Pod(Box::new(pod)))
    }

    fn of(cluster: &Cluster, subject: Subject) -> Self {
        let (send, parts) = mpsc::channel(64);
        let cluster = cluster.clone();
        Self { parts, _task: tokio::spawn(async move { cluster.look(subject, send).await }) }
    }

    async fn find<T>(&mut self, mut take: impl FnMut(&LookPart) -> Option<T>) -> T {
        loop {
            let part = self.parts.recv().await.expect("the look ended");
            if let Some(found) = take(&part) {
                return found;
            }
        }
    }
}

#[tokio::test]
async fn the_workload_of_a_pod_is_its_deployment() {
    let (_demo, _, cluster) = stage("no-secret");
    let (pods, total) = unwell(&cluster).await;
    assert_eq!((pods.len(), total), (2, 2));
    for pod in pods {
        assert_eq!(pod.workload, ObjectId::new(Kind::Deployment, "team-a", "checkout"));
    }
}

#[tokio::test]
async fn everything_that_decides_a_pull_is_read() {
    let (_demo, _, cluster) = stage("no-secret");
    let mut look = Look::at(&cluster).await;
    let mut missing = vec!["workload", "pod", "account", "secrets", "accounts", "bindings", "node", "event"];
    while !missing.is_empty() {
        let part = look.find(|part| Some(name_of(part))).await;
        missing.retain(|name| *name != part);
    }
}

#[tokio::test]
async fn of_an_owner_without_pods_its_workload_and_its_events_are_read() {
    let (_demo, _, cluster) = stage("missing-account");
    let survey = cluster.survey(Scope::AllNamespaces, Vec::new()).await.unwrap();
    let stuck = survey.snapshot.stuck.into_values().next().expect("the scenario has one");
    let mut look = Look::of(&cluster, Subject::Owner(Box::new(stuck)));
    let (mut workload, mut refused) = (false, false);
    while !workload || !refused {
        match look.find(|part| Some(part.clone())).await {
            LookPart::Workload(Reading::Found { value, .. }) => workload = value["kind"] == "Deployment",
            LookPart::Event(event) => {
                refused |= event.reason == "FailedCreate" && event.regarding.kind == Kind::ReplicaSet;
            }
            other => panic!("not asked for: {other:?}"),
        }
    }
}

/// Names a part that holds what was asked for.
fn name_of(part: &LookPart) -> &'static str {
    match part {
        LookPart::Workload(Reading::Found { value, .. }) if value["kind"] == "Deployment" => "workload",
        LookPart::Pod(Reading::Found { value, .. }) if value["kind"] == "Pod" => "pod",
        LookPart::Account(Reading::Found { value, .. }) if value.name == "default" => "account",
        LookPart::NamespaceSecrets(Reading::Found { value, .. }) if value.contains_key("harbor-pull-secret") => {
            "secrets"
        }
        LookPart::Accounts(Reading::Found { .. }) => "accounts",
        LookPart::Node(Reading::Found { value, .. }) if value.kubelet == "v1.36.2" => "node",
        LookPart::Bindings(Reading::Found { .. }) => "bindings",
        LookPart::Event(event) if event.message.contains("Failed to pull image") => "event",
        LookPart::Event(_) => "another event",
        other => panic!("not expected: {other:?}"),
    }
}

#[tokio::test]
async fn a_right_that_is_missing_leaves_a_gap_of_that_name_and_the_rest_is_there() {
    let (demo, _, cluster) = stage("no-secret");
    demo.set_access(Access::all().deny(&["get", "list", "watch"], &["secrets", "events"], &["*"]));
    let mut look = Look::at(&cluster).await;
    let mut gaps = Vec::new();
    let mut account = false;
    while gaps.len() < 2 || !account {
        let part = look.find(|part| Some(part.clone())).await;
        match part {
            LookPart::NamespaceSecrets(Reading::Unknown(Gap::Forbidden(right)))
            | LookPart::EventsGap(Gap::Forbidden(right)) => gaps.push(right.to_string()),
            LookPart::Account(Reading::Found { .. }) => account = true,
            _ => {}
        }
    }
    gaps.sort();
    assert_eq!(gaps, ["list events in team-a", "list secrets in team-a"]);
}

#[tokio::test]
async fn a_secret_that_is_named_and_missing_is_absent_and_not_unknown() {
    let (_demo, _, cluster) = stage("missing-secret");
    let mut look = Look::at(&cluster).await;
    let named = look
        .find(|part| match part {
            LookPart::NamedSecret(name, reading) => Some((name.clone(), matches!(reading, Reading::Absent { .. }))),
            _ => None,
        })
        .await;
    assert_eq!(named, ("harbor-pull-secret".to_owned(), true));
}

#[tokio::test]
async fn where_else_an_absent_secret_is_can_be_told_or_needs_a_right() {
    let (demo, _, cluster) = stage("missing-secret");
    let elsewhere = |part: &LookPart| match part {
        LookPart::Elsewhere(name, reading) => Some((name.clone(), reading.clone())),
        _ => None,
    };
    let (name, reading) = Look::at(&cluster).await.find(elsewhere).await;
    assert_eq!(
        (name.as_str(), reading.found().unwrap().as_slice()),
        ("harbor-pull-secret", ["team-b".to_owned()].as_slice())
    );
    demo.set_access(Access::all().deny(&["list"], &["secrets"], &["*"]));
    let (_, reading) = Look::at(&cluster).await.find(elsewhere).await;
    let Reading::Unknown(gap) = reading else { panic!("{reading:?}") };
    assert_eq!(gap.to_string(), "not allowed to list secrets in all namespaces");
}

#[tokio::test]
async fn what_a_container_wrote_before_it_crashed_is_read() {
    let (_demo, _, cluster) = stage("crash-loop");
    let (pods, _) = unwell(&cluster).await;
    let mut look = Look::at_workload(&cluster, &pods[0].workload.name).await;
    let log = look
        .find(|part| match part {
            LookPart::PreviousLog(container, reading) => Some((container.clone(), reading.clone())),
            _ => None,
        })
        .await;
    assert_eq!(log.0, pods[0].containers[0].name);
    assert!(log.1.found().unwrap().iter().any(|line| line.contains("level=error")), "{log:?}");
}
