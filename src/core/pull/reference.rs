//! Image references as the kubelet and the runtimes read them, and why a text is none.
//!
//! Source: `pkg/util/parsers/parsers.go`, and `normalize.go` and `regexp.go` of
//! github.com/distribution/reference, which it calls.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::shown;

/// The registry of an image whose reference names none.
pub const DOCKER_HUB: &str = "docker.io";

/// The longest repository path in bytes.
const LONGEST_PATH: usize = 255;

/// The longest tag in bytes.
const LONGEST_TAG: usize = 128;

/// An image reference with everything that its short form leaves out: `nginx` is
/// `docker.io/library/nginx`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageReference {
    /// The registry's host, with its port if the reference names one.
    pub domain: String,
    /// The repository inside the registry, without tag and digest.
    pub path: String,
    /// The tag as written; without tag and digest the runtime takes `latest`.
    pub tag: Option<String>,
    /// The digest as `algorithm:hex`; where it is present the tag is not looked at.
    pub digest: Option<String>,
}

/// How the variables of shells, Kustomize, Helm and others begin. No valid image has one of these in it.
const PLACEHOLDERS: [&str; 4] = ["{{", "${", "$(", "$"];

impl ImageReference {
    /// Reads a reference as a pod's `image` field holds it.
    ///
    /// Fails where the kubelet says `InvalidImageName`, with the reason that it does not give.
    pub fn parse(text: &str) -> Result<Self, InvalidReference> {
        check_whole(text)?;
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(check_digest(digest)?)),
            None => (text, None),
        };
        let (domain, rest) = split_domain(name);
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(check_tag(tag)?)),
            None => (rest, None),
        };
        check_domain(domain)?;
        check_path(path)?;
        let path = with_library(domain, path);
        check_length(domain, &path)?;
        Ok(Self { domain: domain.to_owned(), path, tag, digest })
    }

    /// Returns domain and path, which is what a credential's key is compared with.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.domain, self.path)
    }

    /// Returns the domain without its port.
    pub fn host(&self) -> &str {
        self.split_port().0
    }

    /// Returns the domain's port as it is written.
    pub fn port(&self) -> Option<&str> {
        self.split_port().1
    }

    /// Tells whether the image lies on Docker Hub.
    pub fn is_docker_hub(&self) -> bool {
        self.domain == DOCKER_HUB
    }

    fn split_port(&self) -> (&str, Option<&str>) {
        match self.domain.rsplit_once(':') {
            Some((host, port)) if is_digits(port) => (host, Some(port)),
            _ => (&self.domain, None),
        }
    }
}

impl FromStr for ImageReference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Why a text is not an image reference. The parts of the image in it are safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidReference {
    #[error("the image is empty")]
    Empty,
    #[error("the image holds white space or a control character")]
    Space,
    #[error("the image has a placeholder in it that nothing has filled in: {0}")]
    Placeholder(String),
    #[error("the image begins with {0}: it takes no scheme")]
    Scheme(String),
    #[error("64 hexadecimal digits are an image id, not a repository")]
    Identifier,
    #[error("the repository {0} must be lower case")]
    Uppercase(String),
    #[error("the registry {0} is not a host with an optional port")]
    Domain(String),
    #[error("the image has an empty part between slashes")]
    EmptyComponent,
    #[error("{0} cannot be part of a repository: lower-case letters and digits, parted by one of . _ __ or -")]
    Component(String),
    #[error("the repository is longer than 255 characters")]
    TooLong,
    #[error("the image ends in a colon with no tag after it")]
    EmptyTag,
    #[error("{0} is not a tag: up to 128 letters, digits, _ . and -, none of the last two in front")]
    Tag(String),
    #[error("the image ends in an @ with no digest after it")]
    EmptyDigest,
    #[error("{0} is not a digest: sha256, sha384 or sha512, a colon, and its lower-case hexadecimal digits")]
    Digest(String),
}

