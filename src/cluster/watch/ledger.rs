//! From what the watch says to what is worth telling: of a pod that was fine and still is, nothing.

use std::collections::HashSet;

use crate::{
    cluster::{
        PodNews, convert,
        list::is_fine,
        slim,
        tail::Change,
        tally::{Before, Tally},
    },
    core::model::{Pod, PodKey},
};

#[derive(Debug, Default)]
pub(super) struct Ledger {
    tally: Tally,
}

/// What a batch of changes comes down to; of each pod only the last state is in it.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) unwell: Vec<Pod>,
    pub(super) settled: Vec<PodKey>,
}

impl Ledger {
    pub(super) fn new(tally: Tally) -> Self {
        Self { tally }
    }

    pub(super) fn total(&self) -> usize {
        self.tally.total()
    }

    pub(super) fn take_in(&mut self, changes: Vec<Change<slim::Pod>>) -> Batch {
        let states: Vec<State> = changes.into_iter().filter_map(|change| self.state(change)).collect();
        let mut seen = HashSet::new();
        let mut batch = Batch::default();
        for state in states.into_iter().rev() {
            match state {
                State::Unwell(pod) if seen.insert(pod.key()) => batch.unwell.push(*pod),
                State::Settled(key) if seen.insert(key.clone()) => batch.settled.push(key),
                State::Unwell(_) | State::Settled(_) => {}
            }
        }
        batch
    }

    fn state(&mut self, change: Change<slim::Pod>) -> Option<State> {
        let (pod, gone) = match change {
            Change::Present(pod) => (convert::pod(pod), false),
            Change::Gone(pod) => (convert::pod(pod), true),
        };
        if gone {
            let before = self.tally.forget(&pod.namespace, &pod.name, &pod.uid);
            return (before != Before::Unknown).then(|| State::Settled(pod.key()));
        }
        let fine = is_fine(&pod);
        match (self.tally.note(&pod.namespace, &pod.name, Some(&pod.uid), fine), fine) {
            (_, false) => Some(State::Unwell(Box::new(pod))),
            (Before::Fine, true) => None,
            (Before::NotFine | Before::Unknown, true) => Some(State::Settled(pod.key())),
        }
    }
}

enum State {
    Unwell(Box<Pod>),
    /// Fine, or gone: in either case nothing is left of it but the total.
    Settled(PodKey),
}

impl Batch {
    pub(super) fn into_news(self, total: usize) -> impl Iterator<Item = PodNews> {
        let settled = self.settled.into_iter().map(move |pod| PodNews::Settled { pod, total });
        settled.chain(self.unwell.into_iter().map(move |pod| PodNews::Changed { pod: Box::new(pod), total }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(name: &str, uid: &str, ready: bool) -> slim::Pod {
        let status = if ready { "True" } else { "False" };
        serde_json::from_value(json!({
            "metadata": { "name": name, "namespace": "shop", "uid": uid },
            "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": status }] },
        }))
        .unwrap()
    }

    fn news(ledger: &mut Ledger, changes: Vec<Change<slim::Pod>>) -> Vec<String> {
        let batch = ledger.take_in(changes);
        let told = batch.into_news(ledger.total()).map(|news| match news {
            PodNews::Changed { pod, total } => format!("changed {} of {total}", pod.name),
            PodNews::Settled { pod, total } => format!("settled {} of {total}", pod.name),
            other => format!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn a_fine_pod_that_stays_fine_is_not_told() {
        let mut ledger = Ledger::default();
        assert_eq!(news(&mut ledger, vec![Change::Present(pod("a", "1", false))]), ["changed a of 1"]);
        assert_eq!(news(&mut ledger, vec![Change::Present(pod("a", "1", true))]), ["settled a of 1"]);
        assert!(news(&mut ledger, vec![Change::Present(pod("a", "1", true))]).is_empty());
        assert_eq!(news(&mut ledger, vec![Change::Gone(pod("a", "1", true))]), ["settled a of 0"]);
        assert!(news(&mut ledger, vec![Change::Gone(pod("a", "1", true))]).is_empty());
    }

    #[test]
    fn a_pod_that_is_being_deleted_stays_in_sight_until_it_is_gone() {
        let mut ledger = Ledger::default();
        news(&mut ledger, vec![Change::Present(pod("a", "1", true))]);
        let deleting = || {
            let mut pod = pod("a", "1", true);
            pod.metadata.deletion_timestamp = Some("2026-11-24T02:20:30Z".to_owned());
            pod
        };
        assert_eq!(news(&mut ledger, vec![Change::Present(deleting())]), ["changed a of 1"]);
        assert_eq!(news(&mut ledger, vec![Change::Gone(deleting())]), ["settled a of 0"]);
    }

    #[test]
    fn of_many_changes_at_once_the_last_one_counts() {
        let mut ledger = Ledger::default();
        let changes = vec![Change::Present(pod("a", "1", false)), Change::Gone(pod("a", "1", false))];
        assert_eq!(news(&mut ledger, changes), ["settled a of 0"]);
        let changes = vec![Change::Gone(pod("db-0", "1", true)), Change::Present(pod("db-0", "2", false))];
        assert_eq!(news(&mut ledger, changes), ["changed db-0 of 1"]);
    }
}
