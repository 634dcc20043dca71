//! What a pull secret holds, as far as it may be known: hosts, user names and mistakes.
//!
//! Passwords are decoded, looked at and wiped in here; no type of this module can hold one.
//! Sources: `pkg/credentialprovider/secrets/secrets.go` and `pkg/credentialprovider/config.go`.

mod entry;
mod expiry;
mod fingerprint;
mod hint;
mod problem;

use std::collections::BTreeMap;

use jiff::Timestamp;
use secrecy::zeroize::Zeroize as _;
use serde_json::{Map, Value};

use super::{
    ImageReference, NearMiss,
    keyring::{near, order},
};

pub use entry::Entry;
pub use fingerprint::{Fingerprint, FingerprintKey};
pub use hint::{Hint, Lifetime};
pub use problem::{EntryProblem, Problem};

/// The outline of a pull secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullSecret {
    pub form: Form,
    /// What is wrong with the whole of it.
    pub problem: Option<Problem>,
    /// One entry for each registry, in the order of the file.
    pub entries: Vec<Entry>,
}

/// The form of a secret, which its type decides and not its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// `kubernetes.io/dockerconfigjson`: the entries stand under `auths`.
    DockerConfigJson,
    /// `kubernetes.io/dockercfg`: the entries stand at the top.
    Dockercfg,
    /// Any other type, for pulling ignored without a word whatever the secret holds.
    WrongType(String),
}

/// What a pull secret does for one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The kubelet asks the registry with this entry. The fields are those of [`Entry`].
    Fits {
        key: String,
        username: Option<String>,
        expires: Option<Timestamp>,
        hints: Vec<Hint>,
        fingerprint: Option<Fingerprint>,
    },
    /// The secret has this type and is ignored.
    WrongType(String),
    /// Nothing can be read from the secret.
    Unreadable(Problem),
    /// This entry is in the way: it is the image's, or it makes the kubelet give up the lookup.
    Unusable { key: String, problem: EntryProblem },
    /// All entries are for other places; `near` is one that may have been meant for this one.
    OtherHosts { keys: Vec<String>, near: Option<(String, NearMiss)> },
}

/// Outlines a secret from its type and its decoded data, without fingerprints.
///
/// A secret of the wrong type is outlined by the key that it has, so that one can see what it was
/// meant to be.
pub fn outline(secret_type: &str, data: &BTreeMap<String, Vec<u8>>) -> PullSecret {
    outline_with(secret_type, data, None)
}

/// Does what [`outline`] does and gives each credential its fingerprint.
pub fn outline_fingerprinted(
    secret_type: &str,
    data: &BTreeMap<String, Vec<u8>>,
    secret: &FingerprintKey,
) -> PullSecret {
    outline_with(secret_type, data, Some(secret))
}

fn outline_with(secret_type: &str, data: &BTreeMap<String, Vec<u8>>, secret: Option<&FingerprintKey>) -> PullSecret {
    let form = Form::of(secret_type);
    let key = match &form {
        Form::Dockercfg => DOCKERCFG,
        Form::WrongType(_) if data.contains_key(DOCKERCFG) => DOCKERCFG,
        Form::DockerConfigJson | Form::WrongType(_) => DOCKER_CONFIG_JSON,
    };
    let (problem, entries) = match read(key, data, secret) {
        Ok(entries) => (None, entries),
        Err(problem) => (Some(problem), Vec::new()),
    };
    PullSecret { form, problem, entries }
}

impl PullSecret {
    /// Says what this secret, alone, does for an image.
    pub fn fits(&self, image: &ImageReference) -> Fit {
        if let Form::WrongType(name) = &self.form {
            return Fit::WrongType(name.clone());
        }
        if let Some(problem) = &self.problem {
            return Fit::Unreadable(problem.clone());
        }
        if let Some(fit) = self.blocking() {
            return fit;
        }
        let mut fits = self.tried(image).map(Entry::fit);
        // All that match are tried in turn, so that one good entry is enough.
        let first = fits.next();
        let good = first.iter().cloned().chain(fits).find(|fit| matches!(fit, Fit::Fits { .. }));
        good.or(first).unwrap_or_else(|| self.other_hosts(image))
    }

    /// Returns when the secret's credential for an image ended, if it has one and that says of itself that it is over;
    /// of several, all must be, and the last end counts.
    pub fn ended(&self, image: &ImageReference, now: Timestamp) -> Option<Timestamp> {
        if !matches!(self.fits(image), Fit::Fits { .. }) {
            return None;
        }
        let usable: Vec<&Entry> = self.tried(image).filter(|entry| matches!(entry.fit(), Fit::Fits { .. })).collect();
        let are_over = usable.iter().all(|entry| entry.is_expired(now));
        usable.into_iter().filter(|_| are_over).filter_map(|entry| entry.expires).max()
    }

