//! The rules of the kinds, as far as a repair can break them.
//!
//! Follows k8s.io/kubernetes/pkg/apis/{core,apps}/validation. Everything else is taken as it comes.

use serde_json::Value;

use super::{
    kinds::Kind,
    object::{has, list, remove, text},
    refusal::{Cause, Refusal},
};

/// Checks an object by itself.
pub(crate) fn check(kind: &Kind, object: &Value) -> Result<(), Refusal> {
    let mut causes = Vec::new();
    if text(object, "/metadata/name").is_empty() {
        causes.push(required("metadata.name", "name or generateName is required"));
    }
    match kind.plural {
        "pods" => containers(object, "/spec", "spec", &mut causes),
        "deployments" | "replicasets" | "statefulsets" | "daemonsets" => {
            containers(object, "/spec/template/spec", "spec.template.spec", &mut causes);
            selector(object, &mut causes);
        }
        "secrets" => pull_secret(object, &mut causes),
        _ => {}
    }
    answer(kind, object, &causes)
}

/// Checks what became of an object.
pub(crate) fn check_update(kind: &Kind, before: &Value, object: &Value) -> Result<(), Refusal> {
    let mut causes = Vec::new();
    match kind.plural {
        "pods" if pod_rest(before) != pod_rest(object) => causes.push(forbidden("spec", POD_UPDATE)),
        "secrets" => immutable(before, object, "/type", "type", &mut causes),
        "deployments" | "replicasets" | "statefulsets" | "daemonsets" => {
            immutable(before, object, "/spec/selector", "spec.selector", &mut causes);
        }
        _ => {}
    }
    answer(kind, object, &causes)
}

const POD_UPDATE: &str = "pod updates may not change fields other than `spec.containers[*].image`,\
    `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing \
    tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/// Returns the part of a pod's spec that may not change; binding it to a node is the scheduler's business.
fn pod_rest(pod: &Value) -> Value {
    let mut spec = pod["spec"].clone();
    for free in ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"] {
        remove(&mut spec, &format!("/{free}"));
    }
    for name in ["containers", "initContainers"] {
        for container in spec.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten() {
            remove(container, "/image");
        }
    }
    spec
}

fn containers(object: &Value, pointer: &str, path: &str, causes: &mut Vec<Cause>) {
    let all = list(object, &format!("{pointer}/containers"));
    if all.is_empty() {
        causes.push(required(&format!("{path}.containers"), ""));
    }
    for (index, container) in all.iter().enumerate() {
        for field in ["name", "image"] {
            if text(container, &format!("/{field}")).is_empty() {
                causes.push(required(&format!("{path}.containers[{index}].{field}"), ""));
            }
        }
    }
}

fn selector(object: &Value, causes: &mut Vec<Cause>) {
    let labels = object.pointer("/spec/template/metadata/labels").unwrap_or(&Value::Null);
    let wanted = object.pointer("/spec/selector/matchLabels").and_then(Value::as_object);
    let fits = wanted.is_some_and(|wanted| wanted.iter().all(|(key, value)| labels.get(key) == Some(value)));
    if !fits {
        let why = "`selector` does not match template `labels`";
        causes.push(invalid("spec.template.metadata.labels", labels, why));
    }
}

fn pull_secret(object: &Value, causes: &mut Vec<Cause>) {
    let key = match text(object, "/type") {
        "kubernetes.io/dockerconfigjson" => ".dockerconfigjson",
        "kubernetes.io/dockercfg" => ".dockercfg",
        _ => return,
    };
    let field = format!("data[{key}]");
    match object["data"].get(key) {
        None => causes.push(required(&field, "")),
        Some(value) if !is_json(value) => {
            causes.push(invalid(&field, &Value::from("<secret contents redacted>"), "invalid character"));
        }
        Some(_) => {}
    }
}

fn is_json(encoded: &Value) -> bool {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let decoded = encoded.as_str().and_then(|text| BASE64_STANDARD.decode(text).ok());
    decoded.is_some_and(|bytes| serde_json::from_slice::<Value>(&bytes).is_ok())
}

fn immutable(before: &Value, object: &Value, pointer: &str, field: &str, causes: &mut Vec<Cause>) {
    let (old, new) = (before.pointer(pointer), object.pointer(pointer));
    if has(before, pointer) && old != new {
        causes.push(invalid(field, new.unwrap_or(&Value::Null), "field is immutable"));
    }
}

fn required(field: &str, why: &str) -> Cause {
    let message = if why.is_empty() { "Required value".to_owned() } else { format!("Required value: {why}") };
    Cause { reason: "FieldValueRequired", message, field: field.to_owned() }
}

fn forbidden(field: &str, why: &str) -> Cause {
    Cause { reason: "FieldValueForbidden", message: format!("Forbidden: {why}"), field: field.to_owned() }
}

fn invalid(field: &str, value: &Value, why: &str) -> Cause {
    let message = format!("Invalid value: {value}: {why}");
    Cause { reason: "FieldValueInvalid", message, field: field.to_owned() }
}

fn answer(kind: &Kind, object: &Value, causes: &[Cause]) -> Result<(), Refusal> {
    if causes.is_empty() {
        return Ok(());
    }
    Err(Refusal::invalid(kind, text(object, "/metadata/name"), causes))
}
