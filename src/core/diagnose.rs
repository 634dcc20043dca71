//! From a failing pod and what was read about it to a finding with its evidence.
//!
//! A rule never guesses: what was not read, or may not be read, is a link marked `?` that says what would settle it.

use jiff::Timestamp;

use super::{
    cause::Cause,
    health::{Health, Symptom, SymptomKind, health},
    model::{Dossier, ObjectId, Pod, Stuck},
};

mod case;
mod command_not_found;
mod config_missing;
mod crash_loop;
mod evicted;
mod failed;
mod image_pull;
mod leftover;
mod link;
mod node_not_ready;
mod nonroot;
mod not_ready;
mod not_started;
mod out_of_memory;
mod probe;
mod recent_change;
mod rejected;
mod rollout;
mod sandbox;
mod start_failed;
mod stuck_owner;
mod terminating;
mod unschedulable;
mod volume_mount;

use case::{Case, Rule};

pub use super::cause::Grade;

pub use image_pull::failing_image;
pub(crate) use image_pull::misfit_words;

/// Why a pod fails, how sure that is, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub cause: Cause,
    /// What the evidence does not rule out beside it.
    pub also: Vec<Cause>,
    pub grade: Grade,
    /// What cannot be done: `Cannot pull harbor.internal.corp/project/app:1.4.2`.
    pub headline: String,
    /// The cause in a sentence.
    pub sentence: String,
    pub evidence: Vec<Evidence>,
    /// What to do next, in a sentence; empty where the screen offers it as a key.
    pub next: String,
    /// What those that fail for the same reason have in common; with the cause it makes the incident.
    pub shared: Shared,
    /// What the kubelet, scheduler or controller said; empty when it said nothing.
    pub said: String,
    pub symptom: Symptom,
}

/// The things by which a rule gathers what it finds; only what it gathers by is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared {
    /// The registry's host, with its port if it has one.
    pub registry: Option<String>,
    /// The pull secret, by name: the same one copied into many namespaces is one.
    pub secret: Option<String>,
    /// The user of the credential.
    pub user: Option<String>,
    pub service_account: Option<ObjectId>,
    pub node: Option<String>,
    pub image: Option<String>,
    /// Anything else: the missing object, the quota, the exit code.
    pub other: Option<String>,
}

/// One link of the chain from the pod to the registry.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Stable kebab-case name of the link: `pod-names-secret`.
    pub link: &'static str,
    pub mark: Mark,
    pub text: String,
    /// Where it is from: a field, an event with its time, a read with its time.
    pub source: Source,
    /// The right or the step that would settle it, where it is unknown.
    pub needs: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Found as it should be.
    Sound,
    Broken,
    Unknown,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Shown as it is; empty for what was not read.
    Text(String),
    /// A field of an object, as the watch or the last read had it.
    Field { object: ObjectId, path: String },
    /// Read from the server at this time.
    ReadAt(Timestamp),
    /// Said by an event, this often, first and last at these times.
    Event { count: u32, since: Option<Timestamp> },
}

impl Source {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Finds out why an owner has no pods where it should have some.
pub fn diagnose_stuck(stuck: &Stuck) -> Finding {
    stuck_owner::find(stuck)
}

/// Finds out why this pod fails; `None` when it does not fail.
pub fn diagnose(pod: &Pod, dossier: &Dossier, now: Timestamp) -> Option<Finding> {
    let Health::Failing(symptom) = health(pod, now) else { return None };
    let case = Case::new(pod, symptom, dossier, now);
    let mut finding = rules(case.symptom.kind).iter().find_map(|rule| rule(&case))?;
    rollout::add_order(&mut finding, pod, dossier);
    Some(finding)
}

/// Returns the rules that may explain a symptom, the most telling first; the last one of each always does.
fn rules(kind: SymptomKind) -> &'static [Rule] {
    match kind {
        SymptomKind::ImagePull => &[|case| Some(image_pull::find(case))],
        SymptomKind::Start => {
            &[image_pull::undecoded, config_missing::find, nonroot::find, command_not_found::find, |case| {
                Some(start_failed::find(case))
            }]
        }
        SymptomKind::OutOfMemory => &[out_of_memory::find, |case| Some(crash_loop::find(case))],
        SymptomKind::CrashLoop => {
            &[command_not_found::find, probe::killed, start_failed::hook, |case| Some(crash_loop::find(case))]
        }
        SymptomKind::Unschedulable | SymptomKind::NoPods => &[|case| Some(unschedulable::find(case))],
        SymptomKind::Failed => &[
            evicted::find,
            rejected::find,
            node_not_ready::lost,
            out_of_memory::find,
            command_not_found::find,
            |case| Some(failed::find(case)),
        ],
        SymptomKind::NotStarted => {
            &[node_not_ready::find, volume_mount::find, sandbox::find, |case| Some(not_started::find(case))]
        }
        SymptomKind::NotReady => {
            &[node_not_ready::find, probe::unready, rollout::find, |case| Some(not_ready::find(case))]
        }
        SymptomKind::Terminating => &[|case| Some(terminating::find(case))],
    }
}
