//! The registry, or who answers for it, does not let the node pull.

use super::anchor::{Anchor, Edge::Token, Follow, PULL, REGISTRY, Rank, Role, mark, suggests, tells};
use crate::core::{
    cause::{
        Cause,
        credentials::{AUTH_FORBIDDEN, AUTH_MISSING_OR_REJECTED, CREDENTIALS_EXPIRED},
        name::{IMAGE_OR_TAG_NOT_FOUND, REPOSITORY_NOT_FOUND_OR_PRIVATE},
    },
    message::Credential,
};

/// Wrong name, private, or bad login: one text for the three.
const HIDDEN: &[Cause] = &[REPOSITORY_NOT_FOUND_OR_PRIVATE];
const FORBIDDEN: &[Cause] = &[AUTH_FORBIDDEN];
const REJECTED: &[Cause] = &[AUTH_MISSING_OR_REJECTED];
const EXPIRED: &[Cause] = &[CREDENTIALS_EXPIRED];
const REJECTED_OR_HIDDEN: &[Cause] = &[AUTH_MISSING_OR_REJECTED, REPOSITORY_NOT_FOUND_OR_PRIVATE];
const FORBIDDEN_OR_HIDDEN: &[Cause] = &[AUTH_FORBIDDEN, REPOSITORY_NOT_FOUND_OR_PRIVATE];
const NAMES: &[Cause] = &[REPOSITORY_NOT_FOUND_OR_PRIVATE, IMAGE_OR_TAG_NOT_FOUND];

