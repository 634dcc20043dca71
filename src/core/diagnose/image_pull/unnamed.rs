//! The pod names no pull secret, and nothing that is read today would give it one.

use crate::core::{
    cause::{Grade, credentials},
    model::Reading,
};

use super::{
    chain::Chain,
    verdict::{Verdict, beside_none_sent, grade_of_none_sent},
    words::name_one,
};

pub(super) fn verdict(chain: &Chain<'_>) -> Verdict {
    let account = &chain.pod.service_account;
    let gives = match &chain.dossier.service_account {
        Reading::Found { value, .. } if value.pull_secrets.is_empty() => {
            format!("its ServiceAccount {account} gives none")
        }
        Reading::Found { .. } => format!("what its ServiceAccount {account} gives now would not do"),
        Reading::Absent { .. } => format!("its ServiceAccount {account} does not exist any more"),
        _ => format!("was given none by ServiceAccount {account} when it was created"),
    };
    let sentence = format!(
        "The pod names no pull secret and {gives}, so the kubelet asked {} without a credential.",
        chain.host()
    );
    let verdict = Verdict::new(chain, credentials::NO_PULL_SECRET, grade_of_none_sent(chain), sentence)
        .also(beside_none_sent(chain))
        .next(name_one(chain));
    if matches!(chain.dossier.service_account, Reading::Found { .. } | Reading::Absent { .. }) {
        return verdict;
    }
    // It may give one by now, which would make the pod one that predates the fix.
    Verdict { grade: Grade::Likely, ..verdict }.also(&[credentials::PODS_PREDATE_FIX])
}
