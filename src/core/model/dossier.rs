//! A pod's dossier, gathered from what was read of its whole namespace and from what was read for its own sake.
//!
//! Made for every failing pod at each change around it, so that big values are shared and not copied.

use std::{collections::BTreeMap, sync::Arc};

use super::{Dossier, Event, Pod, PullSecret, Reading, ServiceAccount, Surroundings, Uid};

impl Surroundings {
    /// Gathers what concerns one pod.
    ///
    /// A secret that the pod names, that no list shows and that was not read by itself is not asked for: a list holds the
    /// pull secrets only, and one of another type may be there all the same.
    pub fn dossier(&self, pod: &Pod) -> Dossier {
        let workload = self.workloads.get(&pod.workload).cloned().unwrap_or_default();
        let workload_uid = workload.found().and_then(|workload| workload["metadata"]["uid"].as_str());
        Dossier {
            events: self.events_about(pod, workload_uid),
            events_gap: self.events_gap.clone(),
            service_account: self.account(&pod.service_account),
            named_secrets: pod.pull_secrets.iter().map(|name| (name.clone(), self.secret(name))).collect(),
            namespace_secrets: self.pull_secrets.clone(),
            accounts: self.accounts.clone(),
            elsewhere: named(&self.elsewhere, pod.pull_secrets.iter()),
            previous_logs: self.logs(pod),
            node: pod.node.as_ref().and_then(|name| self.nodes.get(name)).cloned().unwrap_or_default(),
            workload,
            ..Dossier::default()
        }
    }

    fn secret(&self, name: &str) -> Reading<PullSecret> {
        let listed = match &self.pull_secrets {
            Reading::Found { value, at } => value.get(name).map(|secret| (secret, *at)),
            _ => None,
        };
        match (self.named_secrets.get(name), listed) {
            (Some(single), Some((secret, at))) if single.at().is_none_or(|read| read < at) => {
                Reading::Found { value: secret.clone(), at }
            }
            (Some(single), _) => single.clone(),
            (None, Some((secret, at))) => Reading::Found { value: secret.clone(), at },
            (None, None) => Reading::NotAsked,
        }
    }

    /// A list of accounts is whole: one that is not in it does not exist.
    fn account(&self, name: &str) -> Reading<ServiceAccount> {
        let name = if name.is_empty() { "default" } else { name };
        let single = self.named_accounts.get(name);
        match &self.accounts {
            Reading::Found { value, at } if single.and_then(Reading::at).is_none_or(|read| read < *at) => {
                match value.get(name) {
                    Some(account) => Reading::Found { value: account.clone(), at: *at },
                    None => Reading::Absent { at: *at },
                }
            }
            _ => single.cloned().unwrap_or_default(),
        }
    }

    /// The events of the pod, of what made it, and of its workload.
    fn events_about(&self, pod: &Pod, workload: Option<&str>) -> BTreeMap<Uid, Arc<Event>> {
        let workload = workload.map(|uid| Uid(uid.to_owned()));
        let owner = pod.owner.as_ref().map(|owner| &owner.uid);
        let subjects = [Some(&pod.uid), owner, workload.as_ref()];
        let events = subjects.into_iter().flatten().filter_map(|uid| self.events.get(uid)).flatten();
        events.map(|event| (event.uid.clone(), event.clone())).collect()
    }

    fn logs(&self, pod: &Pod) -> BTreeMap<String, Reading<Vec<String>>> {
        if self.previous_logs.is_empty() {
            return BTreeMap::new();
        }
        let names = pod.containers.iter().map(|container| &container.name);
        let read = names.filter_map(|name| {
            let log = self.previous_logs.get(&(pod.uid.clone(), name.clone()))?;
            Some((name.clone(), log.clone()))
        });
        read.collect()
    }
}

impl Dossier {
    /// Returns the events about the object of this uid.
    pub fn events_of(&self, uid: &Uid) -> impl Iterator<Item = &Event> {
        self.events.values().map(AsRef::as_ref).filter(move |event| event.regarding_uid == *uid)
    }

    /// Returns this dossier with what it has no answer to taken from another one of the same pod.
    #[must_use]
    pub fn completed_by(mut self, other: Self) -> Self {
        complete(&mut self.workload, other.workload);
        complete(&mut self.pod, other.pod);
        complete(&mut self.service_account, other.service_account);
        complete(&mut self.namespace_secrets, other.namespace_secrets);
        complete(&mut self.accounts, other.accounts);
        complete(&mut self.bindings, other.bindings);
        complete(&mut self.node, other.node);
        complete_all(&mut self.named_secrets, other.named_secrets);
        complete_all(&mut self.elsewhere, other.elsewhere);
        complete_all(&mut self.previous_logs, other.previous_logs);
        self.events_gap = match (self.events_gap, other.events_gap) {
            // What one of two ways to the events has shown is seen.
            (Some(gap), None) if other.events.is_empty() => Some(gap),
            (None, Some(gap)) if self.events.is_empty() => Some(gap),
            (Some(gap), Some(_)) => Some(gap),
            _ => None,
        };
        for (uid, event) in other.events {
            self.events.entry(uid).or_insert(event);
        }
        self
    }
}

/// The later of two answers holds; a refusal is better than none.
fn complete<T>(reading: &mut Reading<T>, other: Reading<T>) {
    let better = match (reading.at(), other.at()) {
        (Some(at), Some(other)) => other > at,
        (Some(_), None) => false,
        (None, Some(_)) => true,
        (None, None) => reading.is_pending() && !matches!(other, Reading::NotAsked),
    };
    if better {
        *reading = other;
    }
}

fn complete_all<T>(readings: &mut BTreeMap<String, Reading<T>>, others: BTreeMap<String, Reading<T>>) {
    for (name, other) in others {
        complete(readings.entry(name).or_default(), other);
    }
}

fn named<'a, T: Clone>(
    readings: &BTreeMap<String, Reading<T>>,
    names: impl Iterator<Item = &'a String>,
) -> BTreeMap<String, Reading<T>> {
    names.filter_map(|name| Some((name.clone(), readings.get(name)?.clone()))).collect()
}

#[cfg(test)]
mod tests;
