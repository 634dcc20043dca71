//! `KIND/NAME` on the command line: which object the question is about.

use std::{fmt, str::FromStr};

use crate::core::model::{Kind, ObjectId, Pod, Snapshot, Stuck};

/// One object, in every namespace that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub kind: Kind,
    pub name: String,
}

/// The kinds that can be asked for, by the names that kubectl takes.
const KINDS: [(Kind, &[&str]); 7] = [
    (Kind::Pod, &["pod", "pods", "po"]),
    (Kind::Deployment, &["deployment", "deployments", "deploy"]),
    (Kind::StatefulSet, &["statefulset", "statefulsets", "sts"]),
    (Kind::DaemonSet, &["daemonset", "daemonsets", "ds"]),
    (Kind::ReplicaSet, &["replicaset", "replicasets", "rs"]),
    (Kind::Job, &["job", "jobs"]),
    (Kind::CronJob, &["cronjob", "cronjobs", "cj"]),
];

impl FromStr for Wanted {
    type Err = String;

    /// Takes `deploy/checkout`, and `deployment.apps/checkout` as kubectl prints it.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some((kind, name)) = text.split_once('/') else {
            return Err("it wants a kind and a name, such as deployment/checkout".to_owned());
        };
        if name.is_empty() || name.contains('/') {
            return Err("after the kind it wants one name, such as deployment/checkout".to_owned());
        }
        let lower = kind.to_lowercase();
        let plain = lower.split('.').next().unwrap_or_default();
        let known = KINDS.iter().find(|(_, names)| names.contains(&plain));
        let Some((kind, _)) = known else {
            let names: Vec<&str> = KINDS.iter().map(|(_, names)| names[0]).collect();
            return Err(format!("podmend diagnoses no {kind:?}, but {}", names.join(", ")));
        };
        Ok(Self { kind: kind.clone(), name: name.to_owned() })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.to_string().to_lowercase(), self.name)
    }
}

impl Wanted {
    /// Leaves in the snapshot only what the question is about.
    pub fn keep(&self, snapshot: &mut Snapshot) {
        snapshot.pods.retain(|_, pod| self.has_pod(pod));
        snapshot.stuck.retain(|_, stuck| self.has_owner(stuck));
    }

    fn has_pod(&self, pod: &Pod) -> bool {
        let owner = pod.owner.as_ref();
        (self.kind == Kind::Pod && self.name == pod.name)
            || self.is(&pod.workload)
            || owner.is_some_and(|owner| owner.kind == self.kind && owner.name == self.name)
    }

    fn has_owner(&self, stuck: &Stuck) -> bool {
        self.is(&stuck.workload) || self.is(&stuck.owner)
    }

    fn is(&self, id: &ObjectId) -> bool {
        id.kind == self.kind && id.name == self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::{Owner, Uid};

    #[test]
    fn kubectls_names_of_the_kinds_are_taken() {
        for (text, kind) in [
            ("deploy/checkout", Kind::Deployment),
            ("Deployment/checkout", Kind::Deployment),
            ("deployments.apps/checkout", Kind::Deployment),
            ("po/checkout", Kind::Pod),
            ("sts/checkout", Kind::StatefulSet),
            ("ds/checkout", Kind::DaemonSet),
            ("rs/checkout", Kind::ReplicaSet),
            ("job/checkout", Kind::Job),
            ("cj/checkout", Kind::CronJob),
        ] {
            assert_eq!(text.parse(), Ok(Wanted { kind, name: "checkout".to_owned() }), "{text}");
        }
    }

    #[test]
    fn what_is_no_object_is_said_to_be_none() {
        for (text, words) in [
            ("checkout", "a kind and a name"),
            ("deploy/", "one name"),
            ("deploy/a/b", "one name"),
            ("secret/x", "no \"secret\""),
            ("/x", "no \"\""),
        ] {
            let error = text.parse::<Wanted>().unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn a_pod_is_found_by_itself_its_owner_and_its_workload() {
        let mut pod = crate::core::model::sample::waiting("ErrImagePull", "");
        pod.owner = Some(Owner { kind: Kind::ReplicaSet, name: "checkout-7d9".to_owned(), uid: Uid::default() });
        let finds = |text: &str| text.parse::<Wanted>().unwrap().has_pod(&pod);
        assert!(finds("pod/checkout-7d9-abcde") && finds("rs/checkout-7d9") && finds("deploy/checkout"));
        assert!(!finds("pod/checkout") && !finds("sts/checkout") && !finds("deploy/checkout-7d9"));
    }
}
