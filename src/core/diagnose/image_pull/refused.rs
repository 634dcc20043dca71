//! A credential was sent, and the registry did not take it.

use crate::core::{
    cause::{Grade, credentials},
    diagnose::Shared,
    message::Credential,
};

use super::{
    chain::{Chain, Named},
    unread,
    verdict::Verdict,
};

/// Decides about the fitting secrets of the pod; called where there is one, or where the text says "expired".
pub(super) fn verdict(chain: &Chain<'_>) -> Verdict {
    let fitting: Vec<&Named<'_>> = chain.named.iter().filter(|secret| secret.fits()).collect();
    let told = chain.said.explanation.cause;
    let first = fitting.first().copied();
    let verdict = if told == credentials::CREDENTIALS_EXPIRED {
        expired_by_text(chain, first)
    } else if chain.credential() == Credential::NotSent {
        return just_came(chain, &fitting);
    } else if told == credentials::AUTH_FORBIDDEN && !is_about_token(chain) {
        lacks_right(chain, first)
    } else {
        rejected(chain, &fitting)
    };
    of_user(verdict, first)
}

/// Something was sent and refused, and this secret that may hold it was not read.
pub(super) fn unread(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let sentence = format!("{} refused the credential that the node sent; {}.", chain.host(), unread::state(secret));
    let verdict = Verdict::new(chain, credentials::CREDENTIALS_REJECTED, Grade::Likely, sentence)
        .also(&[credentials::CREDENTIALS_EXPIRED, credentials::CREDENTIALS_LACK_RIGHT])
        .next(format!("Put a working credential for {} into secret {}.", chain.host(), secret.name));
    let shared = Shared { secret: Some(secret.name.to_owned()), ..verdict.shared.clone() };
    Verdict { shared, ..verdict }
}

fn just_came(chain: &Chain<'_>, fitting: &[&Named<'_>]) -> Verdict {
    let sentence = format!(
        "The kubelet asked without a credential at its last try; {} there and fits now, so the next try, within five \
         minutes, will use it.",
        if fitting.len() == 1 { format!("{} is", secrets(fitting)) } else { format!("{} are", secrets(fitting)) }
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

/// A 403 names somebody, or comes from something before the registry that knows addresses only.
fn lacks_right(chain: &Chain<'_>, first: Option<&Named<'_>>) -> Verdict {
    let who = first.and_then(|secret| secret.user()).unwrap_or("the user of the secret");
    let (host, path) = (chain.host(), &chain.image.path);
    if is_short_lived(chain, first) {
        let sentence = format!(
            "{host} refused the credential of {who} with a 403, as it does for a token that is over its time: one of this \
             kind lives for hours only."
        );
        return Verdict::new(chain, credentials::CREDENTIALS_EXPIRED, Grade::Likely, sentence)
            .also(&[credentials::CREDENTIALS_LACK_RIGHT])
            .next(renew(chain, first));
    }
    let names_right = NAMED_RIGHT.iter().any(|anchor| chain.said.text.contains(anchor));
    let sentence = format!("{host} knows {who} and does not let it pull {path}.");
    let next = format!("Give {who} the right to pull {path} on {host}, or name the secret of a user that has it.");
    let verdict = Verdict::new(chain, credentials::CREDENTIALS_LACK_RIGHT, Grade::Likely, sentence).next(next);
    if names_right { verdict } else { verdict.also(&[credentials::CREDENTIALS_EXPIRED, credentials::AUTH_FORBIDDEN]) }
}

/// What registries say of an identity that they know: GAR, ECR, GitLab.
const NAMED_RIGHT: [&str; 3] = ["denied: Permission \"", "is not authorized to perform", "denied: access forbidden"];

fn rejected(chain: &Chain<'_>, fitting: &[&Named<'_>]) -> Verdict {
    let host = chain.host();
    let what = if fitting.len() == 1 { "credential" } else { "credentials" };
    let is_wrong = chain.said.text.contains("incorrect username or password");
    let (why, grade) = match (is_wrong, chain.credential()) {
        (true, _) => ("user or password is wrong", Grade::Certain),
        _ => ("it is wrong, expired, disabled, or has no right to this repository", Grade::Likely),
    };
    let sentence = format!("{host} refused the {what} in {}: {why}.", secrets(fitting));
    let verdict = Verdict::new(chain, credentials::CREDENTIALS_REJECTED, grade, sentence)
        .next(renew(chain, fitting.first().copied()));
    if is_wrong {
        verdict
    } else {
        verdict.also(&[credentials::CREDENTIALS_EXPIRED, credentials::CREDENTIALS_LACK_RIGHT])
    }
}

fn renew(chain: &Chain<'_>, secret: Option<&Named<'_>>) -> String {
    let host = chain.host();
    match secret {
        Some(secret) => format!(
            "Put a working credential for {host} into secret {}; the next try, within five minutes, uses it, and no pod need \
             be made anew.",
            secret.name
        ),
        None => format!("Renew the credential that the node has for {host}, or give the pod a pull secret."),
    }
}

/// A 403 at the token service is about the login, before any right is looked at.
fn is_about_token(chain: &Chain<'_>) -> bool {
    ["failed to fetch oauth token", "failed to authorize"].iter().any(|anchor| chain.said.text.contains(anchor))
}

/// Tells a token that lives for hours by its user: of ECR, of Google's metadata server, of `az acr login`.
fn is_short_lived(chain: &Chain<'_>, secret: Option<&Named<'_>>) -> bool {
    match secret.and_then(|secret| secret.user()) {
        Some("AWS") => chain.host().contains(".dkr.ecr."),
        Some("oauth2accesstoken") => true,
        Some("00000000-0000-0000-0000-000000000000") => chain.host().ends_with(".azurecr.io"),
        _ => false,
    }
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
