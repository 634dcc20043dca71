//! Credentials that were sent.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::*;
use crate::core::{
    model::sample::{NO_CREDENTIAL, REFUSED, found, secret},
    pull::secret::outline,
};

const WRONG_LOGIN: &str = "failed to pull and unpack image \"docker.io/team/app:1\": failed to resolve reference \
     \"docker.io/team/app:1\": failed to authorize: failed to fetch oauth token: unexpected status from POST request to \
     https://auth.docker.io/token: 401 Unauthorized";

const NO_RIGHT: &str = "initializing source docker://harbor.internal.corp/project/app:1.4.2: reading manifest 1.4.2 in \
     harbor.internal.corp/project/app: denied: access forbidden";

const EXPIRED: &str = "initializing source docker://harbor.internal.corp/project/app:1.4.2: reading manifest 1.4.2 in \
     harbor.internal.corp/project/app: denied: Your authorization token has expired. Reauthenticate and try again.";

fn fitting() -> Dossier {
    with_secrets(&[("regcred", found(secret("harbor.internal.corp")))])
}

#[test]
fn a_fitting_secret_was_refused() {
    for text in [REFUSED, CONTAINERD_1_6, CRI_O] {
        let finding = explain(&naming(&["regcred"], text), &fitting());
        assert_eq!((finding.cause.name(), finding.grade), ("credentials-rejected", Grade::Likely), "{text}");
        assert_eq!(also(&finding)[..2], ["credentials-expired", "credentials-lack-right"]);
        assert_eq!(finding.shared.user.as_deref(), Some("robot$ci"));
        assert_eq!(finding.shared.secret, None, "the same robot under two names is one incident");
        assert!(finding.sentence.contains("refused the credential in secret regcred"));
    }
    let sent = explain(&naming(&["regcred"], REFUSED), &fitting());
    assert_eq!(link(&sent, "registry-accepts").mark, Mark::Broken);
    let untold = explain(&naming(&["regcred"], CONTAINERD_1_6), &fitting());
    assert_eq!(link(&untold, "registry-accepts").mark, Mark::Unknown);
    assert_eq!(link(&untold, "credential-sent").mark, Mark::Unknown);
}

#[test]
fn one_that_fits_decides_and_not_one_that_does_not() {
    let secrets = [("quay", found(secret("quay.io"))), ("regcred", found(secret("harbor.internal.corp")))];
    let finding = explain(&naming(&["quay", "regcred"], REFUSED), &with_secrets(&secrets));
    assert_eq!(finding.cause.name(), "credentials-rejected");
}

#[test]
fn a_strict_token_service_refuses_the_login_itself() {
    let mut pod = naming(&["regcred"], WRONG_LOGIN);
    pod.containers[0].image = "team/app:1".to_owned();
    let dossier = with_secrets(&[("regcred", found(secret("https://index.docker.io/v1/")))]);
    let finding = explain(&pod, &dossier);
    assert_eq!(finding.cause.name(), "credentials-rejected");
    assert_eq!(finding.shared.registry.as_deref(), Some("docker.io"));
}

#[test]
fn who_is_known_and_may_not_lacks_the_right() {
    let finding = explain(&naming(&["regcred"], NO_RIGHT), &fitting());
    assert_eq!((finding.cause.name(), finding.grade), ("credentials-lack-right", Grade::Likely));
    assert_eq!(finding.shared.user.as_deref(), Some("robot$ci"));
    assert!(finding.sentence.contains("robot$ci"));
}

#[test]
fn a_text_that_says_expired_is_believed() {
    let finding = explain(&naming(&["regcred"], EXPIRED), &fitting());
    assert_eq!((finding.cause.name(), finding.grade), ("credentials-expired", Grade::Certain));
    assert_eq!(finding.shared.user.as_deref(), Some("robot$ci"));
    let nobody = explain(&naming(&[], EXPIRED), &dossier());
    assert_eq!((nobody.cause.name(), nobody.grade), ("credentials-expired", Grade::Likely), "the node's own");
}

#[test]
fn a_secret_that_came_after_the_last_try_will_be_used_by_the_next() {
    let finding = explain(&naming(&["regcred"], NO_CREDENTIAL), &fitting());
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-just-came", Grade::Likely));
}

