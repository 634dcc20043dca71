//! The kinds that the demo serves, in one table: routing, discovery, selectors and error texts read it.

/// One served kind of the API.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) group: &'static str,
    pub(crate) version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) singular: &'static str,
    pub(crate) short: &'static [&'static str],
    pub(crate) scope: Scope,
    /// Field selectors beyond `metadata.name` and `metadata.namespace`, as the API server names them.
    pub(crate) fields: &'static [&'static str],
    /// Subresources that discovery lists; those that are not implemented answer 501.
    pub(crate) subresources: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Namespace,
    Cluster,
}

impl Kind {
    /// Returns `v1` or `apps/v1`.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() {
            return self.version.to_owned();
        }
        format!("{}/{}", self.group, self.version)
    }

    /// Returns `pods` or `deployments.apps`, as error texts call it.
    pub(crate) fn qualified(&self) -> String {
        qualify(self.plural, self.group)
    }

    /// Returns `Pod` or `Deployment.apps`, as validation errors call it.
    pub(crate) fn qualified_kind(&self) -> String {
        qualify(self.kind, self.group)
    }

    pub(crate) fn namespaced(&self) -> bool {
        self.scope == Scope::Namespace
    }
}

fn qualify(name: &str, group: &str) -> String {
    if group.is_empty() {
        return name.to_owned();
    }
    format!("{name}.{group}")
}

/// Finds a kind by the plural in its path.
pub(crate) fn find(group: &str, version: &str, plural: &str) -> Option<&'static Kind> {
    let fits = |kind: &&Kind| kind.plural == plural && kind.group == group && kind.version == version;
    KINDS.iter().find(fits)
}

/// Finds a kind by what a manifest says of itself.
pub(crate) fn of_manifest(api_version: &str, kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|known| known.kind == kind && known.api_version() == api_version)
}

/// Returns a kind of the table by its plural; plurals are unique in it.
pub(crate) fn named(plural: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.plural == plural).expect("callers name kinds of the table")
}

const STATUS: &[&str] = &["status"];
const SCALE: &[&str] = &["scale", "status"];

/// Every served kind; within a group in the order of discovery.
pub(crate) static KINDS: &[Kind] = &[
    kind("", "v1", "ConfigMap", "configmaps", &["cm"]),
    Kind {
        fields: &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        ..kind("", "v1", "Event", "events", &["ev"])
    },
    Kind {
        fields: &["status.phase"],
        scope: Scope::Cluster,
        subresources: &["finalize", "status"],
        ..kind("", "v1", "Namespace", "namespaces", &["ns"])
    },
    Kind {
        fields: &["spec.unschedulable"],
        scope: Scope::Cluster,
        subresources: STATUS,
        ..kind("", "v1", "Node", "nodes", &["no"])
    },
    Kind {
        fields: &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        subresources: &[
            "attach",
            "binding",
            "ephemeralcontainers",
            "eviction",
            "exec",
            "log",
            "portforward",
            "proxy",
            "resize",
            "status",
        ],
        ..kind("", "v1", "Pod", "pods", &["po"])
    },
    kind("", "v1", "ResourceQuota", "resourcequotas", &["quota"]),
    Kind { fields: &["type"], ..kind("", "v1", "Secret", "secrets", &[]) },
    Kind { subresources: &["token"], ..kind("", "v1", "ServiceAccount", "serviceaccounts", &["sa"]) },
    Kind { subresources: STATUS, ..kind("", "v1", "Service", "services", &["svc"]) },
    Kind { subresources: STATUS, ..kind("apps", "v1", "DaemonSet", "daemonsets", &["ds"]) },
    Kind { subresources: SCALE, ..kind("apps", "v1", "Deployment", "deployments", &["deploy"]) },
    Kind { subresources: SCALE, ..kind("apps", "v1", "ReplicaSet", "replicasets", &["rs"]) },
    Kind { subresources: SCALE, ..kind("apps", "v1", "StatefulSet", "statefulsets", &["sts"]) },
    Kind { subresources: STATUS, ..kind("batch", "v1", "CronJob", "cronjobs", &["cj"]) },
    Kind { subresources: STATUS, ..kind("batch", "v1", "Job", "jobs", &[]) },
    Kind { scope: Scope::Cluster, ..kind(RBAC, "v1", "ClusterRoleBinding", "clusterrolebindings", &[]) },
    Kind { scope: Scope::Cluster, ..kind(RBAC, "v1", "ClusterRole", "clusterroles", &[]) },
    kind(RBAC, "v1", "RoleBinding", "rolebindings", &[]),
    kind(RBAC, "v1", "Role", "roles", &[]),
];

const RBAC: &str = "rbac.authorization.k8s.io";

const fn kind(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
    short: &'static [&'static str],
) -> Kind {
    Kind {
        group,
        version,
        kind,
        plural,
        // Every plural of the table ends in a single s after the singular.
        singular: plural.split_at(plural.len() - 1).0,
        short,
        scope: Scope::Namespace,
        fields: &[],
        subresources: &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn plurals_are_unique_and_singulars_are_the_kinds_in_lower_case() {
        let plurals: BTreeSet<_> = KINDS.iter().map(|kind| kind.plural).collect();
        assert_eq!(plurals.len(), KINDS.len());
        for kind in KINDS {
            assert_eq!(kind.singular, kind.kind.to_lowercase());
        }
    }
}
