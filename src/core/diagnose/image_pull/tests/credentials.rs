//! What is wrong with the list and the secrets that were read.

use std::collections::BTreeMap;

use super::*;
use crate::core::{
    model::sample::{NO_CREDENTIAL, REFUSED, found, secret},
    pull::secret::outline,
};

fn opaque() -> PullSecret {
    let content = br#"{"auths":{}}"#.to_vec();
    outline("Opaque", &BTreeMap::from([(".dockerconfigjson".to_owned(), content)]))
}

fn not_json() -> PullSecret {
    outline("kubernetes.io/dockerconfigjson", &BTreeMap::from([(".dockerconfigjson".to_owned(), b"auths".to_vec())]))
}

fn without_auths() -> PullSecret {
    let content = br#"{"auths":{}}"#.to_vec();
    outline("kubernetes.io/dockerconfigjson", &BTreeMap::from([(".dockerconfigjson".to_owned(), content)]))
}

#[test]
fn a_pod_that_names_nothing_asked_without_a_credential() {
    let finding = explain(&naming(&[], NO_CREDENTIAL), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Certain));
    assert_eq!(also(&finding), [""; 0]);
    let texts: Vec<(Mark, &str)> = finding.evidence.iter().map(|link| (link.mark, link.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (Mark::Sound, "harbor.internal.corp answered and asked for a login"),
            (Mark::Broken, "a credential was sent: none"),
            (Mark::Broken, "pod names a pull secret: none"),
            (Mark::Broken, "ServiceAccount default gives one: none"),
            (Mark::Sound, "harbor-pull-secret is here and fits: robot$ci"),
            (Mark::Unknown, "the registry accepts the credential"),
        ]
    );
    assert!(finding.next.contains("names secret harbor-pull-secret in the pod template"), "{}", finding.next);
    assert_eq!(finding.shared.registry.as_deref(), Some("harbor.internal.corp"));
    assert_eq!(finding.shared.secret, None);
}

#[test]
fn a_node_may_hold_a_credential_so_only_a_text_that_says_none_is_certain() {
    for text in [REFUSED, CONTAINERD_1_6, CRI_O, CRI_DOCKERD] {
        let finding = explain(&naming(&[], text), &dossier());
        assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Likely), "{text}");
        assert!(also(&finding).contains(&"credentials-rejected"), "{text}");
    }
}

#[test]
fn each_fault_of_a_named_secret_has_its_own_cause() {
    let cases = [
        (Reading::Absent { at: at(0) }, "pull-secret-missing", "secret-exists"),
        (found(opaque()), "pull-secret-wrong-type", "secret-type"),
        (found(without_auths()), "pull-secret-malformed", "secret-content"),
        (found(secret("harbor.internal.corp:443")), "pull-secret-host-mismatch", "secret-host"),
        (found(secret("harbor.internal.corp/other")), "pull-secret-host-mismatch", "secret-host"),
        (found(secret("oci://harbor.internal.corp")), "pull-secret-host-mismatch", "secret-host"),
        (found(secret("quay.io")), "pull-secret-host-mismatch", "secret-host"),
    ];
    for (reading, cause, decisive) in cases {
        let dossier = with_secrets(&[("regcred", reading)]);
        for (text, grade) in
            [(NO_CREDENTIAL, Grade::Certain), (REFUSED, Grade::Likely), (CONTAINERD_1_6, Grade::Likely)]
        {
            let finding = explain(&naming(&["regcred"], text), &dossier);
            assert_eq!((finding.cause.name(), finding.grade), (cause, grade), "{}", finding.sentence);
            assert_eq!(link(&finding, decisive).mark, Mark::Broken);
            assert_eq!(finding.shared.secret.as_deref(), Some("regcred"));
            assert!(!finding.next.is_empty());
        }
    }
}

#[test]
fn a_near_miss_is_told() {
    let dossier = with_secrets(&[("regcred", found(secret("harbor.internal.corp:443")))]);
    let finding = explain(&naming(&["regcred"], NO_CREDENTIAL), &dossier);
    assert!(finding.sentence.contains("names port 443, the image names none"), "{}", finding.sentence);
}

#[test]
fn a_secret_that_cannot_be_decoded_blocks_one_that_fits() {
    let secrets = [("regcred", found(not_json())), ("good", found(secret("harbor.internal.corp")))];
    let finding = explain(&naming(&["good", "regcred"], REFUSED), &with_secrets(&secrets));
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-malformed", Grade::Likely));
    assert_eq!(finding.shared.secret.as_deref(), Some("regcred"));
}

