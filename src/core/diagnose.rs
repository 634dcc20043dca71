//! From a failing pod and what was read about it to a finding with its evidence.
//!
//! A rule never guesses: what was not read, or may not be read, is a link marked `?` that says what would settle it.

use jiff::Timestamp;

use super::{
    health::{Health, Symptom, SymptomKind, health},
    model::{Dossier, Pod},
};

mod image_pull;
mod others;

pub(crate) use image_pull::misfit_words;

/// Why a pod fails, how sure that is, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable kebab-case name of the cause: `no-pull-secret`.
    pub cause: &'static str,
    pub grade: Grade,
    /// What cannot be done: `Cannot pull harbor.internal.corp/project/app:1.4.2`.
    pub headline: String,
    /// The cause in a sentence.
    pub sentence: String,
    pub evidence: Vec<Evidence>,
    /// What the kubelet, scheduler or controller said; empty when it said nothing.
    pub said: String,
    pub symptom: Symptom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    Certain,
    Likely,
    CannotTell,
}

/// One link of the chain from the pod to the registry.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub mark: Mark,
    pub text: String,
    /// Where it is from: a field, an event with its time, a read with its time, or the right that is missing.
    pub source: Source,
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
    /// A field path, a right, a step to take: shown as it is.
    Text(String),
    /// Read from the server at this time.
    ReadAt(Timestamp),
    /// Said by an event, this often, first and last at these times.
    Event { count: u32, since: Option<Timestamp> },
}

/// Finds out why this pod fails; `None` when it does not fail.
pub fn diagnose(pod: &Pod, dossier: &Dossier, now: Timestamp) -> Option<Finding> {
    let Health::Failing(symptom) = health(pod, now) else { return None };
    Some(match symptom.kind {
        SymptomKind::ImagePull => image_pull::find(pod, symptom, dossier),
        _ => others::find(pod, symptom, dossier),
    })
}
