//! Failing pods gathered into incidents: one for each thing that went wrong, whatever the number of pods.
//!
//! An incident is a cause together with what those that fail of it have in common. In reading order: `board` keeps the
//! incidents as pods come and go, `id` and `title` name one, `serving` tells what a workload still does, `since` since when
//! a pod fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZero,
    panic::resume_unwind,
    sync::Arc,
    thread,
};

use jiff::Timestamp;

use super::{
    cause::{Cause, Grade},
    diagnose::{Finding, Shared, diagnose, diagnose_stuck, failing_image},
    health::SymptomKind,
    model::{Dossier, Kind, ObjectId, Pod, PodKey, Snapshot, Stuck, Subject, Surroundings, Uid},
};

mod board;
mod id;
mod serving;
mod since;
mod title;

pub use board::Board;
pub use id::id;
pub use serving::{Serving, serving};

/// One thing that is wrong, with all that show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Made of the cause and of what is shared, so that it stays while the trouble lasts and pods come and go.
    pub id: String,
    pub cause: Cause,
    /// What the evidence does not rule out beside it.
    pub also: Vec<Cause>,
    /// That of the strongest finding.
    pub grade: Grade,
    pub kind: SymptomKind,
    /// What is wrong, in the few words that a list has room for.
    pub title: String,
    pub shared: Shared,
    /// The earliest time at which one of the pods is known to have failed.
    pub since: Option<Timestamp>,
    /// By the workload that fails.
    pub workloads: BTreeMap<ObjectId, Affected>,
    /// The finding that rests on the best-known evidence; it stands for all.
    pub finding: Arc<Finding>,
    pods: usize,
}

impl Incident {
    /// Returns the number of failing pods.
    pub fn pods(&self) -> usize {
        self.pods
    }

    /// Returns the number of pods that should exist and cannot be created.
    pub fn missing(&self) -> u32 {
        self.workloads.values().map(|affected| affected.missing).sum()
    }
}

/// A workload and those of its pods that fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Affected {
    pub workload: ObjectId,
    /// The container of the first pod that it shows on, where it concerns one.
    pub container: Option<String>,
    /// The image of that container; empty where none is known.
    pub image: String,
    pub pods: BTreeSet<PodKey>,
    /// What should create pods of it and cannot, such as a ReplicaSet.
    pub owners: BTreeSet<ObjectId>,
    /// How many pods these owners lack.
    pub missing: u32,
    pub serving: Serving,
}

/// What an incident is made of: a failing pod, or an owner that cannot create its pods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    Pod(PodKey),
    Owner(ObjectId),
}

impl Member {
    /// Returns the object itself.
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Pod(pod) => ObjectId::new(Kind::Pod, &pod.namespace, &pod.name),
            Self::Owner(owner) => owner.clone(),
        }
    }
}

impl From<&Subject> for Member {
    fn from(subject: &Subject) -> Self {
        match subject {
            Subject::Pod(pod) => Self::Pod(pod.key()),
            Subject::Owner(stuck) => Self::Owner(stuck.owner.clone()),
        }
    }
}

/// Why one pod or owner fails, and what an incident tells of it beside that.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    pub uid: Uid,
    pub workload: ObjectId,
    pub container: Option<String>,
    pub image: String,
    /// How many pods an owner lacks; 0 for a pod.
    pub missing: u32,
    pub since: Option<Timestamp>,
    pub serving: Serving,
    pub finding: Arc<Finding>,
}

impl Failing {
    /// Diagnoses a pod; `None` when it does not fail.
    pub fn pod(pod: &Pod, dossier: &Dossier, now: Timestamp) -> Option<Self> {
        let finding = diagnose(pod, dossier, now)?;
        Some(Self {
            uid: pod.uid.clone(),
            workload: pod.workload.clone(),
            container: finding.symptom.container.clone(),
            image: failing_image(pod, &finding.symptom, dossier).unwrap_or_default().to_owned(),
            missing: 0,
            since: since::of_pod(pod, dossier),
            serving: serving(&pod.workload.kind, &dossier.workload),
            finding: Arc::new(finding),
        })
    }

    /// Diagnoses an owner that cannot create its pods.
    pub fn owner(stuck: &Stuck, surroundings: &Surroundings) -> Self {
        let workload = surroundings.workloads.get(&stuck.workload).cloned().unwrap_or_default();
        Self {
            uid: stuck.owner_uid.clone(),
            workload: stuck.workload.clone(),
            container: None,
            image: String::new(),
            missing: stuck.wanted.saturating_sub(stuck.present),
            since: stuck.since,
            serving: serving(&stuck.workload.kind, &workload),
            finding: Arc::new(diagnose_stuck(stuck)),
        }
    }
}

/// Gathers all that fails in a snapshot.
pub fn gather(snapshot: &Snapshot, now: Timestamp) -> Board {
    let unknown = Surroundings::default();
    let around = |namespace: &str| snapshot.surroundings.get(namespace).unwrap_or(&unknown);
    let pods: Vec<(&PodKey, &Pod)> = snapshot.pods.iter().collect();
    let failing = shared_out(&pods, |(key, pod)| {
        let failing = Failing::pod(pod, &around(&key.namespace).dossier(pod), now)?;
        Some((Member::Pod((*key).clone()), failing))
    });
    let mut board = Board::default();
    for (member, failing) in failing {
        board.put(member, failing);
    }
    for (owner, stuck) in &snapshot.stuck {
        board.put(Member::Owner(owner.clone()), Failing::owner(stuck, around(&owner.namespace)));
    }
    board
}

/// Works something out of each, on all processors where that is worth a thread; the results are in the order of the items.
fn shared_out<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Option<R> + Sync) -> Vec<R> {
    const WORTH_A_THREAD: usize = 500;
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = processors.min(items.len() / WORTH_A_THREAD);
    if threads < 2 {
        return items.iter().filter_map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let chunks = items.chunks(items.len().div_ceil(threads));
        let parts = chunks.map(|chunk| scope.spawn(move || chunk.iter().filter_map(work).collect::<Vec<R>>()));
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests;
