//! The three kinds of patch that are not server-side apply.

use serde_json::Value;

use super::{apply::schema::Schema, kinds::Kind, refusal::Refusal};

mod json;
mod merge;
mod strategic;

const KNOWN: &str = "application/json-patch+json, application/merge-patch+json, \
    application/strategic-merge-patch+json, application/apply-patch+yaml";

/// Returns the object as a patch leaves it.
pub(crate) fn patched(kind: &Kind, content_type: &str, live: &Value, patch: &Value) -> Result<Value, Refusal> {
    let mut object = live.clone();
    match content_type {
        "application/merge-patch+json" => merge::apply(&mut object, patch),
        "application/strategic-merge-patch+json" => strategic::apply(Schema::of(kind), &mut object, patch),
        "application/json-patch+json" => json::apply(&mut object, patch)?,
        other => return Err(Refusal::unsupported_media_type(KNOWN, other)),
    }
    Ok(object)
}
