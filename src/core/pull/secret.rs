//! What a pull secret holds, as far as it may be known: hosts, user names and mistakes.
//!
//! Passwords are decoded, looked at and wiped in here; no type of this module can hold one.
//! Sources: `pkg/credentialprovider/secrets/secrets.go` and `pkg/credentialprovider/config.go`.

mod entry;
mod problem;

use std::collections::BTreeMap;

use secrecy::zeroize::Zeroize as _;
use serde_json::{Map, Value};

use super::{ImageReference, NearMiss, lookup_order, near_miss};

pub use entry::Entry;
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
    /// The kubelet asks the registry with this entry.
    Fits { key: String, username: Option<String> },
    /// The secret has this type and is ignored.
    WrongType(String),
    /// Nothing can be read from the secret.
    Unreadable(Problem),
    /// This entry is in the way: it is the image's, or it makes the kubelet give up the lookup.
    Unusable { key: String, problem: EntryProblem },
    /// All entries are for other places; `near` is one that may have been meant for this one.
    OtherHosts { keys: Vec<String>, near: Option<(String, NearMiss)> },
}

/// Outlines a secret from its type and its decoded data.
///
/// A secret of the wrong type is outlined by the key that it has, so that one can see what it was
/// meant to be.
pub fn outline(secret_type: &str, data: &BTreeMap<String, Vec<u8>>) -> PullSecret {
    let form = Form::of(secret_type);
    let key = match &form {
        Form::Dockercfg => DOCKERCFG,
        Form::WrongType(_) if data.contains_key(DOCKERCFG) => DOCKERCFG,
        Form::DockerConfigJson | Form::WrongType(_) => DOCKER_CONFIG_JSON,
    };
    let (problem, entries) = match read(key, data) {
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
        if let Some(fit) = self.entries.iter().find_map(Entry::blocking) {
            return fit;
        }
        let keys: Vec<&str> = self.entries.iter().map(|entry| entry.key.as_str()).collect();
        let order = lookup_order(&keys, image);
        let mut fits = order.iter().map(|at| self.entries[*at].fit());
        // All that match are tried in turn, so that one good entry is enough.
        let good = fits.clone().find(|fit| matches!(fit, Fit::Fits { .. }));
        good.or_else(|| fits.next()).unwrap_or_else(|| other_hosts(&keys, image))
    }

    /// Tells whether the kubelet gives up every lookup of a pod that names this secret, however
    /// good its other secrets are.
    pub fn blocks_pod(&self) -> bool {
        if matches!(self.form, Form::WrongType(_)) {
            return false;
        }
        self.problem.as_ref().is_some_and(Problem::blocks_pod)
            || self.entries.iter().any(|entry| entry.blocking().is_some())
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

fn other_hosts(keys: &[&str], image: &ImageReference) -> Fit {
    let near = keys.iter().find_map(|key| Some(((*key).to_owned(), near_miss(key, image)?)));
    Fit::OtherHosts { keys: keys.iter().map(|key| (*key).to_owned()).collect(), near }
}

fn read(key: &'static str, data: &BTreeMap<String, Vec<u8>>) -> Result<Vec<Entry>, Problem> {
    let bytes = data.get(key).ok_or(Problem::KeyMissing(key))?;
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    let mut content: Value = serde_json::from_slice(bytes).map_err(|error| Problem::not_json(bytes, &error))?;
    let entries = entries(key, &content);
    wipe(&mut content);
    entries
}

fn entries(key: &str, content: &Value) -> Result<Vec<Entry>, Problem> {
    let top = content.as_object().ok_or(Problem::NotAnObject)?;
    let auths = top.get("auths").and_then(Value::as_object);
    let in_store = ["credsStore", "credHelpers"].iter().any(|key| top.contains_key(*key));
    match (key, auths) {
        (DOCKERCFG, Some(_)) => Err(Problem::Wrapped),
        (DOCKERCFG, None) => Ok(outlined(top, false)),
        (_, Some(auths)) if !auths.is_empty() => Ok(outlined(auths, in_store)),
        (_, None) if top.contains_key("auths") && !top["auths"].is_null() => Err(Problem::NotAnObject),
        _ if in_store => Err(Problem::InStore),
        (_, None) if top.values().any(looks_like_entry) => Err(Problem::Unwrapped),
        _ => Err(Problem::NoAuths),
    }
}

fn outlined(auths: &Map<String, Value>, in_store: bool) -> Vec<Entry> {
    auths.iter().map(|(key, fields)| Entry::outline(key, fields, in_store)).collect()
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
