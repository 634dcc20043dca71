//! What runs beside the watch of the pods: owners without pods, and what surrounds failing ones.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use crate::{
    cluster::{
        Cluster, PodNews, Scope,
        fixture::{Asked, Log, Piece, Reply, cluster, frame, namespace_table, pod, pod_table},
    },
    core::model::{Reading, Surroundings},
    demo::{Access, Clock},
};

use super::look::stage;

struct View {
    news: mpsc::Receiver<PodNews>,
    _task: JoinHandle<()>,
}

impl View {
    fn of(cluster: &Cluster) -> Self {
        let (send, news) = mpsc::channel(64);
        let cluster = cluster.clone();
        let task =
            tokio::spawn(
                async move { cluster.watch_pods(Scope::AllNamespaces, vec!["team-a".to_owned()], send).await },
            );
        Self { news, _task: task }
    }

    async fn find<T>(&mut self, mut take: impl FnMut(&PodNews) -> Option<T>) -> T {
        let search = async {
            loop {
                let news = self.news.recv().await.expect("the view ended");
                if let Some(found) = take(&news) {
                    return found;
                }
            }
        };
        timeout(Duration::from_secs(600), search).await.expect("what was waited for did not come")
    }

    /// Waits for news of the demo, whose clock goes on meanwhile.
    async fn find_in<T>(&mut self, clock: &Clock, mut take: impl FnMut(&PodNews) -> Option<T>) -> T {
        for _ in 0..20_000 {
            match timeout(Duration::from_millis(20), self.news.recv()).await {
                Ok(news) => {
                    if let Some(found) = take(&news.expect("the view ended")) {
                        return found;
                    }
                }
                Err(_) => clock.advance(Duration::from_millis(500)),
            }
        }
        panic!("what was waited for did not come");
    }

    async fn surroundings(&mut self) -> Surroundings {
        self.find(|news| match news {
            PodNews::Surroundings { surroundings, .. } => Some(Surroundings::clone(surroundings)),
            _ => None,
        })
        .await
    }
}

fn owners(news: &PodNews) -> Option<Vec<String>> {
    match news {
        PodNews::Stuck { owners, .. } => Some(owners.iter().map(|stuck| stuck.workload.to_string()).collect()),
        _ => None,
    }
}

