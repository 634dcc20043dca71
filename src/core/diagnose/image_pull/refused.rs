//! A credential was sent, and the registry did not take it.

use jiff::SignedDuration;

use crate::core::{
    cause::{Grade, credentials},
    diagnose::Shared,
    message::Credential,
    pull::{
        credentials::lookup,
        secret::{Hint, Lifetime},
    },
};

use super::{
    chain::{Chain, Named},
    unread,
    verdict::Verdict,
    words::capital,
};

/// Decides about the fitting secrets of the pod; called where there is one, or where the text says "expired".
pub(super) fn verdict(chain: &Chain<'_>) -> Verdict {
    let fitting = in_order(chain);
    let told = chain.said.explanation.cause;
    let first = fitting.first().copied();
    let verdict = if told == credentials::CREDENTIALS_EXPIRED {
        expired_by_text(chain, first)
    } else if !fitting.is_empty() && fitting.iter().all(|secret| secret.is_expired(chain.now)) {
        expired_by_itself(chain, fitting[0])
    } else if chain.credential() == Credential::NotSent {
        return if was_there(chain, &fitting) { not_sent(chain, &fitting) } else { just_came(chain, &fitting) };
    } else if let Some((secret, lifetime)) = short_lived(&fitting) {
        probably_expired(chain, secret, lifetime)
    } else if told == credentials::AUTH_FORBIDDEN && !is_about_token(chain) {
        lacks_right(chain, first)
    } else {
        rejected(chain, &fitting)
    };
    of_user(verdict, first)
}

/// Something was sent and refused, and this secret that may hold it was not read.
pub(super) fn unread(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let (sent, open) = match chain.credential() {
        Credential::SomeToken => ("what the node sent, a credential or the token that anybody gets", &unread::OPEN[..]),
        _ => ("the credential that the node sent", &[][..]),
    };
    let sentence = format!("{} refused {sent}; {}.", chain.host(), unread::state(secret));
    let verdict = Verdict::new(chain, credentials::CREDENTIALS_REJECTED, Grade::Likely, sentence)
        .also(&[credentials::CREDENTIALS_EXPIRED, credentials::CREDENTIALS_LACK_RIGHT])
        .also(open)
        .next(format!("Put a working credential for {} into secret {}.", chain.host(), secret.name));
    let shared = Shared { secret: Some(secret.name.to_owned()), ..verdict.shared.clone() };
    Verdict { shared, ..verdict }
}

/// Returns the fitting secrets, first the one whose login the kubelet tries first.
fn in_order<'a, 'b>(chain: &'b Chain<'a>) -> Vec<&'b Named<'a>> {
    let mut fitting: Vec<&Named<'_>> = chain.named.iter().filter(|secret| secret.fits()).collect();
    if fitting.len() > 1 {
        let lookup = lookup(&chain.pod.pull_secrets, chain.image, &chain.dossier.named_secrets);
        let place = |name: &str| lookup.tries().iter().position(|attempt| attempt.secret == name);
        fitting.sort_by_key(|secret| place(secret.name).unwrap_or(usize::MAX));
    }
    fitting
}

/// How long the kubelet may take to see a new secret.
const WATCH_DELAY: SignedDuration = SignedDuration::from_secs(60);

/// Says whether a secret was seen here, as it is now, well before the kubelet tried last.
fn was_there(chain: &Chain<'_>, fitting: &[&Named<'_>]) -> bool {
    let Some(last) = chain.last_try() else { return false };
    fitting.iter().any(|secret| secret.reading.at().is_some_and(|at| last.duration_since(at) > WATCH_DELAY))
}

/// The API shows no reason: the kubelet could not read it, or the runtime did not hand it on.
fn not_sent(chain: &Chain<'_>, fitting: &[&Named<'_>]) -> Verdict {
    let (host, node) = (chain.host(), chain.pod.node.as_deref().unwrap_or("the node"));
    let sentence = format!(
        "{} fits and was there at the last try, and {host} was asked without a credential all the same.",
        capital(&secrets(fitting))
    );
    let next = format!(
        "Look into the kubelet's log on {node} for \"Unable to retrieve pull secret\", and into how its runtime is set up for \
         {host}: a mirror gets no credential for another host."
    );
    Verdict::new(chain, credentials::AUTH_MISSING_OR_REJECTED, Grade::CannotTell, sentence)
        .also(&[credentials::SECRET_NOT_FOUND])
        .next(next)
}

fn just_came(chain: &Chain<'_>, fitting: &[&Named<'_>]) -> Verdict {
    let are = if fitting.len() == 1 { "is" } else { "are" };
    let sentence = format!(
        "The kubelet asked without a credential at its last try; {} {are} there and fits now, so the next try, within five \
         minutes, will use it.",
        secrets(fitting)
    );
    Verdict::new(chain, credentials::PULL_SECRET_JUST_CAME, Grade::Likely, sentence)
        .next("Wait for the next try, or delete the pod to have it at once.".to_owned())
}

fn expired_by_text(chain: &Chain<'_>, first: Option<&Named<'_>>) -> Verdict {
    let host = chain.host();
    let which = first.map_or_else(String::new, |secret| format!(" in secret {}", secret.name));
    let sentence = format!("{host} says that the credential{which} has expired.");
    let grade = chain.said.explanation.grade.max(if first.is_some() { Grade::Certain } else { Grade::Likely });
    Verdict::new(chain, credentials::CREDENTIALS_EXPIRED, grade, sentence).next(renew(chain, first))
}

