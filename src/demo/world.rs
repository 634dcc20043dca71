//! The simulated cluster: its objects, its time, and what is due next.
//!
//! The simulation is made of discrete moments. Whoever wants to look brings the world up to the present with
//! [`World::catch_up`], which carries out all that was due since, each at its own moment. Nothing runs in
//! between: no ticks and no tasks, and a step of an hour gives the same history as sixty of a minute.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    agenda::Agenda,
    controllers::{self, Kubelet, Recorder, ReplicaSets},
    kinds::Kind,
    record::Record,
    registry::Registries,
    rng::Rng,
    store::{Change, Key, Store},
};

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) store: Store,
    pub(crate) agenda: Agenda,
    pub(crate) registries: Registries,
    pub(crate) kubelet: Kubelet,
    pub(crate) recorder: Recorder,
    pub(crate) replica_sets: ReplicaSets,
    /// Pods that fit on no node, to be tried again when room appears.
    pub(crate) unschedulable: BTreeSet<Key>,
    /// Draws the random parts of names.
    pub(crate) names: Rng,
    pub(crate) uids: Rng,
    /// Draws how long things take.
    pub(crate) chance: Rng,
}

impl World {
    pub(crate) fn new(now: Timestamp, seed: u64, registries: Registries) -> Self {
        Self {
            now,
            store: Store::new(),
            agenda: Agenda::default(),
            registries,
            kubelet: Kubelet::default(),
            recorder: Recorder::default(),
            replica_sets: ReplicaSets::default(),
            unschedulable: BTreeSet::new(),
            names: Rng::new(seed, "names"),
            uids: Rng::new(seed, "uids"),
            chance: Rng::new(seed, "chance"),
        }
    }

    /// Carries out everything that was due until `now`, each thing at its own time.
    pub(crate) fn catch_up(&mut self, now: Timestamp) {
        while let Some((due, key)) = self.agenda.pop(now) {
            self.now = self.now.max(due);
            controllers::sync(self, &key);
        }
        self.now = self.now.max(now);
    }

    /// Plans a look at an object after a while.
    pub(crate) fn look_in(&mut self, milliseconds: u64, key: Key) {
        self.agenda.add(self.now + Duration::from_millis(milliseconds), key);
    }

    /// Returns between `from` and `to` milliseconds, as chance has it.
    pub(crate) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.chance.below(to - from)
    }

    /// Stores a new state and lets the controllers know.
    pub(super) fn commit(&mut self, kind: &'static Kind, object: Value) -> Arc<Record> {
        let change = self.store.put(kind, object);
        self.tell(&change);
        change.record
    }

    /// Takes an object out of the store and lets the controllers know.
    pub(crate) fn erase(&mut self, key: &Key) -> Option<Arc<Record>> {
        let change = self.store.delete(key)?;
        self.tell(&change);
        Some(change.record)
    }

    fn tell(&mut self, change: &Change) {
        controllers::observe(self, change);
    }
}
