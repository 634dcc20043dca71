//! A pod that cannot pull its image.
//!
//! The runtime has one text for several causes, so the text alone decides nothing: the chain from the pod over its
//! ServiceAccount to each secret does. A pod carries the pull secrets that it was created with, so "the pod names none"
//! can be read off the pod; whether a named secret exists, has the right type and fits the host needs a read.

use crate::core::{
    cause::{Cause, content, credentials, name},
    health::Symptom,
    incident::{asks_for_login, failing_image},
    model::{Dossier, Event, Gap, Pod, Reading, ServiceAccount},
    pull::{
        reference::ImageReference,
        secret::{Fit, PullSecret},
    },
};

use super::{Evidence, Finding, Grade, Mark, Shared, Source};

/// Explains a failed pull by the chain of evidence.
pub(super) fn find(pod: &Pod, symptom: Symptom, dossier: &Dossier) -> Finding {
    let image = failing_image(pod, &symptom).unwrap_or_default().to_owned();
    let said = said(&symptom, pod, dossier);
    let headline = format!("Cannot pull {image}");
    let reference = match ImageReference::parse(&image) {
        Ok(reference) => reference,
        Err(reason) => return invalid_name(symptom, headline, said, &reason.to_string()),
    };
    let chain = Chain { pod, dossier, reference: &reference, said: &said };
    let verdict = if asks_for_login(&said) {
        chain.verdict()
    } else if says_not_found(&said) {
        Verdict::not_found(&reference.domain)
    } else {
        Verdict::not_about_credentials()
    };
    let registry = Some(reference.domain.clone());
    Finding {
        cause: verdict.cause,
        also: Vec::new(),
        next: String::new(),
        shared: Shared { registry, ..Shared::default() },
        grade: verdict.grade,
        headline,
        sentence: verdict.sentence,
        evidence: chain.evidence(),
        said,
        symptom,
    }
}

fn invalid_name(symptom: Symptom, headline: String, said: String, reason: &str) -> Finding {
    Finding {
        also: Vec::new(),
        next: String::new(),
        shared: Shared::default(),
        cause: name::INVALID_IMAGE_NAME,
        grade: Grade::Certain,
        headline,
        sentence: format!("The image name is not valid: {reason}."),
        evidence: vec![link(Mark::Broken, "image name", Source::Text(reason.to_owned()))],
        said,
        symptom,
    }
}

/// Returns what the node said about the pull: the status while it has it, else the last event that tells more.
///
/// In back-off older kubelets overwrite the error with `Back-off pulling image`, and only the event still has it.
fn said(symptom: &Symptom, pod: &Pod, dossier: &Dossier) -> String {
    let overwritten = symptom.message.is_empty() || is_bare_back_off(&symptom.message);
    match last_pull_error(pod, dossier) {
        Some(event) if overwritten => event.message.clone(),
        _ => symptom.message.clone(),
    }
}

fn is_bare_back_off(message: &str) -> bool {
    message.starts_with("Back-off pulling image") && !message.contains(": Err")
}

/// Returns the latest event in which the kubelet tells why a pull failed.
fn last_pull_error<'a>(pod: &Pod, dossier: &'a Dossier) -> Option<&'a Event> {
    let errors = dossier.events.values().filter(|event| {
        event.regarding_uid == pod.uid && event.reason == "Failed" && event.message.starts_with("Failed to pull image")
    });
    errors.max_by_key(|event| event.last)
}

struct Verdict {
    cause: Cause,
    grade: Grade,
    sentence: String,
}

impl Verdict {
    fn new(cause: Cause, grade: Grade, sentence: String) -> Self {
        Self { cause, grade, sentence }
    }

    /// Only likely, since a registry may deny that something exists to whoever may not see it.
    fn not_found(host: &str) -> Self {
        let sentence = format!(
            "{host} says that it has no such image: the name or the tag is wrong, it was never pushed or is gone, or it \
             is hidden from who may not see it."
        );
        Self::new(name::IMAGE_OR_TAG_NOT_FOUND, Grade::Likely, sentence)
    }