#[test]
fn the_error_of_decoding_is_about_a_pull_secret_even_as_a_reason() {
    let said = "illegal base64 data at input byte 4";
    let bad = {
        let content = br#"{"auths":{"quay.io":{"auth":"%%%%"}}}"#.to_vec();
        outline("kubernetes.io/dockerconfigjson", &BTreeMap::from([(".dockerconfigjson".to_owned(), content)]))
    };
    let dossier = with_secrets(&[("regcred", found(bad))]);
    for reason in ["ErrImagePull", said] {
        let mut pod = naming(&["regcred"], said);
        wait_for(&mut pod, 0, reason, said);
        let finding = explain(&pod, &dossier);
        assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-malformed", Grade::Certain), "{reason}");
        assert_eq!(link(&finding, "registry-answer").mark, Mark::Unknown, "it was not asked");
        let unread = explain(&pod, &with_secrets(&[("regcred", Reading::Asked)]));
        assert_eq!((unread.cause.name(), unread.grade), ("pull-secret-malformed", Grade::Likely));
    }
}

#[test]
fn each_text_of_the_decoder_is_known() {
    for said in [
        "illegal base64 data at input byte 0",
        "unable to parse auth field, must be formatted as base64(username:password)",
        "json: cannot unmarshal array into Go struct field DockerConfigJSON.auths of type credentialprovider.DockerConfig",
        "json: cannot unmarshal number into Go struct field dockerConfigEntryWithAuth.username of type string",
    ] {
        let mut pod = naming(&["regcred"], said);
        wait_for(&mut pod, 0, said, said);
        let finding = explain(&pod, &with_secrets(&[("regcred", Reading::Asked)]));
        assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-malformed", Grade::Likely), "{said}");
    }
}

#[test]
fn a_missing_secret_says_where_it_is() {
    let pod = naming(&["regcred"], NO_CREDENTIAL);
    let mut dossier = with_secrets(&[("regcred", Reading::Absent { at: at(0) })]);
    dossier.elsewhere.insert("regcred".to_owned(), found(vec!["team-b".to_owned(), "team-c".to_owned()]));
    let finding = explain(&pod, &dossier);
    assert!(finding.sentence.contains("there is one in team-b, team-c"), "{}", finding.sentence);
    assert_eq!(link(&finding, "secret-elsewhere").mark, Mark::Sound);

    dossier.elsewhere.insert("regcred".to_owned(), found(Vec::new()));
    assert_eq!(link(&explain(&pod, &dossier), "secret-elsewhere").mark, Mark::Broken);

    let right = Right::new("list", "", "secrets", None);
    dossier.elsewhere.insert("regcred".to_owned(), Reading::Unknown(Gap::Forbidden(right)));
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-missing", Grade::Certain));
    let link = link(&finding, "secret-elsewhere");
    assert_eq!(link.mark, Mark::Unknown);
    assert_eq!(link.needs.as_deref(), Some("the right to list secrets in all namespaces"));
}

#[test]
fn of_several_misfits_the_one_that_was_meant_is_named() {
    let secrets = [("quay", found(secret("quay.io"))), ("regcred", Reading::Absent { at: at(0) })];
    let finding = explain(&naming(&["quay", "regcred"], NO_CREDENTIAL), &with_secrets(&secrets));
    assert_eq!((finding.cause.name(), finding.shared.secret.as_deref()), ("pull-secret-missing", Some("regcred")));
    assert_eq!(link(&finding, "secret-host").mark, Mark::Broken, "the other one is in the evidence");
}

/// Harbor gives a token without rights to whoever asks, and then answers 401 to it.
#[test]
fn a_token_that_anybody_gets_is_not_taken_for_a_credential() {
    let finding = explain(&naming(&[], REFUSED), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Likely));
    let sent = link(&finding, "credential-sent");
    assert_eq!(sent.mark, Mark::Unknown, "{sent:?}");
    let secrets = [("regcred", found(secret("harbor.internal.corp")))];
    let fitting = explain(&naming(&["regcred"], REFUSED), &with_secrets(&secrets));
    assert_eq!(link(&fitting, "credential-sent").mark, Mark::Sound, "the kubelet sends what fits");
}
