//! A write whose answer was lost: looked up, never sent again.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    cluster::{Cluster, error::trouble, failure::Failure},
    core::plan::{FIELD_MANAGER, Refusal, Step, Verb, overwritten},
};

use super::fields;

/// How often the object is looked at, with growing pauses: three seconds in all.
const LOOKS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Says whether the write may have been done although no good answer came.
///
/// A 4xx is a plain no. A 5xx may come from a gateway that lost the answer, or from a server whose storage timed out.
pub(super) fn is_open(failure: &Failure) -> bool {
    match failure {
        Failure::Refused(status) => status.code >= 500,
        Failure::Broken(broken) => !broken.before_sending,
        Failure::Silent(_) | Failure::Garbled(_) => true,
        Failure::NoCredential(_) => false,
    }
}

/// Looks at the object until it shows that the write was done, for a few seconds.
pub(super) async fn settle(cluster: &Cluster, step: &Step, failure: &Failure) -> Result<(Value, HeaderMap), Refusal> {
    let target = &step.change.target;
    let mut pause = FIRST_PAUSE;
    let mut seen = false;
    for _ in 0..LOOKS {
        sleep(pause).await;
        pause *= 2;
        if let Ok(object) = cluster.live(target).await {
            if is_done(step, &object) {
                return Ok((object, HeaderMap::new()));
            }
            seen = true;
        }
    }
    let why = trouble(failure, "", cluster.setting()).why;
    let so_far = if seen { "it has not changed so far" } else { "it could not be looked at since" };
    Err(Refusal::Unsettled { target: target.clone(), why: format!("{why}; {so_far}") })
}

/// Says whether the object has what we sent, and has it from us.
fn is_done(step: &Step, object: &Value) -> bool {
    let version = object["metadata"]["resourceVersion"].as_str().unwrap_or_default();
    if step.pinned.as_ref().is_some_and(|pinned| pinned.resource_version == version) {
        return false;
    }
    let sent = fields(&step.change.body);
    let has_it = overwritten(object, &sent) == sent;
    match step.change.verb {
        Verb::Create => has_it,
        Verb::Apply => has_it && is_managed(object) == (sent != serde_json::json!({})),
    }
}

fn is_managed(object: &Value) -> bool {
    let entries = object["metadata"]["managedFields"].as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().any(|entry| entry["manager"] == FIELD_MANAGER && entry["operation"] == "Apply")
}
