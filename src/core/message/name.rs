//! The registry was asked for something that it does not have, or the name says nothing that could be asked for.

use super::anchor::{Anchor, Edge, Follow::Name, PULL, REGISTRY, Rank, suggests, tells};
use crate::core::cause::{
    Cause,
    content::UNPACK_OR_CORRUPT,
    credentials::AUTH_MISSING_OR_REJECTED,
    name::{IMAGE_NEVER_PULL, IMAGE_OR_TAG_NOT_FOUND, INVALID_IMAGE_NAME, REPOSITORY_NOT_FOUND_OR_PRIVATE},
};

/// Registries answer 404 for what one may not see, too.
const REPOSITORY: &[Cause] = &[REPOSITORY_NOT_FOUND_OR_PRIVATE];
const REPOSITORY_OR_LOGIN: &[Cause] = &[REPOSITORY_NOT_FOUND_OR_PRIVATE, AUTH_MISSING_OR_REJECTED];
const LOGIN: &[Cause] = &[AUTH_MISSING_OR_REJECTED];
const TAG: &[Cause] = &[IMAGE_OR_TAG_NOT_FOUND];
const TAG_OR_LOGIN: &[Cause] = &[IMAGE_OR_TAG_NOT_FOUND, AUTH_MISSING_OR_REJECTED];

