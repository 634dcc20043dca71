//! From the server's refusal of a write to what the user can do about it.

use crate::core::{
    model::ObjectId,
    plan::{OwnedField, Refusal},
};

use crate::cluster::{
    address::right_to,
    error::{Setting, trouble},
    failure::{Failure, Status, StatusCause},
};

/// Says why a request about this object did not go through.
pub(super) fn refusal(failure: &Failure, target: &ObjectId, verb: &str, setting: &Setting) -> Refusal {
    match failure {
        Failure::Refused(status) => refused(status, failure, target, verb, setting),
        _ => not_sent(failure, setting),
    }
}

fn refused(status: &Status, failure: &Failure, target: &ObjectId, verb: &str, setting: &Setting) -> Refusal {
    let target = target.clone();
    match status.code {
        403 if is_about_rights(status) => {
            Refusal::MissingRight { right: right_to(verb, &target), reason: String::new() }
        }
        404 => Refusal::Gone { target },
        409 => conflict(status, target),
        422 if is_about_the_uid(status) => Refusal::Gone { target },
        400 | 403 | 405 | 413 | 415 | 422 | 500 => Refusal::Denied { target, message: status.said() },
        _ => not_sent(failure, setting),
    }
}

/// RBAC's refusals and those of admission are both 403; only the first name the user and the verb.
fn is_about_rights(status: &Status) -> bool {
    status.reason == "Forbidden" && status.message.contains("cannot") && status.message.contains("resource")
}

/// Two different things are 409: fields that others own have causes, a version that is too old has none.
fn conflict(status: &Status, target: ObjectId) -> Refusal {
    let owners: Vec<OwnedField> = status.causes().iter().filter_map(owned_field).collect();
    if !owners.is_empty() {
        return Refusal::Owned { owners };
    }
    if status.reason == "AlreadyExists" {
        return Refusal::Exists { target };
    }
    if status.message.contains("uid mismatch") || status.message.contains("UID in precondition") {
        return Refusal::Gone { target };
    }
    Refusal::Changed { target }
}

/// Reads `conflict with "kubectl" using apps/v1`.
fn owned_field(cause: &StatusCause) -> Option<OwnedField> {
    if cause.reason != "FieldManagerConflict" {
        return None;
    }
    let manager = cause.message.split('"').nth(1).unwrap_or("another manager").to_owned();
    Some(OwnedField { manager, field: cause.field.clone() })
}

fn is_about_the_uid(status: &Status) -> bool {
    status.causes().iter().any(|cause| cause.field == "metadata.uid")
}

fn not_sent(failure: &Failure, setting: &Setting) -> Refusal {
    let trouble = trouble(failure, "", setting);
    Refusal::NotSent { why: format!("{}; {}", trouble.why, trouble.hint) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::Kind;

    fn of(code: u16, body: &str) -> Refusal {
        let failure = Failure::Refused(Box::new(Status::read(code, body.as_bytes())));
        let setting = Setting { server: "https://host".to_owned(), certificate_ends: None };
        refusal(&failure, &ObjectId::new(Kind::Deployment, "web", "api"), "patch", &setting)
    }

    #[test]
    fn the_two_conflicts_are_told_apart() {
        let owned = of(
            409,
            r#"{"reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict",
            "message":"conflict with \"argocd-controller\" using apps/v1","field":".spec.replicas"}]}}"#,
        );
        let expected = OwnedField { manager: "argocd-controller".to_owned(), field: ".spec.replicas".to_owned() };
        assert_eq!(owned, Refusal::Owned { owners: vec![expected] });
        let changed = of(409, r#"{"reason":"Conflict","message":"the object has been modified"}"#);
        assert!(matches!(changed, Refusal::Changed { .. }));
    }

    #[test]
    fn a_right_and_an_admission_are_told_apart() {
        let right = of(
            403,
            r#"{"reason":"Forbidden","message":"deployments.apps \"api\" is forbidden: User \"u\" cannot patch resource \"deployments\""}"#,
        );
        assert!(matches!(right, Refusal::MissingRight { .. }));
        let quota =
            of(403, r#"{"reason":"Forbidden","message":"deployments.apps \"api\" is forbidden: exceeded quota"}"#);
        assert!(matches!(quota, Refusal::Denied { .. }));
    }

    #[test]
    fn another_object_of_that_name_is_gone_to_us() {
        assert!(matches!(of(404, ""), Refusal::Gone { .. }));
        let other = of(422, r#"{"reason":"Invalid","details":{"causes":[{"field":"metadata.uid"}]}}"#);
        assert!(matches!(other, Refusal::Gone { .. }));
    }
}
