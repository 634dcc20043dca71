//! Which keys of a pull secret the kubelet takes for an image, in which order, and what is wrong
//! with a key that was meant for it.
//!
//! Source: `pkg/credentialprovider/keyring.go`.

mod location;
mod near;

use super::ImageReference;
use location::Location;

pub(super) use near::near;
pub use near::{NearMiss, near_miss};

/// The key that serves Docker Hub when no other does; `https://index.docker.io/v1/` is read as it.
const FALLBACK_KEY: &str = "index.docker.io";

/// A key of a pull secret as it stands in the kubelet's keyring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Host, port and path, by which keys are sorted.
    text: String,
    /// The text split once more, as the kubelet does at every lookup; `None` for one that matches nothing.
    place: Option<Location>,
}

impl Key {
    /// Reads a key; `None` for one that the kubelet ignores with a log line.
    pub(super) fn read(key: &str) -> Option<Self> {
        let text = Location::of_key(key)?.to_string();
        Some(Self { place: Location::parse(&text), text })
    }
}

/// Tells whether a keyring that holds this key alone has a credential for the image.
pub fn key_matches(key: &str, image: &ImageReference) -> bool {
    Key::read(key).is_some_and(|key| !order([Some(&key)], image).is_empty())
}

/// Returns the indices of the keys whose credentials the kubelet tries, in its order.
///
/// All keys of all pull secrets form one keyring. Those that match are tried from the lexically
/// last to the first, so that of one host the longer path comes first; equal keys keep the order
/// of their secrets. No match means one attempt without a credential.
pub fn lookup_order(keys: &[&str], image: &ImageReference) -> Vec<usize> {
    let keys: Vec<Option<Key>> = keys.iter().map(|key| Key::read(key)).collect();
    order(keys.iter().map(Option::as_ref), image)
}

/// Does what [`lookup_order`] does with keys that are read already; `None` is one that is ignored.
pub(super) fn order<'a>(keys: impl IntoIterator<Item = Option<&'a Key>> + Clone, image: &ImageReference) -> Vec<usize> {
    let target = Location::of_image(image);
    let those = |test: &dyn Fn(&Key) -> bool| -> Vec<(&'a str, usize)> {
        let known = keys.clone().into_iter().enumerate().filter_map(|(at, key)| Some((key?, at)));
        known.filter(|(key, _)| test(key)).map(|(key, at)| (key.text.as_str(), at)).collect()
    };
    let mut found = those(&|key| key.place.as_ref().is_some_and(|place| place.covers(&target)));
    if found.is_empty() && is_default_registry(image) {
        found = those(&|key| key.text == FALLBACK_KEY);
    }
    found.sort_by(|(one, at_one), (other, at_other)| other.cmp(one).then(at_one.cmp(at_other)));
    found.into_iter().map(|(_, at)| at).collect()
}

/// Source: `isDefaultRegistryMatch`, which also takes a host without dot and colon.
fn is_default_registry(image: &ImageReference) -> bool {
    image.is_docker_hub() || !image.domain.contains(['.', ':'])
}

#[cfg(test)]
mod tests;
