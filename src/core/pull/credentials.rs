//! What a pod gets for one image: which of its pull secrets are looked at, and which logins are tried in which order.
//!
//! Node files, credential plug-ins and what a runtime holds itself are absent: the API does not show them. They come
//! after everything that is said here. Sources: `getPullSecretsForPod` in `pkg/kubelet/kubelet_pods.go`,
//! `pkg/credentialprovider/secrets/secrets.go`, `PullImage` in `pkg/kubelet/kuberuntime/kuberuntime_image.go` and
//! `plugin/pkg/admission/serviceaccount/admission.go`.

use std::collections::BTreeMap;

use super::{
    ImageReference,
    keyring::order,
    secret::{Entry, Fit, Form, PullSecret},
};
use crate::core::model::Reading;

/// What the kubelet's lookup over all pull secrets of a pod comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    pub outcome: Outcome,
    /// Named secrets that were not read, may not be read, or could not be: they may hold anything, save where the
    /// outcome is [`Outcome::GivesUp`], which nothing can change.
    pub unknown: Vec<String>,
    /// Named secrets that do not exist; the kubelet passes over them with an event.
    pub absent: Vec<String>,
    /// Named secrets that exist and give nothing for this image, with the reason; passed over without a word.
    pub passed_over: Vec<(String, Fit)>,
}

/// How a lookup ends, as far as the secrets are known.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The pod names no secret: one attempt without a credential.
    NothingNamed,
    /// This secret makes the kubelet give up before it asks any registry, however good the others are. The reason is
    /// [`Fit::Unreadable`] or [`Fit::Unusable`].
    GivesUp { secret: String, reason: Fit },
    /// These are tried in turn until one works. There is no attempt without a credential after them.
    Tries(Vec<Try>),
    /// All named secrets are known and none has an entry for the image: one attempt without a credential.
    Anonymous,
    /// What is known has no entry for the image, and [`Lookup::unknown`] is not empty.
    Unknown,
}

/// One attempt with a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// The name of the secret.
    pub secret: String,
    /// Its entry. One with [`super::EntryProblem::Empty`] or without a user is tried too: the runtime then asks
    /// without a login.
    pub entry: Entry,
}

/// Looks an image up in the secrets that a pod names, in the order of its list, as the kubelet does at every pull.
///
/// `readings` has the secrets of the pod's namespace by name; one that is not in it was not asked for.
pub fn lookup(named: &[String], image: &ImageReference, readings: &BTreeMap<String, Reading<PullSecret>>) -> Lookup {
    let named: Vec<&str> = named.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let of = |name: &str| readings.get(name).unwrap_or(&Reading::NotAsked);
    let known: Vec<(&str, &PullSecret)> = named.iter().filter_map(|name| Some((*name, of(name).found()?))).collect();
    let those = |test: &dyn Fn(&Reading<PullSecret>) -> bool| -> Vec<String> {
        named.iter().filter(|name| test(of(name))).map(|name| (*name).to_owned()).collect()
    };
    let unknown = those(&|reading| !matches!(reading, Reading::Found { .. } | Reading::Absent { .. }));
    let outcome = outcome(&named, &known, !unknown.is_empty(), image);
    Lookup {
        passed_over: passed_over(&known, &outcome, image),
        outcome,
        unknown,
        absent: those(&|reading| matches!(reading, Reading::Absent { .. })),
    }
}

/// Returns the secrets that a pod is created with: its own list, or, only if that is empty, its ServiceAccount's.
///
/// The lists are never merged, and a pod keeps what it was created with: a later change of the ServiceAccount does not
/// reach it. `own` is the list of the pod template, or of a bare pod's manifest.
pub fn given_at_creation<'a>(own: &'a [String], account: &'a [String]) -> &'a [String] {
    if own.is_empty() { account } else { own }
}

/// Returns the ServiceAccount's secrets that have a login for the image and that a list of the pod's own switches off.
///
/// Empty where the pod's own list is empty, and for a secret that the own list names as well. Whether the own list has
/// another secret that fits is for [`lookup`] to say.
pub fn shadowed<'a>(
    own: &[String],
    account: &'a [String],
    image: &ImageReference,
    readings: &BTreeMap<String, Reading<PullSecret>>,
) -> Vec<&'a str> {
    if own.is_empty() {
        return Vec::new();
    }
    let fits = |name: &str| {
        let secret = readings.get(name).and_then(Reading::found);
        secret.is_some_and(|secret| matches!(secret.fits(image), Fit::Fits { .. }))
    };
    let lost = account.iter().filter(|name| !own.contains(name) && fits(name));
    lost.map(String::as_str).collect()
}

impl Lookup {
    /// Returns the attempts with a login, in their order; empty for every other outcome.
    pub fn tries(&self) -> &[Try] {
        match &self.outcome {
            Outcome::Tries(tries) => tries,
            _ => &[],
        }
    }

    /// Tells whether nothing that was not read could change the outcome.
    pub fn is_certain(&self) -> bool {
        self.unknown.is_empty() || matches!(self.outcome, Outcome::GivesUp { .. })
    }
}

fn outcome(named: &[&str], known: &[(&str, &PullSecret)], has_unknown: bool, image: &ImageReference) -> Outcome {
    if named.is_empty() {
        return Outcome::NothingNamed;
    }
    if let Some((secret, reason)) = known.iter().find_map(|(name, secret)| Some((name, secret.blocking()?))) {
        return Outcome::GivesUp { secret: (*secret).to_owned(), reason };
    }
    let tries = tries(known, image);
    match (tries.is_empty(), has_unknown) {
        (false, _) => Outcome::Tries(tries),
        (true, true) => Outcome::Unknown,
        (true, false) => Outcome::Anonymous,
    }
}

/// Puts the entries of all secrets into one keyring and looks the image up in it.
fn tries(known: &[(&str, &PullSecret)], image: &ImageReference) -> Vec<Try> {
    let entries: Vec<(&str, &Entry)> = known
        .iter()
        .filter(|(_, secret)| is_read(secret))
        .flat_map(|(name, secret)| secret.entries.iter().map(|entry| (*name, entry)))
        .collect();
    let found = order(entries.iter().map(|(_, entry)| entry.ring_key()), image).into_iter().map(|at| entries[at]);
    found.map(|(secret, entry)| Try { secret: secret.to_owned(), entry: entry.clone() }).collect()
}

fn is_read(secret: &PullSecret) -> bool {
    !matches!(secret.form, Form::WrongType(_))
}

fn passed_over(known: &[(&str, &PullSecret)], outcome: &Outcome, image: &ImageReference) -> Vec<(String, Fit)> {
    let tries = if let Outcome::Tries(tries) = outcome { tries.as_slice() } else { &[] };
    let others = known.iter().filter(|(name, _)| tries.iter().all(|each| each.secret != *name));
    let fits = others.map(|(name, secret)| ((*name).to_owned(), secret.fits(image)));
    fits.filter(|(_, fit)| matches!(fit, Fit::WrongType(_) | Fit::Unreadable(_) | Fit::OtherHosts { .. })).collect()
}

#[cfg(test)]
mod tests;
