//! Which pods there are and whether each was fine when last heard of: what the total is counted from.
//!
//! Kept small on purpose, for there is one entry for every pod of the cluster.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use crate::core::model::Uid;

#[derive(Debug, Default)]
pub(super) struct Tally {
    namespaces: HashMap<Box<str>, HashMap<Box<str>, Mark>>,
    total: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    /// A digest of the uid; zero for a pod that is known by its row only, which has no uid.
    uid: u64,
    fine: bool,
}

/// How a pod stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    Unknown,
    Fine,
    NotFine,
}

impl Tally {
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Notes a pod and returns how it stood before.
    pub(super) fn note(&mut self, namespace: &str, name: &str, uid: Option<&Uid>, fine: bool) -> Before {
        let mark = Mark { uid: uid.map_or(0, digest), fine };
        if !self.namespaces.contains_key(namespace) {
            self.namespaces.insert(namespace.into(), HashMap::new());
        }
        let pods = self.namespaces.get_mut(namespace).expect("was put there a line above");
        if let Some(old) = pods.get_mut(name) {
            return before(std::mem::replace(old, mark));
        }
        pods.insert(name.into(), mark);
        self.total += 1;
        Before::Unknown
    }

    /// Forgets a pod, unless another one has taken its name since.
    pub(super) fn forget(&mut self, namespace: &str, name: &str, uid: &Uid) -> Before {
        let Some(pods) = self.namespaces.get_mut(namespace) else { return Before::Unknown };
        if pods.get(name).is_none_or(|mark| mark.uid != 0 && mark.uid != digest(uid)) {
            return Before::Unknown;
        }
        self.total -= 1;
        pods.remove(name).map_or(Before::Unknown, before)
    }
}

fn before(mark: Mark) -> Before {
    if mark.fine { Before::Fine } else { Before::NotFine }
}

fn digest(uid: &Uid) -> u64 {
    let mut hasher = DefaultHasher::new();
    uid.hash(&mut hasher);
    hasher.finish().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uid(text: &str) -> Uid {
        Uid(text.to_owned())
    }

    #[test]
    fn counts_each_pod_once() {
        let mut tally = Tally::default();
        assert_eq!(tally.note("a", "x", None, true), Before::Unknown);
        assert_eq!(tally.note("a", "x", Some(&uid("1")), false), Before::Fine);
        assert_eq!(tally.note("b", "x", Some(&uid("2")), false), Before::Unknown);
        assert_eq!(tally.total(), 2);
        assert_eq!(tally.forget("a", "x", &uid("1")), Before::NotFine);
        assert_eq!(tally.forget("a", "x", &uid("1")), Before::Unknown);
        assert_eq!(tally.total(), 1);
    }

    #[test]
    fn the_end_of_an_old_pod_does_not_take_the_new_one_of_its_name() {
        let mut tally = Tally::default();
        tally.note("a", "db-0", Some(&uid("new")), false);
        assert_eq!(tally.forget("a", "db-0", &uid("old")), Before::Unknown);
        assert_eq!(tally.total(), 1);
    }
}