/// The registry need not say it: the credential itself does. Where it was not sent yet, it will be refused.
fn expired_by_itself(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let end = secret.expires().map_or_else(String::new, |end| format!(" at {end:.0}"));
    let sentence = format!("The credential in secret {} ended{end}, by its own word.", secret.name);
    let grade = if chain.credential() == Credential::Sent { Grade::Certain } else { Grade::Likely };
    Verdict::new(chain, credentials::CREDENTIALS_EXPIRED, grade, sentence).next(renew(chain, Some(secret)))
}

fn short_lived<'a, 'b>(fitting: &[&'b Named<'a>]) -> Option<(&'b Named<'a>, Lifetime)> {
    fitting.iter().find_map(|secret| {
        let lifetimes = secret.hints().iter().filter_map(|hint| match hint {
            Hint::ShortLived(lifetime) => Some(*lifetime),
            _ => None,
        });
        Some((*secret, lifetimes.into_iter().next()?))
    })
}

fn probably_expired(chain: &Chain<'_>, secret: &Named<'_>, lifetime: Lifetime) -> Verdict {
    let sentence = format!("{} refused the credential in secret {}, which is {lifetime}.", chain.host(), secret.name);
    let next = format!(
        "Do not keep such a token in a secret: have it renewed by a job or by a credential provider of the node. {}",
        renew(chain, Some(secret))
    );
    Verdict::new(chain, credentials::CREDENTIALS_EXPIRED, Grade::Likely, sentence)
        .also(&[credentials::CREDENTIALS_REJECTED, credentials::CREDENTIALS_LACK_RIGHT])
        .next(next)
}

/// A 403 names somebody, or comes from something before the registry that knows addresses only.
fn lacks_right(chain: &Chain<'_>, first: Option<&Named<'_>>) -> Verdict {
    /// What registries say of an identity that they know: Artifact Registry, ECR, GitLab.
    const NAMED_RIGHT: [&str; 3] =
        ["denied: Permission \"", "is not authorized to perform", "denied: access forbidden"];
    let who = first.and_then(|secret| secret.user()).unwrap_or("the user of the secret");
    let (host, path) = (chain.host(), &chain.image.path);
    let next = format!("Give {who} the right to pull {path} on {host}, or name the secret of a user that has it.");
    if NAMED_RIGHT.iter().any(|anchor| chain.said.text.contains(anchor)) {
        let sentence = format!("{host} knows {who} and does not let it pull {path}.");
        return Verdict::new(chain, credentials::CREDENTIALS_LACK_RIGHT, Grade::Likely, sentence).next(next);
    }
    let sentence = format!("{host} forbade {who} the pull of {path}, as a registry does that knows who asks.");
    Verdict::new(chain, credentials::CREDENTIALS_LACK_RIGHT, Grade::Likely, sentence)
        .also(&[credentials::CREDENTIALS_EXPIRED, credentials::AUTH_FORBIDDEN])
        .next(next)
}

fn rejected(chain: &Chain<'_>, fitting: &[&Named<'_>]) -> Verdict {
    let host = chain.host();
    let what = if fitting.len() == 1 { "credential" } else { "credentials" };
    let first = fitting.first().copied();
    if chain.said.text.contains("incorrect username or password") {
        let sentence = format!("{host} refused the {what} in {}: user or password is wrong.", secrets(fitting));
        return Verdict::new(chain, credentials::CREDENTIALS_REJECTED, Grade::Certain, sentence)
            .next(renew(chain, first));
    }
    let suspicion = fitting.iter().flat_map(|secret| secret.hints()).find(|hint| hint.explains_refusal());
    let why = match suspicion {
        Some(hint) => format!("{hint}"),
        None if fitting.iter().any(|secret| secret.user().is_some_and(|user| user.starts_with("robot$"))) => {
            "it is wrong, expired, disabled, or has no right to this project, if there is one; Harbor says the same to all \
             of these"
                .to_owned()
        }
        None => "it is wrong, expired, disabled, or has no right to this repository".to_owned(),
    };
    let sentence = format!("{host} refused the {what} in {}: {why}.", secrets(fitting));
    Verdict::new(chain, credentials::CREDENTIALS_REJECTED, Grade::Likely, sentence)
        .also(&[credentials::CREDENTIALS_EXPIRED, credentials::CREDENTIALS_LACK_RIGHT])
        .next(renew(chain, first))
}

fn renew(chain: &Chain<'_>, secret: Option<&Named<'_>>) -> String {
    let host = chain.host();
    match secret {
        Some(secret) => format!(
            "Put a working credential for {host} into secret {}; the next try, within five minutes, uses it, and no pod \
             need be made anew.",
            secret.name
        ),
        None => format!("Renew the credential that the node has for {host}, or give the pod a pull secret."),
    }
}

/// A 403 at the token service is about the login, before any right is looked at.
fn is_about_token(chain: &Chain<'_>) -> bool {
    ["failed to fetch oauth token", "failed to authorize"].iter().any(|anchor| chain.said.text.contains(anchor))
}

fn secrets(fitting: &[&Named<'_>]) -> String {
    let names: Vec<&str> = fitting.iter().map(|secret| secret.name).collect();
    match names.as_slice() {
        [name] => format!("secret {name}"),
        [names @ .., last] => format!("secrets {} and {last}", names.join(", ")),
        [] => "no secret".to_owned(),
    }
}

/// The same user copied into many namespaces is one trouble, whatever its secrets are called.
fn of_user(verdict: Verdict, secret: Option<&Named<'_>>) -> Verdict {
    let user = secret.and_then(|secret| secret.user()).map(str::to_owned);
    let shared = Shared { user, ..verdict.shared.clone() };
    Verdict { shared, ..verdict }
}