pub(super) const ANCHORS: &[Anchor] = &[
    // distribution registry/api/v2/errors.go, as containers/image, moby and containerd print it.
    tells("manifest unknown", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY),
    tells("MANIFEST_UNKNOWN", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY).edge(Edge::Token),
    tells("manifest invalid", UNPACK_OR_CORRUPT).within(PULL),
    suggests("blob unknown to registry", IMAGE_OR_TAG_NOT_FOUND, &[UNPACK_OR_CORRUPT]).within(REGISTRY),
    suggests("BLOB_UNKNOWN", IMAGE_OR_TAG_NOT_FOUND, &[UNPACK_OR_CORRUPT]).within(REGISTRY).edge(Edge::Token),
    suggests("unknown blob", IMAGE_OR_TAG_NOT_FOUND, &[UNPACK_OR_CORRUPT]).within(PULL),
    tells("unknown tag", IMAGE_OR_TAG_NOT_FOUND).within(PULL).rank(Rank::Vague),
    // moby daemon/internal/distribution/errors.go.
    tells("manifest for", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY).follow(Name(" not found")),
    // Docker before 1.10, distribution/pull_v1.go: the first registry API did not tell private from absent.
    suggests("image", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY_OR_LOGIN)
        .within(REGISTRY)
        .follow(Name(" not found"))
        .rank(Rank::Vague),
    tells("tag", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY).follow(Name(" not found in repository")),
    // Quay endpoints/v2/manifest.py.
    tells("tag", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY).follow(Name(" was deleted or has expired")).rank(Rank::Sharp),
    // Harbor src/server/middleware/artifactinfo and src/controller/artifact.
    tells("artifact", IMAGE_OR_TAG_NOT_FOUND).within(PULL).follow(Name(" not found")),
    // Google's registries.
    tells("Requested entity was not found", IMAGE_OR_TAG_NOT_FOUND).within(PULL).rank(Rank::Vague),
    tells("Failed to fetch", IMAGE_OR_TAG_NOT_FOUND).within(PULL).follow(Name(" from request")).rank(Rank::Vague),
    // ECR by its API.
    tells("ImageNotFoundException", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY),
    tells("Requested image not found", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY),
    // GitLab, Artifactory, Nexus and others in words of their own.
    tells("The named manifest is not known to the registry", IMAGE_OR_TAG_NOT_FOUND).within(REGISTRY),
    suggests("no such manifest", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(REGISTRY),
    suggests("no such image", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(REGISTRY),
    suggests("image not found", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(PULL),
    suggests("could not find image", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(PULL),
    suggests("unable to find image", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(PULL).rank(Rank::Echo),
    // containerd core/remotes/docker/resolver.go and fetcher.go: 404 to the HEAD that asks for the reference.
    suggests(": not found", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(PULL).edge(Edge::End).rank(Rank::Vague).common(),
    suggests("code = NotFound", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(PULL).rank(Rank::Setting).common(),
    suggests("404 page not found", IMAGE_OR_TAG_NOT_FOUND, REPOSITORY).within(PULL),
    // --- the repository
    // distribution registry/api/v2/errors.go.
    suggests("name unknown", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN).within(REGISTRY).rank(Rank::Sharp),
    suggests("NAME_UNKNOWN", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN)
        .within(REGISTRY)
        .rank(Rank::Sharp)
        .edge(Edge::Token),
    suggests("repository name not known to registry", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN)
        .within(REGISTRY)
        .rank(Rank::Sharp),
    // moby before 17.09, distribution/errors.go.
    suggests("does not exist or no pull access", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN)
        .within(REGISTRY)
        .rank(Rank::Sharp),
    suggests("repository", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN)
        .within(REGISTRY)
        .follow(Name(" not found"))
        .rank(Rank::Sharp),
    suggests("repository not found", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN).within(REGISTRY).rank(Rank::Sharp),
    // ECR.
    suggests("The repository with name", REPOSITORY_NOT_FOUND_OR_PRIVATE, TAG).within(REGISTRY).rank(Rank::Sharp),
    suggests("RepositoryNotFoundException", REPOSITORY_NOT_FOUND_OR_PRIVATE, TAG).within(REGISTRY).rank(Rank::Sharp),
    suggests("repository", REPOSITORY_NOT_FOUND_OR_PRIVATE, TAG_OR_LOGIN)
        .within(REGISTRY)
        .follow(Name(" does not exist"))
        .rank(Rank::Sharp),
    // Harbor src/server/middleware/v2auth/auth.go: the project, with 401.
    suggests("project", REPOSITORY_NOT_FOUND_OR_PRIVATE, LOGIN)
        .within(PULL)
        .follow(Name(" not found"))
        .rank(Rank::Sharp),
    // --- no name at all; no registry was asked
    // Kubernetes pkg/kubelet/images/image_manager.go and pkg/util/parsers/parsers.go.
    tells("Failed to apply default image tag", INVALID_IMAGE_NAME),
    tells("couldn't parse image", INVALID_IMAGE_NAME),
    tells("InvalidImageName", INVALID_IMAGE_NAME).edge(Edge::Token),
    // distribution/reference reference.go.
    tells("invalid reference format", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    tells("repository name must be", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    tells("cannot specify 64-byte hexadecimal strings", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    // containerd pkg/reference/reference.go.
    tells("object required", INVALID_IMAGE_NAME).within(PULL),
    tells("hostname required", INVALID_IMAGE_NAME).within(PULL),
    tells("invalid checksum digest", INVALID_IMAGE_NAME).within(PULL),
    tells("unsupported digest algorithm", INVALID_IMAGE_NAME).within(PULL),
    // Docker before 1.10, reference/reference.go.
    tells("is not a valid repository/tag", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("Invalid repository name", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("Invalid namespace name", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("Invalid tag name", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("Error parsing reference", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("Invalid image name", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("invalid image reference", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("failed to parse image", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Vague),
    tells("parsing image name", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Setting),
    // containers/image transports/alltransports, and pkg/shortnames.
    tells("expected colon-separated transport:reference", INVALID_IMAGE_NAME).within(REGISTRY),
    tells("did not resolve to an alias", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    tells("no unqualified-search registries", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    tells("short name mode is enforcing", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    tells("short-name resolution enforced", INVALID_IMAGE_NAME).within(REGISTRY).rank(Rank::Sharp),
    // Kubernetes pkg/apis/core/validation/validation.go.
    tells("must not have leading or trailing whitespace", INVALID_IMAGE_NAME).rank(Rank::Sharp),
    // --- not to be pulled
    // Kubernetes pkg/kubelet/images/image_manager.go and types.go.
    tells("is not present with pull policy of Never", IMAGE_NEVER_PULL),
    tells("ErrImageNeverPull", IMAGE_NEVER_PULL).edge(Edge::Token),
];