    /// Returns the entries for an image in the order in which they are tried.
    fn tried(&self, image: &ImageReference) -> impl Iterator<Item = &Entry> {
        order(self.entries.iter().map(Entry::ring_key), image).into_iter().map(|at| &self.entries[at])
    }

    fn other_hosts(&self, image: &ImageReference) -> Fit {
        let near = self.entries.iter().filter_map(|entry| Some((entry, near(entry.written_key(), image)?)));
        let nearest = near.min_by_key(|(_, miss)| miss.distance());
        Fit::OtherHosts {
            keys: self.entries.iter().map(|entry| entry.key.clone()).collect(),
            near: nearest.map(|(entry, miss)| (entry.key.clone(), miss)),
        }
    }

    /// Tells whether the kubelet gives up every lookup of a pod that names this secret, however
    /// good its other secrets are.
    pub fn blocks_pod(&self) -> bool {
        self.blocking().is_some()
    }

    /// Returns why the kubelet gives up every lookup of a pod that names this secret; `None` where it does not.
    pub fn blocking(&self) -> Option<Fit> {
        if matches!(self.form, Form::WrongType(_)) {
            return None;
        }
        let whole = self.problem.as_ref().filter(|problem| problem.blocks_pod());
        whole.map(|problem| Fit::Unreadable(problem.clone())).or_else(|| self.entries.iter().find_map(Entry::blocking))
    }
}

impl Form {
    fn of(secret_type: &str) -> Self {
        match secret_type {
            "kubernetes.io/dockerconfigjson" => Self::DockerConfigJson,
            "kubernetes.io/dockercfg" => Self::Dockercfg,
            other => Self::WrongType(other.to_owned()),
        }
    }
}

const DOCKER_CONFIG_JSON: &str = ".dockerconfigjson";
const DOCKERCFG: &str = ".dockercfg";

/// The API server takes no larger secret. Source: `MaxSecretSize` in `pkg/apis/core/types.go`.
const LARGEST: usize = 1024 * 1024;

fn read(
    key: &'static str,
    data: &BTreeMap<String, Vec<u8>>,
    secret: Option<&FingerprintKey>,
) -> Result<Vec<Entry>, Problem> {
    let bytes = data.get(key).ok_or(Problem::KeyMissing(key))?;
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Problem::TooLarge);
    }
    let mut content: Value = serde_json::from_slice(bytes).map_err(|error| Problem::not_json(bytes, &error))?;
    let entries = entries(key, &content, secret);
    wipe(&mut content);
    entries
}

fn entries(key: &str, content: &Value, secret: Option<&FingerprintKey>) -> Result<Vec<Entry>, Problem> {
    if content.is_null() {
        return Err(Problem::NoAuths);
    }
    let top = content.as_object().ok_or(Problem::NotAnObject)?;
    let in_store = ["credsStore", "credHelpers"].iter().any(|key| top.contains_key(*key));
    let outlined = |auths: &Map<String, Value>, in_store: bool| {
        auths.iter().map(|(key, fields)| Entry::outline(key, fields, in_store, secret)).collect()
    };
    if key == DOCKERCFG {
        let is_wrapped = top.get("auths").is_some_and(Value::is_object);
        return if is_wrapped { Err(Problem::Wrapped) } else { Ok(outlined(top, false)) };
    }
    match auths(top)? {
        Some(auths) if !auths.is_empty() => Ok(outlined(auths, in_store)),
        _ if in_store => Err(Problem::InStore),
        None if top.values().any(looks_like_entry) => Err(Problem::Unwrapped),
        _ => Err(Problem::NoAuths),
    }
}

/// Returns the mapping under `auths`, a name that Go takes in any case; the last one counts.
fn auths(top: &Map<String, Value>) -> Result<Option<&Map<String, Value>>, Problem> {
    let mut found = None;
    for (key, value) in top {
        let is_headers = key.eq_ignore_ascii_case("HttpHeaders");
        if is_headers && !is_mapping_of_texts(value) {
            return Err(Problem::Headers);
        }
        if key.eq_ignore_ascii_case("auths") {
            let is_null = value.is_null();
            found = if is_null { None } else { Some(value.as_object().ok_or(Problem::NotAnObject)?) };
        }
    }
    Ok(found)
}

fn is_mapping_of_texts(value: &Value) -> bool {
    let is_text = |value: &Value| value.is_string() || value.is_null();
    value.is_null() || value.as_object().is_some_and(|fields| fields.values().all(is_text))
}

fn looks_like_entry(value: &Value) -> bool {
    ["auth", "username", "password"].iter().any(|key| value.get(key).is_some())
}

/// Overwrites every text of a value before its memory is given back.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
