//! The few questions of Harbor's own API that tell credentials and projects apart, `src/server/v2.0/handler`.

use http::{Method, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

use super::{
    accounts::{Asker, House, Kind},
    answer,
    call::Call,
};

pub(super) fn answer(house: &House, call: &Call) -> Response<Full<Bytes>> {
    let asker = house.asker(call);
    let path = call.path.strip_prefix("/api/v2.0/").unwrap_or_default();
    match (&call.method, path.split_once('/')) {
        (&Method::GET, Some(("users", "current"))) => current_user(&asker),
        (&Method::HEAD, None) if path == "projects" => {
            exists(house, &asker, call.parameters("project_name").next().unwrap_or_default())
        }
        (&Method::GET, Some(("projects", name))) => project(house, &asker, name),
        _ => answer::error(404, "NOT_FOUND", "path not found"),
    }
}

/// `user.go`, `GetCurrentUserInfo`: one question that tells a bad credential, a robot and a person apart.
fn current_user(asker: &Asker) -> Response<Full<Bytes>> {
    match asker {
        Asker::Account { name, kind: Kind::Person } => {
            answer::object(200, &json!({"user_id": 3, "username": name, "sysadmin_flag": false}))
        }
        Asker::Account { .. } => {
            answer::error(412, "PRECONDITION", "get current user not available for security context: robot")
        }
        Asker::Nobody | Asker::Bearer { .. } => unauthorized(),
    }
}

/// `project.go`, `HeadProject`: everybody who is somebody may ask.
fn exists(house: &House, asker: &Asker, name: &str) -> Response<Full<Bytes>> {
    if asker.name().is_none() {
        return unauthorized();
    }
    answer::empty(if house.projects.contains_key(name) { 200 } else { 404 })
}

/// `project.go`, `GetProject`: a robot that may pull may not read the project itself; what is missing looks forbidden.
fn project(house: &House, asker: &Asker, name: &str) -> Response<Full<Bytes>> {
    let is_member = matches!(asker, Asker::Account { kind: Kind::Person, .. });
    match house.projects.get(name) {
        Some(project) if project.public || (is_member && house.can_pull(asker, name)) => {
            answer::object(200, &json!({"name": name, "metadata": {"public": project.public.to_string()}}))
        }
        _ if asker.name().is_none() => unauthorized(),
        _ => answer::error(403, "FORBIDDEN", "forbidden"),
    }
}

fn unauthorized() -> Response<Full<Bytes>> {
    answer::error(401, "UNAUTHORIZED", "unauthorized")
}
