//! What was pulled: its platform, its format, its data, and who refuses it by a rule.

use super::anchor::{Anchor, Edge::Token, PULL, REGISTRY, Rank, START, suggests, tells};
use super::frame::PULL_FAILURES;
use crate::core::cause::{
    Cause,
    content::{
        IMAGE_DECRYPT_KEY_MISSING, MANIFEST_UNSUPPORTED, PLATFORM_MISMATCH, PULL_BACKOFF_UNSPECIFIED,
        REGISTRY_POLICY_BLOCKED, SIGNATURE_POLICY, UNPACK_OR_CORRUPT,
    },
    name::IMAGE_OR_TAG_NOT_FOUND,
    node::DISK_FULL,
};

const FORMAT: &[Cause] = &[MANIFEST_UNSUPPORTED];
const SIGNATURE: &[Cause] = &[SIGNATURE_POLICY];
const TAG: &[Cause] = &[IMAGE_OR_TAG_NOT_FOUND];
const DATA: &[Cause] = &[UNPACK_OR_CORRUPT];

pub(super) const ANCHORS: &[Anchor] = &[
    // --- platform: containerd images/image.go and platforms, moby daemon/internal/distribution/pull_v2*.go
    tells("no matching manifest for", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("no match for platform in manifest", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("does not match the specified platform", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("does not contain descriptor matching platform", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("does not provide the specified platform", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("cannot be used on this platform", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("operating system is not supported", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("is incompatible with a", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    // containers/image internal/manifest: docker_schema2_list.go, oci_index.go.
    tells("no image found in manifest list for architecture", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    tells("no image found in image index for architecture", PLATFORM_MISMATCH).within(REGISTRY).rank(Rank::Sharp),
    suggests("choosing an image from manifest list", PLATFORM_MISMATCH, &[]).within(REGISTRY),
    suggests("choosing image instance", PLATFORM_MISMATCH, &[]).within(REGISTRY),
    // hcsshim: an image for another release of Windows.
    tells("container operating system does not match the host operating system", PLATFORM_MISMATCH).rank(Rank::Sharp),
    // --- format: containerd core/remotes/docker/schema1 and client/pull.go
    tells("Schema 1 images have been deprecated", MANIFEST_UNSUPPORTED).within(REGISTRY).rank(Rank::Sharp),
    tells("is no longer supported since containerd", MANIFEST_UNSUPPORTED).within(REGISTRY).rank(Rank::Sharp),
    suggests("failed to get converter for", MANIFEST_UNSUPPORTED, &[]).within(PULL),
    suggests("unpack: unsupported media type", MANIFEST_UNSUPPORTED, DATA).within(PULL),
    // moby daemon/internal/distribution: manifest.go, pull_v2.go, errors.go.
    tells("schema 1 support", MANIFEST_UNSUPPORTED).within(REGISTRY).rank(Rank::Sharp),
    tells("schema 1 has been deprecated", MANIFEST_UNSUPPORTED).within(REGISTRY).rank(Rank::Sharp),
    tells("schema 1 manifest", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("Encountered remote", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("unsupported manifest", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("missing signature key", MANIFEST_UNSUPPORTED).within(REGISTRY),
    suggests("invalid rootfs in image configuration", MANIFEST_UNSUPPORTED, DATA).within(REGISTRY),
    suggests("accept header does not support", MANIFEST_UNSUPPORTED, TAG).within(REGISTRY).rank(Rank::Sharp),
    tells("unsupported schema version", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("unsupported media type", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("manifest.v1+prettyjws not supported", MANIFEST_UNSUPPORTED).within(REGISTRY).edge(super::anchor::Edge::Free),
    // google/go-containerregistry pkg/v1/remote.
    tells("unsupported MediaType", MANIFEST_UNSUPPORTED).within(REGISTRY),
    // containerd before 2.0, remotes/docker/schema1/converter.go.
    suggests("no signatures", MANIFEST_UNSUPPORTED, SIGNATURE)
        .within(PULL)
        .edge(super::anchor::Edge::End)
        .rank(Rank::Vague),
    tells("mediaType in manifest should be", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("unknown image manifest", MANIFEST_UNSUPPORTED).within(PULL),
    // containers/image manifest and image: what is no container image.
    tells("unsupported image-specific operation on artifact", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("unimplemented manifest MIME type", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("Unknown media type during manifest conversion", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("unsupported docker v2s2 media type", MANIFEST_UNSUPPORTED).within(REGISTRY),
    tells("unsupported OCI", MANIFEST_UNSUPPORTED).within(PULL),
    // --- data: containerd core/content/helpers.go, core/unpack, core/diff, core/snapshots, plugins/content/local
    tells("failed size validation", UNPACK_OR_CORRUPT).within(PULL),
    tells("unexpected commit digest", UNPACK_OR_CORRUPT).within(PULL),
    tells("unexpected commit size", UNPACK_OR_CORRUPT).within(PULL),
    tells("failed commit on ref", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    tells("failed to extract layer", UNPACK_OR_CORRUPT).within(PULL),
    tells("failed to unpack image", UNPACK_OR_CORRUPT).within(PULL),
    tells("failed to prepare extraction snapshot", UNPACK_OR_CORRUPT).within(PULL),
    tells("unable to prepare extraction snapshot", UNPACK_OR_CORRUPT).within(PULL),
    tells("failed to stat snapshot", UNPACK_OR_CORRUPT).within(PULL),
    tells("parent snapshot", UNPACK_OR_CORRUPT).within(PULL),
    tells("target snapshot", UNPACK_OR_CORRUPT).within(PULL),
    tells("content digest", UNPACK_OR_CORRUPT).within(PULL),
    tells("missing parent", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    tells("wrong diff id calculated on extraction", UNPACK_OR_CORRUPT).within(PULL),
    tells("failed to get stream processor", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    // core/remotes/handlers.go.
    tells("which reports content size of zero", UNPACK_OR_CORRUPT).within(PULL),
    tells("(*service).Write failed", UNPACK_OR_CORRUPT).within(PULL).edge(super::anchor::Edge::Free).rank(Rank::Vague),
    tells("failed to mount /var/lib/containerd/tmpmounts", UNPACK_OR_CORRUPT).within(PULL),
    suggests("mismatched image rootfs and manifest layers", UNPACK_OR_CORRUPT, FORMAT).within(PULL),
    // moby daemon/internal/distribution/xfer, layer, pkg/chrootarchive; image/rootfs.go.
    tells("failed to register layer", UNPACK_OR_CORRUPT).within(PULL),
    tells("Error processing tar file", UNPACK_OR_CORRUPT).within(PULL),
    tells("ApplyLayer", UNPACK_OR_CORRUPT).within(PULL).edge(Token),
    tells("filesystem layer verification failed", UNPACK_OR_CORRUPT).within(PULL),
    tells("manifest verification failed for digest", UNPACK_OR_CORRUPT).within(PULL),
    tells("layers from manifest don't match image configuration", UNPACK_OR_CORRUPT).within(PULL),
    tells("image config verification failed", UNPACK_OR_CORRUPT).within(PULL),
    tells("error creating overlay mount", UNPACK_OR_CORRUPT).within(PULL),
    tells("layer does not exist", UNPACK_OR_CORRUPT).within(PULL),
    tells("creating read-write layer", UNPACK_OR_CORRUPT).within(PULL),
    tells("layer not known", UNPACK_OR_CORRUPT).within(PULL),
    tells("failed to get layer", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    tells("/docker/overlay2", UNPACK_OR_CORRUPT).within(REGISTRY).edge(super::anchor::Edge::Free).rank(Rank::Vague),
    // containers/image copy, storage; containers/storage pkg/archive and layers.go.
    tells("Digest did not match", UNPACK_OR_CORRUPT).within(PULL),
    tells("does not match expected digest", UNPACK_OR_CORRUPT).within(PULL),
    tells("unexpected digest", UNPACK_OR_CORRUPT).within(PULL),
    tells("digest verification failed", UNPACK_OR_CORRUPT).within(PULL),
    tells("invalid digest for", UNPACK_OR_CORRUPT).within(PULL),
    tells("size mismatch", UNPACK_OR_CORRUPT).within(PULL),
    suggests("manifest would not match destination reference", UNPACK_OR_CORRUPT, FORMAT).within(PULL),
    tells("consider removing the image to resolve the issue", UNPACK_OR_CORRUPT),
    tells("unpacking failed", UNPACK_OR_CORRUPT).within(PULL),
    tells("potentially insufficient UIDs or GIDs", UNPACK_OR_CORRUPT).within(PULL),
    tells("adding layer with blob", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    tells("error committing the finished image", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    tells("committing the finished image", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    tells("writing blob", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Setting),
    tells("error storing blob", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Setting),
    tells("applying layer", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    // Go archive/tar, compress; errno.
    tells("archive/tar:", UNPACK_OR_CORRUPT).within(PULL),
    tells("invalid tar header", UNPACK_OR_CORRUPT).within(PULL),
    tells("gzip: invalid", UNPACK_OR_CORRUPT).within(PULL),
    tells("zlib: invalid", UNPACK_OR_CORRUPT).within(PULL),
    tells("flate: corrupt input", UNPACK_OR_CORRUPT).within(PULL),
    tells("invalid magic", UNPACK_OR_CORRUPT).within(PULL),
    tells("magic number mismatch", UNPACK_OR_CORRUPT).within(PULL),
    tells("short read", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    suggests("input/output error", UNPACK_OR_CORRUPT, &[DISK_FULL]).within(PULL),
    suggests("read-only file system", UNPACK_OR_CORRUPT, &[DISK_FULL]).within(PULL),
    suggests("structure needs cleaning", UNPACK_OR_CORRUPT, &[DISK_FULL]).within(PULL),
    // hcsshim internal/wclayer.
    tells("hcsshim::ImportLayer", UNPACK_OR_CORRUPT).within(PULL),
    tells("hcsshim::ProcessBaseLayer", UNPACK_OR_CORRUPT).within(PULL),
    tells("hcsshim::PrepareLayer", UNPACK_OR_CORRUPT).within(PULL),
    tells("re-exec error", UNPACK_OR_CORRUPT).within(PULL).rank(Rank::Vague),
    // --- the node's own check: containers/image signature; cri-o internal/storage/image.go
    tells("invalid policy in", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("is rejected by policy", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("Source image rejected", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("A signature was required, but no signature exists", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("None of the signatures were accepted", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("no policy.json file found", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("/etc/containers/policy.json", SIGNATURE_POLICY).edge(super::anchor::Edge::Free).rank(Rank::Vague),
    tells("Error loading trust policy", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("signature validation failed", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("SignatureValidationFailed", SIGNATURE_POLICY).edge(Token).rank(Rank::Sharp),
    tells("cryptographic signature verification failed", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("signature verification failed", SIGNATURE_POLICY).within(PULL).rank(Rank::Sharp),
    tells("failed signature verification", SIGNATURE_POLICY).within(PULL).rank(Rank::Sharp),
    tells("Signature for identity", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("invalid signature when validating", SIGNATURE_POLICY).within(PULL).rank(Rank::Sharp),
    tells("invalid GPG signature", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("no matching signatures", SIGNATURE_POLICY).within(PULL),
    tells("no signatures found", SIGNATURE_POLICY).within(PULL),
    // moby's content trust; containerd pkg/imageverifier.
    tells("remote trust data does not exist", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("No valid trust data for", SIGNATURE_POLICY).rank(Rank::Sharp),
    tells("blocked pull of", SIGNATURE_POLICY).within(PULL).rank(Rank::Sharp),
    tells("blocking pull of", SIGNATURE_POLICY).within(PULL).rank(Rank::Sharp),
    // --- the registry's: Harbor src/server/middleware/vulnerable and contenttrust
    tells("due to configured policy in", REGISTRY_POLICY_BLOCKED).within(REGISTRY).rank(Rank::Sharp),
    suggests("PROJECTPOLICYVIOLATION", REGISTRY_POLICY_BLOCKED, &[]).within(REGISTRY).edge(Token).rank(Rank::Sharp),
    // Harbor before 2.0.
    suggests("PROJECT_POLICY_VIOLATION", REGISTRY_POLICY_BLOCKED, &[]).within(REGISTRY).edge(Token).rank(Rank::Sharp),
    suggests("The image is not signed in", REGISTRY_POLICY_BLOCKED, SIGNATURE).within(REGISTRY).rank(Rank::Sharp),
    suggests("The image is not signed by", REGISTRY_POLICY_BLOCKED, SIGNATURE).within(REGISTRY).rank(Rank::Sharp),
    suggests("Prevent images with vulnerability severity", REGISTRY_POLICY_BLOCKED, &[])
        .within(REGISTRY)
        .rank(Rank::Sharp),
    suggests("Prevent vulnerable images from running", REGISTRY_POLICY_BLOCKED, &[]).within(REGISTRY).rank(Rank::Sharp),
    // JFrog Xray and Sonatype's firewall.
    tells("download blocking policy", REGISTRY_POLICY_BLOCKED).within(REGISTRY).rank(Rank::Sharp),
    tells("download request rejected", REGISTRY_POLICY_BLOCKED).within(REGISTRY).rank(Rank::Sharp),
    tells("REQUESTED ITEM IS QUARANTINED", REGISTRY_POLICY_BLOCKED).within(REGISTRY).rank(Rank::Sharp),
    // --- ocicrypt encryption.go and keywrap
    suggests("missing private key needed for decryption", IMAGE_DECRYPT_KEY_MISSING, &[]).rank(Rank::Sharp),
    suggests("no suitable key unwrapper found", IMAGE_DECRYPT_KEY_MISSING, &[]).rank(Rank::Sharp),
    suggests("no suitable key found for decrypting", IMAGE_DECRYPT_KEY_MISSING, &[]).rank(Rank::Sharp),
    // containerd/imgcrypt: nobody on the node takes an encrypted layer.
    suggests("+encrypted", IMAGE_DECRYPT_KEY_MISSING, DATA)
        .within(PULL)
        .edge(super::anchor::Edge::Free)
        .rank(Rank::Sharp),
    suggests("Error decrypting layer", IMAGE_DECRYPT_KEY_MISSING, DATA).within(START),
    suggests("Error decrypting layer", IMAGE_DECRYPT_KEY_MISSING, DATA).within(PULL),
    suggests("unable to decrypt", IMAGE_DECRYPT_KEY_MISSING, DATA).within(PULL),
    // --- Kubernetes pkg/kubelet/images/image_manager.go, kubelet_pods.go: it failed, and not why
    tells("Back-off pulling image", PULL_BACKOFF_UNSPECIFIED).rank(Rank::Echo),
    tells("trying and failing to pull image", PULL_BACKOFF_UNSPECIFIED).rank(Rank::Echo),
    tells("image can't be pulled", PULL_BACKOFF_UNSPECIFIED).rank(Rank::Echo),
    suggests("ImagePullBackOff", PULL_BACKOFF_UNSPECIFIED, PULL_FAILURES).edge(Token).rank(Rank::Echo),
    suggests("ErrImagePull", PULL_BACKOFF_UNSPECIFIED, PULL_FAILURES).edge(Token).rank(Rank::Echo),
];
