//! Which image: its name, its tag, and whether there is one.

use super::Family;

causes! {
    Family::Name;

    /// The repository answered and has no such tag or digest.
    IMAGE_OR_TAG_NOT_FOUND = "image-or-tag-not-found", "image or tag not found";

    /// The registry has no such repository, or hides it from who asks.
    REPOSITORY_NOT_FOUND_OR_PRIVATE = "repository-not-found-or-private", "repository missing or hidden";

    /// The image reference cannot be read; no registry was asked.
    INVALID_IMAGE_NAME = "invalid-image-name", "image name is not valid";

    /// The pull policy is Never and the node does not have the image.
    IMAGE_NEVER_PULL = "image-never-pull", "image is not to be pulled";
}