    fn not_about_credentials() -> Self {
        let sentence = "The node could not pull the image; what it said is below.".to_owned();
        Self::new(content::PULL_BACKOFF_UNSPECIFIED, Grade::CannotTell, sentence)
    }
}

/// The way of a credential from the pod to the registry.
struct Chain<'a> {
    pod: &'a Pod,
    dossier: &'a Dossier,
    reference: &'a ImageReference,
    said: &'a str,
}

impl Chain<'_> {
    fn verdict(&self) -> Verdict {
        if self.pod.pull_secrets.is_empty() { self.nothing_named() } else { self.named() }
    }

    fn nothing_named(&self) -> Verdict {
        let account = &self.pod.service_account;
        let found = self.dossier.service_account.found();
        if found.is_some_and(|found| !found.pull_secrets.is_empty()) {
            return Verdict::new(
                credentials::PODS_PREDATE_FIX,
                Grade::Certain,
                format!(
                    "ServiceAccount {account} gives a pull secret now, but this pod was created before it did, \
                     and a pod keeps the list it was created with."
                ),
            );
        }
        let gives_none = match &self.dossier.service_account {
            Reading::Found { .. } => format!("its ServiceAccount {account} gives none"),
            _ => format!("was given none by ServiceAccount {account} when it was created"),
        };
        Verdict::new(
            credentials::NO_PULL_SECRET,
            self.grade_without_secret(),
            format!(
                "The pod names no pull secret and {gives_none}, so the kubelet asked the registry without a credential."
            ),
        )
    }

    /// A node may hold credentials that the API does not show; containerd's own words rule that out.
    fn grade_without_secret(&self) -> Grade {
        let without = ["no basic auth credentials", "failed to fetch anonymous token"];
        if without.iter().any(|anchor| self.said.contains(anchor)) { Grade::Certain } else { Grade::Likely }
    }

    fn named(&self) -> Verdict {
        let readings: Vec<(&str, Option<&Reading<PullSecret>>)> =
            self.pod.pull_secrets.iter().map(|name| (name.as_str(), self.dossier.named_secrets.get(name))).collect();
        let fitting = readings.iter().find(|(_, reading)| matches!(self.fit(*reading), Some(Fit::Fits { .. })));
        if let Some((name, _)) = fitting {
            return self.refused(name);
        }
        if let Some((name, reading)) = readings.iter().find(|(_, reading)| !is_settled(*reading)) {
            return unread(name, *reading);
        }
        let broken = readings.iter().find_map(|(name, reading)| self.broken(name, (*reading)?));
        broken.unwrap_or_else(|| unread("the pull secret", None))
    }

    fn fit(&self, reading: Option<&Reading<PullSecret>>) -> Option<Fit> {
        Some(reading?.found()?.fits(self.reference))
    }

    fn refused(&self, name: &str) -> Verdict {
        let host = &self.reference.domain;
        if self.said.contains("no basic auth credentials") {
            return Verdict::new(
                credentials::PULL_SECRET_JUST_CAME,
                Grade::Likely,
                format!(
                    "The kubelet asked without a credential at its last try; secret {name} is there and fits now, \
                 so the next try, within five minutes, will use it."
                ),
            );
        }
        Verdict::new(
            credentials::CREDENTIALS_REJECTED,
            Grade::Likely,
            format!(
                "{host} refused the credential in secret {name}: it is wrong, expired, or has no right to this repository."
            ),
        )
    }

    /// Says what is wrong with a named secret; a reading that is not there or says nothing bad gives nothing.
    fn broken(&self, name: &str, reading: &Reading<PullSecret>) -> Option<Verdict> {
        let (cause, sentence) = match reading {
            Reading::Absent { .. } => (
                credentials::PULL_SECRET_MISSING,
                format!(
                    "The pod names pull secret {name}, and there is no such secret in {}, \
                     so the kubelet asked the registry without a credential.",
                    self.pod.namespace
                ),
            ),
            Reading::Found { value, .. } => self.misfit(name, &value.fits(self.reference))?,
            _ => return None,
        };
        Some(Verdict::new(cause, Grade::Certain, sentence))
    }

    fn misfit(&self, name: &str, fit: &Fit) -> Option<(Cause, String)> {
        let host = &self.reference.domain;
        Some(match fit {
            Fit::Fits { .. } => return None,
            Fit::WrongType(kind) => (
                credentials::PULL_SECRET_WRONG_TYPE,
                format!("Secret {name} has type {kind}, and the kubelet reads only kubernetes.io/dockerconfigjson."),
            ),
            Fit::Unreadable(problem) => (
                credentials::PULL_SECRET_MALFORMED,
                format!("Secret {name} cannot be read as a pull secret: {problem}."),
            ),
            Fit::Unusable { key, problem } => (
                credentials::PULL_SECRET_MALFORMED,
                format!("The entry {key} of secret {name} cannot be used: {problem}."),
            ),
            Fit::OtherHosts { near: Some((key, miss)), .. } => (
                credentials::PULL_SECRET_HOST_MISMATCH,
                format!("Secret {name} has a credential for {key}, which is not {host}: {miss}."),
            ),
            Fit::OtherHosts { .. } => (
                credentials::PULL_SECRET_HOST_MISMATCH,
                format!("Secret {name} has no credential for {host}, so the kubelet asked without one."),
            ),
        })
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut links = vec![self.registry_link()];
        if !asks_for_login(self.said) {
            return links;
        }
        links.push(self.named_link());
        if self.pod.pull_secrets.is_empty() {
            links.push(self.account_link());
            links.push(self.candidate_link());
        }
        for name in &self.pod.pull_secrets {
            links.push(self.secret_link(name));
        }
        links.push(link(
            Mark::Unknown,
            "the registry accepts the credential",
            Source::Text("not tried; the first pull after a fix will show it".to_owned()),
        ));
        links
    }

    fn registry_link(&self) -> Evidence {
        let host = &self.reference.domain;
        let event = last_pull_error(self.pod, self.dossier);
        let source = match event {
            Some(event) => Source::Event { count: event.count, since: event.first },
            None => Source::Text("container status".to_owned()),
        };
        if asks_for_login(self.said) {
            return link(Mark::Sound, format!("{host} answered and asked for a login"), source);
        }
        if says_not_found(self.said) {
            return link(Mark::Broken, format!("{host} has the image: no"), source);
        }
        link(Mark::Unknown, format!("what {host} answered"), Source::Text("see what the node said".to_owned()))
    }

    fn named_link(&self) -> Evidence {
        let names = &self.pod.pull_secrets;
        if !names.is_empty() {
            let text = format!("pod names a pull secret: {}", names.join(", "));
            return link(Mark::Sound, text, Source::Text("spec.imagePullSecrets".to_owned()));
        }
        let source = Source::Text("spec.imagePullSecrets".to_owned());
        link(Mark::Broken, "pod names a pull secret: none", source)
    }

    fn account_link(&self) -> Evidence {
        let name = &self.pod.service_account;
        let text = format!("ServiceAccount {name} gives one");
        match &self.dossier.service_account {
            Reading::Found { value, at } => account_found(name, value, *at),
            Reading::Absent { at } => link(Mark::Broken, format!("{text}: it does not exist"), Source::ReadAt(*at)),
            other => unknown(text, other),
        }
    }

    /// A secret of the namespace that would do, found or looked for in vain.
    fn candidate_link(&self) -> Evidence {
        match &self.dossier.namespace_secrets {
            Reading::Found { value, at } => {
                let fitting = value.iter().find_map(|(name, secret)| match secret.fits(self.reference) {
                    Fit::Fits { username, .. } => Some((name, username)),
                    _ => None,
                });
                match fitting {
                    Some((name, username)) => {
                        let who = username.map(|user| format!("host, type and form; {user}"));
                        let source = who.map_or(Source::ReadAt(*at), Source::Text);
                        link(Mark::Sound, format!("{name} is here and fits"), source)
                    }
                    None => link(
                        Mark::Broken,
                        format!("a secret of {} fits {}: none", self.pod.namespace, self.reference.domain),
                        Source::ReadAt(*at),
                    ),
                }
            }
            other => unknown(format!("a secret of {} fits", self.pod.namespace), other),
        }
    }

    fn secret_link(&self, name: &str) -> Evidence {
        match self.dossier.named_secrets.get(name) {
            None => unknown::<PullSecret>(format!("secret {name} exists"), &Reading::NotAsked),
            Some(Reading::Absent { at }) => {
                link(Mark::Broken, format!("secret {name} does not exist"), Source::ReadAt(*at))
            }
            Some(Reading::Found { value, at }) => match value.fits(self.reference) {
                Fit::Fits { .. } => {
                    link(Mark::Sound, format!("secret {name}: type, form and host fit"), Source::ReadAt(*at))
                }
                misfit => link(Mark::Broken, format!("secret {name}: {}", misfit_words(&misfit)), Source::ReadAt(*at)),
            },
            Some(other) => unknown(format!("secret {name} exists and fits"), other),
        }
    }
}

