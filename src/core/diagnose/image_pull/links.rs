//! The chain of evidence of a pull that needs a login, link by link.

use crate::core::{
    cause::{Grade, credentials},
    diagnose::{
        Evidence, Mark, Source,
        link::{field, known, unknown, unread},
    },
    message::Credential,
    model::Reading,
};

use super::{
    chain::{Chain, Named},
    link,
    verdict::Verdict,
};

mod secret;

/// Returns the links in the order of the way: what the registry answered, who names which secret, what the secrets are.
pub(super) fn evidence(chain: &Chain<'_>, verdict: &Verdict) -> Vec<Evidence> {
    let mut links = answer(chain);
    links.extend(credentials(chain));
    links.push(accepts(chain, verdict));
    links
}

/// Returns the links about secrets alone, for an answer that they may explain and need not.
pub(super) fn credentials(chain: &Chain<'_>) -> Vec<Evidence> {
    let mut links = vec![pod_names(chain)];
    links.extend(template_names(chain));
    links.push(account_gives(chain));
    for named in chain.template_only().iter().chain(&chain.given()) {
        links.push(secret::of_others(chain, named));
    }
    for named in &chain.named {
        secret::links(chain, named, &mut links);
    }
    if !chain.named.iter().any(Named::fits) {
        links.push(candidate(chain));
    }
    links
}

fn answer(chain: &Chain<'_>) -> Vec<Evidence> {
    let host = chain.host();
    let source = chain.said.source.clone();
    let sent = match chain.credential() {
        Credential::NotSent => {
            known(link::CREDENTIAL_SENT, Mark::Broken, "a credential was sent: none", source.clone())
        }
        Credential::Sent => {
            known(link::CREDENTIAL_SENT, Mark::Sound, "a credential was sent, and refused", source.clone())
        }
        Credential::SomeToken => unknown(
            link::CREDENTIAL_SENT,
            format!("a credential was sent, and not the token that {host} gives to anybody"),
            "a look at the node's own credentials",
        ),
        Credential::Untold => unknown(
            link::CREDENTIAL_SENT,
            "a credential was sent",
            "a runtime that tells, such as containerd 1.7.10 or newer",
        ),
    };
    if super::named::is_keyring_error(&chain.said.text) {
        return vec![unknown(
            link::REGISTRY_ANSWER,
            format!("what {host} answers: it was not asked"),
            "pull secrets that can be decoded",
        )];
    }
    let text = match chain.said.explanation.cause {
        credentials::AUTH_FORBIDDEN => format!("{host} answered and forbade the pull"),
        cause if chain.asks_for_login() && cause.family() == crate::core::cause::Family::Credentials => {
            format!("{host} answered and asked for a login")
        }
        _ => format!("{host} answered and shows no such repository"),
    };
    vec![known(link::REGISTRY_ANSWER, Mark::Sound, text, source), sent]
}

fn pod_names(chain: &Chain<'_>) -> Evidence {
    let source = field(&chain.pod.id(), "spec.imagePullSecrets");
    let names = &chain.pod.pull_secrets;
    if names.is_empty() {
        return known(link::POD_NAMES_SECRET, Mark::Broken, "pod names a pull secret: none", source);
    }
    known(link::POD_NAMES_SECRET, Mark::Sound, format!("pod names a pull secret: {}", names.join(", ")), source)
}

/// The template is worth a link where it says something else than the pod.
fn template_names(chain: &Chain<'_>) -> Option<Evidence> {
    let names: Vec<&str> = chain.template_only().iter().map(|secret| secret.name).collect();
    if names.is_empty() {
        return None;
    }
    let workload = &chain.pod.workload;
    let text = format!("the template of {} {} names {} for new pods", workload.kind, workload.name, names.join(", "));
    Some(known(link::TEMPLATE_NAMES_SECRET, Mark::Sound, text, field(workload, "spec.template.spec.imagePullSecrets")))
}

/// What the ServiceAccount gives counts for pods without a list of their own, and only when they are created.
fn account_gives(chain: &Chain<'_>) -> Evidence {
    let name = &chain.pod.service_account;
    let one = format!("ServiceAccount {name} gives one");
    match &chain.dossier.service_account {
        Reading::Found { value, at } if value.pull_secrets.is_empty() => {
            let mark = if chain.named.is_empty() { Mark::Broken } else { Mark::Sound };
            known(link::SERVICE_ACCOUNT_GIVES, mark, format!("{one}: none"), Source::ReadAt(*at))
        }
        Reading::Found { value, at } => {
            let text = format!("ServiceAccount {name} gives {} to new pods", value.pull_secrets.join(", "));
            known(link::SERVICE_ACCOUNT_GIVES, Mark::Sound, text, Source::ReadAt(*at))
        }
        Reading::Absent { at } => {
            let text = format!("{one}: it does not exist");
            known(link::SERVICE_ACCOUNT_GIVES, Mark::Broken, text, Source::ReadAt(*at))
        }
        other => unread(link::SERVICE_ACCOUNT_GIVES, one, other, &format!("ServiceAccount {name}")),
    }
}

/// A secret of the namespace that would do, found or looked for in vain.
fn candidate(chain: &Chain<'_>) -> Evidence {
    let namespace = &chain.pod.namespace;
    match (&chain.dossier.namespace_secrets, chain.candidate()) {
        (Reading::Found { at, .. }, Some((name, user))) => {
            let who = user.map_or_else(String::new, |user| format!(": {user}"));
            known(link::CANDIDATE_FITS, Mark::Sound, format!("{name} is here and fits{who}"), Source::ReadAt(*at))
        }
        (Reading::Found { at, .. }, None) => {
            let text = format!("a secret of {namespace} fits {}: none", chain.host());
            known(link::CANDIDATE_FITS, Mark::Broken, text, Source::ReadAt(*at))
        }
        (other, _) => {
            unread(link::CANDIDATE_FITS, format!("a secret of {namespace} fits"), other, "the secrets of the namespace")
        }
    }
}

/// Only a refusal of what was sent says anything about that; what a fix would send was never tried.
fn accepts(chain: &Chain<'_>, verdict: &Verdict) -> Evidence {
    let text = "the registry accepts the credential";
    let is_refused =
        [credentials::CREDENTIALS_REJECTED, credentials::CREDENTIALS_EXPIRED, credentials::CREDENTIALS_LACK_RIGHT]
            .contains(&verdict.cause);
    if is_refused && (chain.credential() == Credential::Sent || verdict.grade == Grade::Certain) {
        return known(link::REGISTRY_ACCEPTS, Mark::Broken, format!("{text}: no"), chain.said.source.clone());
    }
    Evidence {
        source: Source::Text("not tried".to_owned()),
        ..unknown(link::REGISTRY_ACCEPTS, text, "the first pull after a fix")
    }
}
