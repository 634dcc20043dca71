//! The registry's own API, `src/server/middleware/v2auth/auth.go`: who is let through, and what comes then.

use http::{Method, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

use super::{
    accounts::{House, Obstacle, project_of},
    answer,
    call::Call,
    token::SERVICE,
    upstream::Upstream,
};

/// What a path below `/v2/` is about.
struct Target<'a> {
    repository: &'a str,
    /// `manifests` or `blobs`.
    part: &'a str,
    /// A tag or a digest.
    reference: &'a str,
}

/// Returns why a request gets no further; `None` when it may have what it asks for.
///
/// Everything that is not allowed is a 401, never a 403.
pub(super) fn refuse(house: &House, call: &Call) -> Option<Response<Full<Bytes>>> {
    let asker = house.asker(call);
    let Some(target) = target(&call.path) else {
        return asker.name().is_none().then(|| answer::unauthorized(&challenge(call, None), "unauthorized"));
    };
    let action = if is_read(call) { "pull" } else { "push" };
    let scope = format!("repository:{}:{action}", target.repository);
    // Public projects too: `make sure 401 is returned for CLI HEAD, see #11271`.
    if call.method == Method::HEAD && call.authorization.is_none() {
        let message = "authorize header needed to send HEAD to repository";
        return Some(answer::unauthorized(&challenge(call, Some(&scope)), message));
    }
    let name = project_of(target.repository);
    let Some(project) = house.projects.get(name) else {
        return Some(answer::unauthorized("", &format!("project {name} not found")));
    };
    if action != "pull" || !house.can_pull(&asker, target.repository) {
        let message = format!("unauthorized to access repository: {}, action: {action}", target.repository);
        return Some(answer::unauthorized(&challenge(call, Some(&scope)), &message));
    }
    project.obstacle.filter(|_| target.part == "manifests").map(obstructed)
}

/// Answers a request that was let through.
pub(super) async fn hand_out(upstream: &Upstream, call: &Call) -> Response<Full<Bytes>> {
    let Some(target) = target(&call.path) else { return answer::object(200, &json!({})) };
    let answer = upstream.fetch(call).await;
    if answer.status() == 404 && target.part == "manifests" {
        // `src/controller/artifact/controller.go`, `getByTag`.
        let message = format!("artifact {}:{} not found", target.repository, target.reference);
        return answer::error(404, "NOT_FOUND", &message);
    }
    answer
}

/// Who has sent no credential is sent to the token service; who has is asked for another one, as Basic, which the client
/// then tries.
fn challenge(call: &Call, scope: Option<&str>) -> String {
    if call.authorization.is_some() {
        return "Basic realm=\"harbor\"".to_owned();
    }
    let realm = format!("Bearer realm=\"http://{}/service/token\",service=\"{SERVICE}\"", call.host);
    scope.map_or(realm.clone(), |scope| format!("{realm},scope=\"{scope}\""))
}

fn obstructed(obstacle: Obstacle) -> Response<Full<Bytes>> {
    match obstacle {
        Obstacle::Vulnerable => answer::error(
            412,
            "PROJECTPOLICYVIOLATION",
            "current image with 3 vulnerabilities cannot be pulled due to configured policy in 'Prevent images with \
             vulnerability severity of \"High\" or higher from running.' To continue with pull, please contact your \
             project administrator to exempt matched vulnerabilities through configuring the CVE allowlist.",
        ),
        Obstacle::Unsigned => answer::error(412, "PROJECTPOLICYVIOLATION", "The image is not signed by cosign."),
        Obstacle::UpstreamBusy => answer::error(429, "TOO_MANY_REQUEST", "too many requests to upstream"),
    }
}

fn is_read(call: &Call) -> bool {
    call.method == Method::GET || call.method == Method::HEAD
}

/// Reads `/v2/project/app/manifests/1.4.2`; `None` for `/v2/` itself, where a client asks whether it may log in.
fn target(path: &str) -> Option<Target<'_>> {
    let (rest, reference) = path.strip_prefix("/v2/")?.rsplit_once('/')?;
    let (repository, part) = rest.rsplit_once('/')?;
    matches!(part, "manifests" | "blobs").then_some(Target { repository, part, reference })
}
