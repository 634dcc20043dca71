//! A key or an image as host, port and path, read the way Go's `url.Parse` reads it.

use std::fmt;

use crate::core::pull::ImageReference;

/// Where a key or an image points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// The host with its port, as written.
    authority: String,
    /// The path with its leading slash, or nothing.
    pub(super) path: String,
}

impl Location {
    /// Reads a key of a pull secret; `None` for one that the kubelet ignores with a log line.
    ///
    /// Drops a lower-case `http://` or `https://`, and `/v1` or `/v2` before another slash.
    /// Source: `BasicDockerKeyring.Add`.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://"));
        let mut location = Self::parse(rest.unwrap_or(key))?;
        if location.path.starts_with("/v1/") || location.path.starts_with("/v2/") {
            location.path.drain(..3);
        }
        if location.path == "/" {
            location.path.clear();
        }
        Some(location)
    }

    /// Returns where the repository of an image lies.
    pub(super) fn of_image(image: &ImageReference) -> Self {
        Self { authority: image.domain.clone(), path: format!("/{}", image.path) }
    }

    /// Reads a URL without its scheme. A user is dropped, and so is all from `?` or `#` on.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
        unescape(fragment)?;
        if url.contains(|c: char| c.is_ascii_control()) {
            return None;
        }
        let url = url.split('?').next().unwrap_or_default();
        let (authority, path) = url.split_at(url.find('/').unwrap_or(url.len()));
        let (user, authority) = authority.rsplit_once('@').unwrap_or(("", authority));
        let is_user = user.chars().all(is_user_character) && unescape(user).is_some();
        let is_host = authority.chars().all(is_host_character) && has_valid_port(authority);
        Some(Self { authority: (is_user && is_host).then(|| authority.to_owned())?, path: unescape(path)? })
    }

    /// Tells whether a credential for this place serves the target.
    ///
    /// The ports are equal, the labels match one by one, and the path is a prefix: of the text,
    /// so that `/team` serves `/team2/app`. Source: `URLsMatch`.
    pub(super) fn covers(&self, target: &Self) -> bool {
        self.port() == target.port() && target.path.starts_with(&self.path) && self.host_covers(target)
    }

    /// Tells whether the host alone matches; `*` stands for characters of one label.
    pub(super) fn host_covers(&self, target: &Self) -> bool {
        // In brackets an address without a port is a set of characters to the glob matcher,
        // which no address is one of.
        if self.host().starts_with('[') {
            return false;
        }
        let (mut globs, mut labels) = (self.host().split('.'), target.host().split('.'));
        loop {
            match (globs.next(), labels.next()) {
                (None, None) => return true,
                (Some(glob), Some(label)) if glob_matches(glob, label) => {}
                _ => return false,
            }
        }
    }

    /// Returns the host without its port and, if it has one, without the brackets of an address.
    pub(super) fn host(&self) -> &str {
        self.split_port().0
    }

    /// Returns the port, empty where none is named.
    pub(super) fn port(&self) -> &str {
        self.split_port().1
    }

    /// Source: `SplitURL`, that is Go's `net.SplitHostPort`, or all as host where that fails.
    fn split_port(&self) -> (&str, &str) {
        let all = (self.authority.as_str(), "");
        let Some((host, port)) = self.authority.rsplit_once(':') else {
            return all;
        };
        match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(address) => (address, port),
            None if host.contains([':', '[', ']']) => all,
            None => (host, port),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.authority, self.path)
    }
}

/// Matches one label against a glob. A question mark begins a query and brackets hold an address
/// long before a glob is looked at, so that `*` is the only sign that works in a key.
fn glob_matches(glob: &str, label: &str) -> bool {
    let Some((start, rest)) = glob.split_once('*') else {
        return glob == label;
    };
    let Some(mut label) = label.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        match label.find(part) {
            Some(at) => label = &label[at + part.len()..],
            None => return false,
        }
    }
    label.ends_with(end)
}

/// Source: `shouldEscape` with `encodeHost` in Go's net/url.
fn is_host_character(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"".contains(c)
}

/// Source: `validUserinfo` in Go's net/url.
fn is_user_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)
}

fn has_valid_port(authority: &str) -> bool {
    match authority.rsplit_once(':') {
        // The colons of an address in brackets are not about a port.
        Some((_, rest)) if rest.contains(']') => true,
        Some((_, port)) => port.bytes().all(|b| b.is_ascii_digit()),
        None => true,
    }
}

/// Decodes `%2F` and its like; `None` for a sign that no two hexadecimal digits follow.
fn unescape(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
