//! Finds what parts a key from an image: first what stands round it, then port and path, then the host.

use super::{
    super::{FALLBACK_KEY, key_matches, location::Location},
    NearMiss,
};
use crate::core::pull::{ImageReference, shown};

/// The longest key that is looked into, in bytes. No image's repository comes near it.
const LONGEST: usize = 2048;

/// Hosts that belong to Docker Hub and are never looked up as such.
const HUB_ALIASES: &[&str] = &[
    "registry-1.docker.io",
    "registry.docker.io",
    "auth.docker.io",
    "hub.docker.com",
    "registry.hub.docker.com",
    "index.docker.com",
    "www.docker.com",
    "docker.com",
];

/// Registries of their own, however alike their names are.
const WELL_KNOWN: &[&str] = &["gcr.io", "ghcr.io", "quay.io", "docker.io", "nvcr.io", "lscr.io", "registry.k8s.io"];

/// Where the label before these differs it is another owner's domain, and no slip.
const PUBLIC: &[&str] = &["com", "org", "net", "io", "dev", "co", "cloud", "app"];

/// Says what parts a key from an image, or `None` when it matches or was not meant for it.
pub fn near_miss(key: &str, image: &ImageReference) -> Option<NearMiss> {
    if key_matches(key, image) { None } else { near(key, image) }
}

/// Does what [`near_miss`] does for a key that is known not to match.
pub(in crate::core::pull) fn near(key: &str, image: &ImageReference) -> Option<NearMiss> {
    if key.len() > LONGEST {
        return None;
    }
    let target = Location::of_image(image);
    around(key, image, &target).or_else(|| inside(key, image, &target))
}

/// Says what is too much before, after or in a key that else would match, or nearly so.
fn around(key: &str, image: &ImageReference, target: &Location) -> Option<NearMiss> {
    let is_meant = |rest: &str| key_matches(rest, image) || inside(rest, image, target).is_some();
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    if key.contains(is_space) {
        return is_meant(&key.replace(is_space, "")).then_some(NearMiss::Space);
    }
    let bare = key.trim_matches(['"', '\'', '`', ',']);
    if bare != key {
        return is_meant(bare).then_some(NearMiss::Quotes);
    }
    let (scheme, rest) = split_scheme(key)?;
    is_meant(rest).then(|| NearMiss::Scheme(shown(scheme)))
}

/// Splits off a scheme that is not dropped, and `https:/` or `https//`, where a sign got lost.
fn split_scheme(key: &str) -> Option<(&str, &str)> {
    if key.starts_with("https://") || key.starts_with("http://") {
        return None;
    }
    let lost = ["https:/", "https//", "http:/", "http//"].iter().find_map(|scheme| key.strip_prefix(scheme));
    let rest = lost.or_else(|| key.split_once("://").map(|(_, rest)| rest))?;
    Some((&key[..key.len() - rest.len()], rest))
}

/// Says what differs in a key that has nothing too much round it.
fn inside(key: &str, image: &ImageReference, target: &Location) -> Option<NearMiss> {
    let Some(location) = Location::of_key(key) else {
        return no_port(key, target);
    };
    if location.host_covers(target) || is_fallback_host(&location, image) {
        return Some(beyond_the_host(&location, target));
    }
    in_the_host(&location, target, image)
}

/// A key of which only the port keeps it from being read at all: `harbor.corp:*`.
fn no_port(key: &str, target: &Location) -> Option<NearMiss> {
    let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.rsplit_once(':')?;
    let is_meant = Location::of_key(&format!("{host}{path}")).is_some_and(|location| location.host_covers(target));
    is_meant.then(|| NearMiss::NoPort(shown(port)))
}

/// Tells whether the key would serve Docker Hub, were it not for its port or path.
fn is_fallback_host(key: &Location, image: &ImageReference) -> bool {
    image.is_docker_hub() && key.host() == FALLBACK_KEY
}

