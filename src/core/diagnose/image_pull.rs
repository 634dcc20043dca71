//! A pod that cannot pull its image.
//!
//! The runtime has one text for several causes, so the text alone decides nothing: the chain from the pod over its
//! ServiceAccount to each secret does. A pod carries the pull secrets that it was created with, so "the pod names none"
//! can be read off the pod; whether a named secret exists, has the right type and fits the host needs a read.

use jiff::Timestamp;

use crate::core::{
    cause::{Cause, Grade, content, name, start},
    health::{Symptom, SymptomKind},
    model::{Dossier, Pod},
    pull::reference::ImageReference,
};

use super::{
    Case, Evidence, Finding, Shared,
    link::{broken, field},
};
use chain::Chain;
use said::Said;
use subject::Subject;
use told::Facts;
use verdict::Verdict;

mod chain;
mod link;
mod links;
mod named;
mod outdated;
mod refused;
mod said;
mod subject;
mod told;
mod unnamed;
mod unread;
mod verdict;
mod words;

pub(crate) use words::misfit_words;

/// Explains a pull secret that cannot be decoded.
///
/// From 1.34 on the kubelet gives the decoder's text as the reason itself, which `health` takes for trouble at the start.
pub(super) fn undecoded(case: &Case) -> Option<Finding> {
    named::is_keyring_error(&case.symptom.reason).then(|| find(case))
}

/// Returns the image that a symptom is about: that of its container, or of a volume that the container mounts.
pub fn failing_image<'a>(pod: &'a Pod, symptom: &Symptom, dossier: &Dossier) -> Option<&'a str> {
    let name = symptom.container.as_deref()?;
    let container = pod.containers.iter().find(|container| container.name == name)?;
    Some(subject::subject(container, pod, dossier).map_or(container.image.as_str(), |subject| subject.image))
}

/// Explains a failed pull by the chain of evidence.
pub(super) fn find(case: &Case) -> Finding {
    let Case { pod, dossier, now, .. } = *case;
    let waits = |name: &str| pod.containers.iter().find(|container| container.name == name);
    let waiting = case.symptom.container.as_deref().and_then(waits);
    let symptom = Symptom { kind: SymptomKind::ImagePull, ..case.symptom.clone() };
    let Some(subject) = waiting.and_then(|container| subject::subject(container, pod, dossier)) else {
        return unseen(symptom);
    };
    let said = said::said(pod, &subject, dossier);
    let (verdict, mut evidence) = explain(pod, &subject, &said, dossier, now);
    evidence.extend(others(pod, &subject, dossier, now));
    Finding {
        cause: verdict.cause,
        also: verdict.also,
        grade: verdict.grade,
        headline: headline(&subject),
        sentence: verdict.sentence,
        evidence,
        next: verdict.next,
        shared: verdict.shared,
        said: said.text,
        symptom,
    }
}

fn headline(subject: &Subject<'_>) -> String {
    match subject.volume {
        Some(volume) => format!("Cannot pull {} for volume {volume}", subject.image),
        None => format!("Cannot pull {}", subject.image),
    }
}

/// Decides about one image and gathers what that rests on.
fn explain(
    pod: &Pod,
    subject: &Subject<'_>,
    said: &Said,
    dossier: &Dossier,
    now: Timestamp,
) -> (Verdict, Vec<Evidence>) {
    let reference = match ImageReference::parse(subject.image) {
        Ok(reference) => reference,
        Err(reason) => return invalid_name(pod, subject, said, &reason.to_string()),
    };
    let chain = Chain::new(pod, dossier, &reference, said, now);
    if chain.asks_for_login() || named::is_keyring_error(&said.text) {
        let verdict = verdict::verdict(&chain);
        let evidence = links::evidence(&chain, &verdict);
        return (verdict, evidence);
    }
    told_by_text(&chain, &Facts { pod, dossier, image: subject.image, reference: &reference, said })
}

/// Takes the cause from the text, and shows the secrets only where they may matter all the same.
fn told_by_text(chain: &Chain<'_>, facts: &Facts<'_>) -> (Verdict, Vec<Evidence>) {
    let told = &chain.said.explanation;
    let cause = if told.cause == start::AMBIGUOUS { content::PULL_BACKOFF_UNSPECIFIED } else { told.cause };
    let words = told::words(cause, facts);
    let mut verdict = Verdict {
        cause,
        also: told.also.clone(),
        grade: told.grade,
        sentence: words.sentence,
        next: words.next,
        shared: told::shared(cause, facts),
    };
    let mut evidence = told::evidence(cause, facts);
    if cause == content::PULL_BACKOFF_UNSPECIFIED {
        verdict.grade = Grade::CannotTell;
        verdict.also.extend(named::broken_causes(chain));
    }
    if verdict.also.iter().any(|cause| is_about_login(*cause)) {
        evidence.extend(links::credentials(chain));
    }
    (verdict, evidence)
}

fn is_about_login(cause: Cause) -> bool {
    cause.family() == crate::core::cause::Family::Credentials
}

/// The kubelet says only that it cannot parse the name; the reason is our own.
fn invalid_name(pod: &Pod, subject: &Subject<'_>, said: &Said, reason: &str) -> (Verdict, Vec<Evidence>) {
    let agrees = subject.reason == "InvalidImageName" || said.explanation.cause == name::INVALID_IMAGE_NAME;
    let verdict = Verdict {
        cause: name::INVALID_IMAGE_NAME,
        also: Vec::new(),
        grade: if agrees { Grade::Certain } else { Grade::Likely },
        sentence: format!("The image name is not valid: {reason}."),
        next: format!("Put the image right in the template of {}.", pod.workload),
        shared: Shared { image: Some(subject.image.to_owned()), ..Shared::default() },
    };
    let source = field(&pod.id(), subject.path());
    (verdict, vec![broken(link::IMAGE_NAME, format!("the image name: {reason}"), source)])
}

/// Returns a link for each other container that waits for another image.
fn others(pod: &Pod, first: &Subject<'_>, dossier: &Dossier, now: Timestamp) -> Vec<Evidence> {
    let others = subject::others(pod, dossier, first).into_iter().filter(|other| other.image != first.image);
    let link = |other: Subject<'_>| {
        let said = said::said(pod, &other, dossier);
        let (verdict, _) = explain(pod, &other, &said, dossier, now);
        let text = format!("container {} has {}: no, {}", other.container, other.image, verdict.cause.title());
        broken(link::OTHER_CONTAINER, text, said.source)
    };
    others.map(link).collect()
}

/// The status and the symptom do not agree, so that nothing can be said.
fn unseen(symptom: Symptom) -> Finding {
    Finding {
        cause: content::PULL_BACKOFF_UNSPECIFIED,
        also: Vec::new(),
        grade: Grade::CannotTell,
        headline: "Cannot pull an image".to_owned(),
        sentence: "The container that waits for its image is not in the pod.".to_owned(),
        evidence: Vec::new(),
        next: "Look again.".to_owned(),
        shared: Shared::default(),
        said: symptom.message.clone(),
        symptom,
    }
}

#[cfg(test)]
mod tests;
