//! Secrets that may not be read, could not be read, or were not asked for: three different unknowns, and no fault.

use super::*;
use crate::core::model::sample::{NO_CREDENTIAL, REFUSED, found, secret};

const OPEN: [&str; 4] =
    ["pull-secret-missing", "pull-secret-wrong-type", "pull-secret-malformed", "pull-secret-host-mismatch"];

/// Nobody who may not read a secret may list them.
fn unlisted(reading: Reading<PullSecret>) -> Dossier {
    Dossier { namespace_secrets: Reading::Asked, ..with_secrets(&[("regcred", reading)]) }
}

fn right() -> Right {
    Right::new("get", "", "secrets", Some("team-a"))
}

#[test]
fn nothing_sent_leaves_open_what_the_secret_is() {
    for (reading, needs) in unknowns(right()) {
        let finding = explain(&naming(&["regcred"], NO_CREDENTIAL), &unlisted(reading));
        assert_eq!((finding.cause.name(), finding.grade), ("auth-missing-or-rejected", Grade::CannotTell));
        assert_eq!(also(&finding), OPEN);
        let link = link(&finding, "secret-fits");
        assert_eq!((link.mark, link.needs.as_deref()), (Mark::Unknown, Some(needs)));
        assert!(!finding.next.is_empty());
    }
}

#[test]
fn what_was_sent_and_refused_was_most_probably_in_it() {
    for (reading, needs) in unknowns(right()) {
        let finding = explain(&naming(&["regcred"], REFUSED), &unlisted(reading));
        assert_eq!((finding.cause.name(), finding.grade), ("credentials-rejected", Grade::Likely));
        assert_eq!(finding.shared.secret.as_deref(), Some("regcred"));
        assert_eq!(link(&finding, "secret-fits").needs.as_deref(), Some(needs));
    }
}

#[test]
fn an_old_runtime_leaves_open_whether_anything_was_sent() {
    for text in [CONTAINERD_1_6, CRI_O] {
        let finding = explain(&naming(&["regcred"], text), &unlisted(Reading::Asked));
        assert_eq!((finding.cause.name(), finding.grade), ("auth-missing-or-rejected", Grade::CannotTell));
        assert_eq!(also(&finding)[..4], OPEN);
        assert!(also(&finding).contains(&"credentials-rejected"));
    }
}

#[test]
fn nothing_unknown_is_marked_as_broken() {
    let forbidden = |right: Right| Gap::Forbidden(right);
    let mut dossier = with_secrets(&[("regcred", Reading::Unknown(forbidden(right())))]);
    dossier.service_account = Reading::Unknown(forbidden(Right::new("get", "", "serviceaccounts", Some("team-a"))));
    dossier.namespace_secrets = Reading::Unknown(forbidden(Right::new("list", "", "secrets", Some("team-a"))));
    dossier.workload = Reading::Unknown(forbidden(Right::new("get", "apps", "deployments", Some("team-a"))));
    for names in [&[][..], &["regcred"][..]] {
        let finding = explain(&naming(names, CONTAINERD_1_6), &dossier);
        let broken: Vec<&str> = finding
            .evidence
            .iter()
            .filter(|link| link.mark == Mark::Broken && link.text != "pod names a pull secret: none")
            .map(|link| link.text.as_str())
            .collect();
        assert_eq!(broken, [""; 0]);
        let unknown: Vec<&Evidence> = finding.evidence.iter().filter(|link| link.mark == Mark::Unknown).collect();
        assert!(unknown.iter().all(|link| link.needs.is_some()), "{unknown:#?}");
        assert_ne!(finding.grade, Grade::Certain);
    }
}

#[test]
fn the_kubelets_own_word_makes_a_missing_secret_likely() {
    let pod = naming(&["regcred"], NO_CREDENTIAL);
    let mut dossier = with_secrets(&[("regcred", Reading::Unknown(Gap::Forbidden(right())))]);
    let said =
        "Unable to retrieve some image pull secrets (other, regcred); attempting to pull the image may not succeed.";
    add(&mut dossier, event(&pod, "FailedToRetrieveImagePullSecret", said));
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-missing", Grade::Likely));
    assert_eq!(link(&finding, "kubelet-reads-secret").mark, Mark::Broken);

    // It is said at every sync, also where a credential was sent after all.
    let sent = explain(&naming(&["regcred"], REFUSED), &dossier);
    assert!(sent.also.iter().any(|cause| cause.name() == "pull-secret-missing"), "the token may be anybody's");
    assert_eq!(sent.cause.name(), "credentials-rejected");
}

#[test]
fn the_kubelets_word_does_not_weigh_against_what_was_read() {
    let pod = naming(&["regcred"], REFUSED);
    let mut dossier = with_secrets(&[("regcred", found(secret("harbor.internal.corp")))]);
    let said = "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.";
    add(&mut dossier, event(&pod, "FailedToRetrieveImagePullSecret", said));
    let finding = explain(&pod, &dossier);
    assert_eq!(finding.cause.name(), "credentials-rejected");
    assert!(!marks(&finding).iter().any(|(link, _)| *link == "kubelet-reads-secret"));
}

#[test]
fn a_secret_in_the_list_of_the_namespace_needs_no_read_of_its_own() {
    let finding = explain(&naming(&["harbor-pull-secret"], REFUSED), &dossier());
    assert_eq!(finding.cause.name(), "credentials-rejected");
}

/// The secret was made together with the pod, and the kubelet had not heard of it at the first try.
#[test]
fn what_the_kubelet_could_not_read_at_an_earlier_try_it_can_by_now() {
    let pod = naming(&["regcred"], REFUSED);
    let said = "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.";
    let complains = |seconds: i64| {
        let mut dossier = with_secrets(&[("regcred", Reading::Unknown(Gap::Forbidden(right())))]);
        let complaint = event(&pod, "FailedToRetrieveImagePullSecret", said);
        add(&mut dossier, Event { last: Some(at(seconds)), ..complaint });
        add(&mut dossier, event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {REFUSED}")));
        marks(&explain(&pod, &dossier)).contains(&("kubelet-reads-secret", Mark::Broken))
    };
    assert!(complains(-10) && complains(-12), "the same try");
    assert!(!complains(-23), "a later try got on without a complaint");
}
