//! Requests that change something: create, update, patch, apply, delete.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    apply::{self, Application, managers::Author},
    call::{Call, Resource},
    kinds::Kind,
    object::{self, has, set, text},
    patch,
    record::Record,
    refusal::{Cause, Refusal},
    reply::Reply,
    server::parse_json,
    store::Key,
    unknown::unknown_fields,
    warnings,
    world::World,
    write::Mode,
};

const APPLY: &str = "application/apply-patch+yaml";

/// Carries out a request that changes something.
pub(crate) fn modify(world: &mut World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    match call.verb() {
        "create" => create(world, call, resource),
        "update" => update(world, call, resource),
        "patch" if is_apply(call) => apply(world, call, resource),
        "patch" => patch(world, call, resource),
        _ => delete(world, call, resource),
    }
}

fn create(world: &mut World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let mut object = body(call)?;
    check_manifest(resource, &object)?;
    if !text(&object, "/metadata/resourceVersion").is_empty() {
        return Err(Refusal::bad_request("resourceVersion should not be set on objects to be created"));
    }
    set_namespace(resource, &mut object)?;
    let warnings = strictness(call, resource.kind, &object)?;
    forget_status(resource.kind, &mut object);
    let author = Author::new(&manager(call));
    let record = world.create_as(resource.kind, without_type(object), &author, mode(call)?)?;
    Ok(answer(201, &record, warnings))
}

fn update(world: &mut World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let object = body(call)?;
    check_manifest(resource, &object)?;
    let live = live(world, resource)?;
    check_preconditions(resource.kind, live.view(), &object)?;
    let warnings = strictness(call, resource.kind, &object)?;
    replace(world, call, &live, without_type(object), &Author::new(&manager(call)), warnings)
}

fn patch(world: &mut World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let patch = body(call)?;
    let live = live(world, resource)?;
    let object = patch::patched(resource.kind, &call.content_type, live.view(), &patch)?;
    check_preconditions(resource.kind, live.view(), &object)?;
    let warnings = strictness(call, resource.kind, &object).map_err(|refusal| echo(resource, live.view(), refusal))?;
    replace(world, call, &live, without_type(object), &Author::new(&manager(call)), warnings)
}

fn apply(world: &mut World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let mut config = body(call)?;
    check_manifest(resource, &config)?;
    if call.query.get("fieldManager").is_empty() {
        return Err(manager_required());
    }
    if has(&config, "/metadata/managedFields") {
        return Err(Refusal::bad_request("metadata.managedFields must be nil"));
    }
    set_namespace(resource, &mut config)?;
    check_declared(resource, &config)?;
    let manager = manager(call);
    let application = Application { config: &config, manager: &manager, force: call.query.is("force") };
    let author = Author::applier(&manager);
    let key = Key::new(resource.kind.plural, &resource.namespace, &resource.name);
    let Some(live) = world.store.get(&key).cloned() else {
        return apply_new(world, call, resource, &application);
    };
    let object = apply::apply(resource.kind, live.view(), &application, world.now)?;
    check_preconditions(resource.kind, live.view(), &config)?;
    replace(world, call, &live, without_type(object), &author, Vec::new())
}

fn apply_new(world: &mut World, call: &Call, resource: &Resource, application: &Application) -> Result<Reply, Refusal> {
    let uid = text(application.config, "/metadata/uid");
    if !uid.is_empty() {
        let why = format!("uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        return Err(Refusal::conflict(resource.kind, &resource.name, &why));
    }
    let mut object = apply::apply_new(resource.kind, application, world.now);
    forget_status(resource.kind, &mut object);
    let author = Author::applier(application.manager);
    let record = world.create_as(resource.kind, without_type(object), &author, mode(call)?)?;
    Ok(answer(201, &record, Vec::new()))
}

fn delete(world: &mut World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let options = if call.body.is_empty() { json!({}) } else { parse_json(&call.body)? };
    let live = live(world, resource)?;
    check_delete(resource.kind, &live, &options["preconditions"])?;
    let grace = options["gracePeriodSeconds"].as_i64().or_else(|| call.query.get("gracePeriodSeconds").parse().ok());
    let record = world.delete_as(&live, grace, mode(call)?);
    if resource.kind.plural == "pods" {
        return Ok(Reply::object(200, &record));
    }
    let details = json!({
        "name": live.name, "group": resource.kind.group, "kind": resource.kind.plural, "uid": live.uid,
    });
    let status = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details});
    Ok(Reply::json(200, &status))
}

/// Stores the new state of an object; its status changes only through the subresource.
fn replace(
    world: &mut World,
    call: &Call,
    live: &Arc<Record>,
    mut object: Value,
    author: &Author,
    mut warned: Vec<String>,
) -> Result<Reply, Refusal> {
    if live.kind.subresources.contains(&"status") {
        match live.view().get("status") {
            Some(status) => set(&mut object, "/status", status.clone()),
            None => forget_status(live.kind, &mut object),
        }
    }
    let record = world.update_as(live, object, author, mode(call)?)?;
    warned.extend(warnings::of(record.kind, record.view()));
    Ok(Reply::object(200, &record).with_warnings(warned))
}

