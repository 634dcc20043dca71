//! The live list of pods.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, timeout},
};

use crate::{
    cluster::{
        Cluster, PodNews, Scope,
        fixture::{Asked, Log, Piece, Reply, cluster, frame, namespace_table, pod, pod_table},
    },
    core::model::Gap,
};

/// A view under test. Time is paused: waiting for something that never comes fails at once.
struct View {
    news: mpsc::Receiver<PodNews>,
    _task: JoinHandle<()>,
}

impl View {
    fn of(cluster: &Cluster, scope: Scope) -> Self {
        let (send, news) = mpsc::channel(64);
        let cluster = cluster.clone();
        let known = vec!["team-a".to_owned(), "team-b".to_owned()];
        let task = tokio::spawn(async move { cluster.watch_pods(scope, known, send).await });
        Self { news, _task: task }
    }

    /// Returns the first news that the function makes something of.
    async fn find<T>(&mut self, mut take: impl FnMut(&PodNews) -> Option<T>) -> T {
        let search = async {
            loop {
                let news = self.news.recv().await.expect("the view ended");
                if let Some(found) = take(&news) {
                    return found;
                }
            }
        };
        timeout(Duration::from_secs(300), search).await.expect("what was waited for did not come")
    }

    async fn listed(&mut self) -> (Vec<String>, usize, Vec<Option<String>>) {
        self.find(|news| match news {
            PodNews::Listed { pods, total, unseen, .. } => Some((
                pods.iter().map(|pod| format!("{}/{}", pod.namespace, pod.name)).collect(),
                *total,
                unseen.iter().map(|unseen| unseen.namespace.clone()).collect(),
            )),
            _ => None,
        })
        .await
    }

    async fn troubled(&mut self) -> String {
        self.find(|news| match news {
            PodNews::Troubled(trouble) => Some(trouble.why.clone()),
            _ => None,
        })
        .await
    }

    async fn alive(&mut self) {
        self.find(|news| matches!(news, PodNews::Alive { .. }).then_some(())).await;
    }
}

type Watches = Arc<Mutex<Vec<mpsc::UnboundedSender<Piece>>>>;

