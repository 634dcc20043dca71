//! Scenarios: a cluster and its troubles, as data.
//!
//! A scenario file is a stream of YAML documents. The first one, under the key `demo`, says what is not a
//! Kubernetes object: nodes, registries with their accounts and images, and fleets of like deployments.
//! The others are objects with two keys of ours, `age` and `manager`: how long ago the object was created, and
//! by which field manager. Passwords are never in the files; see [`credentials`].

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

mod build;
mod credentials;
mod fleet;
mod large;

pub(crate) use build::build;
use large::Size;

/// The scenarios that come with podmend, the first one being what a plain `podmend demo` shows.
const FILES: &[(&str, &str)] = &[
    ("harbor", include_str!("scenarios/harbor.yaml")),
    ("no-secret", include_str!("scenarios/no-secret.yaml")),
    ("missing-secret", include_str!("scenarios/missing-secret.yaml")),
    ("wrong-password", include_str!("scenarios/wrong-password.yaml")),
    ("crash-loop", include_str!("scenarios/crash-loop.yaml")),
    ("out-of-memory", include_str!("scenarios/out-of-memory.yaml")),
    ("unschedulable", include_str!("scenarios/unschedulable.yaml")),
    ("expired-robot", include_str!("scenarios/expired-robot.yaml")),
    ("host-mismatch", include_str!("scenarios/host-mismatch.yaml")),
    ("shadowed", include_str!("scenarios/shadowed.yaml")),
    ("missing-account", include_str!("scenarios/missing-account.yaml")),
    ("quota", include_str!("scenarios/quota.yaml")),
    ("config-missing", include_str!("scenarios/config-missing.yaml")),
    ("healthy", include_str!("scenarios/healthy.yaml")),
];

/// A cluster to start the demo with.
#[derive(Clone, Debug)]
pub struct Scenario {
    name: String,
    pub(crate) header: Header,
    pub(crate) entries: Vec<Entry>,
    /// How often the workloads are there, if this is one of the large clusters.
    large: Option<Size>,
}

/// A scenario was asked for by a name that none has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no scenario is called {name}; there are {}", Scenario::names().collect::<Vec<_>>().join(", "))]
pub struct UnknownScenario {
    pub name: String,
}

impl Scenario {
    /// Returns the scenario of this name.
    ///
    /// # Panics
    ///
    /// Never for the files that come with podmend: a test reads them all.
    pub fn named(name: &str) -> Result<Self, UnknownScenario> {
        let found = FILES.iter().find(|(known, _)| *known == name);
        let (_, text) = found.ok_or_else(|| UnknownScenario { name: name.to_owned() })?;
        Ok(Self::parse(name, text).expect("a test reads every scenario that comes with podmend"))
    }

    /// Returns the names of all scenarios, the default one first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, _)| *name)
    }

    /// Returns a cluster of thousands of pods, of which some cannot pull their image, spread over namespaces.
    ///
    /// # Panics
    ///
    /// If there are no namespaces to put the pods into.
    pub fn large(pods: usize, failing_percent: usize, namespaces: usize) -> Self {
        assert!(namespaces > 0, "pods need a namespace");
        large::scenario(Size { pods, failing_percent, namespaces })
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what is wrong in this cluster, in one line.
    pub fn about(&self) -> &str {
        &self.header.about
    }

    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let documents: Vec<Value> = serde_saphyr::from_multiple(text).map_err(|error| error.to_string())?;
        let mut documents = documents.into_iter();
        let header = documents.next().map(|mut first| first["demo"].take()).unwrap_or_default();
        let header: Header = serde_json::from_value(header).map_err(|error| error.to_string())?;
        let entries = documents.map(Entry::read).collect::<Result<_, _>>()?;
        Ok(Self { name: name.to_owned(), header, entries, large: None })
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// An object of a scenario and how it came to be.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Seconds before the start of the demo.
    pub(crate) age: u64,
    pub(crate) manager: String,
    pub(crate) object: Value,
}

impl Entry {
    fn read(mut document: Value) -> Result<Self, String> {
        let mut take = |key: &str| {
            let value = document.as_object_mut().and_then(|fields| fields.shift_remove(key));
            value.and_then(|value| value.as_str().map(str::to_owned))
        };
        let age = take("age").map_or(Ok(DEFAULT_AGE), |text| seconds(&text))?;
        let manager = take("manager").unwrap_or_else(|| "kubectl-client-side-apply".to_owned());
        Ok(Self { age, manager, object: document })
    }
}

const DEFAULT_AGE: u64 = 9 * 24 * 3600;

/// Reads `45s`, `14m`, `2h` or `9d`.
fn seconds(text: &str) -> Result<u64, String> {
    let error = || format!("{text} is not an age such as 14m");
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        Some('d') => 86_400,
        _ => return Err(error()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| error())?;
    Ok(number * unit)
}

/// What a scenario says beside its objects.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) about: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) registries: Vec<Registry>,
    pub(crate) fleet: Vec<Fleet>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) cpu: String,
    pub(crate) memory: String,
    #[serde(default)]
    pub(crate) labels: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registry {
    pub(crate) host: String,
    /// Whether everything may be pulled without an account.
    #[serde(default)]
    pub(crate) open: bool,
    #[serde(default)]
    pub(crate) accounts: Vec<String>,
    #[serde(default)]
    pub(crate) images: Vec<Image>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Image {
    /// Repository and tag, without the host.
    pub(crate) name: String,
    #[serde(default = "usual_size")]
    pub(crate) size: u64,
    /// Whether this image may be pulled without an account.
    #[serde(default)]
    pub(crate) open: bool,
    #[serde(default)]
    pub(crate) run: Run,
}

fn usual_size() -> u64 {
    48_211_042
}

/// What an image does when it runs; without anything said it serves for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Run {
    pub(crate) exit: Option<i64>,
    pub(crate) out_of_memory: bool,
    pub(crate) after_seconds: u64,
    pub(crate) log: String,
}

/// Deployments of one namespace that differ in their names alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fleet {
    pub(crate) namespace: String,
    pub(crate) image: String,
    pub(crate) names: Vec<String>,
    #[serde(default = "one")]
    pub(crate) replicas: u32,
    #[serde(default)]
    pub(crate) pull_secret: Option<String>,
    #[serde(default)]
    pub(crate) manager: Option<String>,
    /// How long ago all of it was created; without it, each deployment has an age of its own, of days.
    #[serde(default)]
    pub(crate) age: Option<String>,
}

fn one() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_can_be_read() {
        for (name, text) in FILES {
            let scenario = Scenario::parse(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!scenario.about().is_empty(), "{name} says what it is about");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = Scenario::named("harbour").unwrap_err().to_string();
        assert!(error.starts_with("no scenario is called harbour; there are harbor, no-secret, "), "{error}");
    }

    #[test]
    fn no_file_holds_a_password() {
        for (name, text) in FILES {
            for word in ["password:", "\"auth\"", "auths", "dockerconfigjson: ey"] {
                assert!(!text.contains(word), "{name} contains {word}");
            }
        }
    }
}
