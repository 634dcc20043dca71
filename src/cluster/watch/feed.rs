//! The watches of all places at once, and whether all of them stand.

use std::collections::HashSet;

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::cluster::{
    address::PODS,
    http::Http,
    list::Place,
    slim,
    tail::{Tail, Turn},
};

/// So many turns may wait; a watch that is faster than we are waits too, and the server buffers.
const WAITING: usize = 64;

pub(super) struct Feed {
    turns: mpsc::Receiver<(Option<String>, Turn<slim::Pod>)>,
    /// Raised to have every watch make a new connection.
    epoch: watch::Sender<u64>,
    closed: HashSet<Option<String>>,
    places: Vec<Option<String>>,
    /// Ends the watches with the feed.
    _tasks: JoinSet<()>,
}

impl Feed {
    /// Begins to watch these places.
    pub(super) fn open(http: &Http, places: &[Place]) -> Self {
        let (tell, turns) = mpsc::channel(WAITING);
        let (epoch, seen) = watch::channel(0);
        let mut tasks = JoinSet::new();
        for place in places {
            let tail = Tail::new(http, PODS.list(place.namespace.as_deref()), place.version.clone());
            tasks.spawn(run(tail, place.namespace.clone(), tell.clone(), seen.clone()));
        }
        let places: Vec<_> = places.iter().map(|place| place.namespace.clone()).collect();
        Self { turns, epoch, closed: places.iter().cloned().collect(), places, _tasks: tasks }
    }

    /// Waits for the next turn of any watch.
    pub(super) async fn next(&mut self) -> (Option<String>, Turn<slim::Pod>) {
        let Some((place, turn)) = self.turns.recv().await else { return std::future::pending().await };
        match &turn {
            Turn::Open => _ = self.closed.remove(&place),
            Turn::Broken(_) | Turn::Expired => _ = self.closed.insert(place.clone()),
            Turn::Changes(_) => {}
        }
        (place, turn)
    }

    /// Says whether every watch stands.
    pub(super) fn is_open(&self) -> bool {
        self.closed.is_empty()
    }

    /// Has every watch make a new connection, from where it was.
    pub(super) fn reopen(&mut self) {
        self.closed.extend(self.places.iter().cloned());
        self.epoch.send_modify(|epoch| *epoch += 1);
    }
}

async fn run(
    mut tail: Tail,
    place: Option<String>,
    tell: mpsc::Sender<(Option<String>, Turn<slim::Pod>)>,
    mut epoch: watch::Receiver<u64>,
) {
    loop {
        tokio::select! {
            turn = tail.next() => {
                let is_last = matches!(turn, Turn::Expired);
                if tell.send((place.clone(), turn)).await.is_err() || is_last {
                    return;
                }
            }
            changed = epoch.changed() => match changed {
                Ok(()) => tail.reopen(),
                Err(_) => return,
            },
        }
    }
}
