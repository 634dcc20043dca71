//! What `podmend diagnose -o json` says, read as a script would.

use std::{collections::BTreeSet, fmt, path::Path, process::Output};

use podmend::core::cause::Cause;
use serde_json::Value;
use tokio::process::Command;

use crate::support::{pty::home::Home, schema};

/// All that one run said.
pub(super) struct Diagnosis(Value);

/// One incident of it.
#[derive(Clone)]
pub(super) struct Incident(Value);

/// Runs the binary once, with nothing of the environment but a kubeconfig, and checks what holds for everything it says.
pub(super) async fn diagnose(kubeconfig: &Path, scope: &[&str]) -> Diagnosis {
    let home = Home::new();
    let output = Command::new(env!("CARGO_BIN_EXE_podmend"))
        .args(["diagnose", "-o", "json", "--kubeconfig"])
        .arg(kubeconfig)
        .args(scope)
        .env_clear()
        .envs(home.variables())
        .output()
        .await
        .expect("podmend can be run");
    let said = read(&output);
    said.assert_sound();
    let expected = i32::from(!said.incidents().is_empty());
    assert_eq!(output.status.code(), Some(expected), "0 when nothing fails, 1 when something does: {said}");
    said
}

fn read(output: &Output) -> Diagnosis {
    let errors = String::from_utf8_lossy(&output.stderr);
    let said = serde_json::from_slice(&output.stdout);
    Diagnosis(said.unwrap_or_else(|error| panic!("no JSON ({error}), {}: {errors}", output.status)))
}

impl Diagnosis {
    pub(super) fn incidents(&self) -> Vec<Incident> {
        list(&self.0["incidents"]).iter().map(|incident| Incident(incident.clone())).collect()
    }

    /// Returns the incident with this cause.
    pub(super) fn incident(&self, cause: Cause) -> Option<Incident> {
        self.incidents().into_iter().find(|incident| incident.cause() == cause.name())
    }

    /// Returns the incident that the pods of this Deployment are part of, which who may not read it sees as their
    /// `ReplicaSet`'s.
    pub(super) fn about(&self, deployment: &str) -> Option<Incident> {
        let is_of = |workload: &Value| {
            let name = workload["name"].as_str().unwrap_or_default();
            name == deployment || name.strip_prefix(deployment).is_some_and(|hash| hash.starts_with('-'))
        };
        self.incidents().into_iter().find(|incident| incident.workloads().iter().any(is_of))
    }

    pub(super) fn is_complete(&self) -> bool {
        self.0["complete"].as_bool().expect("it says whether it is complete")
    }

    /// Returns why it is not complete.
    pub(super) fn errors(&self) -> String {
        self.0["errors"].to_string()
    }

    pub(super) fn assert_hides(&self, secret: &str) {
        assert!(!self.0.to_string().contains(secret), "a password is in the output");
    }

    fn assert_sound(&self) {
        assert_eq!(schema::problems(&self.0), [""; 0], "{self}");
        assert!(self.is_complete() || !list(&self.0["errors"]).is_empty(), "it says why it is not complete: {self}");
        let ids: BTreeSet<String> = self.incidents().iter().map(|incident| incident.0["id"].to_string()).collect();
        assert_eq!(ids.len(), self.incidents().len(), "each incident has an id of its own: {self}");
        self.incidents().iter().for_each(Incident::assert_sound);
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl Incident {
    pub(super) fn cause(&self) -> &str {
        self.0["cause"].as_str().expect("an incident has a cause")
    }

    pub(super) fn confidence(&self) -> &str {
        self.0["confidence"].as_str().expect("an incident says how sure it is")
    }

    pub(super) fn workloads(&self) -> &[Value] {
        list(&self.0["workloads"])
    }

    /// Returns every pod, of all workloads.
    pub(super) fn pods(&self) -> Vec<&Value> {
        self.workloads().iter().flat_map(|workload| list(&workload["pods"])).collect()
    }

    /// Returns what the workloads have in common, such as the `registry`.
    pub(super) fn shared(&self, what: &str) -> &Value {
        &self.0["shared"][what]
    }

    /// Returns how the links of this name stand.
    pub(super) fn states(&self, link: &str) -> Vec<&str> {
        let links = list(&self.0["evidence"]).iter().filter(|evidence| evidence["link"] == link);
        links.filter_map(|evidence| evidence["state"].as_str()).collect()
    }

    /// Returns the links that are found broken.
    pub(super) fn broken(&self) -> BTreeSet<&str> {
        let links = list(&self.0["evidence"]).iter().filter(|evidence| evidence["state"] == "broken");
        links.filter_map(|evidence| evidence["link"].as_str()).collect()
    }

    /// Checks the link that decides: how it stands, and that its text names this.
    #[track_caller]
    pub(super) fn rests_on(&self, link: &str, state: &str, names: &str) -> &Self {
        let mut links = list(&self.0["evidence"]).iter().filter(|evidence| evidence["link"] == link);
        let text = |evidence: &Value| evidence["text"].as_str().unwrap_or_default().to_owned();
        let is_there = links.any(|evidence| evidence["state"] == state && text(evidence).contains(names));
        assert!(is_there, "{link} is {state} and names {names:?}: {self}");
        self
    }

    /// Checks what it is about: one workload, and the container that shows it.
    #[track_caller]
    pub(super) fn is_about(&self, kind: &str, name: &str, container: &str) -> &Self {
        let [workload] = self.workloads() else { panic!("one workload is broken: {self}") };
        let found = ["kind", "name", "container"].map(|field| workload[field].as_str().unwrap_or_default());
        assert_eq!(found, [kind, name, container], "{self}");
        self
    }

    fn assert_sound(&self) {
        assert!(Cause::named(self.cause()).is_some(), "a cause that is known: {self}");
        assert!(["certain", "likely", "unknown"].contains(&self.confidence()), "{self}");
        assert!(!self.workloads().is_empty(), "something is broken: {self}");
        for evidence in list(&self.0["evidence"]) {
            let field = |name: &str| evidence[name].as_str().unwrap_or_default();
            assert!(!field("link").is_empty() && !field("text").is_empty(), "{self}");
            assert!(["ok", "broken", "unknown"].contains(&field("state")), "{self}");
            assert!(field("state") != "unknown" || !field("needs").is_empty(), "what would settle it is named: {self}");
        }
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
