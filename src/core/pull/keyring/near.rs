//! What keeps a key from matching an image that it was meant for.

mod search;

use std::fmt;

use super::FALLBACK_KEY;

pub(in crate::core::pull) use search::near;
pub use search::near_miss;

/// The one thing that parts a key from an image; the text speaks of the key. All texts in it are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NearMiss {
    /// The ports differ; `None` where none is named.
    Port { key: Option<String>, image: Option<String> },
    /// What stands for a port is no number.
    NoPort(String),
    /// A scheme that is not dropped, such as `oci://` or `HTTPS://`.
    Scheme(String),
    /// White space or control characters before, after or in the key.
    Space,
    /// Quotation marks or a comma round the key.
    Quotes,
    /// `/v1` or `/v2` at the end, which only counts as a version before a slash.
    VersionPath(String),
    /// The key's path is no prefix of the image's.
    Path { key: String, image: String },
    /// A `*` in the path.
    PathGlob(String),
    /// The key names a tag or a digest, here with its colon or `@`.
    Tag(String),
    /// Host or path differ in upper and lower case only.
    Case,
    /// Another of Docker Hub's hosts.
    HubAlias(String),
    /// Docker Hub's old name with a path.
    HubPath(String),
    /// The key is for Docker Hub, and the image names another of its hosts.
    ImageHubAlias(String),
    /// The key's host ends in a dot.
    TrailingDot,
    /// A domain above or below the image's host, or a `*` that would have to span labels.
    Label { key: String, image: String },
    /// The hosts are one letter apart.
    Typo { key: String, image: String },
    /// One label of the host is another: here the two labels.
    OtherLabel { key: String, image: String },
}

impl NearMiss {
    /// Returns how far the key is off: of several the one with the least was most likely meant.
    pub(in crate::core::pull) fn distance(&self) -> usize {
        match self {
            Self::Scheme(_)
            | Self::Space
            | Self::Quotes
            | Self::VersionPath(_)
            | Self::Case
            | Self::TrailingDot
            | Self::PathGlob(_)
            | Self::Tag(_)
            | Self::NoPort(_) => 0,
            Self::Port { .. } | Self::HubAlias(_) | Self::HubPath(_) | Self::ImageHubAlias(_) => 1,
            Self::Path { .. } => 2,
            Self::Typo { .. } => 3,
            Self::Label { .. } => 4,
            Self::OtherLabel { .. } => 5,
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
            Self::NoPort(port) => {
                write!(f, "has {port} for a port, which is no number, so that the whole key is ignored")
            }
            Self::Scheme(scheme) => {
                write!(f, "begins with {scheme}: only http:// and https:// are dropped")
            }
            Self::Space => f.write_str("has white space or a control character in it"),
            Self::Quotes => f.write_str("has quotation marks or a comma round it"),
            Self::VersionPath(path) => {
                write!(f, "ends in {path} without a slash after it, so that it counts as a path")
            }
            Self::Path { key, image } => {
                write!(f, "is for the path {key}, the image is at {image}")
            }
            Self::PathGlob(path) => {
                write!(f, "has a * in its path {path}, and only a host may have one: a path is a prefix as it is")
            }
            Self::Tag(tag) => write!(f, "ends in {tag}, and a key names no tag and no digest"),
            Self::Case => f.write_str("differs in upper and lower case, which counts"),
            Self::HubAlias(host) => {
                write!(f, "names {host}, which is not looked up for Docker Hub: https://{FALLBACK_KEY}/v1/ is")
            }
            Self::HubPath(path) => {
                write!(f, "has the path {path}, and {FALLBACK_KEY} counts only without one: docker.io{path} would do")
            }
            Self::ImageHubAlias(host) => {
                write!(f, "is for Docker Hub, and the image names it {host}, which is looked up by that name")
            }
            Self::TrailingDot => f.write_str("ends its host in a dot, which counts"),
            Self::Label { key, image } => {
                write!(f, "is for {key}: the labels of {image} must match one by one")
            }
            Self::Typo { key, image } => write!(f, "is for {key}, one letter away from {image}"),
            Self::OtherLabel { key, image } => {
                write!(f, "has {key} in its host where the image has {image}")
            }
        }
    }
}