fn check_whole(text: &str) -> Result<(), InvalidReference> {
    if text.is_empty() {
        return Err(InvalidReference::Empty);
    }
    if let Some(at) = PLACEHOLDERS.iter().find_map(|start| text.find(start)) {
        return Err(InvalidReference::Placeholder(shown(&text[at..])));
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(InvalidReference::Space);
    }
    if let Some((scheme, _)) = text.split_once("://") {
        return Err(InvalidReference::Scheme(shown(&format!("{scheme}://"))));
    }
    if text.len() == 64 && is_lower_hex(text) {
        return Err(InvalidReference::Identifier);
    }
    Ok(())
}

/// Splits off the registry. A first part without dot, colon or upper case is a path on Docker Hub.
fn split_domain(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some(("index.docker.io", path)) => (DOCKER_HUB, path),
        Some((first, path)) if is_domain(first) => (first, path),
        _ => (DOCKER_HUB, name),
    }
}

fn is_domain(first: &str) -> bool {
    first == "localhost" || first.contains(['.', ':']) || first.contains(char::is_uppercase)
}

/// Adds the namespace that Docker Hub's official images leave out.
fn with_library(domain: &str, path: &str) -> String {
    if domain == DOCKER_HUB && !path.contains('/') {
        return format!("library/{path}");
    }
    path.to_owned()
}

/// Accepts a host name, an address, or what reads as the first part of a path: the grammar takes
/// `my_registry.corp/app` although no host can be called so.
fn check_domain(domain: &str) -> Result<(), InvalidReference> {
    if is_host(domain) || is_path_component(domain) {
        return Ok(());
    }
    Err(InvalidReference::Domain(shown(domain)))
}

fn is_host(domain: &str) -> bool {
    let host = match domain.rsplit_once(':') {
        Some((host, port)) if is_digits(port) => host,
        _ => domain,
    };
    host.split('.').all(is_host_label) || is_bracketed_address(host)
}

/// Counts what the grammar takes for the path: with `library/`, and with a domain that is no host.
fn check_length(domain: &str, path: &str) -> Result<(), InvalidReference> {
    let domain = if is_host(domain) { 0 } else { domain.len() + 1 };
    if domain + path.len() > LONGEST_PATH { Err(InvalidReference::TooLong) } else { Ok(()) }
}

fn check_path(path: &str) -> Result<(), InvalidReference> {
    if path.contains(char::is_uppercase) {
        return Err(InvalidReference::Uppercase(shown(path)));
    }
    for component in path.split('/') {
        if component.is_empty() {
            return Err(InvalidReference::EmptyComponent);
        }
        if !is_path_component(component) {
            return Err(InvalidReference::Component(shown(component)));
        }
    }
    Ok(())
}

fn check_tag(tag: &str) -> Result<String, InvalidReference> {
    if tag.is_empty() {
        return Err(InvalidReference::EmptyTag);
    }
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let is_tag = tag.len() <= LONGEST_TAG
        && tag.bytes().all(|b| is_word(b) || b == b'.' || b == b'-')
        && tag.bytes().next().is_some_and(is_word);
    if is_tag { Ok(tag.to_owned()) } else { Err(InvalidReference::Tag(shown(tag))) }
}

fn check_digest(digest: &str) -> Result<String, InvalidReference> {
    if digest.is_empty() {
        return Err(InvalidReference::EmptyDigest);
    }
    let length = match digest.split_once(':') {
        Some(("sha256", hex)) if is_lower_hex(hex) => hex.len() == 64,
        Some(("sha384", hex)) if is_lower_hex(hex) => hex.len() == 96,
        Some(("sha512", hex)) if is_lower_hex(hex) => hex.len() == 128,
        _ => false,
    };
    if length { Ok(digest.to_owned()) } else { Err(InvalidReference::Digest(shown(digest))) }
}

fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_bracketed_address(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|address| !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':'))
}

/// Lower-case letters and digits; between two of them one dot, one or two underscores, or dashes.
fn is_path_component(component: &str) -> bool {
    let is_separator = |b: &u8| matches!(b, b'.' | b'_' | b'-');
    let is_inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = component.as_bytes();
    let mut runs = bytes.chunk_by(|a, b| is_separator(a) == is_separator(b));
    bytes.first().is_some_and(is_inner)
        && bytes.last().is_some_and(is_inner)
        && runs.all(|run| match run {
            [b'.' | b'_'] | [b'_', b'_'] => true,
            _ => run.iter().all(is_inner) || run.iter().all(|b| *b == b'-'),
        })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;
