//! The way of a credential from the pod to the registry, as far as it was read.

use std::cell::OnceCell;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::core::{
    cause::{Family, name},
    message::Credential,
    model::{Dossier, Event, Kind, ObjectId, Pod, Reading, ServiceAccount},
    pull::{
        reference::ImageReference,
        secret::{Fit, Hint, PullSecret},
    },
};

use super::{
    said::Said,
    subject::{names, newest},
};

/// The kubelet reads the secrets right before it pulls; a try that ends later than this is another one.
const ONE_TRY: SignedDuration = SignedDuration::from_secs(5);

/// What was read about one image of a pod.
pub(super) struct Chain<'a> {
    pub pod: &'a Pod,
    pub dossier: &'a Dossier,
    pub image: &'a ImageReference,
    pub said: &'a Said,
    /// The secrets that the pod names, in its order.
    pub named: Vec<Named<'a>>,
    pub now: Timestamp,
    /// Looked for once: a namespace may have many secrets.
    candidate: OnceCell<Option<(&'a str, Option<String>)>>,
}

/// A secret that somebody names, and what it does for the image.
pub(super) struct Named<'a> {
    pub name: &'a str,
    pub reading: &'a Reading<PullSecret>,
    /// `None` for one that was not found.
    pub fit: Option<Fit>,
    /// When the pull secrets of the namespace were listed, if it is not among them: absent, or of another type.
    pub unlisted: Option<Timestamp>,
}

impl<'a> Chain<'a> {
    pub(super) fn new(
        pod: &'a Pod,
        dossier: &'a Dossier,
        image: &'a ImageReference,
        said: &'a Said,
        now: Timestamp,
    ) -> Self {
        let named = pod.pull_secrets.iter().map(|name| Named::new(name, dossier, image)).collect();
        Self { pod, dossier, image, said, named, now, candidate: OnceCell::new() }
    }

    /// Returns the registry's host, with its port if the image names one.
    pub(super) fn host(&self) -> &'a str {
        &self.image.domain
    }

    /// Returns what is known of the credential that was sent: the kubelet sends the ones that fit.
    pub(super) fn credential(&self) -> Credential {
        match self.said.explanation.credential {
            Credential::SomeToken if self.named.iter().any(Named::fits) => Credential::Sent,
            told => told,
        }
    }

    /// Says whether the text is about who may pull, so that the chain decides.
    pub(super) fn asks_for_login(&self) -> bool {
        let cause = self.said.explanation.cause;
        cause.family() == Family::Credentials || cause == name::REPOSITORY_NOT_FOUND_OR_PRIVATE
    }

    pub(super) fn account(&self) -> Option<&'a ServiceAccount> {
        self.dossier.service_account.found()
    }

    pub(super) fn account_id(&self) -> ObjectId {
        ObjectId::new(Kind::ServiceAccount, &self.pod.namespace, &self.pod.service_account)
    }

    /// Returns what the ServiceAccount gives today and the pod does not name.
    pub(super) fn given(&self) -> Vec<Named<'a>> {
        let given = self.account().map(|account| account.pull_secrets.as_slice()).unwrap_or_default();
        self.not_named(given.iter().map(String::as_str))
    }

    /// Returns what the workload's template names itself; `None` where there is none or it was not read.
    pub(super) fn template(&self) -> Option<Vec<&'a str>> {
        let workload = self.dossier.workload.found()?;
        let spec = &workload["spec"];
        let template = if spec["jobTemplate"].is_object() { &spec["jobTemplate"]["spec"] } else { spec };
        let list = &template["template"]["spec"].as_object()?.get("imagePullSecrets").unwrap_or(&Value::Null);
        Some(list.as_array().into_iter().flatten().filter_map(|entry| entry["name"].as_str()).collect())
    }

    /// Returns what the template names today and the pod does not.
    pub(super) fn template_only(&self) -> Vec<Named<'a>> {
        self.not_named(self.template().unwrap_or_default().into_iter())
    }

    fn not_named(&self, names: impl Iterator<Item = &'a str>) -> Vec<Named<'a>> {
        let names = names.filter(|name| !self.pod.pull_secrets.iter().any(|own| own == name));
        names.map(|name| Named::new(name, self.dossier, self.image)).collect()
    }

    /// Returns a secret of the namespace that would do, with its user.
    pub(super) fn candidate(&self) -> Option<(&'a str, Option<&str>)> {
        let found = self.candidate.get_or_init(|| {
            self.dossier.namespace_secrets.found()?.iter().find_map(|(name, secret)| match secret.fits(self.image) {
                Fit::Fits { username, .. } => Some((name.as_str(), username)),
                _ => None,
            })
        });
        found.as_ref().map(|(name, user)| (*name, user.as_deref()))
    }

    /// Returns when the kubelet last told of a try, as far as the events say.
    pub(super) fn last_try(&self) -> Option<Timestamp> {
        newest(self.pod, self.dossier, |event| names(&event.message, &self.image.to_string()))?.last
    }

    /// Returns the latest event in which the kubelet says that it could not read this secret.
    ///
    /// From 1.28 to 1.36 it comes at every sync, whether or not an image is to be pulled; before, never. So a try without it
    /// shows that the kubelet can read the secret by now.
    pub(super) fn unread_by_kubelet(&self, secret: &str) -> Option<&'a Event> {
        let says = |event: &&Event| {
            event.reason == "FailedToRetrieveImagePullSecret" && listed(&event.message).any(|name| name == secret)
        };
        let told = self.dossier.events_of(&self.pod.uid).filter(says).max_by_key(|event| event.last.or(event.first))?;
        let is_overtaken =
            self.last_try().zip(told.last).is_some_and(|(tried, told)| tried.duration_since(told) > ONE_TRY);
        (!is_overtaken).then_some(told)
    }
}

