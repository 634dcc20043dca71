//! Owners that should have pods and cannot create them: no list of pods shows these.
//!
//! A controller says so in an event, `FailedCreate`, which stays for an hour whatever comes of it. So an event only names a
//! suspect, and the owner itself decides: it wants more pods than it has, and nothing shows that it can create them again.

mod owner;

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::core::model::{Event, Gap, Kind, ObjectId, Stuck, Uid, Unseen};

use super::{list::Place, reader::Reader, reads};

use owner::Verdict;

/// Selects the events that name suspects.
pub(super) const SELECTOR: &str = "reason=FailedCreate,type=Warning";
/// How long an owner stays suspect that wants pods and does not say that it failed: its status follows the event.
const DOUBT: std::time::Duration = std::time::Duration::from_secs(30);

/// The owners of which events say that they failed to create pods.
#[derive(Debug, Default)]
pub(super) struct Suspects {
    by_uid: BTreeMap<Uid, Suspect>,
}

#[derive(Debug)]
struct Suspect {
    owner: ObjectId,
    /// The latest of its events.
    event: Event,
    since: Option<Timestamp>,
    heard: Instant,
    /// An event came after the last check.
    is_new: bool,
    standing: Standing,
}

#[derive(Debug)]
enum Standing {
    Unchecked,
    /// Wants more pods than it has, and may be about to get them.
    Doubtful,
    Stuck {
        created: Option<Timestamp>,
        stuck: Box<Stuck>,
    },
    Unreadable(Gap),
}

impl Suspects {
    /// Takes in an event; one that is not about an owner of pods is nothing.
    pub(super) fn hear(&mut self, event: Event) {
        let owner = &event.regarding;
        if event.reason != "FailedCreate" || event.regarding_uid.0.is_empty() || !owner::creates_pods(&owner.kind) {
            return;
        }
        let heard = Instant::now();
        let suspect = self.by_uid.entry(event.regarding_uid.clone()).or_insert_with(|| Suspect {
            owner: owner.clone(),
            event: event.clone(),
            since: event.first,
            heard,
            is_new: true,
            standing: Standing::Unchecked,
        });
        suspect.since = suspect.since.into_iter().chain(event.first).min();
        (suspect.heard, suspect.is_new) = (heard, true);
        if suspect.event.last <= event.last {
            suspect.event = event;
        }
    }

    /// Checks those of which there is something new.
    pub(super) async fn check_new(&mut self, reader: &Reader) {
        self.check(reader, |suspect| suspect.is_new).await;
    }

    /// Checks all that are stuck or may be, so that they go away when they are mended.
    pub(super) async fn check_again(&mut self, reader: &Reader) {
        self.check(reader, |suspect| suspect.is_new || !matches!(suspect.standing, Standing::Unreadable(_))).await;
    }

    /// Returns how many are to be checked again.
    pub(super) fn open(&self) -> usize {
        self.by_uid.values().filter(|suspect| !matches!(suspect.standing, Standing::Unreadable(_))).count()
    }

    async fn check(&mut self, reader: &Reader, which: impl Fn(&Suspect) -> bool) {
        let chosen = self.by_uid.iter().filter(|(_, suspect)| which(suspect));
        let checks = chosen.map(async |(uid, suspect)| {
            let verdict = owner::check(reader, &suspect.owner, &suspect.event).await;
            (uid.clone(), verdict)
        });
        for (uid, verdict) in join_all(checks).await {
            self.settle(&uid, verdict);
        }
    }

    fn settle(&mut self, uid: &Uid, verdict: Verdict) {
        let Some(suspect) = self.by_uid.get_mut(uid) else { return };
        let standing = match verdict {
            Verdict::Fine => None,
            Verdict::Doubtful if suspect.heard.elapsed() > DOUBT => None,
            Verdict::Doubtful => Some(Standing::Doubtful),
            Verdict::Unreadable(gap) => Some(Standing::Unreadable(gap)),
            // Nothing was learnt: what was known of it stays, and it is checked again.
            Verdict::Unanswered => return,
            Verdict::Stuck { created, mut stuck } => {
                stuck.since = suspect.since;
                Some(Standing::Stuck { created, stuck })
            }
        };
        suspect.is_new = false;
        match standing {
            Some(standing) => suspect.standing = standing,
            None => drop(self.by_uid.remove(uid)),
        }
    }

    /// Returns the owners without pods; of the ReplicaSets of one Deployment the youngest.
    pub(super) fn stuck(&self) -> Vec<Stuck> {
        let mut youngest: BTreeMap<&ObjectId, (Option<Timestamp>, &Stuck)> = BTreeMap::new();
        for suspect in self.by_uid.values() {
            let Standing::Stuck { created, stuck } = &suspect.standing else { continue };
            // Jobs of one CronJob are not versions of the same thing.
            let key = if stuck.owner.kind == Kind::ReplicaSet { &stuck.workload } else { &stuck.owner };
            let entry = youngest.entry(key).or_insert((*created, stuck));
            if entry.0 < *created {
                *entry = (*created, stuck);
            }
        }
        youngest.into_values().map(|(_, stuck)| stuck.clone()).collect()
    }

    /// Returns where a suspect could not be read.
    pub(super) fn unseen(&self) -> Vec<Unseen> {
        let mut seen = BTreeSet::new();
        let gaps = self.by_uid.values().filter_map(|suspect| match &suspect.standing {
            Standing::Unreadable(why) => Some((suspect.owner.namespace.clone(), why.clone())),
            _ => None,
        });
        gaps.filter(|(namespace, why)| seen.insert((namespace.clone(), why.to_string())))
            .map(|(namespace, why)| Unseen { namespace: Some(namespace), why })
            .collect()
    }
}

/// Finds the owners without pods in these places, and where they cannot be seen.
///
/// `parts` are tried where the events of the whole cluster may not be listed.
pub(super) async fn find(reader: &Reader, places: &[Place], parts: &[Place]) -> (Vec<Stuck>, Vec<Unseen>) {
    let mut suspects = Suspects::default();
    let mut unseen = listen(reader, places, &mut suspects).await;
    let whole_is_forbidden = unseen.iter().any(|unseen| unseen.namespace.is_none());
    if whole_is_forbidden && !parts.is_empty() {
        unseen = listen(reader, parts, &mut suspects).await;
    }
    suspects.check_new(reader).await;
    unseen.extend(suspects.unseen());
    (suspects.stuck(), unseen)
}

async fn listen(reader: &Reader, places: &[Place], suspects: &mut Suspects) -> Vec<Unseen> {
    let lists = places.iter().map(async |place| {
        let namespace = place.namespace.as_deref();
        (place, reads::events(reader, namespace, Some(SELECTOR)).await)
    });
    let mut unseen = Vec::new();
    for (place, events) in join_all(lists).await {
        match events {
            Ok(events) => {
                for event in events {
                    suspects.hear(event);
                }
            }
            Err(why) => unseen.push(Unseen { namespace: place.namespace.clone(), why }),
        }
    }
    unseen
}

#[cfg(test)]
mod tests;
