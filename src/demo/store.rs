//! The objects of the demo and the log of what happened to them; what etcd and the watch cache are to a server.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
    sync::Arc,
};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    kinds::{self, Kind},
    object,
    record::Record,
};

/// How many changes the log keeps; a watch that asks for an older one gets 410, as after a compaction.
const LOG_LENGTH: usize = 8192;

/// Where the counter starts, so that resource versions look like those of a cluster with a past.
const FIRST_VERSION: u64 = 48_000;

/// Says which object is meant; kinds are told apart by their plural.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) plural: &'static str,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn new(plural: &'static str, namespace: &str, name: &str) -> Self {
        let (namespace, name) = (namespace.to_owned(), name.to_owned());
        Self { plural, namespace, name }
    }

    pub(crate) fn of(record: &Record) -> Self {
        Self::new(record.kind.plural, &record.namespace, &record.name)
    }
}

/// One change, as a watch tells it.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) version: u64,
    pub(crate) before: Option<Arc<Record>>,
    /// The object after the change; for a deletion its last state with the version of the deletion.
    pub(crate) record: Arc<Record>,
    pub(crate) deleted: bool,
}

#[derive(Debug)]
pub(crate) struct Store {
    version: u64,
    objects: BTreeMap<Key, Arc<Record>>,
    log: VecDeque<Change>,
    /// Changes up to here are no longer in the log.
    compacted: u64,
    changed: watch::Sender<u64>,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self {
            version: FIRST_VERSION,
            objects: BTreeMap::new(),
            log: VecDeque::new(),
            compacted: FIRST_VERSION,
            changed: watch::Sender::new(FIRST_VERSION),
        }
    }

    /// Returns the version of the newest change.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Returns the version up to which changes have been forgotten.
    pub(crate) fn compacted(&self) -> u64 {
        self.compacted
    }

    /// Returns a receiver that wakes at each change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Arc<Record>> {
        self.objects.get(key)
    }

    /// Returns the object to look at, if it exists.
    pub(crate) fn view(&self, key: &Key) -> Option<&Value> {
        self.objects.get(key).map(|record| record.view())
    }

    /// Returns a copy of the object to change, if it exists.
    pub(crate) fn object(&self, key: &Key) -> Option<Value> {
        self.objects.get(key).map(|record| record.object())
    }

    /// Returns the objects of a kind by namespace and name; an empty namespace means all of them.
    pub(crate) fn list(&self, kind: &Kind, namespace: &str) -> impl Iterator<Item = &Arc<Record>> {
        self.list_after(kind, namespace, None)
    }

    /// Returns the objects of a kind that follow one of them, for the next page of a list.
    pub(crate) fn list_after(
        &self,
        kind: &Kind,
        namespace: &str,
        last: Option<(&str, &str)>,
    ) -> impl Iterator<Item = &Arc<Record>> {
        let plural = kinds::named(kind.plural).plural;
        let start = match last {
            Some((namespace, name)) => Bound::Excluded(Key::new(plural, namespace, name)),
            None => Bound::Included(Key::new(plural, namespace, "")),
        };
        let only = (!namespace.is_empty()).then(|| namespace.to_owned());
        self.objects
            .range((start, Bound::Unbounded))
            .take_while(move |(key, _)| key.plural == plural && only.as_ref().is_none_or(|only| *only == key.namespace))
            .map(|(_, record)| record)
    }

    /// Returns the objects of a kind that one owner controls.
    pub(crate) fn controlled(&self, kind: &Kind, namespace: &str, owner: &str) -> Vec<Arc<Record>> {
        self.list(kind, namespace)
            .filter(|record| record.owner.as_ref().is_some_and(|found| found.uid == owner))
            .cloned()
            .collect()
    }

    /// Stores an object under the next version and returns what changed.
    pub(crate) fn put(&mut self, kind: &'static Kind, mut object: Value) -> Change {
        let version = self.next_version(&mut object);
        let record = Arc::new(Record::keeping(kind, object));
        let before = self.objects.insert(Key::of(&record), Arc::clone(&record));
        self.log(Change { version, before, record, deleted: false })
    }

    /// Stores a record that is made for its version, without a trace in the log.
    pub(crate) fn load(&mut self, make: impl FnOnce(u64) -> Record) {
        self.version += 1;
        let record = Arc::new(make(self.version));
        self.objects.insert(Key::of(&record), record);
    }

    /// Takes an object out and returns what changed.
    pub(crate) fn delete(&mut self, key: &Key) -> Option<Change> {
        let before = self.objects.remove(key)?;
        let mut object = before.object();
        let version = self.next_version(&mut object);
        let record = Arc::new(Record::new(before.kind, &object));
        Some(self.log(Change { version, before: Some(before), record, deleted: true }))
    }

    /// Returns the changes after a version, oldest first, or nothing if they have been forgotten.
    pub(crate) fn since(&self, version: u64) -> Option<impl Iterator<Item = &Change>> {
        if version < self.compacted {
            return None;
        }
        let start = self.log.partition_point(|change| change.version <= version);
        Some(self.log.iter().skip(start))
    }

    /// Forgets all changes so far, as a compaction does: older watches are told to list again.
    pub(crate) fn compact(&mut self) {
        self.compacted = self.version;
        self.log.clear();
        self.changed.send_replace(self.version);
    }

    fn next_version(&mut self, object: &mut Value) -> u64 {
        self.version += 1;
        object::set(object, "/metadata/resourceVersion", json!(self.version.to_string()));
        self.version
    }

    fn log(&mut self, change: Change) -> Change {
        if self.log.len() == LOG_LENGTH
            && let Some(oldest) = self.log.pop_front()
        {
            self.compacted = oldest.version;
        }
        self.log.push_back(change.clone());
        self.changed.send_replace(change.version);
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(namespace: &str, name: &str) -> Value {
        json!({"metadata": {"namespace": namespace, "name": name}})
    }

    #[test]
    fn a_namespace_lists_only_its_own_objects() {
        let mut store = Store::new();
        let pods = kinds::named("pods");
        for (namespace, name) in [("a", "2"), ("a", "1"), ("ab", "3")] {
            store.put(pods, pod(namespace, name));
        }
        let names =
            |namespace: &str| -> Vec<_> { store.list(pods, namespace).map(|record| record.name.clone()).collect() };
        assert_eq!(names("a"), ["1", "2"]);
        assert_eq!(names(""), ["1", "2", "3"]);
    }

    #[test]
    fn the_log_tells_changes_in_order_until_it_is_compacted() {
        let mut store = Store::new();
        let pods = kinds::named("pods");
        let start = store.version();
        store.put(pods, pod("a", "1"));
        store.delete(&Key::new("pods", "a", "1"));
        let deleted: Vec<_> = store.since(start).unwrap().map(|change| change.deleted).collect();
        assert_eq!(deleted, [false, true]);
        store.compact();
        assert!(store.since(start).is_none());
        assert_eq!(store.since(store.version()).unwrap().count(), 0);
    }
}