#[tokio::test]
async fn an_owner_without_pods_is_told_and_taken_back_when_it_is_mended() {
    let (demo, clock, cluster) = stage("missing-account");
    let mut view = View::of(&cluster);
    let began = Instant::now();
    assert_eq!(view.find(owners).await, ["Deployment team-a/checkout"]);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let client = kube::Client::new(demo.service(), "default");
    let account = serde_json::from_value(json!({ "metadata": { "name": "checkout" } })).unwrap();
    let accounts = kube::Api::<k8s_openapi::api::core::v1::ServiceAccount>::namespaced(client, "team-a");
    accounts.create(&kube::api::PostParams::default(), &account).await.unwrap();
    assert_eq!(view.find_in(&clock, owners).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deployment_that_comes_to_lack_its_account_is_told_within_seconds() {
    let (demo, clock, cluster) = stage("no-secret");
    let mut view = View::of(&cluster);
    view.find(|news| matches!(news, PodNews::Alive { .. }).then_some(())).await;
    let client = kube::Client::new(demo.service(), "default");
    let deployments = kube::Api::<k8s_openapi::api::apps::v1::Deployment>::namespaced(client, "team-a");
    let patch = json!({ "spec": { "template": { "spec": { "serviceAccountName": "nosuch" } } } });
    deployments.patch("checkout", &kube::api::PatchParams::default(), &kube::api::Patch::Merge(patch)).await.unwrap();
    let began = Instant::now();
    assert_eq!(view.find_in(&clock, owners).await, ["Deployment team-a/checkout"]);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn where_events_may_not_be_listed_owners_are_said_to_be_unseen() {
    let (demo, _, cluster) = stage("missing-account");
    demo.set_access(Access::all().deny(&["list", "watch"], &["events"], &["*"]));
    let unseen = View::of(&cluster)
        .find(|news| match news {
            PodNews::Stuck { unseen, .. } => Some(unseen.clone()),
            _ => None,
        })
        .await;
    let whys: BTreeSet<String> = unseen.iter().map(|unseen| unseen.why.to_string()).collect();
    assert!(whys.contains("not allowed to list events in team-a"), "{whys:?}");
}

#[tokio::test]
async fn what_surrounds_failing_pods_is_told_and_taken_back() {
    let (demo, clock, cluster) = stage("no-secret");
    let mut view = View::of(&cluster);
    let around = view.surroundings().await;
    assert!(around.pull_secrets.found().unwrap().contains_key("harbor-pull-secret"));
    assert!(!around.events.is_empty() && !around.workloads.is_empty());
    let client = kube::Client::new(demo.service(), "default");
    let deployments = kube::Api::<k8s_openapi::api::apps::v1::Deployment>::namespaced(client, "team-a");
    let patch = json!({ "spec": { "replicas": 0 } });
    deployments.patch("checkout", &kube::api::PatchParams::default(), &kube::api::Patch::Merge(patch)).await.unwrap();
    let empty = |news: &PodNews| match news {
        PodNews::Surroundings { surroundings, .. } => (**surroundings == Surroundings::default()).then_some(()),
        _ => None,
    };
    view.find_in(&clock, empty).await;
}

type Watches = Arc<Mutex<Vec<mpsc::UnboundedSender<Piece>>>>;

/// A server with so many namespaces, in each of which one pod waits for its image.
fn broken(namespaces: usize, odd: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> (Cluster, Log, Watches) {
    let names: Vec<String> = (0..namespaces).map(|number| format!("team-{number}")).collect();
    let watches = Watches::default();
    let opened = Arc::clone(&watches);
    let (cluster, log) = cluster(move |asked| {
        if let Some(reply) = odd(asked) {
            return reply;
        }
        if asked.is_watch() {
            let (send, pieces) = mpsc::unbounded_channel();
            if asked.path.contains("/pods") {
                opened.lock().unwrap().push(send);
            } else {
                // It stays open for as long as the test runs.
                std::mem::forget(send);
            }
            return Reply::Watch(pieces);
        }
        let path = asked.path.split('?').next().unwrap_or_default();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match path {
            "/version" => Reply::ok(json!({})),
            "/api/v1/namespaces" => Reply::ok(namespace_table(&names)),
            "/api/v1/pods" => {
                let pods: Vec<_> = names.iter().map(|name| pod(name, "bad", "7", false)).collect();
                Reply::ok(json!({ "items": pods }))
            }
            _ if asked.path.contains("includeObject=None") => {
                Reply::ok(pod_table("7", &[("bad", "0/1", "ErrImagePull")]))
            }
            _ if path.ends_with("/pods") => {
                let name = path.split('/').nth(4).unwrap_or_default();
                Reply::ok(json!({ "items": [pod(name, "bad", "7", false)] }))
            }
            _ => Reply::ok(json!({ "items": [] })),
        }
    });
    (cluster, log, watches)
}

fn reads_around(log: &Log) -> usize {
    log.count(|asked| asked.path.contains("/secrets") || asked.path.contains("/serviceaccounts"))
}

#[tokio::test(start_paused = true)]
async fn while_nothing_fails_nothing_is_read() {
    let (cluster, log, _) = broken(3, |asked| {
        asked.path.contains("includeObject=None").then(|| {
            if asked.path.contains("/pods") {
                Reply::ok(pod_table("7", &[("good", "1/1", "Running")]))
            } else {
                Reply::ok(namespace_table(&["team-0"]))
            }
        })
    });
    let mut view = View::of(&cluster);
    view.find(|news| matches!(news, PodNews::Alive { .. }).then_some(())).await;
    let task = tokio::spawn(async move { while view.news.recv().await.is_some() {} });
    sleep(Duration::from_secs(120)).await;
    assert_eq!(reads_around(&log), 0);
    assert_eq!(
        log.count(|asked| asked.path.contains("/events") && !asked.is_watch()),
        1,
        "one list of failed creations"
    );
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_hundred_failing_namespaces_are_read_at_a_gentle_pace() {
    let (cluster, log, _) = broken(100, |_| None);
    let mut view = View::of(&cluster);
    let told = Arc::new(Mutex::new(BTreeSet::new()));
    let heard = Arc::clone(&told);
    let task = tokio::spawn(async move {
        while let Some(news) = view.news.recv().await {
            if let PodNews::Surroundings { namespace, .. } = news {
                heard.lock().unwrap().insert(namespace);
            }
        }
    });
    sleep(Duration::from_secs(30)).await;
    assert_eq!(told.lock().unwrap().len(), 100, "each is read soon");
    let before = log.all().len();
    sleep(Duration::from_secs(60)).await;
    let requests = log.all().len() - before;
    // Forty for the pulse; the rest is what surrounds the pods.
    assert!(requests < 60 * 4, "{requests} requests in a minute");
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_was_not_known_is_read_at_once() {
    let (cluster, _, watches) = broken(1, |asked| {
        asked
            .path
            .ends_with("/secrets/regcred")
            .then(|| Reply::refuse(404, "NotFound", "secrets \"regcred\" not found"))
    });
    let mut view = View::of(&cluster);
    let around = view.surroundings().await;
    assert!(around.named_secrets.is_empty());
    let began = Instant::now();
    let mut other = pod("team-0", "worse", "8", false);
    other["spec"]["imagePullSecrets"] = json!([{ "name": "regcred" }]);
    watches.lock().unwrap().last().unwrap().send(frame("ADDED", &other)).unwrap();
    let around = view.surroundings().await;
    assert!(matches!(around.named_secrets["regcred"], Reading::Absent { .. }));
    assert!(began.elapsed() < Duration::from_secs(7), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn reads_that_hang_hold_up_no_news_of_a_pod() {
    let (cluster, _, watches) = broken(1, |asked| asked.path.contains("/secrets").then_some(Reply::Never));
    let mut view = View::of(&cluster);
    view.find(|news| matches!(news, PodNews::Alive { .. }).then_some(())).await;
    sleep(Duration::from_secs(2)).await;
    let began = Instant::now();
    watches.lock().unwrap().last().unwrap().send(frame("MODIFIED", &pod("team-0", "bad", "9", true))).unwrap();
    view.find(|news| matches!(news, PodNews::Settled { .. }).then_some(())).await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_was_read_stays_when_the_server_goes_away() {
    let away = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&away);
    let (cluster, log, _) = broken(1, move |asked| {
        (switch.load(Ordering::Relaxed) && asked.path.contains("/serviceaccounts")).then_some(Reply::Cut)
    });
    let mut view = View::of(&cluster);
    assert!(view.surroundings().await.accounts.found().is_some());
    away.store(true, Ordering::Relaxed);
    let before = reads_around(&log);
    let task = tokio::spawn(async move {
        view.find(|news| matches!(news, PodNews::Surroundings { .. }).then_some(())).await;
        view
    });
    sleep(Duration::from_secs(120)).await;
    assert!(reads_around(&log) > before, "it was tried again");
    assert!(!task.is_finished(), "nothing worse was told in its place");
    away.store(false, Ordering::Relaxed);
    task.await.unwrap();
}
