//! The values that the API server fills in where a manifest says nothing, and the texts it keeps alike.
//!
//! Follows `SetDefaults_*` in k8s.io/kubernetes/pkg/apis/{core,apps}/v1/defaults.go and the conversion of the
//! pod spec, whose `serviceAccount` is an alias: taking away `serviceAccountName` alone changes nothing.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{
    kinds::Kind,
    object::{self, fields, has, is_empty, list, set, set_default, text},
};

/// Fills in defaults; filling in twice changes nothing.
pub(crate) fn fill(kind: &Kind, object: &mut Value) {
    // Events say null where they have no time; elsewhere a null is a missing field.
    if kind.plural != "events" {
        drop_nulls(object);
    }
    match kind.plural {
        "pods" => pod(object),
        "deployments" => deployment(object),
        "replicasets" | "statefulsets" => {
            set_default(object, "/spec/replicas", 1);
            template(object, "/spec/template");
        }
        "daemonsets" | "jobs" => template(object, "/spec/template"),
        "cronjobs" => template(object, "/spec/jobTemplate/spec/template"),
        "secrets" => secret(object),
        "serviceaccounts" => drop_if_empty(object, "imagePullSecrets"),
        "namespaces" => namespace(object),
        _ => {}
    }
}

fn pod(object: &mut Value) {
    let Some(spec) = object.get_mut("spec") else {
        return;
    };
    pod_spec(spec);
    set_default(spec, "/enableServiceLinks", true);
    set_default(object, "/status/phase", "Pending");
}

fn deployment(object: &mut Value) {
    set_default(object, "/spec/replicas", 1);
    set_default(object, "/spec/revisionHistoryLimit", 10);
    set_default(object, "/spec/progressDeadlineSeconds", 600);
    set_default(object, "/spec/strategy/type", "RollingUpdate");
    if text(object, "/spec/strategy/type") == "RollingUpdate" {
        set_default(object, "/spec/strategy/rollingUpdate/maxUnavailable", "25%");
        set_default(object, "/spec/strategy/rollingUpdate/maxSurge", "25%");
    }
    template(object, "/spec/template");
    set_default(object, "/status", json!({}));
}

fn template(object: &mut Value, pointer: &str) {
    if let Some(spec) = object.pointer_mut(&format!("{pointer}/spec")) {
        pod_spec(spec);
    }
}

fn pod_spec(spec: &mut Value) {
    same_service_account(spec);
    drop_if_empty(spec, "imagePullSecrets");
    for list in ["initContainers", "containers"] {
        if let Some(Value::Array(containers)) = spec.get_mut(list) {
            containers.iter_mut().for_each(container);
        }
    }
    for volume in spec.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten() {
        volume_modes(volume);
    }
    set_default(spec, "/restartPolicy", "Always");
    set_default(spec, "/terminationGracePeriodSeconds", 30);
    set_default(spec, "/dnsPolicy", "ClusterFirst");
    set_default(spec, "/securityContext", json!({}));
    set_default(spec, "/schedulerName", "default-scheduler");
}

/// Keeps the deprecated alias equal; the new name wins when both are given.
fn same_service_account(spec: &mut Value) {
    let name = [text(spec, "/serviceAccountName"), text(spec, "/serviceAccount")]
        .into_iter()
        .find(|name| !name.is_empty())
        .map(str::to_owned);
    if let Some(name) = name {
        set(spec, "/serviceAccountName", name.as_str());
        set(spec, "/serviceAccount", name);
    }
}

fn container(container: &mut Value) {
    if let Some(Value::Array(ports)) = container.get_mut("ports") {
        for port in ports {
            set_default(port, "/protocol", "TCP");
        }
    }
    set_default(container, "/resources", json!({}));
    same_requests(container);
    set_default(container, "/terminationMessagePath", "/dev/termination-log");
    set_default(container, "/terminationMessagePolicy", "File");
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(check) = container.get_mut(name) {
            probe(check);
        }
    }
    let policy = pull_policy(text(container, "/image"));
    set_default(container, "/imagePullPolicy", policy);
}

