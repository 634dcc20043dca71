//! Which pods are those of the new template.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::core::{
    model::{Event, Kind, ObjectId, Pod, Uid},
    timeline::Progress,
};

pub(super) type Labels = BTreeMap<String, String>;

/// The label that the Deployment controller adds to the template of each of its ReplicaSets.
const HASH: &str = "pod-template-hash";

/// What is known of the workload and what belongs to it.
#[derive(Debug)]
pub(super) struct Rollout {
    id: ObjectId,
    generation: i64,
    workload: Value,
    replica_sets: BTreeMap<String, Value>,
    pods: BTreeMap<Uid, (Pod, Labels)>,
    /// The ReplicaSet of the new template, once it is there.
    revision: Option<Uid>,
}

impl Rollout {
    pub(super) fn of(id: ObjectId, generation: i64) -> Self {
        Self {
            id,
            generation,
            workload: Value::Null,
            replica_sets: BTreeMap::new(),
            pods: BTreeMap::new(),
            revision: None,
        }
    }

    pub(super) fn workload(&self) -> &ObjectId {
        &self.id
    }

    /// Takes in the workload and returns its status.
    pub(super) fn take_workload(&mut self, object: Value) -> Progress {
        self.workload = object;
        let number = |path: &str| self.workload.pointer(path).and_then(Value::as_i64);
        let count = |path: &str| number(path).and_then(|n| u32::try_from(n).ok());
        let daemon = self.id.kind == Kind::DaemonSet;
        let (wanted, updated, ready) = if daemon {
            ("/status/desiredNumberScheduled", "/status/updatedNumberScheduled", "/status/numberReady")
        } else {
            ("/spec/replicas", "/status/updatedReplicas", "/status/readyReplicas")
        };
        Progress::Workload {
            generation: number("/metadata/generation").unwrap_or_default(),
            observed: number("/status/observedGeneration").unwrap_or_default(),
            replicas: count(wanted).unwrap_or(u32::from(!daemon)),
            updated: count(updated).unwrap_or_default(),
            ready: count(ready).unwrap_or_default(),
            paused: self.workload.pointer("/spec/paused").and_then(Value::as_bool).unwrap_or_default(),
        }
    }

    pub(super) fn set_replica_sets(&mut self, sets: Vec<Value>) {
        self.replica_sets.clear();
        for set in sets {
            self.put_replica_set(set);
        }
    }

    pub(super) fn put_replica_set(&mut self, set: Value) {
        if text(&set, "/metadata/name").starts_with(&self.id.name) {
            self.replica_sets.insert(text(&set, "/metadata/uid").to_owned(), set);
        }
    }

    pub(super) fn drop_replica_set(&mut self, set: &Value) {
        self.replica_sets.remove(text(set, "/metadata/uid"));
    }

    pub(super) fn set_pods(&mut self, pods: impl Iterator<Item = (Pod, Labels)>) {
        self.pods.clear();
        pods.for_each(|(pod, labels)| self.put_pod(pod, labels));
    }

    pub(super) fn put_pod(&mut self, mut pod: Pod, labels: Labels) {
        // The controllers name what they make after the workload; anything else of the namespace is not kept.
        if pod.owner.as_ref().is_some_and(|owner| owner.name.starts_with(&self.id.name)) {
            pod.workload.clone_from(&self.id);
            self.pods.insert(pod.uid.clone(), (pod, labels));
        }
    }

    pub(super) fn drop_pod(&mut self, uid: &Uid) {
        self.pods.remove(uid);
    }

    /// Returns the ReplicaSet of the new template when it is another one than the last time.
    pub(super) fn take_new_revision(&mut self) -> Option<ObjectId> {
        let set = self.new_replica_set()?;
        let uid = Uid(text(set, "/metadata/uid").to_owned());
        let id = ObjectId::new(Kind::ReplicaSet, &self.id.namespace, text(set, "/metadata/name"));
        (self.revision.replace(uid.clone()) != Some(uid)).then_some(id)
    }

    /// The ReplicaSet with the Deployment's template, apart from the hash; the oldest if there are several
    /// (`pkg/controller/deployment/util/deployment_util.go`, `FindNewReplicaSet`).
    fn new_replica_set(&self) -> Option<&Value> {
        if !self.is_reached() {
            return None;
        }
        let template = self.workload.pointer("/spec/template")?;
        let uid = text(&self.workload, "/metadata/uid");
        let sets = self.replica_sets.values().filter(|set| is_controlled_by(set, uid));
        let same = sets.filter(|set| set.pointer("/spec/template").is_some_and(|other| same_template(template, other)));
        same.min_by_key(|set| (text(set, "/metadata/creationTimestamp"), text(set, "/metadata/name")))
    }

    /// The workload is seen as it was applied, or later.
    fn is_reached(&self) -> bool {
        self.workload
            .pointer("/metadata/generation")
            .and_then(Value::as_i64)
            .is_some_and(|seen| seen >= self.generation)
    }

    pub(super) fn new_pods(&self) -> impl Iterator<Item = &Pod> {
        self.pods.values().filter(|(pod, labels)| self.is_of_new_template(pod, labels)).map(|(pod, _)| pod)
    }

