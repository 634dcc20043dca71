//! What was pulled, and who refuses it.

use super::Family;

causes! {
    Family::Content;

    /// The image has no version for the node's system or processor.
    PLATFORM_MISMATCH = "platform-mismatch", "image is for another platform";

    /// The runtime does not take the format of the image.
    MANIFEST_UNSUPPORTED = "manifest-unsupported", "image format not supported";

    /// The image arrived and could not be checked or unpacked.
    UNPACK_OR_CORRUPT = "unpack-or-corrupt", "image is damaged";

    /// The node's policy does not take the image's signature.
    SIGNATURE_POLICY = "signature-policy", "signature refused";

    /// The registry refuses to hand out this image by its own policy.
    REGISTRY_POLICY_BLOCKED = "registry-policy-blocked", "blocked by the registry's policy";

    /// The image is encrypted and the node has no key for it.
    IMAGE_DECRYPT_KEY_MISSING = "image-decrypt-key-missing", "no key for the image";

    /// The kubelet waits before it pulls again; the text does not say why.
    PULL_BACKOFF_UNSPECIFIED = "pull-backoff-unspecified", "pull failed";
}
