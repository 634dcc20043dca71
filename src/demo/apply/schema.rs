//! How the lists and maps of the served kinds merge: which items are known by keys, and what is one piece.
//!
//! These are the `+listType`, `+listMapKey`, `+mapType` and `+structType` markers of k8s.io/api. A list that is
//! not named here is atomic, a map that is not named here is merged field by field, as in the API.

use serde_json::Value;

use crate::demo::kinds::Kind;

/// How a list merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Items are told apart by these fields, in alphabetical order.
    Map(&'static [&'static str]),
    /// Items are told apart by themselves.
    Set,
    /// The list is one value.
    Atomic,
}

/// The rules of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema {
    service_account: bool,
}

impl Schema {
    pub(crate) fn of(kind: &Kind) -> Self {
        Self { service_account: kind.plural == "serviceaccounts" }
    }

    /// Returns how a list of this name merges.
    pub(crate) fn list(self, name: &str) -> List {
        match name {
            "imagePullSecrets" if self.service_account => List::Atomic,
            "containers"
            | "initContainers"
            | "ephemeralContainers"
            | "volumes"
            | "imagePullSecrets"
            | "env"
            | "schedulingGates"
            | "resourceClaims"
            | "secrets"
            | "claims" => List::Map(&["name"]),
            "ports" => List::Map(&["containerPort", "protocol"]),
            "volumeMounts" => List::Map(&["mountPath"]),
            "volumeDevices" => List::Map(&["devicePath"]),
            "conditions" | "addresses" => List::Map(&["type"]),
            "hostAliases" | "podIPs" | "hostIPs" => List::Map(&["ip"]),
            "topologySpreadConstraints" => List::Map(&["topologyKey", "whenUnsatisfiable"]),
            "ownerReferences" => List::Map(&["uid"]),
            "finalizers" => List::Set,
            _ => List::Atomic,
        }
    }

    /// Returns whether a map of this name is one value.
    pub(super) fn is_atomic_map(self, name: &str) -> bool {
        matches!(
            name,
            "selector"
                | "nodeSelector"
                | "labelSelector"
                | "namespaceSelector"
                | "secretKeyRef"
                | "configMapKeyRef"
                | "fieldRef"
                | "resourceFieldRef"
                | "involvedObject"
                | "roleRef"
        )
    }

    /// Returns whether the items of a list are one value each: references to objects.
    pub(super) fn has_atomic_items(self, list: &str) -> bool {
        matches!(list, "imagePullSecrets" | "ownerReferences" | "secrets")
    }

    /// Returns whether a field is there in every object of its type, even in an empty one, so that nobody
    /// brings it into being: the fields that Go writes without `omitempty`.
    pub(super) fn is_always_there(self, name: &str) -> bool {
        matches!(name, "metadata" | "spec" | "status" | "template" | "strategy" | "containers")
    }
}

/// Returns the name of a list item in a field set, such as `k:{"name":"app"}`; nothing for an atomic list.
pub(super) fn item_name(list: List, item: &Value) -> Option<String> {
    match list {
        List::Atomic => None,
        List::Set => Some(format!("v:{item}")),
        List::Map(keys) => {
            let pairs: Vec<_> = keys.iter().map(|key| format!("\"{key}\":{}", key_of(item, key))).collect();
            Some(format!("k:{{{}}}", pairs.join(",")))
        }
    }
}

/// A port without a protocol is a TCP port, even before defaults are filled in.
fn key_of(item: &Value, key: &str) -> Value {
    match (item.get(key), key) {
        (Some(value), _) => value.clone(),
        (None, "protocol") => Value::from("TCP"),
        (None, _) => Value::Null,
    }
}
