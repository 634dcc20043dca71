//! A fitting secret is named, but not where these pods look: their list was made when they were created.
//!
//! A ServiceAccount gives its secrets once, to a pod that is created with an empty list, and never adds to one that is not
//! (`Admit` in `plugin/pkg/admission/serviceaccount/admission.go`).

use crate::core::{
    cause::{Cause, Grade, credentials},
    diagnose::Shared,
    model::Kind,
};

use super::{
    chain::{Chain, Named},
    named,
    verdict::{Verdict, beside_none_sent, grade_of_none_sent},
    words::{replace_pods, wait_for_rollout},
};

/// Finds a fitting secret in the template or at the ServiceAccount; `None` where neither has one.
pub(super) fn verdict(chain: &Chain<'_>) -> Option<Verdict> {
    let of_template = chain.template_only();
    if let Some(secret) = of_template.iter().find(|secret| secret.fits()) {
        return Some(behind_template(chain, secret));
    }
    let given = chain.given();
    if let Some(secret) = given.iter().find(|secret| secret.fits()) {
        return Some(if is_given_list(chain) { behind_account(chain, secret) } else { shadowed(chain, secret) });
    }
    // A list that the pod does not have yet is newer than the pod, whatever is in it.
    let open = given.iter().find(|secret| secret.may_fit())?;
    chain.named.is_empty().then(|| behind_unread(chain, open))
}

/// Says whether the pod's list is what its ServiceAccount gave: it is empty, or the template names none of its own.
fn is_given_list(chain: &Chain<'_>) -> bool {
    chain.named.is_empty() || chain.template().is_some_and(|own| own.is_empty())
}

fn behind_template(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let sentence = format!(
        "The template of {} names secret {}, which fits; this pod was created before and keeps the list of its creation.",
        chain.pod.workload, secret.name
    );
    of_account(chain, credentials::PODS_PREDATE_FIX, grade(chain), sentence).next(wait_for_rollout(chain))
}

fn behind_account(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let account = &chain.pod.service_account;
    let sentence = format!(
        "ServiceAccount {account} gives secret {} now, which fits; this pod was created before it did, and a pod keeps the \
         list it was created with.",
        secret.name
    );
    of_account(chain, credentials::PODS_PREDATE_FIX, grade(chain), sentence).next(replace_pods(chain))
}

fn behind_unread(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let account = &chain.pod.service_account;
    let sentence = format!(
        "ServiceAccount {account} gives secret {} now, and this pod was created before it did; whether the secret fits is \
         not known.",
        secret.name
    );
    of_account(chain, credentials::PODS_PREDATE_FIX, Grade::Likely, sentence)
        .also(&[credentials::NO_PULL_SECRET])
        .next(replace_pods(chain))
}

fn shadowed(chain: &Chain<'_>, secret: &Named<'_>) -> Verdict {
    let own: Vec<&str> = chain.named.iter().map(|own| own.name).collect();
    let account = &chain.pod.service_account;
    let sentence = format!(
        "ServiceAccount {account} has secret {}, which fits; the pod names {} itself, and a pod with a list of its own is \
         given nothing by its ServiceAccount.",
        secret.name,
        own.join(", ")
    );
    let bare = chain.pod.workload.kind == Kind::Pod;
    let grade = if bare || chain.template().is_some() { grade(chain) } else { Grade::Likely };
    let mut also = named::broken_causes(chain);
    if !bare && chain.template().is_none() {
        also.push(credentials::PODS_PREDATE_FIX);
    }
    let next = format!(
        "Name {} in the template of {} beside the others, or take its own list away; podmend's fix writes the union.",
        secret.name, chain.pod.workload
    );
    of_account(chain, credentials::PULL_SECRET_SHADOWED, grade, sentence).also(&also).next(next)
}

/// A secret that was not read may be the one that was sent.
fn grade(chain: &Chain<'_>) -> Grade {
    let is_open = chain.named.iter().any(Named::may_fit);
    if is_open { Grade::Likely } else { grade_of_none_sent(chain) }
}

fn of_account(chain: &Chain<'_>, cause: Cause, grade: Grade, sentence: String) -> Verdict {
    let verdict = Verdict::new(chain, cause, grade, sentence).also(beside_none_sent(chain));
    let shared = Shared { service_account: Some(chain.account_id()), ..verdict.shared.clone() };
    Verdict { shared, ..verdict }
}
