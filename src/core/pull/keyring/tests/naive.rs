//! The rules of matching once more, letter by letter and with nothing of the real code, to be compared with it.
//!
//! Knows schemes, ports, labels, globs, paths and Docker Hub; no addresses in brackets, users, queries and escapes.

/// Returns the indices of the keys that serve an image, in the order of trial.
pub(super) fn order(keys: &[&str], domain: &str, path: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let (host, prefix) = effective(key);
        if serves(&host, &prefix, domain, path) {
            found.push((host + &prefix, at));
        }
    }
    if found.is_empty() && (domain == "docker.io" || !domain.contains(['.', ':'])) {
        for (at, key) in keys.iter().enumerate() {
            if effective(key) == ("index.docker.io".to_owned(), String::new()) {
                found.push((String::new(), at));
            }
        }
    }
    // A bubble sort keeps equals in place.
    for _ in 0..found.len() {
        for at in 1..found.len() {
            if found[at - 1].0 < found[at].0 {
                found.swap(at - 1, at);
            }
        }
    }
    found.into_iter().map(|(_, at)| at).collect()
}

/// Host with port, and path, as they stand in the keyring.
fn effective(key: &str) -> (String, String) {
    let mut rest = key;
    for scheme in ["https://", "http://"] {
        if rest.len() == key.len() && rest.starts_with(scheme) {
            rest = &rest[scheme.len()..];
        }
    }
    let mut host = String::new();
    let mut path = String::new();
    for letter in rest.chars() {
        if letter == '/' || !path.is_empty() {
            path.push(letter);
        } else {
            host.push(letter);
        }
    }
    if path.starts_with("/v1/") || path.starts_with("/v2/") {
        path = path[3..].to_owned();
    }
    if path == "/" {
        path = String::new();
    }
    (host, path)
}

fn serves(host: &str, prefix: &str, domain: &str, path: &str) -> bool {
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let (wanted, wanted_port) = domain.split_once(':').unwrap_or((domain, ""));
    let globs: Vec<&str> = host.split('.').collect();
    let labels: Vec<&str> = wanted.split('.').collect();
    let mut fits = port == wanted_port && globs.len() == labels.len() && format!("/{path}").starts_with(prefix);
    for (glob, label) in globs.iter().zip(&labels) {
        fits = fits && is_like(glob.as_bytes(), label.as_bytes());
    }
    fits
}

fn is_like(glob: &[u8], text: &[u8]) -> bool {
    match (glob, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => is_like(rest, text) || (!text.is_empty() && is_like(glob, &text[1..])),
        ([a, rest @ ..], [b, others @ ..]) => a == b && is_like(rest, others),
        _ => false,
    }
}
