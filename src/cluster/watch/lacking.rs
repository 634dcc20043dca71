//! Watches for owners that cannot create pods, beside the watch of the pods and never in its way.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    cluster::{
        Cluster, PodNews,
        address::EVENTS,
        convert,
        http::Http,
        list::Place,
        mirror::{Mirror, News},
        reader::Reader,
        slim,
        stuck::{SELECTOR, Suspects},
        tail::Change,
    },
    core::model::{Stuck, Unseen},
};

use super::at;

/// So long the events of one moment are gathered before the owners are read.
const SETTLE: Duration = Duration::from_millis(400);
/// How often those that are stuck are read anew, if they are few; of many each waits its turn.
const AGAIN: Duration = Duration::from_secs(5);
const EACH: Duration = Duration::from_millis(100);
/// How many owners are read at a time, and how long all of them may take.
const AT_ONCE: usize = 4;
const LIMIT: Duration = Duration::from_secs(20);
/// Rights change seldom: a list that is forbidden is tried again after this time only.
const FORBIDDEN: Duration = Duration::from_secs(300);

/// Where pods are watched: there the events are watched too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    /// The whole cluster.
    pub(super) whole: bool,
    /// The namespaces, one by one.
    pub(super) parts: BTreeSet<String>,
}

impl Area {
    pub(super) fn of(places: &[Place], parts: &[Place]) -> Self {
        let whole = places.iter().any(|place| place.namespace.is_none());
        Self { whole, parts: parts.iter().filter_map(|place| place.namespace.clone()).collect() }
    }
}

/// Tells which owners cannot create pods, whenever that changes, in the area that is known last.
pub(super) async fn follow(cluster: Cluster, mut area: watch::Receiver<Area>, send: mpsc::Sender<PodNews>) {
    let mut lookout = Lookout { cluster, send, told: Told::default() };
    loop {
        let here = area.borrow_and_update().clone();
        let other = async {
            while area.changed().await.is_ok() {
                if *area.borrow_and_update() != here {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = lookout.watch(&here) => {}
            () = other => {}
        }
    }
}

struct Lookout {
    cluster: Cluster,
    send: mpsc::Sender<PodNews>,
    told: Told,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    owners: Vec<Stuck>,
    unseen: Vec<Unseen>,
}

/// A namespace, or the whole.
type Part = Option<String>;

impl Lookout {
    /// Watches for as long as it is let.
    async fn watch(&mut self, area: &Area) {
        if area.whole {
            self.watch_parts(vec![None]).await;
        }
        self.watch_parts(area.parts.iter().cloned().map(Some).collect()).await;
    }

    /// Watches these parts; returns only when one of them is the whole, and that is forbidden.
    async fn watch_parts(&mut self, parts: Vec<Part>) {
        let (tell, mut turns) = mpsc::channel(16);
        let mut tasks = JoinSet::new();
        for part in parts {
            tasks.spawn(listen(self.cluster.http().clone(), part, tell.clone()));
        }
        let mut round = Round::default();
        loop {
            tokio::select! {
                Some((part, news)) = turns.recv() => match news {
                    News::Failed(failure) if failure.is_forbidden() && part.is_none() => return,
                    news => round.hear(&self.cluster, part, news),
                },
                () = at(round.soon) => {
                    round.check_new(&self.cluster).await;
                    self.tell(&round).await;
                }
                () = at(round.again) => {
                    round.check_again(&self.cluster).await;
                    self.tell(&round).await;
                }
            }
        }
    }

    async fn tell(&mut self, round: &Round) {
        let mut unseen: Vec<Unseen> = round.gaps.values().cloned().collect();
        unseen.extend(round.suspects.unseen());
        let now = Told { owners: round.suspects.stuck(), unseen };
        if now == self.told {
            return;
        }
        self.told = now.clone();
        // A receiver that is gone ends the view, and this with it.
        _ = self.send.send(PodNews::Stuck { owners: now.owners, unseen: now.unseen }).await;
    }
}

async fn listen(http: Http, part: Part, tell: mpsc::Sender<(Part, News<slim::Event>)>) {
    let path = EVENTS.list(part.as_deref()).with("fieldSelector", SELECTOR);
    let mut mirror = Mirror::new(&http, path);
    loop {
        let news = mirror.next::<slim::Event>().await;
        let is_forbidden = matches!(&news, News::Failed(failure) if failure.is_forbidden());
        if tell.send((part.clone(), news)).await.is_err() {
            return;
        }
        if is_forbidden {
            sleep(FORBIDDEN).await;
        }
    }
}

/// What is known since the events were listed.
#[derive(Default)]
struct Round {
    suspects: Suspects,
    gaps: BTreeMap<Part, Unseen>,
    /// When what is new is to be checked and told.
    soon: Option<Instant>,
    /// When those that were stuck are to be checked again.
    again: Option<Instant>,
}

impl Round {
    fn hear(&mut self, cluster: &Cluster, part: Part, news: News<slim::Event>) {
        match news {
            News::Listed(events) => {
                self.gaps.remove(&part);
                for event in events {
                    self.suspects.hear(convert::event(event));
                }
            }
            News::Changed(changes) => {
                for change in changes {
                    // An event that is over says nothing about its owner.
                    if let Change::Present(event) = change {
                        self.suspects.hear(convert::event(event));
                    }
                }
            }
            // What is known stays known while the connection is down; the watch of the pods says that it is.
            News::Failed(failure) if failure.is_general() => return,
            News::Failed(failure) => {
                let why = cluster.gap(&failure, EVENTS.right("list", part.as_deref()));
                self.gaps.insert(part.clone(), Unseen { namespace: part, why });
            }
        }
        let soon = Instant::now() + SETTLE;
        self.soon = Some(self.soon.map_or(soon, |time| time.min(soon)));
    }

    async fn check_new(&mut self, cluster: &Cluster) {
        self.suspects.check_new(&Reader::limited(cluster, AT_ONCE, LIMIT)).await;
        self.soon = None;
        let next = self.next();
        self.again = self.again.or(next);
    }

    async fn check_again(&mut self, cluster: &Cluster) {
        self.suspects.check_again(&Reader::limited(cluster, AT_ONCE, LIMIT)).await;
        self.again = self.next();
    }

    fn next(&self) -> Option<Instant> {
        let open = u32::try_from(self.suspects.open()).unwrap_or(u32::MAX);
        (open > 0).then(|| Instant::now() + AGAIN.max(EACH.saturating_mul(open)))
    }
}