    /// Returns the pod of this uid if it is one of the new template.
    pub(super) fn new_pod(&self, uid: &Uid) -> Option<&Pod> {
        let (pod, labels) = self.pods.get(uid)?;
        self.is_of_new_template(pod, labels).then_some(pod)
    }

    fn is_of_new_template(&self, pod: &Pod, labels: &Labels) -> bool {
        let Some(owner) = &pod.owner else { return false };
        match self.id.kind {
            Kind::Deployment => self.revision.as_ref() == Some(&owner.uid),
            Kind::StatefulSet => {
                self.owns(&owner.uid)
                    && self.is_observed()
                    && label(labels, "controller-revision-hash") == text(&self.workload, "/status/updateRevision")
            }
            Kind::DaemonSet => {
                self.owns(&owner.uid)
                    && self.is_observed()
                    && label(labels, "pod-template-generation") == template_generation(&self.workload)
            }
            _ => self.owns(&owner.uid) && self.is_reached(),
        }
    }

    fn owns(&self, owner: &Uid) -> bool {
        owner.0 == text(&self.workload, "/metadata/uid")
    }

    /// The controller has seen the change, so that its status speaks of the new template.
    fn is_observed(&self) -> bool {
        let observed = self.workload.pointer("/status/observedGeneration").and_then(Value::as_i64);
        observed.is_some_and(|observed| observed >= self.generation)
    }

    /// Says whether an event may turn out to be about something of this rollout.
    pub(super) fn may_concern(&self, event: &Event) -> bool {
        event.regarding.name.starts_with(&self.id.name)
    }

    /// Says whether an event is about a new pod, its ReplicaSet, or the workload.
    pub(super) fn concerns(&self, event: &Event) -> bool {
        let uid = &event.regarding_uid;
        self.new_pod(uid).is_some()
            || self.revision.as_ref() == Some(uid)
            || uid.0 == text(&self.workload, "/metadata/uid")
    }
}

fn is_controlled_by(set: &Value, uid: &str) -> bool {
    let owners = set.pointer("/metadata/ownerReferences").and_then(Value::as_array);
    owners.into_iter().flatten().any(|owner| owner["controller"] == true && owner["uid"] == uid)
}

fn same_template(deployment: &Value, replica_set: &Value) -> bool {
    without_hash(deployment) == without_hash(replica_set)
}

fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(labels) = template.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.remove(HASH);
    }
    template
}

/// The DaemonSet controller still labels its pods with this number (`pkg/controller/daemon/util/daemonset_util.go`).
fn template_generation(daemon_set: &Value) -> &str {
    let annotations = daemon_set.pointer("/metadata/annotations");
    annotations.and_then(|all| all["deprecated.daemonset.template.generation"].as_str()).unwrap_or_default()
}

fn label<'a>(labels: &'a Labels, key: &str) -> &'a str {
    labels.get(key).map_or("", String::as_str)
}

fn text<'a>(object: &'a Value, path: &str) -> &'a str {
    object.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn replica_set(name: &str, secret: &str, created: &str) -> Value {
        json!({
            "metadata": { "name": name, "uid": name, "creationTimestamp": created,
                "ownerReferences": [{ "controller": true, "uid": "d" }] },
            "spec": { "template": { "metadata": { "labels": { "app": "web", HASH: name } }, "spec": { "s": secret } } },
        })
    }

    fn deployment(generation: i64, secret: &str) -> Value {
        json!({
            "metadata": { "uid": "d", "generation": generation },
            "spec": { "replicas": 2, "template": { "metadata": { "labels": { "app": "web" } }, "spec": { "s": secret } } },
        })
    }

    #[test]
    fn the_replica_set_of_the_old_template_is_never_taken_for_the_new_one() {
        let mut rollout = Rollout::of(ObjectId::new(Kind::Deployment, "shop", "web"), 2);
        rollout.set_replica_sets(vec![replica_set("web-old", "", "1")]);
        rollout.take_workload(deployment(1, ""));
        assert_eq!(rollout.take_new_revision(), None, "the workload is seen as it was before");
        rollout.take_workload(deployment(2, "regcred"));
        assert_eq!(rollout.take_new_revision(), None, "there is none of this template yet");
        rollout.put_replica_set(replica_set("web-new", "regcred", "2"));
        let new = ObjectId::new(Kind::ReplicaSet, "shop", "web-new");
        assert_eq!(rollout.take_new_revision(), Some(new));
        assert_eq!(rollout.take_new_revision(), None, "it is told once");
    }

    #[test]
    fn going_back_to_an_older_template_takes_its_replica_set_up_again() {
        let mut rollout = Rollout::of(ObjectId::new(Kind::Deployment, "shop", "web"), 3);
        rollout.set_replica_sets(vec![replica_set("web-old", "", "1"), replica_set("web-new", "regcred", "2")]);
        rollout.take_workload(deployment(3, ""));
        assert_eq!(rollout.take_new_revision().map(|set| set.name), Some("web-old".to_owned()));
    }
}
