//! Repairs as data: what would be sent, how the object looks before and after, and what else it changes.
//!
//! A fix aims at the owner of the truth (the Deployment, never its pod) and owns as few fields as it can. What the server
//! and its admission make of it is seen in the dry run; the `after` here is our own forecast.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    diagnose::misfit_words,
    model::{Dossier, Gap, Kind, ObjectId, Pod, Reading},
    plan::Change,
    pull::{Fit, ImageReference, PullSecret},
};

mod basic;
mod owned;
mod risks;
mod service_account;
mod template;

use template::Template;

/// A repair that could be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    pub variant: Variant,
    pub target: ObjectId,
    /// The pull secret that it puts in place.
    pub secret: String,
    /// What would be sent, in order.
    pub changes: Vec<Change>,
    /// The documents as they are, YAML without noise.
    pub before: String,
    /// The documents as they would be.
    pub after: String,
    pub risks: Vec<Risk>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// `imagePullSecrets` in the pod template.
    #[default]
    Basic,
    /// A ServiceAccount of this workload's own that brings the secret.
    ServiceAccount,
}

impl Variant {
    pub const ALL: [Self; 2] = [Self::Basic, Self::ServiceAccount];

    /// Returns its name on the screen and in the journal.
    pub fn title(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::ServiceAccount => "service account",
        }
    }

    /// Returns the variant after this one, and the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Basic => Self::ServiceAccount,
            Self::ServiceAccount => Self::Basic,
        }
    }
}

/// What else a fix changes, or what about it is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    pub weight: Weight,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Looked into and harmless.
    Fine,
    /// Will happen, and is worth a thought.
    Caution,
    Unknown,
}

/// A pull secret of the namespace and whether it serves this image.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub name: String,
    pub fit: Fit,
    /// When its credential for this image ended, if it says of itself that it was over when it was read.
    pub ended: Option<Timestamp>,
}

impl Candidate {
    /// Tells whether it may serve the image: it is for this registry, and not over.
    pub fn fits(&self) -> bool {
        matches!(self.fit, Fit::Fits { .. }) && self.ended.is_none()
    }

    /// Says in a few words whether it serves the image, and if not, why.
    pub fn words(&self) -> String {
        match (&self.fit, self.ended) {
            (Fit::Fits { key, .. }, Some(ended)) => format!("is for {key}, and its credential ended at {ended}"),
            (Fit::Fits { key, username: Some(user), .. }, None) => format!("fits, {user} at {key}"),
            (fit, _) => misfit_words(fit),
        }
    }
}

/// Why there is no fix to show. The text says what would make one possible.
#[derive(Clone, Debug, PartialEq)]
pub struct NoFix(pub String);

/// Lists the pull secrets of the namespace, those that fit the failing image first, then those that did until they ended.
pub fn candidates(image: &str, dossier: &Dossier) -> Vec<Candidate> {
    let (Ok(reference), Reading::Found { value: secrets, at }) =
        (ImageReference::parse(image), &dossier.namespace_secrets)
    else {
        return Vec::new();
    };
    let candidate = |(name, secret): (&String, &PullSecret)| Candidate {
        name: name.clone(),
        fit: secret.fits(&reference),
        ended: secret.ended(&reference, *at),
    };
    let mut candidates: Vec<Candidate> = secrets.iter().map(candidate).collect();
    candidates.sort_by_key(|candidate| (!candidate.fits(), candidate.ended.is_none()));
    candidates
}

/// What a variant is made from.
struct Ground<'a> {
    pod: &'a Pod,
    dossier: &'a Dossier,
    /// The live workload, JSON of the API.
    workload: &'a Value,
    template: Template<'a>,
    secret: Candidate,
}

/// Generates the repair of this variant for the workload that owns the pod.
///
/// `chosen` is the user's choice of a pull secret; without one the first candidate that fits is taken.
///
/// # Errors
/// In words for the user: what is missing for a fix of this kind.
pub fn propose(
    pod: &Pod,
    image: &str,
    dossier: &Dossier,
    variant: Variant,
    chosen: Option<&str>,
) -> Result<Fix, NoFix> {
    let workload = readable_workload(pod, dossier)?;
    let secret = choose(pod, &candidates(image, dossier), &dossier.namespace_secrets, chosen)?;
    let template = Template::of(workload);
    let ground = Ground { pod, dossier, workload, template, secret };
    match variant {
        Variant::Basic => basic::fix(&ground),
        Variant::ServiceAccount => service_account::fix(&ground),
    }
}

fn readable_workload<'a>(pod: &Pod, dossier: &'a Dossier) -> Result<&'a Value, NoFix> {
    let workload = &pod.workload;
    if workload.kind != Kind::Deployment {
        return Err(NoFix(format!("{workload} is not a Deployment; so far podmend writes fixes for Deployments only")));
    }
    match &dossier.workload {
        Reading::Found { value, .. } => Ok(value),
        other => Err(NoFix(format!("{workload} {}", not_read(other)))),
    }
}

/// Says why a reading gives nothing to build on.
fn not_read<T>(reading: &Reading<T>) -> String {
    match reading {
        Reading::Absent { .. } => "does not exist any more".to_owned(),
        Reading::Unknown(Gap::Forbidden(right)) => format!("could not be read: it needs the right to {right}"),
        Reading::Unknown(Gap::Failed(why)) => format!("could not be read: {why}"),
        _ => "is being read".to_owned(),
    }
}

fn choose<T>(
    pod: &Pod,
    candidates: &[Candidate],
    reading: &Reading<T>,
    chosen: Option<&str>,
) -> Result<Candidate, NoFix> {
    let namespace = &pod.namespace;
    if reading.found().is_none() {
        return Err(NoFix(format!("which pull secrets there are in {namespace} {}", not_read(reading))));
    }
    if candidates.is_empty() {
        return Err(NoFix(format!(
            "there is no pull secret in {namespace}; create one from the file of a login, so that no password is typed \
             on a command line: kubectl -n {namespace} create secret docker-registry NAME \
             --from-file=.dockerconfigjson=FILE"
        )));
    }
    let first = |test: &dyn Fn(&Candidate) -> bool| candidates.iter().find(|candidate| test(candidate)).cloned();
    match chosen {
        Some(name) => first(&|candidate| candidate.name == name)
            .ok_or_else(|| NoFix(format!("secret {name} is no longer there; choose another one"))),
        None => first(&Candidate::fits).ok_or_else(|| none_fits(namespace, candidates)),
    }
}

/// Says why none of these is taken unasked. One that has ended would be the first.
fn none_fits(namespace: &str, candidates: &[Candidate]) -> NoFix {
    NoFix(match candidates.first().and_then(|first| Some((&first.name, first.ended?))) {
        Some((name, ended)) => {
            format!(
                "secret {name} is for this image, and its credential ended at {ended}: renew it, or choose another one"
            )
        }
        None => {
            format!("no pull secret in {namespace} fits this image; the choice of secrets says why each one does not")
        }
    })
}

#[cfg(test)]
mod tests;