/// Says whether the registry was asked and has no such image, in the words of containerd, CRI-O and cri-dockerd.
fn says_not_found(said: &str) -> bool {
    said.ends_with(": not found") || ["code = NotFound", "manifest unknown"].iter().any(|anchor| said.contains(anchor))
}

fn account_found(name: &str, account: &ServiceAccount, at: jiff::Timestamp) -> Evidence {
    if account.pull_secrets.is_empty() {
        return link(Mark::Broken, format!("ServiceAccount {name} gives one: none"), Source::ReadAt(at));
    }
    let text = format!("ServiceAccount {name} gives {} to new pods", account.pull_secrets.join(", "));
    link(Mark::Sound, text, Source::ReadAt(at))
}

/// Says in a few words why a secret does not serve an image.
pub(crate) fn misfit_words(fit: &Fit) -> String {
    match fit {
        Fit::Fits { .. } => "fits".to_owned(),
        Fit::WrongType(kind) => format!("wrong type, {kind}"),
        Fit::Unreadable(problem) => problem.to_string(),
        Fit::Unusable { key, problem } => format!("{key}: {problem}"),
        Fit::OtherHosts { near: Some((key, miss)), .. } => format!("is for {key}: {miss}"),
        Fit::OtherHosts { keys, .. } if keys.is_empty() => "has no entries".to_owned(),
        Fit::OtherHosts { keys, .. } => format!("is for {}", keys.join(", ")),
    }
}

fn is_settled(reading: Option<&Reading<PullSecret>>) -> bool {
    matches!(reading, Some(Reading::Found { .. } | Reading::Absent { .. }))
}

fn unread(name: &str, reading: Option<&Reading<PullSecret>>) -> Verdict {
    let sentence = match reading {
        Some(Reading::Unknown(gap)) => {
            format!("The registry refused the pull; secret {name} could not be read: {gap}.")
        }
        _ => format!("The registry refused the pull; secret {name} is being read."),
    };
    Verdict::new(credentials::AUTH_MISSING_OR_REJECTED, Grade::CannotTell, sentence)
}

fn link(mark: Mark, text: impl Into<String>, source: Source) -> Evidence {
    Evidence { link: "chain", mark, text: text.into(), source, needs: None }
}

/// A link that could not be looked at, with what would settle it.
fn unknown<T>(text: String, reading: &Reading<T>) -> Evidence {
    let source = match reading {
        Reading::Unknown(Gap::Forbidden(right)) => format!("needs the right to {right}"),
        Reading::Unknown(Gap::Failed(why)) => why.clone(),
        _ => "being read".to_owned(),
    };
    link(Mark::Unknown, text, Source::Text(source))
}

#[cfg(test)]
mod tests;
