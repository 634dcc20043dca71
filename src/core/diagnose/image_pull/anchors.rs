//! Stands in for `core::message` until that knows the texts of pulls; then it goes.

use crate::core::{
    cause::{Cause, Grade, content, credentials, name, network, node},
    message::{self, Credential, Explanation},
};

pub(super) fn explain(reason: &str, text: &str) -> Explanation {
    let known = message::explain(reason, text);
    if known.cause != crate::core::cause::start::AMBIGUOUS {
        return known;
    }
    let has = |anchor: &str| text.contains(anchor);
    let by_reason = match reason {
        "InvalidImageName" => Some(name::INVALID_IMAGE_NAME),
        "ErrImageNeverPull" => Some(name::IMAGE_NEVER_PULL),
        "SignatureValidationFailed" => Some(content::SIGNATURE_POLICY),
        _ => None,
    };
    let found = by_reason.or_else(|| ANCHORS.iter().find(|(anchor, _)| has(anchor)).map(|(_, cause)| *cause));
    let found = found.or_else(|| text.ends_with(": not found").then_some(name::IMAGE_OR_TAG_NOT_FOUND));
    let credential = if has("no basic auth credentials") || has("failed to fetch anonymous token") {
        Credential::NotSent
    } else if has("unexpected status from HEAD request") || has("failed to fetch oauth token") {
        Credential::Sent
    } else {
        Credential::Untold
    };
    let also: Vec<Cause> = if has("may require") && credential != Credential::NotSent {
        vec![name::REPOSITORY_NOT_FOUND_OR_PRIVATE]
    } else {
        Vec::new()
    };
    Explanation {
        cause: found.unwrap_or(known.cause),
        grade: if found.is_some() { Grade::Certain } else { Grade::CannotTell },
        also,
        decisive: 0..0,
        credential: if found.is_some() { credential } else { Credential::Untold },
    }
}

const ANCHORS: [(&str, Cause); 28] = [
    ("no such host", network::REGISTRY_DNS),
    ("i/o timeout", network::REGISTRY_TIMEOUT),
    ("connection refused", network::REGISTRY_REFUSED),
    ("x509:", network::REGISTRY_TLS_UNTRUSTED),
    ("server gave HTTP response to HTTPS client", network::REGISTRY_HTTP_VS_HTTPS),
    ("503 Service Unavailable", network::REGISTRY_SERVER_ERROR),
    ("429 Too Many Requests", network::RATE_LIMITED),
    ("toomanyrequests", network::RATE_LIMITED),
    ("412 Precondition Failed", content::REGISTRY_POLICY_BLOCKED),
    ("no match for platform", content::PLATFORM_MISMATCH),
    ("no space left on device", node::DISK_FULL),
    ("pull QPS exceeded", node::NODE_PULL_THROTTLED),
    ("token has expired", credentials::CREDENTIALS_EXPIRED),
    ("incorrect username or password", credentials::AUTH_MISSING_OR_REJECTED),
    ("manifest unknown", name::IMAGE_OR_TAG_NOT_FOUND),
    ("code = NotFound", name::IMAGE_OR_TAG_NOT_FOUND),
    ("name unknown", name::REPOSITORY_NOT_FOUND_OR_PRIVATE),
    ("403 Forbidden", credentials::AUTH_FORBIDDEN),
    ("denied: Permission", credentials::AUTH_FORBIDDEN),
    ("access forbidden", credentials::AUTH_FORBIDDEN),
    ("401 Unauthorized", credentials::AUTH_MISSING_OR_REJECTED),
    ("no basic auth credentials", credentials::AUTH_MISSING_OR_REJECTED),
    ("pull access denied", credentials::AUTH_MISSING_OR_REJECTED),
    ("authorization failed", credentials::AUTH_MISSING_OR_REJECTED),
    ("failed to authorize", credentials::AUTH_MISSING_OR_REJECTED),
    ("unauthorized:", credentials::AUTH_MISSING_OR_REJECTED),
    ("denied:", credentials::AUTH_MISSING_OR_REJECTED),
    ("authentication required", credentials::AUTH_MISSING_OR_REJECTED),
];
