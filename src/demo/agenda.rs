//! What is due when: the one queue behind all controllers.
//!
//! An entry says only which object to look at; what to do follows from the object, as in Kubernetes itself.
//! So a second entry for the same object is never needed, and the earlier one wins.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::store::Key;

#[derive(Debug, Default)]
pub(crate) struct Agenda {
    due: BTreeSet<(Timestamp, u64, Key)>,
    entries: HashMap<Key, (Timestamp, u64)>,
    /// Keeps entries of the same instant in the order they were made.
    sequence: u64,
}

impl Agenda {
    /// Plans a look at an object, unless an earlier one is planned.
    pub(crate) fn add(&mut self, due: Timestamp, key: Key) {
        if let Some((planned, sequence)) = self.entries.get(&key).copied() {
            if planned <= due {
                return;
            }
            self.due.remove(&(planned, sequence, key.clone()));
        }
        self.sequence += 1;
        self.entries.insert(key.clone(), (due, self.sequence));
        self.due.insert((due, self.sequence, key));
    }

    /// Returns when the next entry is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(due, ..)| *due)
    }

    /// Takes the first entry that is due by `now`.
    pub(crate) fn pop(&mut self, now: Timestamp) -> Option<(Timestamp, Key)> {
        if self.next_due()? > now {
            return None;
        }
        let (due, _, key) = self.due.pop_first()?;
        self.entries.remove(&key);
        Some((due, key))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_earlier_of_two_entries_for_an_object_wins() {
        let at = |seconds| Timestamp::UNIX_EPOCH + Duration::from_secs(seconds);
        let key = |name| Key::new("pods", "a", name);
        let mut agenda = Agenda::default();
        agenda.add(at(9), key("x"));
        agenda.add(at(5), key("x"));
        agenda.add(at(7), key("x"));
        agenda.add(at(5), key("y"));
        assert_eq!(agenda.pop(at(4)), None);
        assert_eq!(agenda.pop(at(9)), Some((at(5), key("x"))));
        assert_eq!(agenda.pop(at(9)), Some((at(5), key("y"))));
        assert_eq!(agenda.pop(at(9)), None);
    }
}
