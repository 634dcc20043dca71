//! The audit log of writes: what was asked, by whom, and how it ended. Tests judge by it.

use serde_json::Value;

use super::{
    call::{Call, Resource},
    modify,
};

/// One request to change something, refused and dry ones included.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// `create`, `update`, `patch`, `delete` or `deletecollection`.
    pub verb: &'static str,
    /// The plural, with the subresource if one was named: `deployments`, `deployments/scale`.
    pub resource: String,
    pub namespace: String,
    /// Empty for a new object, whose name is in the body.
    pub name: String,
    pub dry_run: bool,
    /// The field manager of the request.
    pub manager: String,
    /// Whether it was a server-side apply.
    pub apply: bool,
    pub user_agent: String,
    pub audit_id: String,
    /// The status code of the answer.
    pub code: u16,
    /// The body of the request; null if it could not be read.
    pub body: Value,
}

impl Write {
    /// Returns the entry for a request, if it is one that changes something.
    pub(crate) fn of(call: &Call, resource: &Resource, audit_id: &str, code: u16) -> Option<Self> {
        let verb = call.verb();
        if matches!(verb, "get" | "list" | "watch" | "") {
            return None;
        }
        let resource_name = match resource.subresource.as_str() {
            "" => resource.kind.plural.to_owned(),
            subresource => format!("{}/{subresource}", resource.kind.plural),
        };
        Some(Self {
            verb,
            resource: resource_name,
            namespace: resource.namespace.clone(),
            name: resource.name.clone(),
            dry_run: modify::is_dry_run(call).unwrap_or(false),
            manager: modify::manager(call),
            apply: modify::is_apply(call),
            user_agent: call.user_agent.clone(),
            audit_id: audit_id.to_owned(),
            code,
            body: modify::body(call).unwrap_or(Value::Null),
        })
    }
}
