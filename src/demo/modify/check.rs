//! What a request to change something must hold to before it is carried out.

use serde_json::{Value, json};

use crate::demo::{
    call::{Call, Resource},
    kinds::{self, Kind},
    object::{has, set, set_default, text},
    record::Record,
    refusal::{Cause, Refusal},
    unknown::unknown_fields,
};

/// A manifest must say that it is what the path says.
pub(super) fn check_manifest(resource: &Resource, object: &Value) -> Result<(), Refusal> {
    let kind = resource.kind;
    let (api_version, name) = (text(object, "/apiVersion"), text(object, "/metadata/name"));
    if api_version != kind.api_version() || text(object, "/kind") != kind.name {
        let why =
            format!("{} in version \"{api_version}\" cannot be handled as a {}", text(object, "/kind"), kind.name);
        return Err(Refusal::bad_request(why));
    }
    if !resource.name.is_empty() && !name.is_empty() && name != resource.name {
        let why = format!("the name of the object ({name}) does not match the name on the URL ({})", resource.name);
        return Err(Refusal::bad_request(why));
    }
    Ok(())
}

pub(super) fn set_namespace(resource: &Resource, object: &mut Value) -> Result<(), Refusal> {
    if !resource.name.is_empty() {
        set(object, "/metadata/name", resource.name.as_str());
    }
    if !resource.kind.namespaced() {
        return Ok(());
    }
    let given = text(object, "/metadata/namespace");
    if !given.is_empty() && given != resource.namespace {
        let why = "the namespace of the provided object does not match the namespace sent on the request";
        return Err(Refusal::bad_request(why));
    }
    set(object, "/metadata/namespace", resource.namespace.as_str());
    Ok(())
}

/// Compares the version and uid that a request names, if it does, with those of the live object.
pub(super) fn check_preconditions(kind: &Kind, live: &Value, wanted: &Value) -> Result<(), Refusal> {
    let name = text(live, "/metadata/name");
    let differs = |pointer| !text(wanted, pointer).is_empty() && text(wanted, pointer) != text(live, pointer);
    if differs("/metadata/resourceVersion") {
        let why = "the object has been modified; please apply your changes to the latest version and try again";
        return Err(Refusal::conflict(kind, name, why));
    }
    if differs("/metadata/uid") {
        let message = format!("Invalid value: \"{}\": field is immutable", text(wanted, "/metadata/uid"));
        let cause = Cause { reason: "FieldValueInvalid", message, field: "metadata.uid".to_owned() };
        return Err(Refusal::invalid(kind, name, &[cause]));
    }
    Ok(())
}

pub(super) fn check_delete(kind: &Kind, live: &Record, preconditions: &Value) -> Result<(), Refusal> {
    let uid = text(preconditions, "/uid");
    if !uid.is_empty() && uid != live.uid {
        let why = format!("Precondition failed: UID in precondition: {uid}, UID in object meta: {}", live.uid);
        return Err(Refusal::conflict(kind, &live.name, &why));
    }
    let version = text(preconditions, "/resourceVersion");
    if !version.is_empty() && version != live.version.to_string() {
        let why = format!(
            "Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {}",
            live.version
        );
        return Err(Refusal::conflict(kind, &live.name, &why));
    }
    Ok(())
}

/// Returns a warning for each unknown field, or refuses them where the request wants that.
pub(super) fn strictness(call: &Call, kind: &Kind, object: &Value) -> Result<Vec<String>, Refusal> {
    let unreadable = |why: String| {
        let (kind, version) = (kind.name, kind.version);
        Refusal::bad_request(format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {why}"))
    };
    let unknown = unknown_fields(kind, object).map_err(unreadable)?;
    let lines: Vec<String> = unknown.iter().map(|path| format!("unknown field \"{path}\"")).collect();
    match call.query.get("fieldValidation") {
        "Ignore" => Ok(Vec::new()),
        "Strict" if !lines.is_empty() => Err(unreadable(format!("strict decoding error: {}", lines.join(", ")))),
        _ => Ok(lines),
    }
}

/// A refused patch is answered with 422, and with the whole live object in its text, as the real server does.
pub(super) fn echo(resource: &Resource, live: &Value, refusal: Refusal) -> Refusal {
    if refusal.code != 400 {
        return refusal;
    }
    let why = refusal.message().split_once(": ").map_or(refusal.message(), |(_, why)| why);
    let cause = Cause {
        reason: "FieldValueInvalid",
        message: format!("Invalid value: {live}: {why}"),
        field: "patch".to_owned(),
    };
    Refusal::invalid(resource.kind, &resource.name, &[cause])
}

/// An apply with an unknown field is answered with 500, which is what structured-merge-diff makes of it.
pub(super) fn check_declared(resource: &Resource, config: &Value) -> Result<(), Refusal> {
    let kind = resource.kind;
    let object = format!("{}/{}; {}, Kind={}", resource.namespace, resource.name, kind.api_version(), kind.name);
    let failed = |why: String| Refusal::new(500, "", format!("failed to create typed patch object ({object}): {why}"));
    let mut whole = config.clone();
    fill_required(kind, &mut whole);
    match unknown_fields(kind, &whole) {
        Err(why) => Err(failed(why)),
        Ok(unknown) => match unknown.first() {
            Some(path) => Err(failed(format!(".{path}: field not declared in schema"))),
            None => Ok(()),
        },
    }
}

/// Part of an object is not an object yet; this makes one of it for the types to read.
fn fill_required(kind: &Kind, config: &mut Value) {
    if matches!(kind.plural, "deployments" | "replicasets" | "statefulsets" | "daemonsets") {
        set_default(config, "/spec/selector", json!({}));
        set_default(config, "/spec/template", json!({}));
        if has(config, "/spec/template/spec") {
            set_default(config, "/spec/template/spec/containers", json!([]));
        }
    }
}

pub(super) fn manager_required() -> Refusal {
    let cause = Cause {
        reason: "FieldValueRequired",
        message: "Required value: is required for apply patch".to_owned(),
        field: "fieldManager".to_owned(),
    };
    let options = Kind { name: "PatchOptions", group: "meta.k8s.io", ..*kinds::named("configmaps") };
    Refusal::invalid(&options, "", &[cause])
}
