//! Failing pods gathered into incidents: one line for each thing that went wrong, whatever the number of pods.
//!
//! The key of an incident is made of the pods alone, so that a group does not change under the reader's cursor when more
//! is read about one of its members.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    health::{Health, Symptom, SymptomKind, health},
    model::{Ended, ObjectId, Pod, PodKey, Snapshot, State},
    pull::reference::ImageReference,
};

/// One thing that is wrong, with all the pods that show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Stable while the trouble lasts: made of the symptom and of what the pods share.
    pub key: String,
    pub kind: SymptomKind,
    pub title: String,
    pub workloads: Vec<Affected>,
}

impl Incident {
    /// Returns the number of failing pods.
    pub fn pods(&self) -> usize {
        self.workloads.iter().map(|affected| affected.pods.len()).sum()
    }
}

/// A workload and those of its pods that fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Affected {
    pub workload: ObjectId,
    pub pods: Vec<PodKey>,
}

/// Gathers the failing pods of the snapshot, most pods first within each kind of trouble.
pub fn incidents(snapshot: &Snapshot, now: Timestamp) -> Vec<Incident> {
    let mut groups: BTreeMap<(SymptomKind, String), BTreeMap<ObjectId, Vec<PodKey>>> = BTreeMap::new();
    for (key, pod) in &snapshot.pods {
        if let Health::Failing(symptom) = health(pod, now) {
            let group = groups.entry((symptom.kind, title(pod, &symptom))).or_default();
            group.entry(pod.workload.clone()).or_default().push(key.clone());
        }
    }
    let mut incidents: Vec<Incident> = groups.into_iter().map(incident).collect();
    incidents.sort_by(|a, b| a.kind.cmp(&b.kind).then(b.pods().cmp(&a.pods())).then(a.title.cmp(&b.title)));
    incidents
}

fn incident(((kind, title), workloads): ((SymptomKind, String), BTreeMap<ObjectId, Vec<PodKey>>)) -> Incident {
    let workloads = workloads.into_iter().map(|(workload, pods)| Affected { workload, pods }).collect();
    Incident { key: format!("{kind:?}/{title}"), kind, title, workloads }
}

fn title(pod: &Pod, symptom: &Symptom) -> String {
    match symptom.kind {
        SymptomKind::ImagePull => pull_title(pod, symptom),
        SymptomKind::CrashLoop => match last_end(pod, symptom) {
            Some(ended) => format!("crash loop, exit {}", ended.exit_code),
            None => "crash loop".to_owned(),
        },
        SymptomKind::OutOfMemory => "killed, out of memory".to_owned(),
        SymptomKind::Unschedulable => "no node fits".to_owned(),
        SymptomKind::NoPods => "cannot create pods".to_owned(),
        SymptomKind::Start => format!("cannot start: {}", symptom.reason),
        SymptomKind::Failed => format!("ended: {}", symptom.reason),
        SymptomKind::NotStarted => "does not start".to_owned(),
        SymptomKind::NotReady => "does not become ready".to_owned(),
        SymptomKind::Terminating => "does not go away".to_owned(),
    }
}

/// What the pod alone can tell: whether it names a credential, and which registry it asks.
fn pull_title(pod: &Pod, symptom: &Symptom) -> String {
    let image = failing_image(pod, symptom);
    let host = image.and_then(|image| ImageReference::parse(image).ok()).map(|image| image.domain);
    match (host, asks_for_login(&symptom.message)) {
        (None, _) => "image name is not valid".to_owned(),
        (Some(host), true) if pod.pull_secrets.is_empty() => format!("no pull secret for {host}"),
        (Some(host), true) => format!("{host} refused the pull"),
        (Some(host), false) => format!("cannot pull from {host}"),
    }
}

/// Returns the image of the container that shows the symptom.
pub fn failing_image<'a>(pod: &'a Pod, symptom: &Symptom) -> Option<&'a str> {
    let name = symptom.container.as_deref()?;
    pod.containers.iter().find(|container| container.name == name).map(|container| container.image.as_str())
}

/// Says whether the text of a failed pull is about who may pull.
///
/// The anchors are what containerd (`core/remotes/docker/{resolver,authorizer}.go`), CRI-O and cri-dockerd emit for a
/// registry's 401 and 403.
pub fn asks_for_login(message: &str) -> bool {
    const ANCHORS: [&str; 9] = [
        "401 Unauthorized",
        "403 Forbidden",
        "no basic auth credentials",
        "pull access denied",
        "authorization failed",
        "failed to authorize",
        "authentication required",
        "unauthorized:",
        "denied:",
    ];
    ANCHORS.iter().any(|anchor| message.contains(anchor))
}

fn last_end<'a>(pod: &'a Pod, symptom: &Symptom) -> Option<&'a Ended> {
    let name = symptom.container.as_deref()?;
    let container = pod.containers.iter().find(|container| container.name == name)?;
    match &container.state {
        State::Ended(ended) => Some(ended),
        _ => container.last.as_ref(),
    }
}