/// Says what differs when the host is right.
fn beyond_the_host(key: &Location, target: &Location) -> NearMiss {
    if key.port() != target.port() {
        let named = |port: &str| (!port.is_empty()).then(|| shown(port));
        return NearMiss::Port { key: named(key.port()), image: named(target.port()) };
    }
    let path = key.path.as_str();
    if path == "/v1" || path == "/v2" {
        return NearMiss::VersionPath(shown(path));
    }
    if target.path.starts_with(path) {
        return NearMiss::HubPath(shown(path));
    }
    if let Some(rest) = path.strip_prefix(&target.path).filter(|rest| rest.starts_with([':', '@'])) {
        return NearMiss::Tag(shown(rest));
    }
    if path.split_once('*').is_some_and(|(start, _)| target.path.starts_with(start)) {
        return NearMiss::PathGlob(shown(path));
    }
    if target.path.starts_with(&path.to_lowercase()) {
        return NearMiss::Case;
    }
    NearMiss::Path { key: shown(path), image: shown(&target.path) }
}

fn in_the_host(key: &Location, target: &Location, image: &ImageReference) -> Option<NearMiss> {
    let (host, wanted) = (key.host(), target.host());
    let both = || (shown(host), shown(wanted));
    if image.is_docker_hub() && HUB_ALIASES.contains(&host) {
        return Some(NearMiss::HubAlias(shown(host)));
    }
    if HUB_ALIASES.contains(&wanted) && ["docker.io", FALLBACK_KEY].contains(&host) {
        return Some(NearMiss::ImageHubAlias(shown(wanted)));
    }
    if host.eq_ignore_ascii_case(wanted) {
        return Some(NearMiss::Case);
    }
    if host.strip_suffix('.') == Some(wanted) {
        return Some(NearMiss::TrailingDot);
    }
    if is_above_or_below(host, wanted) {
        let (key, image) = both();
        return Some(NearMiss::Label { key, image });
    }
    if WELL_KNOWN.contains(&host) {
        return None;
    }
    if is_one_edit_away(host, wanted) {
        let (key, image) = both();
        return Some(NearMiss::Typo { key, image });
    }
    other_label(host, wanted).map(|(key, image)| NearMiss::OtherLabel { key: shown(key), image: shown(image) })
}

/// Tells whether one host is a domain above the other; a key with a `*` may be so short as `*.corp`.
fn is_above_or_below(key: &str, wanted: &str) -> bool {
    let domain = key.trim_start_matches("*.");
    let is_pattern = domain != key;
    let is_below = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with('.'));
    let is_above = (is_pattern && domain == wanted) || is_below(wanted, domain);
    let is_only_pattern = key.contains('*') && key.bytes().all(|b| b == b'*' || b == b'.');
    is_only_pattern
        || (is_above && (is_pattern || domain.contains('.')))
        || (is_below(key, wanted) && wanted.contains('.'))
}

/// Tells whether one letter more, less, different or in its neighbour's place makes one text of the other.
fn is_one_edit_away(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 5;
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let same_start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one_rest, other_rest) = (&one[same_start..], &other[same_start..]);
    let same_end = one_rest.iter().rev().zip(other_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = (&one_rest[..one_rest.len() - same_end], &other_rest[..other_rest.len() - same_end]);
    let is_edit = match middle {
        ([_], [] | [_]) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    };
    is_edit && one.len().min(other.len()) >= SHORTEST
}

/// Returns the two labels in which hosts of the same three or more labels differ, if it is one only.
fn other_label<'a>(key: &'a str, wanted: &'a str) -> Option<(&'a str, &'a str)> {
    let differing = |at: &(usize, (&str, &str))| at.1.0 != at.1.1;
    let count = key.split('.').count();
    if count != wanted.split('.').count() || count < 3 {
        return None;
    }
    let mut pairs = key.split('.').zip(wanted.split('.')).enumerate().filter(differing);
    let (at, pair) = pairs.next().filter(|_| pairs.next().is_none())?;
    let is_owner = at + 2 == count && wanted.rsplit('.').next().is_some_and(|last| PUBLIC.contains(&last));
    (!is_owner && at + 1 < count && !pair.0.is_empty()).then_some(pair)
}
