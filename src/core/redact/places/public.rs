//! What everybody must not see and colleagues may: names of namespaces, users and objects, hosts of any kind, and the
//! repositories of images.

use std::ops::Range;

use memchr::memmem;

use crate::core::redact::{Class, Find};

/// Names of fields that hold the name of something of one's own.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "namespace", "name", "user", "username", "serviceaccount", "serviceaccountname", "nodename", "hostname", "generatename", "cluster",
    "context", "pod", "deployment", "node", "container", "secretname", "claimname", "ns", "service account", "controlled by",
];

/// Kinds before the slash of a name: `pod/web-1`.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "pod/", "pods/", "deployment/", "deployments/", "replicaset/", "statefulset/", "daemonset/", "job/", "cronjob/", "service/", "secret/",
    "configmap/", "namespace/", "namespaces/", "serviceaccount/", "node/", "deployment.apps/", "replicaset.apps/", "statefulset.apps/",
];

/// Namespaces and accounts that every cluster has.
const COMMON: [&str; 5] = ["default", "kube-system", "kube-public", "kube-node-lease", "root"];

pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds: Vec<Find> = memchr::memchr2_iter(b':', b'=', bytes).filter_map(|at| field(text, at)).collect();
    finds.extend(memmem::find_iter(bytes, "://").filter_map(|at| host(text, at + 3)));
    for kind in KINDS {
        finds.extend(memmem::find_iter(bytes, kind).filter_map(|at| {
            let is_whole = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            is_whole.then(|| name(text, at + kind.len()))?
        }));
    }
    for key in ["image: ", "Image: ", "image\":\"", "image\": \"", "image=\"", "image \""] {
        finds.extend(memmem::find_iter(bytes, key).flat_map(|at| image(text, at + key.len())));
    }
    finds
}

/// The value behind one of the fields.
fn field(text: &str, sign: usize) -> Option<Find> {
    let lead = text[..sign].trim_end_matches(['"', '\'', '\\']);
    let start = lead.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
    let written = lead[start..].to_ascii_lowercase();
    if !FIELDS.contains(&written.as_str()) {
        return None;
    }
    let behind = text[sign + 1..].trim_start_matches([' ', '\t', '"', '\'', '\\']);
    name(text, text.len() - behind.len())
}

/// A name of an object at an offset; constants and words that every cluster has are none of one's own.
fn name(text: &str, start: usize) -> Option<Find> {
    let is_part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let length = text[start..].bytes().take_while(is_part).count();
    let name = text[start..start + length].trim_end_matches(['.', '-']);
    let ends = !text[start + name.len()..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$'));
    let is_own =
        name.len() >= 2 && ends && name.bytes().any(|byte| byte.is_ascii_lowercase()) && !COMMON.contains(&name);
    is_own.then(|| Find::new(start..start + name.len(), Class::Name, "is a name of your own"))
}

/// The host of a URL, public or not.
fn host(text: &str, start: usize) -> Option<Find> {
    let end =
        text[start..].bytes().take_while(|byte| !byte.is_ascii_whitespace() && !b"/?#\"'`<>\\".contains(byte)).count();
    let authority = &text[start..start + end];
    let host = authority.rsplit('@').next()?;
    let at = start + authority.len() - host.len();
    found_host(text, at)
}

fn found_host(text: &str, at: usize) -> Option<Find> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let length = text[at..].bytes().take_while(is_part).count();
    let host = text[at..at + length].trim_end_matches('.');
    let is_host = host.contains('.') && host.bytes().any(|byte| byte.is_ascii_alphabetic()) && !host.contains(".svc");
    is_host.then(|| Find::new(at..at + host.len(), Class::Host, "is a host"))
}

/// The registry and the repository of an image; tag and digest stay.
fn image(text: &str, start: usize) -> Vec<Find> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._/:@".contains(byte);
    let length = text[start..].bytes().take_while(is_part).count();
    let reference = &text[start..start + length];
    let path_end = reference.find('@').unwrap_or(reference.len());
    let last = reference[..path_end].rfind('/').map_or(0, |slash| slash + 1);
    let path_end = reference[last..path_end].find(':').map_or(path_end, |colon| last + colon);
    let first = reference[..path_end].find('/').filter(|slash| reference[..*slash].contains(['.', ':']));
    let path: Range<usize> = first.map_or(0, |slash| slash + 1)..path_end;
    let mut finds: Vec<Find> = first.and_then(|_| found_host(text, start)).into_iter().collect();
    if !path.is_empty() {
        finds.push(Find::new(start + path.start..start + path.end, Class::Name, "is the repository of an image"));
    }
    finds
}
