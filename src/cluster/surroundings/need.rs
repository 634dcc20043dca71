//! What explaining one failing pod takes, small enough to be kept for thousands of them.

use jiff::{SignedDuration, Timestamp};

use crate::{
    cluster::reads::{Run, account_of},
    core::{
        health::{Health, STARTING_GRACE, SymptomKind, health},
        model::{Container, ObjectId, Pod, State, Stuck, Uid},
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cluster) struct Need {
    pub(in crate::cluster) namespace: String,
    /// The pod's name; empty for an owner without pods.
    pub(in crate::cluster) pod: String,
    /// What events may be about: the pod first, then its owner.
    pub(in crate::cluster) about: Vec<Uid>,
    pub(in crate::cluster) workload: ObjectId,
    /// The ServiceAccount, where it has to do with it.
    pub(in crate::cluster) account: Option<String>,
    /// The pull secrets that are named, where a pull fails.
    pub(in crate::cluster) secrets: Option<Vec<String>>,
    pub(in crate::cluster) logs: Vec<(String, Run)>,
    /// The node, where it may be the node.
    pub(in crate::cluster) node: Option<String>,
    /// When it fails; a pod that only starts may come to fail by that.
    pub(in crate::cluster) from: Timestamp,
}

impl Need {
    /// Returns what is needed for a pod that fails, or will if nothing comes of it soon; `None` for others.
    pub(in crate::cluster) fn of(pod: &Pod, now: Timestamp) -> Option<Self> {
        let (symptom, from) = match health(pod, now) {
            Health::Failing(symptom) => (symptom, now),
            Health::Fine | Health::Starting | Health::Ending => match health(pod, now + 2 * STARTING_GRACE) {
                Health::Failing(symptom) => (symptom, now + STARTING_GRACE),
                Health::Fine | Health::Starting | Health::Ending => return None,
            },
        };
        let pulls = symptom.kind == SymptomKind::ImagePull;
        Some(Self {
            namespace: pod.namespace.clone(),
            pod: pod.name.clone(),
            about: [&pod.uid].into_iter().chain(pod.owner.as_ref().map(|owner| &owner.uid)).cloned().collect(),
            workload: pod.workload.clone(),
            account: pulls.then(|| account_of(&pod.service_account).to_owned()),
            secrets: pulls.then(|| pod.pull_secrets.clone()),
            logs: if pulls { Vec::new() } else { logs_of(pod) },
            node: pod.node.clone().filter(|_| may_be_the_node(symptom.kind)),
            from,
        })
    }

    /// Returns what is needed for an owner without pods.
    pub(in crate::cluster) fn of_stuck(stuck: &Stuck) -> Self {
        Self {
            namespace: stuck.owner.namespace.clone(),
            pod: String::new(),
            about: vec![stuck.owner_uid.clone()],
            workload: stuck.workload.clone(),
            account: Some(account_of(&stuck.service_account).to_owned()),
            secrets: None,
            logs: Vec::new(),
            node: None,
            from: Timestamp::MIN,
        }
    }

    /// Says whether the pod fails at this time, or so soon after that the reader of an answer would see it failing.
    pub(in crate::cluster) fn is_due(&self, now: Timestamp) -> bool {
        self.from <= now + SignedDuration::from_secs(15)
    }
}

fn may_be_the_node(kind: SymptomKind) -> bool {
    !matches!(
        kind,
        SymptomKind::ImagePull
            | SymptomKind::CrashLoop
            | SymptomKind::OutOfMemory
            | SymptomKind::Unschedulable
            | SymptomKind::NoPods
    )
}

/// Returns the containers that ended badly and may have said why, each with the run to read.
pub(in crate::cluster) fn logs_of(pod: &Pod) -> Vec<(String, Run)> {
    let run = |container: &Container| match (&container.state, &container.last) {
        (State::Ended(ended), _) if ended.exit_code != 0 => Some(Run::Last),
        (State::Waiting { .. } | State::Running { .. }, Some(_)) if !container.ready => Some(Run::Before),
        _ => None,
    };
    pod.containers.iter().filter_map(|container| Some((container.name.clone(), run(container)?))).collect()
}
