//! Reads what surrounds the failing pods while they are watched: soon after they fail, and then at a gentle pace.
//!
//! The watch only notes what fails. All reading is done here, one namespace after the other and few requests at a time, so
//! that no news of a pod waits for it; nothing is read while nothing fails.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::{Notify, mpsc},
    time::Instant,
};

use crate::{
    cluster::{
        Cluster, PodNews,
        mirror::POLL,
        reader::Reader,
        surroundings::{self, Depth, Need},
    },
    core::model::{Pod, PodKey, Surroundings},
};

/// So long the failures of one moment are gathered before their namespace is read.
const SETTLE: Duration = Duration::from_millis(700);
/// Between two reads of one namespace there is at least this, whatever fails in it.
const REST: Duration = Duration::from_secs(4);
/// How many requests run at a time, and how long those of a namespace may take together.
const AT_ONCE: usize = 4;
const LIMIT: Duration = Duration::from_secs(20);
/// So many namespaces are read anew in the time of one poll; of more each waits longer.
const A_POLL: usize = 8;
/// A namespace that takes long to read is read the more seldom: reading takes one part in so many of the time.
const SHARE: u32 = 20;

/// What fails, as the watch notes it and the reader of the surroundings finds it.
#[derive(Clone, Default)]
pub(super) struct Board {
    content: Arc<Content>,
}

#[derive(Default)]
struct Content {
    namespaces: Mutex<BTreeMap<String, Namespace>>,
    changed: Notify,
}

#[derive(Default)]
struct Namespace {
    needs: HashMap<String, Need>,
    /// When it is to be read; not known before something in it fails.
    due: Option<Instant>,
    read: Option<Instant>,
    /// What was asked for in the last read.
    known: Known,
    /// Something of it was told, and is to be taken back when nothing fails any more.
    is_told: bool,
}

/// The things that are named by the pods of a namespace.
#[derive(Default)]
struct Known(BTreeSet<String>);

impl Board {
    /// Notes all pods that are not fine, in place of what was noted before.
    pub(super) fn replace(&self, pods: &[Pod], now: Timestamp) {
        let mut namespaces = self.lock();
        for namespace in namespaces.values_mut() {
            namespace.needs.clear();
        }
        for pod in pods {
            note(&mut namespaces, pod, now);
        }
        namespaces.values_mut().for_each(Namespace::end_if_empty);
        drop(namespaces);
        self.content.changed.notify_one();
    }

