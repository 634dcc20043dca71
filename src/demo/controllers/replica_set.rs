//! Keeps the number of a replica set's pods, after k8s.io/kubernetes/pkg/controller/replicaset.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use serde_json::{Value, json};

use super::{MANAGER, delete_orphans, owner_reference, recorder, recorder::Topic, write};
use crate::demo::{
    apply::managers::Author,
    kinds,
    object::{self, Condition, drop_condition, list, number, set_condition, text},
    record::Record,
    refusal::Refusal,
    store::Key,
    world::World,
    write::Mode,
};

const COMPONENT: &str = "replicaset-controller";

/// How often in a row each set could not make its pods, for the growing pause between tries.
#[derive(Debug, Default)]
pub(crate) struct ReplicaSets {
    failures: HashMap<Key, u32>,
}

pub(super) fn sync(world: &mut World, key: &Key) {
    let Some(set) = world.store.object(key) else {
        world.replica_sets.failures.remove(key);
        delete_orphans(world, "pods", "ReplicaSet", key);
        return;
    };
    let pods = active_pods(world, &set);
    let wanted = usize::try_from(number(&set, "/spec/replicas")).unwrap_or(0);
    let refused = if pods.len() < wanted {
        create_pods(world, &set, wanted - pods.len()).err()
    } else {
        delete_pods(world, &set, &pods, pods.len() - wanted);
        None
    };
    if refused.is_some() {
        try_again(world, key);
    } else {
        world.replica_sets.failures.remove(key);
    }
    write_status(world, key, refused.as_ref());
}

/// Returns the pods of a set that are neither finished nor being deleted.
fn active_pods(world: &World, set: &Value) -> Vec<Arc<Record>> {
    let namespace = text(set, "/metadata/namespace");
    let mut pods = world.store.controlled(kinds::named("pods"), namespace, text(set, "/metadata/uid"));
    pods.retain(|pod| !pod.terminating && !matches!(pod.field("status.phase"), Some("Succeeded" | "Failed")));
    pods
}

fn create_pods(world: &mut World, set: &Value, count: usize) -> Result<(), Refusal> {
    for _ in 0..count {
        let pod = pod_from(set);
        match world.create(kinds::named("pods"), pod, &Author::new(MANAGER)) {
            Ok(pod) => event(world, set, false, "SuccessfulCreate", format!("Created pod: {}", pod.name)),
            Err(refusal) => {
                event(world, set, true, "FailedCreate", format!("Error creating: {}", refusal.message()));
                return Err(refusal);
            }
        }
    }
    Ok(())
}

fn pod_from(set: &Value) -> Value {
    let template = &set["spec"]["template"];
    let mut pod = json!({
        "metadata": {
            "generateName": format!("{}-", text(set, "/metadata/name")),
            "namespace": set["metadata"]["namespace"],
            "ownerReferences": [owner_reference(kinds::named("replicasets"), set)],
        },
        "spec": template["spec"],
    });
    for field in ["labels", "annotations"] {
        if let Some(value) = template["metadata"].get(field) {
            pod["metadata"][field] = value.clone();
        }
    }
    pod
}

/// Deletes the pods that would be missed least: unscheduled, then not ready, then the youngest.
fn delete_pods(world: &mut World, set: &Value, pods: &[Arc<Record>], count: usize) {
    if count == 0 {
        return;
    }
    let mut ranked: Vec<_> = pods.iter().map(|pod| (rank(pod), pod)).collect();
    ranked.sort_by(|(left, _), (right, _)| left.cmp(right));
    for (_, pod) in ranked.into_iter().take(count) {
        world.delete_as(pod, None, Mode::Real);
        event(world, set, false, "SuccessfulDelete", format!("Deleted pod: {}", pod.name));
    }
}

fn rank(pod: &Record) -> impl Ord + use<> {
    let scheduled = pod.field("spec.nodeName") != Some("");
    (scheduled, is_ready(pod.view()), Reverse(pod.created), pod.name.clone())
}

/// Returns whether a pod's `Ready` condition holds.
pub(super) fn is_ready(pod: &Value) -> bool {
    list(pod, "/status/conditions")
        .iter()
        .any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

fn try_again(world: &mut World, key: &Key) {
    let failures = world.replica_sets.failures.entry(key.clone()).or_default();
    *failures = (*failures + 1).min(10);
    let pause = 500 << *failures;
    world.look_in(pause, key.clone());
}

fn write_status(world: &mut World, key: &Key, refused: Option<&Refusal>) {
    let Some(mut set) = world.store.object(key) else {
        return;
    };
    let pods = active_pods(world, &set);
    let ready = pods.iter().filter(|pod| is_ready(pod.view())).count();
    let conditions = set["status"].get("conditions").cloned();
    let mut status = json!({"replicas": pods.len()});
    if !pods.is_empty() {
        status["fullyLabeledReplicas"] = json!(pods.len());
    }
    if ready > 0 {
        status["readyReplicas"] = json!(ready);
        status["availableReplicas"] = json!(ready);
    }
    status["observedGeneration"] = set["metadata"]["generation"].clone();
    if let Some(conditions) = conditions {
        status["conditions"] = conditions;
    }
    set["status"] = status;
    match refused {
        Some(refusal) => {
            let failure = Condition::new("ReplicaFailure", true).because("FailedCreate", refusal.message());
            set_condition(&mut set, failure, world.now);
        }
        None => drop_condition(&mut set, "ReplicaFailure"),
    }
    if list(&set, "/status/conditions").is_empty() {
        object::remove(&mut set, "/status/conditions");
    }
    write(world, key, set, &Author::of_status(MANAGER));
}

fn event(world: &mut World, set: &Value, warning: bool, reason: &'static str, message: String) {
    let mut topic = Topic::about(kinds::named("replicasets"), set, COMPONENT).saying(reason, message);
    topic.warning = warning;
    recorder::record(world, topic);
}
