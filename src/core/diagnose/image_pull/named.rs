//! The pod names pull secrets, and none of them was sent as far as can be told.

use crate::core::{
    cause::{Cause, Grade, credentials},
    diagnose::Shared,
    message::Credential,
    pull::secret::{Fit, PullSecret},
};

use super::{
    chain::{Chain, Named},
    refused, unread,
    verdict::{Verdict, beside_none_sent, grade_of_none_sent},
    words::{create_again, elsewhere, name_one, put_right},
};

/// Finds the secret that makes the kubelet give up before it asks any registry, and every other secret with it.
///
/// Its text is the error of reading, and no answer of a registry. Source: `decodeDockerConfigFieldAuth` and
/// `secretsToTrackedDockerConfigs` in `pkg/credentialprovider`.
pub(super) fn keyring(chain: &Chain<'_>) -> Option<Verdict> {
    let blocks = |secret: &&Named<'_>| secret.reading.found().is_some_and(PullSecret::blocks_pod);
    let is_told = is_keyring_error(&chain.said.text);
    if let Some(secret) = chain.named.iter().find(blocks) {
        let grade = if is_told { Grade::Certain } else { Grade::Likely };
        let fit = secret.fit.as_ref()?;
        return Some(broken(chain, secret, misfit(chain, secret, fit)?, grade));
    }
    is_told.then(|| unread::malformed(chain))
}

/// Says whether the kubelet could not read a pull secret, in which case its text, even as the reason, is Go's.
pub(super) fn is_keyring_error(text: &str) -> bool {
    const ANCHORS: [&str; 4] = [
        "illegal base64 data at input byte",
        "unable to parse auth field",
        "of type credentialprovider.",
        "Go struct field dockerConfigEntryWithAuth",
    ];
    ANCHORS.iter().any(|anchor| text.contains(anchor))
}

pub(super) fn verdict(chain: &Chain<'_>) -> Verdict {
    if let Some(secret) = chain.named.iter().find(|secret| secret.is_open()) {
        return if matches!(chain.credential(), Credential::Sent | Credential::SomeToken) {
            refused::unread(chain, secret)
        } else {
            unread::verdict(chain)
        };
    }
    let grade = grade_of_none_sent(chain);
    let worst =
        chain.named.iter().filter_map(|secret| Some((secret, fault(chain, secret)?))).min_by_key(|(_, f)| f.rank);
    match worst {
        Some((secret, fault)) => broken(chain, secret, fault, grade).also(beside_none_sent(chain)),
        None => unread::verdict(chain),
    }
}

/// Returns what is known to be wrong with the named secrets.
pub(super) fn broken_causes(chain: &Chain<'_>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = chain.named.iter().filter_map(|secret| Some(fault(chain, secret)?.cause)).collect();
    causes.sort();
    causes.dedup();
    causes
}

/// What is wrong with one secret.
struct Fault {
    cause: Cause,
    sentence: String,
    next: String,
    /// The least is the one that was meant for this image most probably.
    rank: u8,
}

fn fault(chain: &Chain<'_>, secret: &Named<'_>) -> Option<Fault> {
    if secret.is_absent() {
        return Some(missing(chain, secret.name));
    }
    misfit(chain, secret, secret.fit.as_ref()?)
}

fn missing(chain: &Chain<'_>, name: &str) -> Fault {
    let namespace = &chain.pod.namespace;
    Fault {
        cause: credentials::PULL_SECRET_MISSING,
        sentence: format!(
            "The pod names pull secret {name}, and there is no such secret in {namespace}{}, so the kubelet asked {} \
             without it.",
            elsewhere(chain, name),
            chain.host()
        ),
        next: create_again(chain, name),
        rank: 3,
    }
}

fn misfit(chain: &Chain<'_>, secret: &Named<'_>, fit: &Fit) -> Option<Fault> {
    let (name, host) = (secret.name, chain.host());
    let right = put_right(chain, name);
    Some(match fit {
        Fit::Fits { .. } => return None,
        Fit::WrongType(kind) => Fault {
            cause: credentials::PULL_SECRET_WRONG_TYPE,
            sentence: format!(
                "Secret {name} has type {kind}, and the kubelet reads only kubernetes.io/dockerconfigjson."
            ),
            next: format!(
                "The type of a secret cannot be changed: delete {name} and create it anew with type \
                 kubernetes.io/dockerconfigjson; the next try, within five minutes, uses it."
            ),
            rank: 1,
        },
        Fit::Unreadable(problem) => Fault {
            cause: credentials::PULL_SECRET_MALFORMED,
            sentence: format!("Secret {name} cannot be read as a pull secret: {problem}."),
            next: right,
            rank: 1,
        },
        Fit::Unusable { key, problem } => Fault {
            cause: credentials::PULL_SECRET_MALFORMED,
            sentence: format!("The entry {key} of secret {name} cannot be used: {problem}."),
            next: right,
            rank: 0,
        },
        Fit::OtherHosts { near: Some((key, miss)), .. } => Fault {
            cause: credentials::PULL_SECRET_HOST_MISMATCH,
            sentence: format!("Secret {name} has a credential for {key}, which is not {host}: it {miss}."),
            next: right,
            rank: 2,
        },
        Fit::OtherHosts { .. } => Fault {
            cause: credentials::PULL_SECRET_HOST_MISMATCH,
            sentence: format!("Secret {name} has no credential for {host}, so the kubelet asked without it."),
            next: name_one(chain),
            rank: 4,
        },
    })
}

fn broken(chain: &Chain<'_>, secret: &Named<'_>, fault: Fault, grade: Grade) -> Verdict {
    let verdict = Verdict::new(chain, fault.cause, grade, fault.sentence).next(fault.next);
    let shared = Shared { secret: Some(secret.name.to_owned()), ..verdict.shared.clone() };
    Verdict { shared, ..verdict }
}
