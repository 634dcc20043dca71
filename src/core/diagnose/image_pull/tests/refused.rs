//! Credentials that were sent.

use super::*;
use crate::core::model::sample::{NO_CREDENTIAL, REFUSED, found, secret};

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
