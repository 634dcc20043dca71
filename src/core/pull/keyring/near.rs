//! What keeps a key from matching an image that it was meant for.

use std::fmt;

use super::{FALLBACK_KEY, key_matches, location::Location};
use crate::core::pull::ImageReference;

/// Hosts that belong to Docker Hub and are never looked up as such.
const HUB_ALIASES: &[&str] = &[
    "registry-1.docker.io",
    "registry.docker.io",
    "auth.docker.io",
    "hub.docker.com",
    "registry.hub.docker.com",
    "www.docker.com",
    "docker.com",
];

/// The one thing that parts a key from an image; the text speaks of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NearMiss {
    /// The ports differ; `None` where none is named.
    Port { key: Option<String>, image: Option<String> },
    /// A scheme that is not dropped, such as `oci://` or `HTTPS://`.
    Scheme(String),
    /// White space before or after the key.
    Space,
    /// `/v1` or `/v2` at the end, which only counts as a version before a slash.
    VersionPath(String),
    /// The key's path is no prefix of the image's.
    Path { key: String, image: String },
    /// The hosts differ in upper and lower case only.
    Case,
    /// Another of Docker Hub's hosts.
    HubAlias(String),
    /// The key's host ends in a dot.
    TrailingDot,
    /// A domain above the image's host, or a `*` that would have to span labels.
    Label { key: String, image: String },
}

/// Says what parts a key from an image, or `None` when it matches or was not meant for it.
pub fn near_miss(key: &str, image: &ImageReference) -> Option<NearMiss> {
    if key_matches(key, image) {
        return None;
    }
    if key_matches(key.trim(), image) {
        return Some(NearMiss::Space);
    }
    if let Some((scheme, rest)) = key.split_once("://")
        && key_matches(rest, image)
    {
        return Some(NearMiss::Scheme(format!("{scheme}://")));
    }
    let location = Location::of_key(key)?;
    let target = Location::of_image(image);
    if location.host_covers(&target) || is_fallback_host(&location, image) {
        return Some(beyond_the_host(&location, &target));
    }
    in_the_host(&location, &target, image)
}

impl NearMiss {
    /// Returns how far the key is off: of several the one with the least was most likely meant.
    pub(in crate::core::pull) fn distance(&self) -> usize {
        match self {
            Self::Space | Self::Scheme(_) | Self::VersionPath(_) | Self::Case | Self::TrailingDot => 0,
            Self::Port { .. } | Self::HubAlias(_) => 1,
            Self::Path { .. } => 2,
            Self::Label { .. } => 3,
        }
    }
}

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port { key: Some(key), image: Some(image) } => {
                write!(f, "names port {key}, the image port {image}")
            }
            Self::Port { key: Some(key), .. } => {
                write!(f, "names port {key}, the image names none")
            }
            Self::Port { image: Some(image), .. } => {
                write!(f, "names no port, the image names port {image}")
            }
            Self::Port { .. } => f.write_str("names a port in another way than the image"),
            Self::Scheme(scheme) => {
                write!(f, "begins with {scheme}: only http:// and https:// are dropped")
            }
            Self::Space => f.write_str("has white space round it"),
            Self::VersionPath(path) => {
                write!(f, "ends in {path} without a slash after it, so that it counts as a path")
            }
            Self::Path { key, image } => {
                write!(f, "is for the path {key}, the image is at {image}")
            }
            Self::Case => f.write_str("differs in upper and lower case, which counts"),
            Self::HubAlias(host) => {
                write!(f, "names {host}, which is not looked up for Docker Hub: https://{FALLBACK_KEY}/v1/ is")
            }
            Self::TrailingDot => f.write_str("ends its host in a dot, which counts"),
            Self::Label { key, image } => {
                write!(f, "is for {key}: the labels of {image} must match one by one")
            }
        }
    }
}

/// Tells whether the key would serve Docker Hub, were it not for its port or path.
fn is_fallback_host(key: &Location, image: &ImageReference) -> bool {
    image.is_docker_hub() && key.host() == FALLBACK_KEY
}

/// Says what differs when the host is right.
fn beyond_the_host(key: &Location, target: &Location) -> NearMiss {
    if key.port() != target.port() {
        let named = |port: &str| (!port.is_empty()).then(|| port.to_owned());
        return NearMiss::Port { key: named(key.port()), image: named(target.port()) };
    }
    if key.path == "/v1" || key.path == "/v2" {
        return NearMiss::VersionPath(key.path.clone());
    }
    NearMiss::Path { key: key.path.clone(), image: target.path.clone() }
}

fn in_the_host(key: &Location, target: &Location, image: &ImageReference) -> Option<NearMiss> {
    let (host, wanted) = (key.host(), target.host());
    if image.is_docker_hub() && HUB_ALIASES.contains(&host) {
        return Some(NearMiss::HubAlias(host.to_owned()));
    }
    if host.eq_ignore_ascii_case(wanted) {
        return Some(NearMiss::Case);
    }
    if host.strip_suffix('.').is_some_and(|host| host == wanted) {
        return Some(NearMiss::TrailingDot);
    }
    let domain = host.trim_start_matches("*.");
    let is_above = domain.contains('.')
        && (wanted == domain || wanted.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')));
    is_above.then(|| NearMiss::Label { key: host.to_owned(), image: wanted.to_owned() })
}
