//! Lists that are right today, and pods that carry the one of yesterday.

use serde_json::json;

use super::*;
use crate::core::model::{
    ObjectId, ServiceAccount,
    sample::{NO_CREDENTIAL, account, deployment, found, secret},
};

fn fitting() -> Reading<PullSecret> {
    found(secret("harbor.internal.corp"))
}

fn giving(account: ServiceAccount, secrets: &[(&str, Reading<PullSecret>)]) -> Dossier {
    Dossier { service_account: found(account), ..with_secrets(secrets) }
}

fn template_naming(dossier: &mut Dossier, name: &str) {
    let mut workload = deployment();
    workload["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{ "name": name }]);
    dossier.workload = found(workload);
}

#[test]
fn a_secret_that_the_account_gives_now_came_after_the_pod() {
    let dossier = giving(account("default", &["harbor-pull-secret"]), &[]);
    let finding = explain(&naming(&[], NO_CREDENTIAL), &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("pods-predate-fix", Grade::Certain));
    let expected = ObjectId::new(Kind::ServiceAccount, "team-a", "default");
    assert_eq!(finding.shared.service_account, Some(expected));
    assert!(finding.next.contains("rollout restart"), "{}", finding.next);
}

#[test]
fn what_the_account_gives_has_to_fit() {
    let dossier = giving(account("default", &["quay"]), &[("quay", found(secret("quay.io")))]);
    let finding = explain(&naming(&[], NO_CREDENTIAL), &dossier);
    assert_eq!(finding.cause.name(), "no-pull-secret");
    assert!(finding.sentence.contains("gives now would not do"), "{}", finding.sentence);
    assert_eq!(link(&finding, "secret-host").mark, Mark::Broken);
}

#[test]
fn what_the_account_gives_may_be_unreadable() {
    for (reading, needs) in unknowns(Right::new("get", "", "secrets", Some("team-a"))) {
        let dossier = Dossier {
            namespace_secrets: Reading::Asked,
            ..giving(account("default", &["regcred"]), &[("regcred", reading)])
        };
        let finding = explain(&naming(&[], NO_CREDENTIAL), &dossier);
        assert_eq!((finding.cause.name(), finding.grade), ("pods-predate-fix", Grade::Likely));
        assert_eq!(also(&finding), ["no-pull-secret"]);
        let link = link(&finding, "secret-fits");
        assert_eq!((link.mark, link.needs.as_deref()), (Mark::Unknown, Some(needs)));
    }
}

#[test]
fn what_is_in_no_list_of_pull_secrets_does_not_fit() {
    let finding = explain(&naming(&[], NO_CREDENTIAL), &giving(account("default", &["regcred"]), &[]));
    assert_eq!(finding.cause.name(), "no-pull-secret");
    assert_eq!(link(&finding, "secret-fits").mark, Mark::Broken);

    let finding = explain(&naming(&["regcred"], NO_CREDENTIAL), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("auth-missing-or-rejected", Grade::CannotTell));
    assert_eq!(also(&finding), ["pull-secret-missing", "pull-secret-wrong-type"], "one of the two");
}

#[test]
fn an_account_that_was_not_read_may_give_one_by_now() {
    let right = Right::new("get", "", "serviceaccounts", Some("team-a"));
    for reading in
        [Reading::Unknown(Gap::Forbidden(right)), Reading::Unknown(Gap::Failed(String::new())), Reading::Asked]
    {
        let dossier = Dossier { service_account: reading, ..dossier() };
        let finding = explain(&naming(&[], NO_CREDENTIAL), &dossier);
        assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Likely));
        assert_eq!(also(&finding), ["pods-predate-fix"]);
        assert_eq!(link(&finding, "service-account-gives").mark, Mark::Unknown);
    }
}

#[test]
fn a_template_that_names_a_fitting_secret_came_after_the_pod() {
    for own in [&[][..], &["old"][..]] {
        let mut dossier = with_secrets(&[("regcred", fitting()), ("old", Reading::Absent { at: at(0) })]);
        template_naming(&mut dossier, "regcred");
        let finding = explain(&naming(own, NO_CREDENTIAL), &dossier);
        assert_eq!((finding.cause.name(), finding.grade), ("pods-predate-fix", Grade::Certain), "{own:?}");
        assert_eq!(link(&finding, "template-names-secret").mark, Mark::Sound);
    }
}

#[test]
fn a_template_that_names_the_same_as_the_pod_is_no_news() {
    let mut dossier = with_secrets(&[("regcred", Reading::Absent { at: at(0) })]);
    template_naming(&mut dossier, "regcred");
    let finding = explain(&naming(&["regcred"], NO_CREDENTIAL), &dossier);
    assert_eq!(finding.cause.name(), "pull-secret-missing");
    assert!(!marks(&finding).iter().any(|(link, _)| *link == "template-names-secret"));
}

#[test]
fn a_list_of_its_own_switches_the_accounts_off() {
    let secrets = [("other", found(secret("quay.io"))), ("regcred", fitting())];
    let mut dossier = giving(account("default", &["regcred"]), &secrets);
    template_naming(&mut dossier, "other");
    let finding = explain(&naming(&["other"], NO_CREDENTIAL), &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-shadowed", Grade::Certain));
    assert_eq!(also(&finding), ["pull-secret-host-mismatch"]);
    assert!(finding.shared.service_account.is_some());
}

#[test]
fn a_list_that_the_account_once_gave_is_not_the_pods_own() {
    let secrets = [("other", found(secret("quay.io"))), ("regcred", fitting())];
    let dossier = giving(account("default", &["regcred"]), &secrets);
    let finding = explain(&naming(&["other"], NO_CREDENTIAL), &dossier);
    assert_eq!(finding.cause.name(), "pods-predate-fix", "the template names none");

    let unread = Dossier { workload: Reading::Asked, ..dossier };
    let finding = explain(&naming(&["other"], NO_CREDENTIAL), &unread);
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-shadowed", Grade::Likely));
    assert!(also(&finding).contains(&"pods-predate-fix"));
}

#[test]
fn an_account_with_the_secret_that_the_pod_names_too_shadows_nothing() {
    let dossier = giving(account("default", &["regcred"]), &[("regcred", Reading::Absent { at: at(0) })]);
    assert_eq!(explain(&naming(&["regcred"], NO_CREDENTIAL), &dossier).cause.name(), "pull-secret-missing");
}
