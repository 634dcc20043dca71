//! Access reviews: a client asks what it may do, and is told by the rules that its requests are held to.

use serde_json::{Value, json};

use super::{
    access::{Access, Question},
    call::Call,
    modify::json_body,
    object::text,
    refusal::Refusal,
    reply::Reply,
};

/// Answers a `SelfSubjectAccessReview`.
pub(crate) fn access(access: &Access, call: &Call) -> Result<Reply, Refusal> {
    let mut review = json_body(call)?;
    let attributes = &review["spec"]["resourceAttributes"];
    if attributes.is_null() && review["spec"]["nonResourceAttributes"].is_null() {
        let why = "spec.resourceAttributes: Invalid value: null: at least one of resourceAttributes or \
                   nonResourceAttributes must be specified";
        return Err(Refusal::bad_request(why));
    }
    let allowed = attributes.is_null() || access.allows(&question(attributes));
    review["status"] = if allowed {
        let reason = format!(
            "RBAC: allowed by ClusterRoleBinding \"demo\" of ClusterRole \"demo\" to User \"{}\"",
            access.user()
        );
        json!({"allowed": true, "reason": reason})
    } else {
        json!({"allowed": false})
    };
    Ok(complete(review, "SelfSubjectAccessReview", "authorization.k8s.io/v1"))
}

/// Answers a `SelfSubjectRulesReview`.
pub(crate) fn rules(access: &Access, call: &Call) -> Result<Reply, Refusal> {
    let mut review = json_body(call)?;
    let namespace = text(&review, "/spec/namespace").to_owned();
    if namespace.is_empty() {
        return Err(Refusal::bad_request("no namespace on request"));
    }
    let rule = |(verbs, resources): (&[String], &[String])| json!({"verbs": verbs, "apiGroups": ["*"], "resources": resources});
    let rules: Vec<Value> = access.rules_in(&namespace).map(rule).collect();
    review["status"] = json!({
        "resourceRules": rules,
        "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version"]}],
        "incomplete": false,
    });
    Ok(complete(review, "SelfSubjectRulesReview", "authorization.k8s.io/v1"))
}

/// Answers a `SelfSubjectReview`, which says who one is.
pub(crate) fn subject(access: &Access, call: &Call) -> Result<Reply, Refusal> {
    let mut review = json_body(call)?;
    review["status"] = json!({"userInfo": {"username": access.user(), "groups": access.groups()}});
    Ok(complete(review, "SelfSubjectReview", "authentication.k8s.io/v1"))
}

fn question(attributes: &Value) -> Question {
    let read = |field: &str| text(attributes, &format!("/{field}")).to_owned();
    let resource = match (read("resource"), read("subresource")) {
        (resource, subresource) if subresource.is_empty() => resource,
        (resource, subresource) => format!("{resource}/{subresource}"),
    };
    Question { verb: read("verb"), group: read("group"), resource, namespace: read("namespace") }
}

fn complete(mut review: Value, kind: &str, api_version: &str) -> Reply {
    review["kind"] = json!(kind);
    review["apiVersion"] = json!(api_version);
    if !review["metadata"].is_object() {
        review["metadata"] = json!({});
    }
    Reply::json(201, &review)
}
