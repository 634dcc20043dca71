//! A pod with its secrets, what becomes of it by the rules, and how it is written to the cluster.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use podmend::core::{
    model::Reading,
    pull::{EntryProblem, ImageReference, Lookup, Outcome, PullSecret, lookup, outline},
};
use serde_json::{Value, json};

use crate::support::cluster::Namespace;

const JSON_TYPE: &str = "kubernetes.io/dockerconfigjson";
pub(super) const LEGACY_TYPE: &str = "kubernetes.io/dockercfg";

/// What becomes of the pull of a pod that asks for its image with every start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Pulled,
    /// The registry was asked without a login and wants one.
    Anonymous,
    /// The registry was given logins and takes none of them.
    Refused,
    /// The kubelet did not come to ask.
    GivenUp,
}

/// A secret as it is written to the cluster.
pub(super) struct Written {
    pub(super) secret_type: &'static str,
    pub(super) content: Value,
}

/// A pod with its secrets.
pub(super) struct Case {
    pub(super) about: String,
    pub(super) image: String,
    pub(super) secrets: Vec<Written>,
    /// What the rules say, written down by hand.
    pub(super) expected: Ending,
}

impl Case {
    fn names(&self, name: &str) -> Vec<String> {
        (0..self.secrets.len()).map(|at| format!("{name}-{at}")).collect()
    }

    pub(super) fn lookup(&self, name: &str) -> Lookup {
        let names = self.names(name);
        let read = |secret: &Written| Reading::Found { value: secret.outline(), at: Timestamp::UNIX_EPOCH };
        let readings = names.iter().cloned().zip(self.secrets.iter().map(read)).collect();
        lookup(&names, &ImageReference::parse(&self.image).unwrap(), &readings)
    }

    /// Says what becomes of the pull, if this user is the only one that the registry knows.
    pub(super) fn predicted(&self, name: &str, user: &str) -> Ending {
        let lookup = self.lookup(name);
        let tries = lookup.tries();
        let is_good = |problem: Option<EntryProblem>| problem.is_none_or(EntryProblem::is_usable);
        match &lookup.outcome {
            Outcome::GivesUp { .. } => Ending::GivenUp,
            Outcome::Tries(_)
                if tries
                    .iter()
                    .any(|each| is_good(each.entry.problem) && each.entry.username.as_deref() == Some(user)) =>
            {
                Ending::Pulled
            }
            Outcome::Tries(_) if tries.iter().any(|each| each.entry.username.is_some()) => Ending::Refused,
            _ => Ending::Anonymous,
        }
    }

    pub(super) async fn create_secrets(&self, namespace: &Namespace, name: &str) {
        for (name, secret) in self.names(name).iter().zip(&self.secrets) {
            namespace.apply(&secret.object(name).to_string()).await;
        }
    }

    /// Creates a pod that names the secrets which were created under a name.
    pub(super) async fn create_pod(&self, namespace: &Namespace, pod: &str, secrets: &str) {
        let references: Vec<Value> = self.names(secrets).iter().map(|name| json!({ "name": name })).collect();
        let pod = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": pod},
            "spec": {
                "containers": [{"name": "app", "image": self.image, "imagePullPolicy": "Always"}],
                "imagePullSecrets": references,
                "automountServiceAccountToken": false,
                "terminationGracePeriodSeconds": 1,
            },
        });
        namespace.apply(&pod.to_string()).await;
    }
}

impl Written {
    fn key(&self) -> &'static str {
        if self.secret_type == LEGACY_TYPE { ".dockercfg" } else { ".dockerconfigjson" }
    }

    fn outline(&self) -> PullSecret {
        outline(self.secret_type, &BTreeMap::from([(self.key().to_owned(), self.content.to_string().into_bytes())]))
    }

    fn object(&self, name: &str) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name},
            "type": self.secret_type,
            "data": {self.key(): STANDARD.encode(self.content.to_string())},
        })
    }
}

pub(super) fn written(content: Value) -> Written {
    Written { secret_type: JSON_TYPE, content }
}

pub(super) fn login(user: &str, password: &str) -> Value {
    json!({"username": user, "password": password})
}
