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
    refusal::Refusal,
    reply::Reply,
    server::parse_json,
    store::Key,
    warnings,
    world::World,
};

mod check;
mod request;

use check::{
    check_declared, check_delete, check_manifest, check_preconditions, echo, manager_required, set_namespace,
    strictness,
};
use request::mode;
pub(crate) use request::{body, is_apply, is_dry_run, json_body, manager};

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