#[test]
fn a_secret_that_was_there_at_the_last_try_did_not_just_come() {
    let pod = naming(&["regcred"], NO_CREDENTIAL);
    let mut dossier = fitting();
    let tried = event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {NO_CREDENTIAL}"));
    for (last, cause) in [(30, "pull-secret-just-came"), (300, "auth-missing-or-rejected")] {
        add(&mut dossier, Event { last: Some(at(last)), ..tried.clone() });
        assert_eq!(explain(&pod, &dossier).cause.name(), cause, "tried {last} seconds after it was read");
    }
}

/// A secret whose password is this one, for this user.
fn login(user: &str, password: &str) -> Reading<PullSecret> {
    let config = json!({ "auths": { "harbor.internal.corp": { "username": user, "password": password } } });
    let data = BTreeMap::from([(".dockerconfigjson".to_owned(), config.to_string().into_bytes())]);
    found(outline("kubernetes.io/dockerconfigjson", &data))
}

/// A token that names its end, as seconds around the time of the samples.
fn token(end: i64) -> String {
    let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = part(json!({ "sub": "robot", "exp": at(end).as_second() }));
    format!("{}.{claims}.{}", part(json!({ "alg": "RS256", "typ": "JWT" })), BASE64_URL_SAFE_NO_PAD.encode("signed"))
}

#[test]
fn a_token_that_ended_by_its_own_word_is_expired() {
    let over = with_secrets(&[("regcred", login("robot$ci", &token(-3600)))]);
    for (text, grade) in [(REFUSED, Grade::Certain), (CONTAINERD_1_6, Grade::Likely), (CRI_O, Grade::Likely)] {
        let finding = explain(&naming(&["regcred"], text), &over);
        assert_eq!((finding.cause.name(), finding.grade), ("credentials-expired", grade), "{text}");
        assert_eq!(finding.shared.user.as_deref(), Some("robot$ci"));
        let link = link(&finding, "secret-expiry");
        assert_eq!(link.mark, Mark::Broken);
        assert!(link.text.ends_with("it ended at 2025-11-24T15:00:00Z"), "{}", link.text);
    }
    let lasting = with_secrets(&[("regcred", login("robot$ci", &token(3600)))]);
    let finding = explain(&naming(&["regcred"], REFUSED), &lasting);
    assert_eq!(finding.cause.name(), "credentials-rejected");
    assert_eq!(link(&finding, "secret-expiry").mark, Mark::Sound);
}

#[test]
fn one_that_lasts_was_refused_too() {
    let secrets = [("old", login("robot$old", &token(-60))), ("regcred", login("robot$ci", &token(60)))];
    let finding = explain(&naming(&["old", "regcred"], REFUSED), &with_secrets(&secrets));
    assert_eq!(finding.cause.name(), "credentials-rejected");
    assert!(finding.sentence.contains("secrets old and regcred"), "{}", finding.sentence);
}

#[test]
fn a_login_that_is_made_to_end_has_probably_ended() {
    let dossier = with_secrets(&[("regcred", login("AWS", &"x".repeat(40)))]);
    let finding = explain(&naming(&["regcred"], REFUSED), &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("credentials-expired", Grade::Likely));
    assert!(finding.sentence.contains("12 hours"), "{}", finding.sentence);
    assert!(also(&finding).contains(&"credentials-rejected"));
}

#[test]
fn a_suspicion_is_no_fault() {
    let password = "x".repeat(12);
    let lost = with_secrets(&[("regcred", login("robot-ci", &password))]);
    let finding = explain(&naming(&["regcred"], REFUSED), &lost);
    assert_eq!(finding.cause.name(), "credentials-rejected");
    assert!(finding.sentence.contains("lost a $name to the shell"), "{}", finding.sentence);
    let hint = link(&finding, "secret-hint");
    assert_eq!((hint.mark, hint.needs.is_some()), (Mark::Unknown, true));

    let person = with_secrets(&[("regcred", login("jane.doe@internal.corp", &password))]);
    let finding = explain(&naming(&["regcred"], REFUSED), &person);
    assert_eq!(link(&finding, "secret-hint").mark, Mark::Sound, "unwise, and no reason for a refusal");
}