fn probe(probe: &mut Value) {
    if has(probe, "/httpGet") {
        set_default(probe, "/httpGet/scheme", "HTTP");
    }
    for (field, value) in
        [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)]
    {
        set_default(probe, &format!("/{field}"), value);
    }
}

fn volume_modes(volume: &mut Value) {
    for source in ["configMap", "secret", "projected", "downwardAPI"] {
        if has(volume, &format!("/{source}")) {
            set_default(volume, &format!("/{source}/defaultMode"), 0o644);
        }
    }
}

/// A limit without a request is also the request.
fn same_requests(container: &mut Value) {
    let limits: Vec<_> = object::texts(container, "/resources/limits")
        .map(|(name, amount)| (name.to_owned(), amount.to_owned()))
        .collect();
    for (name, amount) in limits {
        set_default(container, &format!("/resources/requests/{name}"), amount);
    }
}

/// Returns `Always` for the tag `latest` and for no tag, else `IfNotPresent`; a digest counts as a tag.
fn pull_policy(image: &str) -> &'static str {
    let name = image.rsplit('/').next().unwrap_or(image);
    match name.split_once(['@', ':']) {
        None | Some((_, "latest")) => "Always",
        Some(_) => "IfNotPresent",
    }
}

fn secret(object: &mut Value) {
    let plain: Vec<_> = object::texts(object, "/stringData")
        .map(|(name, value)| (name.to_owned(), BASE64_STANDARD.encode(value)))
        .collect();
    object::remove(object, "/stringData");
    for (name, value) in plain {
        object["data"][name] = json!(value);
    }
    set_default(object, "/type", "Opaque");
}

fn namespace(object: &mut Value) {
    let name = text(object, "/metadata/name").to_owned();
    set_default(object, "/metadata/labels/kubernetes.io~1metadata.name", name);
    set_default(object, "/spec/finalizers", json!(["kubernetes"]));
    set_default(object, "/status/phase", "Active");
}

fn drop_if_empty(object: &mut Value, field: &str) {
    if has(object, &format!("/{field}")) && list(object, &format!("/{field}")).is_empty() {
        fields(object).shift_remove(field);
    }
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().filter(|value| !is_empty(value)).for_each(drop_nulls);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::kinds;

    fn filled(spec: &Value) -> Value {
        let mut object = json!({"metadata": {"name": "web"}, "spec": {"template": {"spec": spec}}});
        fill(kinds::named("deployments"), &mut object);
        object["spec"]["template"]["spec"].take()
    }

    #[test]
    fn the_service_account_and_its_alias_stay_alike() {
        let spec = filled(&json!({"serviceAccountName": "new", "serviceAccount": "old"}));
        assert_eq!(spec["serviceAccount"], "new");
        let spec = filled(&json!({"serviceAccount": "old"}));
        assert_eq!(spec["serviceAccountName"], "old", "removing the name alone changes nothing");
    }

    #[test]
    fn the_pull_policy_follows_the_tag() {
        for (image, policy) in [
            ("nginx", "Always"),
            ("registry:5000/nginx", "Always"),
            ("registry:5000/nginx:latest", "Always"),
            ("nginx:1.27", "IfNotPresent"),
            ("nginx@sha256:00", "IfNotPresent"),
        ] {
            let spec = filled(&json!({"containers": [{"name": "c", "image": image}]}));
            assert_eq!(spec["containers"][0]["imagePullPolicy"], policy, "{image}");
        }
    }

    #[test]
    fn an_empty_list_of_pull_secrets_is_left_out() {
        assert!(filled(&json!({"imagePullSecrets": []})).get("imagePullSecrets").is_none());
    }

    #[test]
    fn filling_in_twice_changes_nothing() {
        let once = filled(&json!({"containers": [{"name": "c", "image": "nginx", "ports": [{"containerPort": 80}]}]}));
        assert_eq!(filled(&once), once);
    }
}