/// A server with one namespace of one broken and one fine pod, whose watches the test feeds.
fn small(odd: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> (Cluster, Log, Watches) {
    let watches = Watches::default();
    let opened = Arc::clone(&watches);
    let (cluster, log) = cluster(move |asked| odd(asked).unwrap_or_else(|| small_answer(asked, &opened)));
    (cluster, log, watches)
}

fn small_answer(asked: &Asked, watches: &Watches) -> Reply {
    if asked.is_watch() {
        let (send, pieces) = mpsc::unbounded_channel();
        watches.lock().unwrap().push(send);
        return Reply::Watch(pieces);
    }
    match asked.path.split('?').next().unwrap_or_default() {
        "/version" => Reply::ok(json!({})),
        "/api/v1/namespaces" => Reply::ok(namespace_table(&["team-a"])),
        "/api/v1/namespaces/team-a/pods" if asked.path.contains("includeObject=None") => {
            Reply::ok(pod_table("7", &[("bad", "0/1", "ImagePullBackOff"), ("good", "1/1", "Running")]))
        }
        "/api/v1/namespaces/team-a/pods" => Reply::ok(json!({ "items": [pod("team-a", "bad", "7", false)] })),
        _ => Reply::refuse(404, "NotFound", "not found"),
    }
}

fn send(watches: &Watches, piece: Piece) {
    watches.lock().unwrap().last().expect("a watch is open").send(piece).expect("it is still open");
}

#[tokio::test(start_paused = true)]
async fn only_what_is_not_fine_is_fetched_and_told() {
    let (cluster, log, watches) = small(|_| None);
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    assert_eq!(view.listed().await, (vec!["team-a/bad".to_owned()], 2, Vec::new()));
    view.alive().await;
    assert_eq!(log.count(|asked| asked.path.contains("/pods/")), 0, "the phase list had it already");

    send(&watches, frame("MODIFIED", &pod("team-a", "good", "8", true)));
    send(&watches, frame("MODIFIED", &pod("team-a", "bad", "9", true)));
    let settled = |news: &PodNews| match news {
        PodNews::Settled { pod, total } => Some((pod.name.clone(), *total)),
        PodNews::Changed { pod, .. } => panic!("{} was told and is fine", pod.name),
        _ => None,
    };
    assert_eq!(view.find(settled).await, ("bad".to_owned(), 2));
}

#[tokio::test(start_paused = true)]
async fn a_cut_watch_goes_on_where_it_was() {
    let (cluster, log, watches) = small(|_| None);
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    view.alive().await;
    send(&watches, frame("BOOKMARK", &json!({ "metadata": { "resourceVersion": "41" } })));
    send(&watches, Piece::Cut);
    assert!(view.troubled().await.contains("ended the connection"));
    view.alive().await;
    let last = log.all().into_iter().rfind(Asked::is_watch).unwrap();
    assert!(last.path.contains("resourceVersion=41"), "{}", last.path);
    assert_eq!(log.count(|asked| asked.is_get("/api/v1/namespaces") && !asked.is_watch()), 1, "it was listed once");
}

#[tokio::test(start_paused = true)]
async fn a_version_that_is_too_old_brings_a_new_list_without_a_ghost() {
    let lists = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&lists);
    let (cluster, _, watches) = small(move |asked| {
        let first = asked.path.contains("includeObject=None") && asked.path.contains("/pods");
        (first && count.fetch_add(1, Ordering::Relaxed) > 0)
            .then(|| Reply::ok(pod_table("9", &[("good", "1/1", "Running")])))
    });
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    assert_eq!(view.listed().await.1, 2);
    view.alive().await;
    send(&watches, frame("ERROR", &json!({ "kind": "Status", "status": "Failure", "code": 410, "reason": "Expired" })));
    assert_eq!(view.listed().await, (Vec::new(), 1, Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn a_410_as_the_answer_brings_a_new_list_and_no_loop() {
    let refused = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&refused);
    let (cluster, _, _) = small(move |asked| {
        let first = asked.is_watch() && count.fetch_add(1, Ordering::Relaxed) == 0;
        first.then(|| Reply::refuse(410, "Gone", "too old"))
    });
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    view.listed().await;
    view.listed().await;
    view.alive().await;
}

#[tokio::test(start_paused = true)]
async fn a_namespace_that_may_not_be_read_is_never_shown_as_empty() {
    let (cluster, _, _) = small(|asked| {
        if asked.path.contains("/team-b/") {
            return Some(Reply::forbid());
        }
        (asked.is_get("/api/v1/namespaces") && !asked.is_watch())
            .then(|| Reply::ok(namespace_table(&["team-a", "team-b"])))
    });
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    let (pods, _, unseen) = view.listed().await;
    assert_eq!((pods.len(), unseen), (1, vec![Some("team-b".to_owned())]));
    view.alive().await;
}

#[tokio::test(start_paused = true)]
async fn without_the_right_to_list_namespaces_the_known_ones_are_tried() {
    let (cluster, log, _) = small(|asked| {
        let forbidden =
            asked.is_get("/api/v1/namespaces") || asked.path.contains("/team-b/") || asked.path.contains("/default/");
        forbidden.then(Reply::forbid)
    });
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    let (pods, total, unseen) = view.listed().await;
    assert_eq!((pods.len(), total), (1, 2));
    assert!(unseen.contains(&None) && unseen.contains(&Some("team-b".to_owned())), "{unseen:?}");
    view.alive().await;
    let watched = log.all().into_iter().find(Asked::is_watch).unwrap();
    assert!(watched.path.starts_with("/api/v1/namespaces/team-a/pods?"), "{}", watched.path);
}

#[tokio::test(start_paused = true)]
async fn what_may_be_listed_and_not_watched_is_polled_and_said_to_be() {
    let (cluster, _, _) = small(|asked| asked.is_watch().then(Reply::forbid));
    let mut view = View::of(&cluster, Scope::Namespace("team-a".to_owned()));
    view.listed().await;
    assert_eq!(view.troubled().await, "not allowed to watch pods in team-a");
    let before = Instant::now();
    let unseen = view
        .find(|news| match news {
            PodNews::Listed { unseen, .. } => Some(unseen.clone()),
            PodNews::Alive { .. } => panic!("a view that is polled is not live"),
            _ => None,
        })
        .await;
    assert!(before.elapsed() >= Duration::from_secs(14));
    assert!(matches!(&unseen[..], [only] if matches!(only.why, Gap::Forbidden(_))), "{unseen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_told_within_five_seconds() {
    let hangs = Arc::new(AtomicUsize::new(0));
    let switch = Arc::clone(&hangs);
    let (cluster, _, _) =
        small(move |asked| (switch.load(Ordering::Relaxed) > 0 && asked.is_get("/version")).then_some(Reply::Never));
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    view.alive().await;
    view.alive().await;
    let last = Instant::now();
    hangs.store(1, Ordering::Relaxed);
    assert!(view.troubled().await.contains("did not answer"));
    assert!(last.elapsed() < Duration::from_secs(5), "{:?}", last.elapsed());
    hangs.store(0, Ordering::Relaxed);
    view.alive().await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_breaks_in_the_middle_is_not_told() {
    let broken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&broken);
    let (cluster, _, _) = small(move |asked| {
        let breaks =
            asked.path.contains("/team-a/pods") && !asked.is_watch() && count.fetch_add(1, Ordering::Relaxed) == 0;
        breaks.then_some(Reply::Cut)
    });
    let mut view = View::of(&cluster, Scope::AllNamespaces);
    let first = view.find(|news| (!matches!(news, PodNews::Loading { .. })).then(|| format!("{news:?}"))).await;
    assert!(first.starts_with("Troubled"), "{first}");
    assert_eq!(view.listed().await.1, 2);
}

#[tokio::test(start_paused = true)]
async fn a_pod_that_is_being_deleted_is_fetched_and_told() {
    let (cluster, _, _) = small(|asked| {
        let mut deleting = pod("team-a", "leaving", "7", true);
        deleting["metadata"]["deletionTimestamp"] = json!("2026-11-24T02:00:00Z");
        if asked.is_get("/api/v1/namespaces/team-a/pods/leaving") {
            return Some(Reply::ok(deleting));
        }
        let lists_rows = asked.path.contains("/pods") && asked.path.contains("includeObject=None");
        lists_rows.then(|| Reply::ok(pod_table("7", &[("leaving", "1/1", "Terminating"), ("good", "1/1", "Running")])))
    });
    let gone_by = View::of(&cluster, Scope::AllNamespaces)
        .find(|news| match news {
            PodNews::Listed { pods, .. } => Some(pods.iter().find(|pod| pod.name == "leaving").unwrap().gone_by),
            _ => None,
        })
        .await;
    assert_eq!(gone_by, Some("2026-11-24T02:00:00Z".parse().unwrap()));
}
