//! What happened to a workload, in order: from the first failing event to the last pod that became ready.
//!
//! Holds the pods of the rollout that followed an apply and reads the verdict off them. A pod that became ready without a
//! pull (the image was on its node) is no proof of a credential, and is not called one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    health::{Health, health},
    model::{Event, ObjectId, Pod, PodKey, Uid},
    text::plural,
};

/// One line of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub at: Timestamp,
    pub tone: Tone,
    pub text: String,
}

impl Entry {
    pub fn new(at: Timestamp, tone: Tone, text: impl Into<String>) -> Self {
        Self { at, tone, text: text.into() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Bad,
    Plain,
    /// Something that podmend wrote.
    Written,
    Good,
}

/// What is watched after an apply.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// The workload's own status; `replicas` is how many its spec wants.
    Workload {
        generation: i64,
        observed: i64,
        replicas: u32,
        updated: u32,
        ready: u32,
        paused: bool,
    },
    /// A pod of the new template was seen or changed.
    Pod(Box<Pod>),
    PodGone(PodKey),
    /// A ReplicaSet of the new template exists.
    Revision(ObjectId),
    Event(Box<Event>),
    /// The watch ended; the text says why and is safe to show.
    Lost(String),
}

/// How the rollout stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Verdict {
    #[default]
    Waiting,
    Healed {
        at: Timestamp,
    },
    /// A new pod fails; the text is the symptom's reason and message.
    FailsAnew {
        pod: PodKey,
        reason: String,
        message: String,
    },
}

/// The rollout that follows one apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rollout {
    /// The generation that was applied: what the controller says of an older one does not count.
    pub generation: i64,
    /// How many pods there are to be; `None` until the controller has seen the change.
    pub wanted: Option<u32>,
    pub pods: BTreeMap<PodKey, Pod>,
    /// What is in the report already, so that a repeated event makes no second line.
    seen: BTreeSet<(Uid, String)>,
    revision: Option<ObjectId>,
    ready: usize,
}

impl Rollout {
    pub fn of(generation: i64) -> Self {
        Self { generation, ..Self::default() }
    }

    /// Returns how many of the new pods are ready.
    pub fn ready(&self) -> usize {
        self.pods.values().filter(|pod| pod.is_ready()).count()
    }

    /// Takes in what was watched and returns the lines that it adds to the report.
    pub fn advance(&mut self, progress: Progress, now: Timestamp) -> Vec<Entry> {
        match progress {
            Progress::Workload { observed, replicas, .. } => {
                if observed >= self.generation {
                    self.wanted = Some(replicas);
                }
                self.readiness(now)
            }
            Progress::Revision(id) => self.new_revision(id, now),
            Progress::Pod(pod) => {
                self.pods.insert(pod.key(), *pod);
                self.readiness(now)
            }
            Progress::PodGone(key) => {
                self.pods.remove(&key);
                Vec::new()
            }
            Progress::Event(event) => self.event(&event, now),
            Progress::Lost(why) => vec![Entry::new(now, Tone::Bad, format!("the view of the rollout was lost: {why}"))],
        }
    }

    fn new_revision(&mut self, id: ObjectId, now: Timestamp) -> Vec<Entry> {
        if self.revision.as_ref() == Some(&id) {
            return Vec::new();
        }
        let entry = Entry::new(now, Tone::Plain, format!("{} {} created", id.kind, id.name));
        self.revision = Some(id);
        self.pods.clear();
        vec![entry]
    }

    fn readiness(&mut self, now: Timestamp) -> Vec<Entry> {
        let ready = self.ready();
        if ready <= self.ready {
            return Vec::new();
        }
        self.ready = ready;
        let of = self.wanted.map_or(String::new(), |wanted| format!(" of {wanted}"));
        vec![Entry::new(now, Tone::Good, format!("{ready}{of} new pods Ready"))]
    }

    fn event(&mut self, event: &Event, now: Timestamp) -> Vec<Entry> {
        if !self.pods.keys().any(|key| key.name == event.regarding.name) {
            return Vec::new();
        }
        let Some((tone, text)) = line(event) else { return Vec::new() };
        if !self.seen.insert((event.regarding_uid.clone(), event.reason.clone())) {
            return Vec::new();
        }
        vec![Entry::new(event.last.or(event.first).unwrap_or(now), tone, text)]
    }

    /// Reads the verdict off the new pods.
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        for pod in self.pods.values() {
            if let Health::Failing(symptom) = health(pod, now) {
                return Verdict::FailsAnew { pod: pod.key(), reason: symptom.reason, message: symptom.message };
            }
        }
        match self.wanted {
            Some(wanted) if wanted > 0 && self.ready() >= wanted as usize => Verdict::Healed { at: now },
            _ => Verdict::Waiting,
        }
    }
}

/// Tells an event of a new pod in a line; most events are no news.
fn line(event: &Event) -> Option<(Tone, String)> {
    let pod = &event.regarding.name;
    match event.reason.as_str() {
        "Pulling" => Some((Tone::Plain, format!("{pod} pulls its image, {}", event.source))),
        "Pulled" if event.message.starts_with("Successfully pulled") => {
            Some((Tone::Good, format!("{pod} pulled its image{}", pull_time(&event.message))))
        }
        "Pulled" => Some((Tone::Plain, format!("{pod} found its image on the node, no pull"))),
        "Failed" if event.message.starts_with("Failed to pull image") => {
            Some((Tone::Bad, format!("{pod}: {}", event.message)))
        }
        "FailedScheduling" | "FailedCreate" => Some((Tone::Bad, format!("{pod}: {}", event.message))),
        _ => None,
    }
}

/// Takes the time out of `Successfully pulled image "i" in 912ms (912ms including waiting). Image size: ..`.
fn pull_time(message: &str) -> String {
    let time = message.rsplit_once("\" in ").and_then(|(_, rest)| rest.split_whitespace().next());
    time.map_or(String::new(), |time| format!(" in {}", time.trim_end_matches('.')))
}

/// Tells how the trouble began, as far as the events still know.
pub fn beginning(pods: &[&Pod], events: &BTreeMap<Uid, Arc<Event>>, now: Timestamp) -> Vec<Entry> {
    let uids: BTreeSet<&Uid> = pods.iter().map(|pod| &pod.uid).collect();
    let warnings = events.values().filter(|event| event.warning && uids.contains(&event.regarding_uid));
    let first = warnings.filter(|event| is_telling(event)).min_by_key(|event| event.first.or(event.last));
    if let Some(event) = first {
        let at = event.first.or(event.last).unwrap_or(now);
        return vec![Entry::new(at, Tone::Bad, event.message.clone())];
    }
    let began = pods.iter().filter_map(|pod| pod.created).min();
    began
        .map(|at| Entry::new(at, Tone::Bad, format!("{} created, not well since", plural(pods.len(), "pod"))))
        .into_iter()
        .collect()
}

/// `Error: ErrImagePull` says nothing that the event beside it does not say better.
fn is_telling(event: &Event) -> bool {
    !event.message.starts_with("Error: ") && event.reason != "FailedToRetrieveImagePullSecret"
}

#[cfg(test)]
mod tests;
