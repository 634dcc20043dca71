//! The live list of pods: one complete list, then what changes, for as long as somebody listens.
//!
//! Whether the view is live is decided here and nowhere else: every watch stands, and the server answers. When it is not,
//! that is told once, with the reason, and what was told before stays as it is.

mod around;
mod feed;
mod lacking;
mod ledger;

use std::time::Duration;

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

use super::{
    Cluster, PodNews, Scope, Trouble,
    address::PODS,
    backoff::Backoff,
    failure::Failure,
    list::{self, Listing, Wanted},
    mirror::POLL,
    owners::Owners,
    pulse::{self, Pulse},
    tail::Turn,
};
use crate::core::model::{Gap, Unseen};

use around::Board;
use feed::Feed;
use lacking::Area;
use ledger::Ledger;

/// A view that held for less was none.
const SHORT: Duration = Duration::from_secs(2);

impl Cluster {
    /// Lists and watches pods until the receiver is dropped.
    ///
    /// Never gives up: after a failure it tries again by itself, after 0.8 to 30 seconds or as soon as the server answers.
    /// Calling it anew is how to try at once. `known_namespaces` are tried where namespaces may not be listed.
    pub async fn watch_pods(&self, scope: Scope, known_namespaces: Vec<String>, send: mpsc::Sender<PodNews>) {
        let wanted = Wanted { scope, known: known_namespaces };
        let closed = send.clone();
        tokio::select! {
            () = closed.closed() => {}
            () = View::new(self.clone(), wanted, send).keep() => {}
        }
    }
}

/// The view of the pods as it was last told.
struct View {
    cluster: Cluster,
    wanted: Wanted,
    send: mpsc::Sender<PodNews>,
    owners: Owners,
    ledger: Ledger,
    pulse: watch::Receiver<Pulse>,
    /// What fails, for whoever reads what surrounds it.
    board: Board,
    /// Where pods are watched, for whoever watches their owners.
    area: watch::Sender<Area>,
    /// What runs beside the watch of the pods ends with the view.
    _tasks: JoinSet<()>,
    /// The trouble that was told last, until it is over.
    told: Option<Trouble>,
    was_listed: bool,
    /// What may be listed and not watched.
    unwatched: Vec<Unseen>,
}

