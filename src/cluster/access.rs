//! What this user may do, asked before it is tried.

use serde::Deserialize;
use serde_json::json;

use crate::core::model::Right;

use super::{
    Cluster,
    address::ACCESS_REVIEWS,
    failure::Failure,
    http::{Http, Payload},
};

/// The answer of an access review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    Allowed,
    /// The text is the authorizer's and may be empty.
    Denied {
        reason: String,
    },
    /// The review itself was refused or failed: the right is not known.
    Unknown,
}

#[derive(Deserialize)]
struct Review {
    #[serde(default, deserialize_with = "super::slim::or_empty")]
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    allowed: bool,
    reason: String,
}

impl Cluster {
    /// Asks whether this may be done to any object of the resource.
    pub async fn can(&self, right: &Right) -> Access {
        review(self.http(), right, "").await
    }
}

/// Asks whether this may be done to the object of this name, or to any object when the name is empty.
///
/// A review is a POST that changes nothing; every authenticated user may make it (`system:basic-user`).
pub(super) async fn review(http: &Http, right: &Right, name: &str) -> Access {
    match ask(http, right, name).await {
        Ok(Review { status: Status { allowed: true, .. } }) => Access::Allowed,
        Ok(Review { status }) => Access::Denied { reason: super::failure::shown(&status.reason) },
        Err(_) => Access::Unknown,
    }
}

async fn ask(http: &Http, right: &Right, name: &str) -> Result<Review, Failure> {
    let (resource, subresource) = right.resource.split_once('/').unwrap_or((&right.resource, ""));
    let body = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": { "resourceAttributes": {
            "verb": right.verb,
            "group": right.group,
            "resource": resource,
            "subresource": subresource,
            "namespace": right.namespace.as_deref().unwrap_or_default(),
            "name": name,
        } },
    });
    let bytes = serde_json::to_vec(&body).expect("a value made of strings can be written");
    http.write(&ACCESS_REVIEWS.list(None), Payload::Create(bytes)).await?.decode()
}
