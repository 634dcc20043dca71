use crate::core::{
    diagnose::{Finding, Grade, Mark, diagnose},
    model::{
        Dossier, Event, Gap, ObjectId, Pod, Reading, Right, Uid,
        sample::{NO_CREDENTIAL, REFUSED, account, at, dossier, found, secret, waiting},
    },
};

fn explain(pod: &Pod, dossier: &Dossier) -> Finding {
    diagnose(pod, dossier, at(0)).expect("the pod fails")
}

fn naming(names: &[&str], message: &str) -> Pod {
    let mut pod = waiting("ErrImagePull", message);
    pod.pull_secrets = names.iter().map(|name| (*name).to_owned()).collect();
    pod
}

fn with_secret(name: &str, reading: Reading<crate::core::pull::secret::PullSecret>) -> Dossier {
    let mut dossier = dossier();
    dossier.named_secrets.insert(name.to_owned(), reading);
    dossier
}

#[test]
fn a_pod_that_names_nothing_asked_without_a_credential() {
    let finding = explain(&naming(&[], NO_CREDENTIAL), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Certain));
    let marks: Vec<(Mark, &str)> = finding.evidence.iter().map(|link| (link.mark, link.text.as_str())).collect();
    assert_eq!(
        marks,
        [
            (Mark::Sound, "harbor.internal.corp answered and asked for a login"),
            (Mark::Broken, "pod names a pull secret: none"),
            (Mark::Broken, "ServiceAccount default gives one: none"),
            (Mark::Sound, "harbor-pull-secret is here and fits"),
            (Mark::Unknown, "the registry accepts the credential"),
        ]
    );
}

#[test]
fn a_node_may_hold_a_credential_so_a_bare_401_is_only_likely() {
    let finding = explain(&naming(&[], REFUSED), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Likely));
}

#[test]
fn a_secret_that_the_account_gives_now_came_after_the_pod() {
    let mut dossier = dossier();
    dossier.service_account = found(account("default", &["harbor-pull-secret"]));
    assert_eq!(explain(&naming(&[], NO_CREDENTIAL), &dossier).cause.name(), "pods-predate-fix");
}

#[test]
fn each_fault_of_a_named_secret_has_its_own_cause() {
    let opaque = crate::core::pull::secret::outline("Opaque", &std::collections::BTreeMap::new());
    let cases = [
        (Reading::Absent { at: at(0) }, "pull-secret-missing", Grade::Certain),
        (found(opaque), "pull-secret-wrong-type", Grade::Certain),
        (found(secret("harbor.internal.corp:443")), "pull-secret-host-mismatch", Grade::Certain),
        (found(secret("quay.io")), "pull-secret-host-mismatch", Grade::Certain),
        (found(secret("harbor.internal.corp")), "credentials-rejected", Grade::Likely),
        (Reading::Asked, "auth-missing-or-rejected", Grade::CannotTell),
    ];
    for (reading, cause, grade) in cases {
        let finding = explain(&naming(&["regcred"], REFUSED), &with_secret("regcred", reading));
        assert_eq!((finding.cause.name(), finding.grade), (cause, grade), "{}", finding.sentence);
    }
}

#[test]
fn a_forbidden_secret_is_unknown_and_names_the_right() {
    let right = Right::new("get", "", "secrets", Some("team-a"));
    let reading = Reading::Unknown(Gap::Forbidden(right));
    let finding = explain(&naming(&["regcred"], REFUSED), &with_secret("regcred", reading));
    assert_eq!(finding.grade, Grade::CannotTell);
    let link = finding.evidence.iter().find(|link| link.text.contains("regcred exists")).expect("a link");
    assert_eq!(link.mark, Mark::Unknown);
    assert!(format!("{:?}", link.source).contains("get secrets in team-a"));
}

#[test]
fn a_secret_that_came_after_the_last_try_will_be_used_by_the_next() {
    let dossier = with_secret("regcred", found(secret("harbor.internal.corp")));
    assert_eq!(explain(&naming(&["regcred"], NO_CREDENTIAL), &dossier).cause.name(), "pull-secret-just-came");
}

#[test]
fn back_off_does_not_hide_what_was_said_first() {
    let pod = naming(&[], "");
    let mut pod = Pod { ..pod };
    pod.containers[0].state = crate::core::model::State::Waiting {
        reason: "ImagePullBackOff".to_owned(),
        message: "Back-off pulling image \"x\"".to_owned(),
    };
    let mut dossier = dossier();
    let event = Event {
        uid: Uid("e".to_owned()),
        regarding: ObjectId::new(crate::core::model::Kind::Pod, "team-a", &pod.name),
        regarding_uid: pod.uid.clone(),
        field: String::new(),
        warning: true,
        reason: "Failed".to_owned(),
        message: format!("Failed to pull image \"x\": {NO_CREDENTIAL}"),
        source: "kubelet node-7".to_owned(),
        count: 9,
        first: Some(at(-500)),
        last: Some(at(-10)),
    };
    dossier.events.insert(event.uid.clone(), event);
    assert_eq!(explain(&pod, &dossier).grade, Grade::Certain);
}

#[test]
fn what_is_no_question_of_credentials_is_left_to_the_node() {
    let finding = explain(&naming(&[], "dial tcp: lookup harbor.internal.corp: no such host"), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("pull-backoff-unspecified", Grade::CannotTell));
}

#[test]
fn an_image_name_that_is_none_says_why() {
    let mut pod = waiting("InvalidImageName", "couldn't parse image name");
    pod.containers[0].image = "Harbor/App:".to_owned();
    assert_eq!(explain(&pod, &dossier()).cause.name(), "invalid-image-name");
}

#[test]
fn an_image_that_the_registry_does_not_have_is_no_question_of_credentials() {
    let said = "rpc error: code = NotFound desc = failed to pull and unpack image \"harbor.internal.corp/project/app:1.4.2\": \
                failed to resolve image: harbor.internal.corp/project/app:1.4.2: not found";
    let finding = explain(&naming(&[], said), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("image-or-tag-not-found", Grade::Likely));
    assert_eq!(finding.evidence.len(), 1, "what the pod names does not matter");
    assert_eq!(finding.evidence[0].mark, Mark::Broken);
}
