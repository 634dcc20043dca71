//! Who may pull: the secret, the login, the right.

use super::Family;

causes! {
    Family::Credentials;

    /// The registry wants a login and got none or a bad one; what was sent cannot be told from what was read.
    AUTH_MISSING_OR_REJECTED = "auth-missing-or-rejected", "login missing or refused";

    /// The registry knows who asks, or from where, and does not allow the pull.
    AUTH_FORBIDDEN = "auth-forbidden", "pull forbidden";

    /// The credential is over its time.
    CREDENTIALS_EXPIRED = "credentials-expired", "credential expired";

    /// A credential was sent and the registry refused it: wrong, expired, disabled, or without a right to this repository.
    CREDENTIALS_REJECTED = "credentials-rejected", "credential refused";

    /// The registry knows the credential, and it may not pull this repository.
    CREDENTIALS_LACK_RIGHT = "credentials-lack-right", "credential without the right";

    /// The kubelet could not read a pull secret that the pod names.
    SECRET_NOT_FOUND = "secret-not-found", "pull secret cannot be read";

    /// The pod names no pull secret and its ServiceAccount gives none, so the kubelet asks without a credential.
    NO_PULL_SECRET = "no-pull-secret", "no pull secret";

    /// The pod names a pull secret that does not exist in its namespace.
    PULL_SECRET_MISSING = "pull-secret-missing", "pull secret does not exist";

    /// The named secret has a type that the kubelet ignores for pulling.
    PULL_SECRET_WRONG_TYPE = "pull-secret-wrong-type", "pull secret of the wrong type";

    /// The named secret does not hold what a pull secret must hold.
    PULL_SECRET_MALFORMED = "pull-secret-malformed", "pull secret cannot be used";

    /// The named secret has no credential for the registry of the image.
    PULL_SECRET_HOST_MISMATCH = "pull-secret-host-mismatch", "pull secret is for another host";

    /// The ServiceAccount gives a fitting secret, and a list of the pod's own switched it off.
    PULL_SECRET_SHADOWED = "pull-secret-shadowed", "pull secret shadowed";

    /// The secret that was missing at the last try is there and fits now.
    PULL_SECRET_JUST_CAME = "pull-secret-just-came", "pull secret came just now";

    /// Secret or ServiceAccount are right now; these pods carry the list they were created with.
    PODS_PREDATE_FIX = "pods-predate-fix", "pods older than the fix";
}
