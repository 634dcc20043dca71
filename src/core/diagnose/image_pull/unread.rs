//! A named secret was not read: what is left open, and nothing that is not known.

use crate::core::{
    cause::{Cause, Grade, credentials},
    diagnose::Shared,
    message::Credential,
    model::{Gap, Reading},
};

use super::{
    chain::{Chain, Named},
    named,
    verdict::Verdict,
};

/// What a secret that nobody looked at may be.
pub(super) const OPEN: [Cause; 4] = [
    credentials::PULL_SECRET_MISSING,
    credentials::PULL_SECRET_WRONG_TYPE,
    credentials::PULL_SECRET_MALFORMED,
    credentials::PULL_SECRET_HOST_MISMATCH,
];

/// Names what the unread secrets leave open.
pub(super) fn verdict(chain: &Chain<'_>) -> Verdict {
    if let Some(verdict) = kubelet_misses(chain) {
        return verdict;
    }
    // What is in no list of pull secrets is absent or of another type.
    let is_unlisted = chain.named.iter().filter(|secret| secret.is_open()).all(|secret| secret.unlisted.is_some());
    let open = if is_unlisted { &OPEN[..2] } else { &OPEN[..] };
    let mut also = open.to_vec();
    also.extend(named::broken_causes(chain).into_iter().filter(|cause| !open.contains(cause)));
    if matches!(chain.credential(), Credential::Untold | Credential::SomeToken) {
        also.push(credentials::CREDENTIALS_REJECTED);
    }
    let cause = credentials::AUTH_MISSING_OR_REJECTED;
    let refused = match chain.credential() {
        Credential::NotSent => format!("{} was asked without a credential", chain.host()),
        _ => format!("{} refused the pull", chain.host()),
    };
    let sentence = match chain.named.iter().find(|secret| secret.is_open()) {
        Some(secret) => format!("{refused}; {}.", state(secret)),
        None => format!("{refused}."),
    };
    Verdict::new(chain, cause, Grade::CannotTell, sentence).also(&also).next(step(chain))
}

/// The kubelet says of a secret that it could not read it, and no credential was sent.
fn kubelet_misses(chain: &Chain<'_>) -> Option<Verdict> {
    if chain.credential() != Credential::NotSent {
        return None;
    }
    let secret =
        chain.named.iter().find(|secret| secret.is_open() && chain.unread_by_kubelet(secret.name).is_some())?;
    let name = secret.name;
    let sentence = format!(
        "The kubelet says that it could not read pull secret {name}, and asked {} without a credential; {}.",
        chain.host(),
        state(secret)
    );
    Some(of_secret(chain, name, credentials::PULL_SECRET_MISSING, sentence).also(&OPEN[1..]).next(step(chain)))
}

/// The kubelet's own error says that one of the secrets does not parse, and none of those that were read is it.
pub(super) fn malformed(chain: &Chain<'_>) -> Verdict {
    let open: Vec<&str> = chain.named.iter().filter(|secret| secret.is_open()).map(|secret| secret.name).collect();
    let which = match open.as_slice() {
        [] => "one of the pod's pull secrets, which was put right since".to_owned(),
        [name] => format!("pull secret {name}"),
        names => format!("one of the pull secrets {}", names.join(", ")),
    };
    let sentence =
        format!("The kubelet could not decode {which}, and gave the pull up before it asked {}.", chain.host());
    let cause = credentials::PULL_SECRET_MALFORMED;
    let next =
        "Create the secret anew with kubectl create secret docker-registry; it is read again at the next try, within \
                five minutes."
            .to_owned();
    match open.as_slice() {
        [name] => of_secret(chain, name, cause, sentence).next(next),
        _ => Verdict::new(chain, cause, Grade::Likely, sentence).next(next),
    }
}

fn of_secret(chain: &Chain<'_>, name: &str, cause: Cause, sentence: String) -> Verdict {
    let verdict = Verdict::new(chain, cause, Grade::Likely, sentence);
    let shared = Shared { secret: Some(name.to_owned()), ..verdict.shared.clone() };
    Verdict { shared, ..verdict }
}

/// Says why nothing is known of a secret.
pub(super) fn state(secret: &Named<'_>) -> String {
    let name = secret.name;
    match secret.reading {
        Reading::Unknown(Gap::Forbidden(_)) => format!("secret {name} may not be read with your rights"),
        Reading::Unknown(Gap::Failed(why)) => format!("secret {name} could not be read: {why}"),
        Reading::Asked => format!("secret {name} is being read"),
        _ => format!("secret {name} has not been read"),
    }
}

fn step(chain: &Chain<'_>) -> String {
    let open = chain.named.iter().find(|secret| secret.is_open());
    let namespace = &chain.pod.namespace;
    match open.map(|secret| (secret.name, secret.reading)) {
        Some((name, Reading::Unknown(Gap::Forbidden(right)))) => {
            format!(
                "Have somebody look at secret {name} who has the right to {right}: is it there, of which type, for which host?"
            )
        }
        Some((name, Reading::Unknown(Gap::Failed(_)))) => format!("Read secret {name} in {namespace} again."),
        _ => "Wait for the secrets to be read.".to_owned(),
    }
}
