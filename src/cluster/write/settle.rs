//! A write whose answer was lost: looked up, never sent again.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    cluster::{Cluster, error::trouble, failure::Failure},
    core::plan::{FIELD_MANAGER, Refusal, Step, Verb},
};

use super::fields;

/// How often the object is looked at, with growing pauses: three seconds in all.
const LOOKS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

const OVERTAKEN: &str = "another write came before it, so that it was not done";

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
            if is_overtaken(step, &object) {
                return Err(Refusal::NotSent {
                    why: format!("{}; {OVERTAKEN}", trouble(failure, "", cluster.setting()).why),
                });
            }
            seen = true;
        }
    }
    let why = trouble(failure, "", cluster.setting()).why;
    let so_far = if seen { "it has not changed so far" } else { "it could not be looked at since" };
    Err(Refusal::Unsettled { target: target.clone(), why: format!("{why}; {so_far}") })
}

/// Says whether somebody else wrote the object since, and we did not. The server takes our write for the version that it
/// is bound to and for no other, so that it was not done and never will be.
fn is_overtaken(step: &Step, object: &Value) -> bool {
    step.pinned.is_some() && !is_as_pinned(step, object) && is_managed(object) != leaves_us_a_field(step)
}

fn leaves_us_a_field(step: &Step) -> bool {
    fields(&step.change.body) != serde_json::json!({})
}

fn is_as_pinned(step: &Step, object: &Value) -> bool {
    let version = object["metadata"]["resourceVersion"].as_str().unwrap_or_default();
    step.pinned.as_ref().is_some_and(|pinned| pinned.resource_version == version)
}

/// Says whether the object has what we sent, and has it from us.
fn is_done(step: &Step, object: &Value) -> bool {
    if is_as_pinned(step, object) {
        return false;
    }
    let has_it = holds(object, &fields(&step.change.body));
    match step.change.verb {
        Verb::Create => has_it,
        Verb::Apply => has_it && is_managed(object) == leaves_us_a_field(step),
    }
}

/// Says whether all that was sent is in the object, whatever else is; lists of named items are taken as the maps they are.
pub(super) fn holds(object: &Value, sent: &Value) -> bool {
    match (object, sent) {
        (Value::Object(object), Value::Object(sent)) => {
            sent.iter().all(|(key, sent)| object.get(key).is_some_and(|object| holds(object, sent)))
        }
        (Value::Array(object), Value::Array(sent)) if sent.iter().all(|item| item["name"].is_string()) => {
            sent.iter().all(|sent| object.iter().any(|object| object["name"] == sent["name"] && holds(object, sent)))
        }
        (object, sent) => object == sent,
    }
}

fn is_managed(object: &Value) -> bool {
    let entries = object["metadata"]["managedFields"].as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().any(|entry| entry["manager"] == FIELD_MANAGER && entry["operation"] == "Apply")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_sent_is_found_among_other_things() {
        let object = json!({ "spec": { "other": 1, "list": [{ "name": "x" }, { "name": "ours", "more": true }] } });
        assert!(holds(&object, &json!({ "spec": { "list": [{ "name": "ours" }, { "name": "x" }] } })));
        assert!(!holds(&object, &json!({ "spec": { "list": [{ "name": "absent" }] } })));
        assert!(!holds(&object, &json!({ "spec": { "other": 2 } })));
        assert!(holds(&object, &json!({})));
    }
}
