//! One complete look at what fails in the cluster, and at what stands around it.

use std::{collections::BTreeMap, time::Duration};

use crate::core::model::{Gap, Pod, Reading, Snapshot, Surroundings};

use super::{
    Cluster, Scope, Trouble,
    failure::shown,
    list::{self, Wanted},
    owners::Owners,
    reader::Reader,
    stuck,
    surroundings::{self, Depth, Need},
};

/// How long all reads around the failing pods may take together.
const LIMIT: Duration = Duration::from_secs(25);
/// How long it may take to find the owners without pods.
const LIMIT_OF_OWNERS: Duration = Duration::from_secs(10);
/// How many reads run at a time.
const AT_ONCE: usize = 16;

/// What one look saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// The pods that are not fine, the owners without pods, and what was read around both.
    pub snapshot: Snapshot,
    /// What could not be read although it matters, each once. That a part of the cluster cannot be seen at all is in
    /// `snapshot.unseen` instead.
    pub gaps: Vec<Gap>,
}

impl Cluster {
    /// Reads the pods that are not fine, the owners that cannot create pods, and what surrounds both.
    ///
    /// Takes 35 s at most for what surrounds the pods; what was not read by then is unknown and a gap.
    ///
    /// # Errors
    /// Nothing could be looked at: no server, no credential, no right to list any pod, or no such namespace.
    pub async fn survey(&self, scope: Scope, known_namespaces: Vec<String>) -> Result<Survey, Trouble> {
        let what = list::what(&scope);
        let wanted = Wanted { scope, known: known_namespaces };
        let listing = list::list(self, &wanted, &mut Owners::default(), None).await;
        let listing = listing.map_err(|failure| self.trouble(&failure, &what))?;
        if let ([], Some(unseen)) = (listing.parts.as_slice(), listing.unseen.first()) {
            return Err(self.nothing_seen(what, &unseen.why));
        }
        if let Scope::Namespace(namespace) = &wanted.scope
            && listing.tally.total() == 0
            && !listing.namespaces.contains(namespace)
        {
            return Err(no_such_namespace(what, namespace));
        }
        let reader = Reader::limited(self, AT_ONCE, LIMIT_OF_OWNERS);
        let (stuck, unseen_owners) = stuck::find(&reader, &listing.places, &listing.parts).await;
        let (reader, now) = (Reader::limited(self, AT_ONCE, LIMIT), self.now());
        let pods = listing.pods.iter().filter_map(|pod| Need::of(pod, now));
        let needs: Vec<Need> = pods.chain(stuck.iter().map(Need::of_stuck)).collect();
        let snapshot = Snapshot {
            surroundings: due(&reader, needs).await,
            pods: listing.pods.into_iter().map(|pod| (pod.key(), pod)).collect(),
            stuck: stuck.into_iter().map(|stuck| (stuck.owner.clone(), stuck)).collect(),
            total: listing.tally.total(),
            unseen: listing.unseen,
            unseen_owners,
            namespaces: listing.namespaces,
        };
        Ok(Survey { gaps: gaps(&snapshot), snapshot })
    }

    /// Reads what surrounds these pods, namespace by namespace; what may not be read is in it as such.
    pub async fn surroundings(&self, pods: &[Pod]) -> BTreeMap<String, Surroundings> {
        let now = self.now();
        let needs = pods.iter().filter_map(|pod| Need::of(pod, now)).collect();
        due(&Reader::limited(self, AT_ONCE, LIMIT), needs).await
    }

    fn nothing_seen(&self, what: String, why: &Gap) -> Trouble {
        let hint = match why {
            Gap::Forbidden(_) => format!("ask for the right, or name a namespace that {} may read", self.who()),
            Gap::Failed(_) => String::new(),
        };
        Trouble { what, why: why.to_string(), hint }
    }

    fn who(&self) -> &str {
        if self.user().is_empty() { "you" } else { self.user() }
    }
}

/// The server answers for a namespace that does not exist as for an empty one.
fn no_such_namespace(what: String, namespace: &str) -> Trouble {
    Trouble {
        what,
        why: format!("there is no namespace {}", shown(namespace)),
        hint: "`kubectl get namespaces` lists those that there are".to_owned(),
    }
}

async fn due(reader: &Reader, mut needs: Vec<Need>) -> BTreeMap<String, Surroundings> {
    let now = reader.now();
    needs.retain(|need| need.is_due(now));
    surroundings::read(reader, &needs, Depth::Proof).await
}

/// Gathers what could not be read around the pods, each once.
///
/// Where else an absent secret may be is left out: it is a help to whoever mends, and takes nothing from the cause.
fn gaps(snapshot: &Snapshot) -> Vec<Gap> {
    let mut gaps = Gaps(snapshot.unseen_owners.iter().map(|unseen| unseen.why.clone()).collect());
    for around in snapshot.surroundings.values() {
        gaps.add(&around.pull_secrets);
        gaps.add_all(&around.named_secrets);
        gaps.add(&around.accounts);
        gaps.add_all(&around.named_accounts);
        gaps.add_all(&around.workloads);
        gaps.add_all(&around.pods);
        gaps.0.extend(around.events_gap.clone());
        gaps.add_all(&around.previous_logs);
        gaps.add_all(&around.nodes);
    }
    gaps.once()
}

struct Gaps(Vec<Gap>);

impl Gaps {
    fn add<T>(&mut self, reading: &Reading<T>) {
        if let Reading::Unknown(gap) = reading {
            self.0.push(gap.clone());
        }
    }

    fn add_all<K, T>(&mut self, readings: &BTreeMap<K, Reading<T>>) {
        for reading in readings.values() {
            self.add(reading);
        }
    }

    fn once(self) -> Vec<Gap> {
        let by_text: BTreeMap<String, Gap> = self.0.into_iter().map(|gap| (gap.to_string(), gap)).collect();
        by_text.into_values().collect()
    }
}