    /// Notes pods that changed.
    pub(super) fn note(&self, unwell: &[Pod], settled: &[PodKey], now: Timestamp) {
        let mut namespaces = self.lock();
        for key in settled {
            settle(&mut namespaces, key);
        }
        for pod in unwell {
            note(&mut namespaces, pod, now);
        }
        drop(namespaces);
        self.content.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Namespace>> {
        // Nothing that holds it can leave it half changed.
        self.content.namespaces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note(namespaces: &mut BTreeMap<String, Namespace>, pod: &Pod, now: Timestamp) {
    let Some(need) = Need::of(pod, now) else {
        return settle(namespaces, &pod.key());
    };
    let namespace = namespaces.entry(pod.namespace.clone()).or_default();
    if !namespace.known.covers(&need) {
        let soon = instant(need.from, now) + SETTLE;
        namespace.due_by(namespace.read.map_or(soon, |read| soon.max(read + REST)));
    }
    namespace.needs.insert(need.pod.clone(), need);
}

fn settle(namespaces: &mut BTreeMap<String, Namespace>, pod: &PodKey) {
    if let Some(namespace) = namespaces.get_mut(&pod.namespace) {
        namespace.needs.remove(&pod.name);
        namespace.end_if_empty();
    }
}

/// Returns the instant of a time that may lie ahead.
fn instant(time: Timestamp, now: Timestamp) -> Instant {
    Instant::now() + Duration::try_from(time.duration_since(now)).unwrap_or_default()
}

impl Namespace {
    fn due_by(&mut self, time: Instant) {
        self.due = Some(self.due.map_or(time, |due| due.min(time)));
    }

    /// Has what was told of a namespace taken back in which nothing fails any more.
    fn end_if_empty(&mut self) {
        if self.needs.is_empty() {
            self.due_by(Instant::now() + SETTLE);
        }
    }
}

impl Known {
    fn of<'a>(needs: impl Iterator<Item = &'a Need>) -> Self {
        Self(needs.flat_map(names).collect())
    }

    fn covers(&self, need: &Need) -> bool {
        names(need).all(|name| self.0.contains(&name))
    }
}

/// Returns what a need names and one read can tell; the pod itself is not in it, since many are alike.
fn names(need: &Need) -> impl Iterator<Item = String> {
    let secrets = need.secrets.iter().flatten().map(|name| format!("secret/{name}"));
    let account = need.account.iter().map(|name| format!("account/{name}"));
    let node = need.node.iter().map(|name| format!("node/{name}"));
    secrets.chain(account).chain(node).chain([need.workload.to_string()])
}

/// Reads and tells, until the receiver is dropped.
pub(super) async fn follow(cluster: Cluster, board: Board, send: mpsc::Sender<PodNews>) {
    loop {
        let next = board.next();
        tokio::select! {
            () = board.content.changed.notified() => {}
            () = super::at(next) => {
                while let Some(task) = board.take(cluster.now()) {
                    if let Some(news) = run(&cluster, &board, task).await {
                        _ = send.send(news).await;
                    }
                }
            }
        }
    }
}

/// One namespace that is to be read.
struct Task {
    namespace: String,
    needs: Vec<Need>,
}

impl Board {
    fn next(&self) -> Option<Instant> {
        self.lock().values().filter_map(|namespace| namespace.due).min()
    }

    /// Takes the namespace that is due for longest.
    fn take(&self, now: Timestamp) -> Option<Task> {
        let mut namespaces = self.lock();
        let due = namespaces.iter_mut().filter(|(_, namespace)| namespace.due.is_some_and(|due| due <= Instant::now()));
        let (name, namespace) = due.min_by_key(|(_, namespace)| namespace.due)?;
        let (needs, later): (Vec<&Need>, Vec<&Need>) = namespace.needs.values().partition(|need| need.is_due(now));
        let needs: Vec<Need> = needs.into_iter().cloned().collect();
        namespace.due = later.iter().map(|need| instant(need.from, now)).min();
        namespace.known = Known::of(needs.iter());
        Some(Task { namespace: name.clone(), needs })
    }

    /// Plans the next read of a namespace of which one is done.
    fn plan(&self, name: &str, took: Duration) {
        let mut namespaces = self.lock();
        let crowd = namespaces.len().div_ceil(A_POLL).max(1);
        let Some(namespace) = namespaces.get_mut(name) else { return };
        namespace.read = Some(Instant::now());
        let pause = (POLL * u32::try_from(crowd).unwrap_or(u32::MAX)).max(took * SHARE);
        let next = Instant::now() + pause;
        namespace.due_by(next);
    }

    /// Notes that something is told of a namespace, and says whether something was before.
    fn tell(&self, name: &str) -> bool {
        self.lock().get_mut(name).is_some_and(|namespace| std::mem::replace(&mut namespace.is_told, true))
    }

    /// Forgets a namespace in which nothing fails, and says whether something was told of it.
    fn forget(&self, name: &str) -> bool {
        let mut namespaces = self.lock();
        match namespaces.get(name) {
            Some(namespace) if namespace.needs.is_empty() => namespaces.remove(name).is_some_and(|gone| gone.is_told),
            _ => false,
        }
    }
}

async fn run(cluster: &Cluster, board: &Board, task: Task) -> Option<PodNews> {
    if task.needs.is_empty() {
        return board.forget(&task.namespace).then(|| news(task.namespace, Surroundings::default()));
    }
    let began = Instant::now();
    let reader = Reader::limited(cluster, AT_ONCE, LIMIT);
    let mut read = surroundings::read(&reader, &task.needs, Depth::Cause).await;
    board.plan(&task.namespace, began.elapsed());
    let was_told = board.tell(&task.namespace);
    // What was read before says more than that the server is away, which the watch of the pods says anyway.
    if was_told && reader.is_cut_off() {
        return None;
    }
    let surroundings = read.remove(&task.namespace)?;
    Some(news(task.namespace, surroundings))
}

fn news(namespace: String, surroundings: Surroundings) -> PodNews {
    PodNews::Surroundings { namespace, surroundings: Box::new(surroundings) }
}