fn answer(code: u16, record: &Record, mut warned: Vec<String>) -> Reply {
    warned.extend(warnings::of(record.kind, record.view()));
    Reply::object(code, record).with_warnings(warned)
}

fn live(world: &World, resource: &Resource) -> Result<Arc<Record>, Refusal> {
    let key = Key::new(resource.kind.plural, &resource.namespace, &resource.name);
    let found = world.store.get(&key).cloned();
    found.ok_or_else(|| Refusal::not_found(resource.kind, &resource.name))
}

/// Reads the body of a request: JSON, or YAML for an apply.
pub(crate) fn body(call: &Call) -> Result<Value, Refusal> {
    if call.content_type == "application/json-patch+json" {
        return serde_json::from_slice(&call.body).map_err(|error| Refusal::bad_request(error.to_string()));
    }
    if !call.content_type.contains("yaml") {
        return parse_json(&call.body);
    }
    let text = std::str::from_utf8(&call.body).map_err(|error| Refusal::bad_request(error.to_string()))?;
    let value: Value =
        serde_saphyr::from_str(text).map_err(|error| Refusal::bad_request(format!("error decoding YAML: {error}")))?;
    if value.is_object() { Ok(value) } else { Err(Refusal::bad_request("error decoding YAML: not a map")) }
}

/// Returns the field manager: the one that is named, else the beginning of the user agent.
pub(crate) fn manager(call: &Call) -> String {
    match call.query.get("fieldManager") {
        "" => {
            let agent = call.user_agent.split('/').next().unwrap_or_default();
            if agent.is_empty() { "unknown".to_owned() } else { agent.to_owned() }
        }
        named => named.to_owned(),
    }
}

pub(crate) fn is_apply(call: &Call) -> bool {
    call.method == http::Method::PATCH && call.content_type == APPLY
}

/// Returns whether a request only asks, by its parameter or by its delete options.
pub(crate) fn is_dry_run(call: &Call) -> Result<bool, Refusal> {
    let in_body = call.method == http::Method::DELETE
        && parse_json(&call.body).is_ok_and(|options| options["dryRun"] == json!(["All"]));
    Ok(in_body || call.dry_run()?)
}

fn mode(call: &Call) -> Result<Mode, Refusal> {
    Ok(if is_dry_run(call)? { Mode::DryRun } else { Mode::Real })
}

/// A manifest must say that it is what the path says.
fn check_manifest(resource: &Resource, object: &Value) -> Result<(), Refusal> {
    let kind = resource.kind;
    let (api_version, name) = (text(object, "/apiVersion"), text(object, "/metadata/name"));
    if api_version != kind.api_version() || text(object, "/kind") != kind.kind {
        let why =
            format!("{} in version \"{api_version}\" cannot be handled as a {}", text(object, "/kind"), kind.kind);
        return Err(Refusal::bad_request(why));
    }
    if !resource.name.is_empty() && !name.is_empty() && name != resource.name {
        let why = format!("the name of the object ({name}) does not match the name on the URL ({})", resource.name);
        return Err(Refusal::bad_request(why));
    }
    Ok(())
}

fn set_namespace(resource: &Resource, object: &mut Value) -> Result<(), Refusal> {
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
fn check_preconditions(kind: &Kind, live: &Value, wanted: &Value) -> Result<(), Refusal> {
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

fn check_delete(kind: &Kind, live: &Record, preconditions: &Value) -> Result<(), Refusal> {
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
fn strictness(call: &Call, kind: &Kind, object: &Value) -> Result<Vec<String>, Refusal> {
    let unreadable = |why: String| {
        let (kind, version) = (kind.kind, kind.version);
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
fn echo(resource: &Resource, live: &Value, refusal: Refusal) -> Refusal {
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
fn check_declared(resource: &Resource, config: &Value) -> Result<(), Refusal> {
    let kind = resource.kind;
    let object = format!("{}/{}; {}, Kind={}", resource.namespace, resource.name, kind.api_version(), kind.kind);
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
        object::set_default(config, "/spec/selector", json!({}));
        object::set_default(config, "/spec/template", json!({}));
        if has(config, "/spec/template/spec") {
            object::set_default(config, "/spec/template/spec/containers", json!([]));
        }
    }
}

fn manager_required() -> Refusal {
    let cause = Cause {
        reason: "FieldValueRequired",
        message: "Required value: is required for apply patch".to_owned(),
        field: "fieldManager".to_owned(),
    };
    let options = Kind { kind: "PatchOptions", group: "meta.k8s.io", ..*super::kinds::named("configmaps") };
    Refusal::invalid(&options, "", &[cause])
}

/// A new object's status is not what its creator says.
fn forget_status(kind: &Kind, object: &mut Value) {
    if kind.subresources.contains(&"status") {
        object::remove(object, "/status");
    }
}

fn without_type(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.shift_remove("apiVersion");
        fields.shift_remove("kind");
    }
    object
}
