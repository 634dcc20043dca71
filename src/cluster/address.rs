//! Where the API serves each kind, and how the path of a request is put together.
//!
//! Every name goes into a path percent-encoded: a name from a kubeconfig or an owner reference is not to be trusted with
//! a slash or a question mark.

use std::fmt::{self, Write as _};

use crate::core::model::{Kind, ObjectId, Right};

/// A resource of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    /// Empty for the core group.
    pub(super) group: &'static str,
    pub(super) version: &'static str,
    pub(super) plural: &'static str,
}

pub(super) const PODS: Resource = core("pods");
pub(super) const EVENTS: Resource = core("events");
pub(super) const NAMESPACES: Resource = core("namespaces");
pub(super) const NODES: Resource = core("nodes");
pub(super) const SECRETS: Resource = core("secrets");
pub(super) const SERVICE_ACCOUNTS: Resource = core("serviceaccounts");
pub(super) const REPLICA_SETS: Resource = in_group("apps", "replicasets");
pub(super) const ROLE_BINDINGS: Resource = in_group("rbac.authorization.k8s.io", "rolebindings");
pub(super) const CLUSTER_ROLE_BINDINGS: Resource = in_group("rbac.authorization.k8s.io", "clusterrolebindings");
pub(super) const ACCESS_REVIEWS: Resource = in_group("authorization.k8s.io", "selfsubjectaccessreviews");

const fn core(plural: &'static str) -> Resource {
    in_group("", plural)
}

const fn in_group(group: &'static str, plural: &'static str) -> Resource {
    Resource { group, version: "v1", plural }
}

impl Resource {
    /// Returns where a kind is served; `None` for a kind that podmend does not know.
    pub(super) fn of(kind: &Kind) -> Option<Self> {
        Some(match kind {
            Kind::Deployment => in_group("apps", "deployments"),
            Kind::StatefulSet => in_group("apps", "statefulsets"),
            Kind::DaemonSet => in_group("apps", "daemonsets"),
            Kind::ReplicaSet => REPLICA_SETS,
            Kind::Job => in_group("batch", "jobs"),
            Kind::CronJob => in_group("batch", "cronjobs"),
            Kind::Pod => PODS,
            Kind::ServiceAccount => SERVICE_ACCOUNTS,
            Kind::Secret => SECRETS,
            Kind::Node => NODES,
            Kind::Other(_) => return None,
        })
    }

    /// Returns the path of all objects of a namespace, or of all namespaces.
    pub(super) fn list(self, namespace: Option<&str>) -> Path {
        let root = if self.group.is_empty() { "/api".to_owned() } else { format!("/apis/{}", self.group) };
        let mut path = format!("{root}/{}", self.version);
        if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
            path.push_str("/namespaces/");
            encode(namespace, &mut path);
        }
        path.push('/');
        path.push_str(self.plural);
        Path { path, asked: false }
    }

    /// Returns the path of one object.
    pub(super) fn object(self, namespace: &str, name: &str) -> Path {
        let mut path = self.list(Some(namespace));
        path.path.push('/');
        encode(name, &mut path.path);
        path
    }

    /// Returns the right to do this to objects of the resource.
    pub(super) fn right(self, verb: &str, namespace: Option<&str>) -> Right {
        Right::new(verb, self.group, self.plural, namespace.filter(|namespace| !namespace.is_empty()))
    }

    /// Returns `apps/v1`, or `v1` for the core group.
    pub(super) fn api_version(self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }
}

/// Returns the kind of an owner reference or an event's object.
///
/// A kind known by name counts only in its own API group: a `Deployment` of some other group is not ours to treat.
pub(super) fn kind_in(api_version: &str, name: &str) -> Kind {
    let kind = Kind::named(name);
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    match Resource::of(&kind) {
        Some(resource) if resource.group != group => Kind::Other(name.to_owned()),
        _ => kind,
    }
}

/// Returns the right that a read of this object needs.
pub(super) fn right_to(verb: &str, id: &ObjectId) -> Right {
    let namespace = Some(id.namespace.as_str()).filter(|namespace| !namespace.is_empty());
    match Resource::of(&id.kind) {
        Some(resource) => resource.right(verb, namespace),
        None => Right::new(verb, "", &id.kind.to_string().to_lowercase(), namespace),
    }
}

/// The path and query of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    path: String,
    asked: bool,
}

impl Path {
    pub(super) fn plain(path: &str) -> Self {
        Self { path: path.to_owned(), asked: path.contains('?') }
    }

    /// Returns the path of a subresource; there must be no query yet.
    pub(super) fn part(mut self, subresource: &str) -> Self {
        self.path.push('/');
        self.path.push_str(subresource);
        self
    }

    /// Adds a query parameter.
    pub(super) fn with(mut self, key: &str, value: &str) -> Self {
        self.path.push(if self.asked { '&' } else { '?' });
        self.asked = true;
        self.path.push_str(key);
        self.path.push('=');
        encode(value, &mut self.path);
        self
    }

    /// Accepts any state that the server has in its cache, and so costs it no read of etcd.
    pub(super) fn cached(self) -> Self {
        self.with("resourceVersion", "0")
    }

    /// Selects one object by its name, so that a list or a watch is about that object only.
    pub(super) fn named(self, name: &str) -> Self {
        self.with("fieldSelector", &format!("metadata.name={name}"))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => into.push(byte.into()),
            // Writing into a String cannot fail.
            _ => _ = write!(into, "%{byte:02X}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_api() {
        assert_eq!(PODS.list(None).to_string(), "/api/v1/pods");
        assert_eq!(PODS.list(Some("web")).cached().to_string(), "/api/v1/namespaces/web/pods?resourceVersion=0");
        let deployment = Resource::of(&Kind::Deployment).unwrap().object("web", "api");
        assert_eq!(deployment.to_string(), "/apis/apps/v1/namespaces/web/deployments/api");
        let selected = PODS.list(None).with("limit", "1").named("a");
        assert_eq!(selected.to_string(), "/api/v1/pods?limit=1&fieldSelector=metadata.name%3Da");
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_path() {
        let path = SECRETS.object("a/../../secrets", "x?watch=1");
        assert_eq!(path.to_string(), "/api/v1/namespaces/a%2F..%2F..%2Fsecrets/secrets/x%3Fwatch%3D1");
    }

    #[test]
    fn a_known_kind_of_another_group_is_not_treated_by_name() {
        assert_eq!(kind_in("apps/v1", "ReplicaSet"), Kind::ReplicaSet);
        assert_eq!(kind_in("v1", "Pod"), Kind::Pod);
        assert_eq!(kind_in("example.com/v1", "Deployment"), Kind::Other("Deployment".to_owned()));
    }
}
