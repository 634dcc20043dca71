//! Whether everything is there that the environment of a container refers to.
//!
//! Follows `makeEnvironmentVariables` in `pkg/kubelet/kubelet_pods.go`: the first thing that is missing is the error.

use serde_json::Value;

use super::run::Container;
use crate::demo::{
    object::{has, list, text},
    store::Key,
    world::World,
};

/// Returns what is missing, in the words of the kubelet.
pub(super) fn missing(world: &World, pod: &Value, container: &Container) -> Option<String> {
    let specs = list(pod, if container.list == "init" { "/spec/initContainers" } else { "/spec/containers" });
    let spec = specs.iter().find(|spec| text(spec, "/name") == container.name)?;
    let namespace = text(pod, "/metadata/namespace");
    let whole = list(spec, "/envFrom").iter().flat_map(|from| {
        [("configMapRef", "configmaps"), ("secretRef", "secrets")].map(|(field, plural)| (&from[field], plural))
    });
    let single = list(spec, "/env").iter().flat_map(|variable| {
        let from = &variable["valueFrom"];
        [("configMapKeyRef", "configmaps"), ("secretKeyRef", "secrets")].map(|(field, plural)| (&from[field], plural))
    });
    whole.chain(single).find_map(|(reference, plural)| of_reference(world, namespace, reference, plural))
}

fn of_reference(world: &World, namespace: &str, reference: &Value, plural: &'static str) -> Option<String> {
    if !reference.is_object() || reference["optional"] == true {
        return None;
    }
    let (name, key) = (text(reference, "/name"), text(reference, "/key"));
    let (kind, singular) = if plural == "secrets" { ("Secret", "secret") } else { ("ConfigMap", "configmap") };
    let Some(object) = world.store.view(&Key::new(plural, namespace, name)) else {
        return Some(format!("{singular} \"{name}\" not found"));
    };
    let is_there = key.is_empty() || has(&object["data"], &format!("/{}", key.replace('~', "~0").replace('/', "~1")));
    (!is_there).then(|| format!("couldn't find key {key} in {kind} {namespace}/{name}"))
}
