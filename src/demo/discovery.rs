//! What the server says of itself: version, health, and which kinds it serves.

use serde_json::{Value, json};

use super::{
    call::{Accept, Call},
    kinds::{KINDS, Kind},
    reply::Reply,
};

const VERBS: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];

/// Answers the paths that tell about the server; nothing for all other paths.
pub(crate) fn answer(call: &Call) -> Option<Reply> {
    let parts: Vec<&str> = call.path.split('/').filter(|part| !part.is_empty()).collect();
    let body = match parts.as_slice() {
        ["version"] => version(),
        ["livez" | "readyz" | "healthz", ..] => return Some(Reply::text(200, "ok")),
        ["api"] if call.accept == Accept::Discovery => return Some(aggregated(str::is_empty)),
        ["apis"] if call.accept == Accept::Discovery => return Some(aggregated(|group| !group.is_empty())),
        ["api"] => json!({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}),
        ["apis"] => {
            let groups: Vec<Value> = groups().into_iter().filter(|group| !group.is_empty()).map(group).collect();
            json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
        }
        ["apis", name] if groups().contains(name) => {
            let mut group = group(name);
            group["kind"] = json!("APIGroup");
            group["apiVersion"] = json!("v1");
            group
        }
        ["api", "v1"] => resources("", "v1"),
        ["apis", name, "v1"] if groups().contains(name) => resources(name, &format!("{name}/v1")),
        _ => return None,
    };
    Some(Reply::json(200, &body))
}

fn version() -> Value {
    json!({
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36",
        "minCompatibilityMajor": "1", "minCompatibilityMinor": "35",
        "gitVersion": "v1.36.2", "gitCommit": "", "gitTreeState": "clean", "buildDate": "2026-06-09T00:00:00Z",
        "goVersion": "go1.26.3", "compiler": "gc", "platform": "linux/amd64",
    })
}

fn groups() -> Vec<&'static str> {
    let mut groups: Vec<_> = KINDS.iter().map(|kind| kind.group).collect();
    groups.extend(["authentication.k8s.io", "authorization.k8s.io"]);
    groups.dedup();
    groups
}

fn group(name: &str) -> Value {
    let version = json!({"groupVersion": format!("{name}/v1"), "version": "v1"});
    json!({"name": name, "versions": [version], "preferredVersion": version})
}

fn resources(group: &str, group_version: &str) -> Value {
    let stored = KINDS.iter().filter(|kind| kind.group == group).flat_map(entries);
    let resources: Vec<Value> = stored.chain(reviews(group)).collect();
    json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": resources})
}

fn entries(kind: &Kind) -> Vec<Value> {
    let mut entry = json!({
        "name": kind.plural, "singularName": kind.singular, "namespaced": kind.namespaced(),
        "kind": kind.name, "verbs": VERBS,
    });
    if !kind.short.is_empty() {
        entry["shortNames"] = json!(kind.short);
    }
    let part = |name: &&str| {
        json!({
            "name": format!("{}/{name}", kind.plural), "singularName": "", "namespaced": kind.namespaced(),
            "kind": kind.name, "verbs": ["get", "patch", "update"],
        })
    };
    std::iter::once(entry).chain(kind.subresources.iter().map(part)).collect()
}

/// Reviews are served but not stored.
fn reviews(group: &str) -> Vec<Value> {
    let kinds: &[&str] = match group {
        "authentication.k8s.io" => &["SelfSubjectReview"],
        "authorization.k8s.io" => &["SelfSubjectAccessReview", "SelfSubjectRulesReview"],
        _ => &[],
    };
    let entry = |kind: &&str| {
        let singular = kind.to_lowercase();
        json!({
            "name": format!("{singular}s"), "singularName": singular, "namespaced": false,
            "kind": kind, "verbs": ["create"],
        })
    };
    kinds.iter().map(entry).collect()
}

/// Returns all groups at once, in the form that newer clients ask for first.
fn aggregated(wanted: impl Fn(&str) -> bool) -> Reply {
    let groups = groups().into_iter().filter(|group| wanted(group));
    let items: Vec<Value> = groups.map(aggregated_group).collect();
    let api_version = "apidiscovery.k8s.io/v2";
    Reply::discovery(&json!({
        "kind": "APIGroupDiscoveryList", "apiVersion": api_version, "metadata": {}, "items": items,
    }))
}

fn aggregated_group(name: &str) -> Value {
    let kinds = KINDS.iter().filter(|kind| kind.group == name);
    let resources: Vec<Value> = kinds.map(aggregated_resource).collect();
    json!({
        "metadata": {"name": name},
        "versions": [{"version": "v1", "freshness": "Current", "resources": resources}],
    })
}

fn aggregated_resource(kind: &Kind) -> Value {
    let response = json!({"group": kind.group, "version": kind.version, "kind": kind.name});
    let scope = if kind.namespaced() { "Namespaced" } else { "Cluster" };
    json!({
        "resource": kind.plural, "responseKind": response, "scope": scope,
        "singularResource": kind.singular, "verbs": VERBS, "shortNames": kind.short,
    })
}