impl View {
    fn new(cluster: Cluster, wanted: Wanted, send: mpsc::Sender<PodNews>) -> Self {
        let (tell, pulse) = watch::channel(Pulse::Unknown);
        let (board, (area, seen)) = (Board::default(), watch::channel(Area::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(pulse::feel(cluster.clone(), tell));
        tasks.spawn(lacking::follow(cluster.clone(), seen, send.clone()));
        tasks.spawn(around::follow(cluster.clone(), board.clone(), send.clone()));
        Self {
            cluster,
            wanted,
            send,
            owners: Owners::default(),
            ledger: Ledger::default(),
            pulse,
            board,
            area,
            _tasks: tasks,
            told: None,
            was_listed: false,
            unwatched: Vec::new(),
        }
    }

    /// Lists, follows, and begins again.
    async fn keep(mut self) {
        let mut backoff = Backoff::new();
        loop {
            match self.list().await {
                Ok(listing) => {
                    let began = Instant::now();
                    self.follow(listing).await;
                    // A list that is too old as soon as it is there must not be asked for in a circle.
                    if began.elapsed() < SHORT {
                        self.rest(backoff.pause()).await;
                    }
                }
                Err(failure) => {
                    self.troubled(&failure, &self.what()).await;
                    self.rest(backoff.pause_at_least(failure.wait())).await;
                }
            }
        }
    }

    /// The first list tells how far it is; a later one replaces what is on the screen when it is complete.
    async fn list(&mut self) -> Result<Listing, Failure> {
        let progress = (!self.was_listed).then(|| self.send.clone());
        list::list(&self.cluster, &self.wanted, &mut self.owners, progress.as_ref()).await
    }

    /// Waits; not longer than until the server, which did not answer, answers again.
    async fn rest(&mut self, pause: Duration) {
        let was_missing = matches!(*self.pulse.borrow_and_update(), Pulse::Missing(_));
        let time = Instant::now() + pause;
        loop {
            tokio::select! {
                () = sleep_until(time) => return,
                changed = self.pulse.changed() => match changed {
                    Ok(()) if was_missing && matches!(*self.pulse.borrow(), Pulse::Alive(_)) => return,
                    Ok(()) => {}
                    Err(_) => sleep(pause).await,
                },
            }
        }
    }

    /// Tells the list, then what changes; returns when a new list is needed.
    async fn follow(&mut self, listing: Listing) {
        let mut round = Round::new(&listing);
        let mut feed = Feed::open(self.cluster.http(), &listing.places);
        self.tell_list(listing).await;
        loop {
            let go_on = tokio::select! {
                (place, turn) = feed.next() => self.turn(&mut feed, &mut round, place, turn).await,
                Ok(()) = self.pulse.changed() => self.beat(&mut feed, &mut round).await,
                () = at(round.again) => false,
            };
            if !go_on {
                return;
            }
        }
    }

    async fn tell_list(&mut self, listing: Listing) {
        self.was_listed = true;
        self.told = None;
        let area = Area::of(&listing.places, &listing.parts);
        self.ledger = Ledger::new(listing.tally);
        let mut unseen = listing.unseen;
        unseen.extend(self.unwatched.iter().cloned());
        let total = self.ledger.total();
        self.board.replace(&listing.pods, self.cluster.now());
        self.area.send_replace(area);
        self.tell(PodNews::Listed { pods: listing.pods, total, unseen, namespaces: listing.namespaces }).await;
    }

    /// Takes in what one watch says; `false` when only a new list helps.
    async fn turn(
        &mut self,
        feed: &mut Feed,
        round: &mut Round,
        place: Option<String>,
        turn: Turn<super::slim::Pod>,
    ) -> bool {
        match turn {
            Turn::Open => self.unwatched.retain(|unseen| unseen.namespace != place),
            Turn::Changes(changes) => self.changed(changes).await,
            Turn::Expired => return false,
            // Whoever may watch every namespace need not be allowed to watch the whole.
            Turn::Broken(failure) if failure.is_forbidden() && place.is_none() && !round.parts.is_empty() => {
                *feed = Feed::open(self.cluster.http(), &round.parts);
            }
            Turn::Broken(failure) if failure.is_forbidden() => {
                round.poll();
                self.unwatchable(place).await;
            }
            Turn::Broken(failure) => {
                let what = self.what();
                self.troubled(&failure, &what).await;
            }
        }
        true
    }

    async fn changed(&mut self, changes: Vec<super::tail::Change<super::slim::Pod>>) {
        let mut news = self.ledger.take_in(changes);
        self.owners.settle(self.cluster.http(), &mut news.unwell).await;
        self.board.note(&news.unwell, &news.settled, self.cluster.now());
        for news in news.into_news(self.ledger.total()) {
            self.tell(news).await;
        }
    }

    /// Takes in a sign of life, or that there is none.
    async fn beat(&mut self, feed: &mut Feed, round: &mut Round) -> bool {
        let pulse = self.pulse.borrow_and_update().clone();
        match pulse {
            // The connections of the watches may have died with whatever was in between: they are made anew.
            Pulse::Alive(_) if round.down => {
                round.down = false;
                feed.reopen();
            }
            Pulse::Alive(at) if feed.is_open() && !round.is_polled => {
                self.told = None;
                self.tell(PodNews::Alive { at }).await;
            }
            Pulse::Alive(_) | Pulse::Unknown => {}
            Pulse::Missing(failure) => {
                round.down = true;
                let what = self.what();
                self.troubled(&failure, &what).await;
            }
            Pulse::Slept => {
                self.slept().await;
                return false;
            }
        }
        true
    }

    async fn slept(&mut self) {
        let trouble = Trouble {
            what: "the view is old".to_owned(),
            why: "podmend was asleep or stopped for a while".to_owned(),
            hint: "the pods are being read anew".to_owned(),
        };
        self.tell_trouble(trouble).await;
    }

    async fn unwatchable(&mut self, place: Option<String>) {
        let right = PODS.right("watch", place.as_deref());
        let trouble = Trouble {
            what: "cannot watch pods".to_owned(),
            why: format!("not allowed to {right}"),
            hint: format!("they are read anew every {} s instead", POLL.as_secs()),
        };
        let unseen = Unseen { namespace: place, why: Gap::Forbidden(right) };
        if !self.unwatched.contains(&unseen) {
            self.unwatched.push(unseen);
        }
        self.tell_trouble(trouble).await;
    }

    async fn troubled(&mut self, failure: &Failure, what: &str) {
        let trouble = self.cluster.trouble(failure, what);
        self.tell_trouble(trouble).await;
    }

    async fn tell_trouble(&mut self, trouble: Trouble) {
        if self.told.as_ref() == Some(&trouble) {
            return;
        }
        self.told = Some(trouble.clone());
        self.tell(PodNews::Troubled(trouble)).await;
    }

    /// A receiver that is gone ends the whole view; there is nothing to do about it here.
    async fn tell(&self, news: PodNews) {
        _ = self.send.send(news).await;
    }

    fn what(&self) -> String {
        list::what(&self.wanted.scope)
    }
}

/// What holds from one list to the next.
struct Round {
    /// When to list anew although nothing changed: something may not be watched, or could not be read.
    again: Option<Instant>,
    /// Something is only seen by listing it, so that the view is never live.
    is_polled: bool,
    /// The server does not answer.
    down: bool,
    /// The namespaces that were listed.
    parts: Vec<list::Place>,
}

impl Round {
    fn new(listing: &Listing) -> Self {
        let again = listing.has_holes.then(|| Instant::now() + POLL);
        Self { again, is_polled: false, down: false, parts: listing.parts.clone() }
    }

    fn poll(&mut self) {
        self.again = Some(Instant::now() + POLL);
        self.is_polled = true;
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
