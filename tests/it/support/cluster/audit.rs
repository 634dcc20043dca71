//! What was really written, according to the API server and not to whoever wrote it.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::Cluster;
use crate::support::wait::{PATIENCE, wait_until};

const WRITING_VERBS: [&str; 5] = ["create", "update", "patch", "delete", "deletecollection"];
/// Their objects are questions: creating one stores nothing.
const QUESTIONS: [&str; 2] = ["authentication.k8s.io", "authorization.k8s.io"];

/// A request to write.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) verb: String,
    /// Plural, such as `deployments`.
    pub(crate) resource: String,
    /// Such as `scale`, or empty.
    pub(crate) subresource: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) is_dry_run: bool,
    /// Whether a server-side apply takes fields away from other managers.
    pub(crate) is_forced: bool,
    pub(crate) field_manager: Option<String>,
    pub(crate) user: String,
    pub(crate) user_agent: String,
    /// HTTP status of the answer.
    pub(crate) code: u64,
    /// What was sent: an object, a patch, or null.
    pub(crate) object: Value,
}

/// Reads the audit log once everything that was answered before this call is in it.
pub(super) async fn writes_by(cluster: &Cluster, agent: &str, namespace: &str) -> Vec<Write> {
    let log = &cluster.description.audit_log;
    let mark = mark(cluster).await;
    wait_until("the audit log is up to date", PATIENCE, async || {
        fs::read_to_string(log).is_ok_and(|text| text.contains(&mark))
    })
    .await;
    let text = fs::read_to_string(log).expect("the audit log can be read");
    let lines = text.lines().filter(|line| line.contains(agent) && line.contains(namespace));
    lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter_map(|event: Value| write(&event))
        .filter(|write| write.user_agent.starts_with(agent) && write.namespace == namespace)
        .collect()
}

/// Sends a request that is easy to find again.
async fn mark(cluster: &Cluster) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let mark = format!("mark={}-{:?}", now.as_nanos(), std::thread::current().id());
    let mark = mark.replace(['(', ')'], "");
    cluster.get(&format!("/version?{mark}")).await.expect("the API server says its version");
    mark
}

fn write(event: &Value) -> Option<Write> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let target = &event["objectRef"];
    let verb = text(&event["verb"]);
    let is_question = target["apiGroup"].as_str().is_some_and(|group| QUESTIONS.contains(&group));
    if !WRITING_VERBS.contains(&verb.as_str()) || is_question {
        return None;
    }
    let query = event["requestURI"].as_str()?.split_once('?').map_or("", |(_, query)| query).to_owned();
    let parameter = |name: &str| {
        let pair = query.split('&').filter_map(|pair| pair.split_once('='));
        pair.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
    };
    Some(Write {
        verb,
        resource: text(&target["resource"]),
        subresource: text(&target["subresource"]),
        namespace: text(&target["namespace"]),
        name: text(&target["name"]),
        is_dry_run: parameter("dryRun").is_some(),
        is_forced: parameter("force").is_some_and(|value| value == "true"),
        field_manager: parameter("fieldManager"),
        user: text(&event["user"]["username"]),
        user_agent: text(&event["userAgent"]),
        code: event["responseStatus"]["code"].as_u64().unwrap_or_default(),
        object: event["requestObject"].clone(),
    })
}
