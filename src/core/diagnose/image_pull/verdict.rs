//! What the chain comes to when the registry wants a login.

use crate::core::{
    cause::{Cause, Grade, credentials, name},
    diagnose::Shared,
    message::Credential,
};

use super::{chain::Chain, named, outdated, refused, unnamed};

/// A cause with all that is said about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub cause: Cause,
    pub also: Vec<Cause>,
    pub grade: Grade,
    pub sentence: String,
    pub next: String,
    pub shared: Shared,
}

impl Verdict {
    /// Makes one that is gathered by the registry alone.
    pub(super) fn new(chain: &Chain<'_>, cause: Cause, grade: Grade, sentence: String) -> Self {
        let shared = Shared { registry: Some(chain.host().to_owned()), ..Shared::default() };
        Self { cause, also: Vec::new(), grade, sentence, next: String::new(), shared }
    }

    pub(super) fn also(mut self, causes: &[Cause]) -> Self {
        self.also.extend(causes);
        self
    }

    pub(super) fn next(mut self, next: String) -> Self {
        self.next = next;
        self
    }

    /// Adds what the text leaves open, and is less sure for it.
    fn left_open(mut self, causes: &[Cause]) -> Self {
        for cause in causes.iter().filter(|cause| **cause != self.cause) {
            if !self.also.contains(cause) {
                self.also.push(*cause);
            }
            self.grade = self.grade.max(Grade::Likely);
        }
        self
    }
}

/// Decides what is wrong with the credential.
///
/// What fits and was sent comes first, then what would fit if the pod were made anew, then what the pod's own list lacks.
pub(super) fn verdict(chain: &Chain<'_>) -> Verdict {
    let verdict = if let Some(verdict) = named::keyring(chain) {
        verdict
    } else if chain.named.iter().any(super::chain::Named::fits) || says_expired(chain) {
        refused::verdict(chain)
    } else if let Some(verdict) = outdated::verdict(chain) {
        verdict
    } else if chain.named.is_empty() {
        unnamed::verdict(chain)
    } else {
        named::verdict(chain)
    };
    with_repository(chain, verdict)
}

fn says_expired(chain: &Chain<'_>) -> bool {
    chain.said.explanation.cause == credentials::CREDENTIALS_EXPIRED
}

/// Returns the grade of a fault that explains why no credential was sent.
///
/// A node's own credentials, of its kubelet, its plug-ins or its runtime, are not seen in the API. Only a text that says
/// that none was sent rules them out.
pub(super) fn grade_of_none_sent(chain: &Chain<'_>) -> Grade {
    if chain.credential() == Credential::NotSent { Grade::Certain } else { Grade::Likely }
}

/// Returns what else is open when a credential may have been sent that the API does not show.
pub(super) fn beside_none_sent(chain: &Chain<'_>) -> &'static [Cause] {
    if chain.credential() == Credential::NotSent { &[] } else { &[credentials::CREDENTIALS_REJECTED] }
}

/// Adds that the repository may not exist, where the text says so or does not rule it out.
///
/// A registry that asks for a login first has not looked for the repository yet.
fn with_repository(chain: &Chain<'_>, verdict: Verdict) -> Verdict {
    let told = &chain.said.explanation;
    if told.cause == name::REPOSITORY_NOT_FOUND_OR_PRIVATE {
        return repository(chain, verdict);
    }
    let open = told.also.iter().filter(|cause| !is_general(**cause));
    let open: Vec<Cause> = open.copied().collect();
    if chain.credential() == Credential::NotSent { verdict } else { verdict.left_open(&open) }
}

/// Says whether a cause only says what the chain says better.
fn is_general(cause: Cause) -> bool {
    [credentials::AUTH_MISSING_OR_REJECTED, credentials::AUTH_FORBIDDEN, credentials::SECRET_NOT_FOUND].contains(&cause)
}

/// The registry says that there is no such repository for whoever asks: a fault of the chain is the likelier reason only
/// where one was found.
fn repository(chain: &Chain<'_>, verdict: Verdict) -> Verdict {
    let missing = name::REPOSITORY_NOT_FOUND_OR_PRIVATE;
    let host = chain.host();
    let undecided = [credentials::CREDENTIALS_REJECTED, credentials::AUTH_MISSING_OR_REJECTED];
    let without_offer = verdict.cause == credentials::NO_PULL_SECRET && chain.candidate().is_none();
    if !without_offer && !undecided.contains(&verdict.cause) {
        return verdict.left_open(&[missing]);
    }
    let path = &chain.image.path;
    let sentence = format!(
        "{host} says that it has no repository {path} for whoever asked: it does not exist, or it is private and hidden \
         from this login."
    );
    let next = format!(
        "Compare {path} with what {host} shows to somebody who may see it; if it is there and private, give the pod a pull \
         secret that may read it."
    );
    let cause = verdict.cause;
    Verdict { also: Vec::new(), ..Verdict::new(chain, missing, Grade::Likely, sentence) }
        .also(&[cause])
        .left_open(&verdict.also)
        .next(next)
}