pub(super) const ANCHORS: &[Anchor] = &[
    // containerd core/remotes/docker/authorizer.go, moby vendored registry/client/auth/session.go: a Basic challenge, and
    // no credential for this host was at hand.
    tells("no basic auth credentials", AUTH_MISSING_OR_REJECTED).within(REGISTRY).credential(Credential::NotSent),
    // containerd core/remotes/docker/authorizer.go: which of the two requests for a token it was.
    mark("failed to fetch anonymous token", Role::Sent(Credential::NotSent)),
    mark("failed to fetch oauth token", Role::Sent(Credential::Sent)),
    // containerd core/remotes/docker/resolver.go since 1.6.33, 1.7.10 and 2.0: a refusal after an authorization was sent;
    // without one the text is "pull access denied". A token that a registry such as Harbor gives to anybody is one too.
    mark("unexpected status from HEAD request to", Role::Sent(Credential::SomeToken)),
    // containerd core/remotes/docker/resolver.go, moby daemon/internal/distribution/errors.go: 401, 403 and 404 alike.
    suggests("pull access denied", AUTH_MISSING_OR_REJECTED, HIDDEN).within(REGISTRY).rank(Rank::Vague),
    // containerd core/remotes/docker/authorizer.go: the error of the challenge, as the registry sent it.
    suggests("insufficient_scope", AUTH_MISSING_OR_REJECTED, HIDDEN).within(REGISTRY).rank(Rank::Vague),
    suggests("authorization failed", AUTH_MISSING_OR_REJECTED, HIDDEN).within(PULL).rank(Rank::Vague),
    suggests("failed to authorize", AUTH_MISSING_OR_REJECTED, FORBIDDEN).within(PULL).rank(Rank::Setting),
    // distribution registry/api/errcode/register.go: the message of DENIED, which Docker Hub sends with 401.
    suggests("requested access to the resource is denied", AUTH_MISSING_OR_REJECTED, HIDDEN)
        .within(REGISTRY)
        .rank(Rank::Vague),
    suggests("access to the resource is denied", AUTH_MISSING_OR_REJECTED, HIDDEN).within(REGISTRY).rank(Rank::Vague),
    // Quay endpoints/v2/errors.py.
    suggests("access to the requested resource is not authorized", AUTH_MISSING_OR_REJECTED, FORBIDDEN_OR_HIDDEN)
        .within(REGISTRY),
    // distribution registry/api/errcode/register.go: UNAUTHORIZED and its message, as clients print them.
    tells("authentication required", AUTH_MISSING_OR_REJECTED).within(REGISTRY).rank(Rank::Vague),
    tells("authentication is required", AUTH_MISSING_OR_REJECTED).within(REGISTRY).rank(Rank::Vague),
    tells("unauthorized:", AUTH_MISSING_OR_REJECTED).within(PULL).rank(Rank::Vague).common(),
    tells(": unauthorized", AUTH_MISSING_OR_REJECTED)
        .within(PULL)
        .rank(Rank::Vague)
        .edge(super::anchor::Edge::End)
        .common(),
    tells("UNAUTHORIZED", AUTH_MISSING_OR_REJECTED).within(PULL).rank(Rank::Setting).edge(Token).common(),
    tells("unauthenticated", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    // Artifact Registry: nobody asked, by its own words.
    suggests("unauthenticated request", AUTH_MISSING_OR_REJECTED, FORBIDDEN)
        .within(REGISTRY)
        .rank(Rank::Sharp)
        .credential(Credential::NotSent),
    // GHCR with a token of GitHub Actions that is over, or of another repository.
    suggests("User cannot be authenticated with the token provided", AUTH_MISSING_OR_REJECTED, EXPIRED)
        .within(REGISTRY)
        .rank(Rank::Sharp)
        .credential(Credential::Sent),
    // Docker Hub's token service, GitLab, Artifactory, Nexus, ACR, containers/image docker/docker_client.go.
    tells("incorrect username or password", AUTH_MISSING_OR_REJECTED).within(REGISTRY).credential(Credential::Sent),
    tells("invalid username or password", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    tells("username or password is incorrect", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    tells("wrong username or password", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    tells("invalid username/password", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    tells("unable to retrieve auth token", AUTH_MISSING_OR_REJECTED).within(REGISTRY).rank(Rank::Setting),
    tells("Please login to the Red Hat Registry", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    tells("HTTP Basic: Access denied", AUTH_MISSING_OR_REJECTED).within(REGISTRY).credential(Credential::Sent),
    tells("invalid_token", AUTH_MISSING_OR_REJECTED).within(PULL),
    tells("Bad credentials", AUTH_MISSING_OR_REJECTED).within(PULL),
    tells("invalid credentials", AUTH_MISSING_OR_REJECTED).within(PULL),
    tells("Invalid user credentials", AUTH_MISSING_OR_REJECTED).within(PULL),
    tells("login attempt to", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    tells("not logged in", AUTH_MISSING_OR_REJECTED).within(PULL),
    // AWS: not one of its own, which is not to say expired.
    tells("security token included in the request is invalid", AUTH_MISSING_OR_REJECTED).within(REGISTRY),
    // Google's Container Registry and Artifact Registry.
    tells("Unable to parse json key", AUTH_MISSING_OR_REJECTED)
        .within(PULL)
        .rank(Rank::Sharp)
        .credential(Credential::Sent),
    suggests("You don't have the needed permissions to perform this operation", AUTH_MISSING_OR_REJECTED, FORBIDDEN)
        .within(REGISTRY),
    // Harbor src/server/middleware/v2auth/auth.go: 401 to strangers and to who lacks the right.
    suggests("unauthorized to access repository", AUTH_MISSING_OR_REJECTED, FORBIDDEN).within(REGISTRY),
    // --- refused although known, or because of where one comes from
    // ECR, and IAM behind it.
    tells("is not authorized to perform", AUTH_FORBIDDEN)
        .within(REGISTRY)
        .rank(Rank::Sharp)
        .credential(Credential::Sent),
    suggests("AccessDenied", AUTH_FORBIDDEN, REJECTED).within(PULL),
    // Artifact Registry and its predecessor; "or it may not exist".
    suggests("denied: Permission", AUTH_FORBIDDEN, HIDDEN).within(REGISTRY).rank(Rank::Sharp),
    suggests("denied: permission_denied", AUTH_FORBIDDEN, HIDDEN).within(REGISTRY).rank(Rank::Sharp),
    suggests("Permission denied for", AUTH_FORBIDDEN, HIDDEN).within(PULL),
    suggests("does not have permission", AUTH_FORBIDDEN, HIDDEN).within(PULL),
    suggests("do not have permission", AUTH_FORBIDDEN, REJECTED_OR_HIDDEN).within(PULL),
    suggests("doesn't have permission", AUTH_FORBIDDEN, HIDDEN).within(PULL),
    suggests("Token exchange failed for project", AUTH_FORBIDDEN, REJECTED).within(PULL),
    // GitLab's registry.
    suggests("denied: access forbidden", AUTH_FORBIDDEN, REJECTED_OR_HIDDEN).within(REGISTRY).rank(Rank::Sharp),
    // Azure's registry, by its firewall.
    tells("is not allowed access", AUTH_FORBIDDEN).within(PULL).rank(Rank::Sharp),
    // Artifactory: the permission is missing, or nothing is there to have one for.
    suggests("The client does not have permission for manifest", AUTH_FORBIDDEN, NAMES)
        .within(REGISTRY)
        .rank(Rank::Sharp),
    // moby vendored registry/client/errors.go, net/http: the text of 403 alone.
    suggests(": forbidden", AUTH_FORBIDDEN, &[]).within(PULL).edge(super::anchor::Edge::End).rank(Rank::Vague),
    // distribution registry/api/errcode/register.go: DENIED is 403.
    suggests("denied:", AUTH_FORBIDDEN, REJECTED_OR_HIDDEN).within(PULL).rank(Rank::Setting),
    suggests(": denied", AUTH_FORBIDDEN, REJECTED_OR_HIDDEN)
        .within(PULL)
        .edge(super::anchor::Edge::End)
        .rank(Rank::Setting),
    suggests("access denied", AUTH_FORBIDDEN, REJECTED_OR_HIDDEN).within(PULL).rank(Rank::Setting).common(),
    // --- over its time
    // ECR, IAM's temporary keys, Azure's service principals, and others in the same words.
    tells("authorization token has expired", CREDENTIALS_EXPIRED)
        .within(REGISTRY)
        .rank(Rank::Sharp)
        .credential(Credential::Sent),
    tells("token has expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp).credential(Credential::Sent),
    tells("token is expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp).credential(Credential::Sent),
    tells("token expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp).credential(Credential::Sent),
    tells("expired token", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp).credential(Credential::Sent),
    tells("token included in the request is expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("ExpiredToken", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("credentials have expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("credential has expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("credentials expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("session has expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    suggests("Token has been expired or revoked", CREDENTIALS_EXPIRED, REJECTED).within(REGISTRY).rank(Rank::Sharp),
    tells("password has expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("password is expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
    tells("secret keys for app", CREDENTIALS_EXPIRED)
        .within(REGISTRY)
        .follow(Follow::Name(" are expired"))
        .rank(Rank::Sharp),
    // Harbor src/core/auth: the log line of an expired robot.
    tells("robot account is expired", CREDENTIALS_EXPIRED).within(REGISTRY).rank(Rank::Sharp),
];

/// Reading the secret, before any registry was asked.
pub(super) mod secret {
    use crate::core::{
        cause::{
            Cause,
            credentials::{AUTH_MISSING_OR_REJECTED, PULL_SECRET_MALFORMED, SECRET_NOT_FOUND},
        },
        message::anchor::{Anchor, Rank, Topic, frame, suggests, tells},
    };

    const REJECTED: &[Cause] = &[AUTH_MISSING_OR_REJECTED];

    pub(in super::super) const ANCHORS: &[Anchor] = &[
        // Kubernetes pkg/kubelet/kubelet_pods.go: 1.20 unstructured, 1.21 on in the log, 1.28 on as an event.
        frame("Unable to retrieve pull secret", Topic::Secret),
        frame("Unable to retrieve some image pull secrets", Topic::Secret),
        frame("FailedToRetrieveImagePullSecret", Topic::Secret),
        // Before 1.20.
        frame("Couldn't get pull secret", Topic::Secret),
        // pkg/credentialprovider/config.go: the secret was read, and its `auth` is no credential.
        suggests("illegal base64 data", PULL_SECRET_MALFORMED, REJECTED).rank(Rank::Sharp),
        suggests("unable to parse auth field", PULL_SECRET_MALFORMED, REJECTED).rank(Rank::Sharp),
        tells("The image pull may not succeed", SECRET_NOT_FOUND),
        tells("attempting to pull the image may not succeed", SECRET_NOT_FOUND),
    ];
}
