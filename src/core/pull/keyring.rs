//! Which keys of a pull secret the kubelet takes for an image, in which order, and what is wrong
//! with a key that was meant for it.
//!
//! Source: `pkg/credentialprovider/keyring.go`.

mod location;
mod near;

use super::ImageReference;
use location::Location;

pub use near::{NearMiss, near_miss};

/// The key that serves Docker Hub when no other does; `https://index.docker.io/v1/` is read as it.
const FALLBACK_KEY: &str = "index.docker.io";

/// Tells whether a keyring that holds this key alone has a credential for the image.
pub fn key_matches(key: &str, image: &ImageReference) -> bool {
    !lookup_order(&[key], image).is_empty()
}

/// Returns the indices of the keys whose credentials the kubelet tries, in its order.
///
/// All keys of all pull secrets form one keyring. Those that match are tried from the lexically
/// last to the first, so that of one host the longer path comes first; equal keys keep the order
/// of their secrets. No match means one attempt without a credential.
pub fn lookup_order(keys: &[&str], image: &ImageReference) -> Vec<usize> {
    let known: Vec<(String, usize)> =
        keys.iter().enumerate().filter_map(|(at, key)| Some((Location::of_key(key)?.to_string(), at))).collect();
    let target = Location::of_image(image);
    let mut found: Vec<&(String, usize)> = known.iter().filter(|(key, _)| covers(key, &target)).collect();
    if found.is_empty() && is_default_registry(image) {
        found = known.iter().filter(|(key, _)| key == FALLBACK_KEY).collect();
    }
    found.sort_by(|(one, at_one), (other, at_other)| other.cmp(one).then(at_one.cmp(at_other)));
    found.into_iter().map(|(_, at)| *at).collect()
}

/// The kubelet splits the normalised key once more when it looks it up; so do we.
fn covers(key: &str, target: &Location) -> bool {
    Location::parse(key).is_some_and(|key| key.covers(target))
}

/// Source: `isDefaultRegistryMatch`, which also takes a host without dot and colon.
fn is_default_registry(image: &ImageReference) -> bool {
    image.is_docker_hub() || !image.domain.contains(['.', ':'])
}

#[cfg(test)]
mod tests;
