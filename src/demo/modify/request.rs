//! What a request to change something says: its body, its manager, and whether it only asks.

use serde_json::{Value, json};

use crate::demo::{call::Call, refusal::Refusal, server::parse_json, write::Mode};

const APPLY: &str = "application/apply-patch+yaml";

/// Reads the body of a request: JSON, or YAML for an apply.
pub(crate) fn body(call: &Call) -> Result<Value, Refusal> {
    if call.content_type == "application/json-patch+json" {
        return serde_json::from_slice(&call.body).map_err(|error| Refusal::bad_request(error.to_string()));
    }
    if !call.content_type.contains("yaml") {
        return json_body(call);
    }
    let text = std::str::from_utf8(&call.body).map_err(|error| Refusal::bad_request(error.to_string()))?;
    let value: Value =
        serde_saphyr::from_str(text).map_err(|error| Refusal::bad_request(format!("error decoding YAML: {error}")))?;
    if value.is_object() { Ok(value) } else { Err(Refusal::bad_request("error decoding YAML: not a map")) }
}

/// Reads the body of a request that must be a JSON object; no content type means JSON.
pub(crate) fn json_body(call: &Call) -> Result<Value, Refusal> {
    if call.content_type.is_empty() || call.content_type.contains("json") {
        return parse_json(&call.body);
    }
    Err(Refusal::unsupported_media_type("application/json, application/yaml", &call.content_type))
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

pub(super) fn mode(call: &Call) -> Result<Mode, Refusal> {
    Ok(if is_dry_run(call)? { Mode::DryRun } else { Mode::Real })
}
