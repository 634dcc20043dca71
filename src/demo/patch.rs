//! The three kinds of patch that are not server-side apply.

use serde_json::Value;

use super::{apply::schema::Schema, kinds::Kind, refusal::Refusal};

mod json;
mod merge;
mod strategic;

/// Returns the object as a patch leaves it.
pub(crate) fn patched(kind: &Kind, content_type: &str, live: &Value, patch: &Value) -> Result<Value, Refusal> {
    let mut object = live.clone();
    match content_type {
        "application/merge-patch+json" => merge::apply(&mut object, patch),
        "application/strategic-merge-patch+json" => strategic::apply(Schema::of(kind), &mut object, patch),
        "application/json-patch+json" => json::apply(&mut object, patch)?,
        other => return Err(unsupported(other)),
    }
    Ok(object)
}

fn unsupported(content_type: &str) -> Refusal {
    let known = "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, \
                 application/apply-patch+yaml";
    let message = format!(
        "the body of the request was in an unknown format - accepted media types include: {known}; got {content_type}"
    );
    Refusal::new(415, "UnsupportedMediaType", message)
}