impl<'a> Named<'a> {
    /// Takes the secret from where it was read by name, else from the list of the namespace.
    fn new(name: &'a str, dossier: &'a Dossier, image: &ImageReference) -> Self {
        const NOT_ASKED: &Reading<PullSecret> = &Reading::NotAsked;
        let reading = dossier.named_secrets.get(name).unwrap_or(NOT_ASKED);
        let listed = dossier.namespace_secrets.found().and_then(|list| list.get(name));
        let secret = reading.found().or(listed);
        let unlisted = if secret.is_none() { dossier.namespace_secrets.at() } else { None };
        Self { name, reading, fit: secret.map(|secret| secret.fits(image)), unlisted }
    }

    pub(super) fn fits(&self) -> bool {
        matches!(self.fit, Some(Fit::Fits { .. }))
    }

    pub(super) fn is_absent(&self) -> bool {
        self.fit.is_none() && matches!(self.reading, Reading::Absent { .. })
    }

    /// Says whether it was not read, so that it is not known what is wrong with it, if anything.
    pub(super) fn is_open(&self) -> bool {
        self.fit.is_none() && !matches!(self.reading, Reading::Absent { .. })
    }

    /// Says whether it may fit for all that is known.
    pub(super) fn may_fit(&self) -> bool {
        self.fits() || self.is_open() && self.unlisted.is_none()
    }

    pub(super) fn user(&self) -> Option<&str> {
        match &self.fit {
            Some(Fit::Fits { username, .. }) => username.as_deref(),
            _ => None,
        }
    }

    /// Returns when its credential ends, if that says so itself.
    pub(super) fn expires(&self) -> Option<Timestamp> {
        match &self.fit {
            Some(Fit::Fits { expires, .. }) => *expires,
            _ => None,
        }
    }

    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires().is_some_and(|end| end <= now)
    }

    /// Returns what is suspicious about its login.
    pub(super) fn hints(&self) -> &[Hint] {
        match &self.fit {
            Some(Fit::Fits { hints, .. }) => hints,
            _ => &[],
        }
    }
}

/// Returns the names in `Unable to retrieve some image pull secrets (a, b); attempting to pull ..`.
fn listed(message: &str) -> impl Iterator<Item = &str> {
    let names = message.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(names, _)| names);
    names.split(", ")
}
