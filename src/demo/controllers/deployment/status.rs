//! A deployment's status: its counts, and whether it is available and getting on.

use std::time::Duration;

use serde_json::{Value, json};

use super::{AVAILABLE, MANAGER, ReplicaSets, WANTED, margins, write};
use crate::demo::{
    apply::managers::Author,
    object::{self, Condition, list, number, seconds, text},
    store::Key,
    world::World,
};

pub(super) fn write_status(world: &mut World, key: &Key, sets: &ReplicaSets) {
    let Some(mut deployment) = world.store.object(key) else {
        return;
    };
    let before = deployment["status"].take();
    deployment["status"] = counts(&deployment, sets);
    if let Some(conditions) = before.get("conditions") {
        deployment["status"]["conditions"] = conditions.clone();
    }
    available(world, &mut deployment);
    progressing(world, key, &mut deployment, &before, sets);
    replica_failure(world, &mut deployment, sets);
    write(world, key, deployment, &Author::of_status(MANAGER));
}

/// Returns the counts in the order of the API; zero is left out.
fn counts(deployment: &Value, sets: &ReplicaSets) -> Value {
    let replicas = sets.total("/status/replicas");
    let available = sets.total(AVAILABLE);
    let updated = sets.new.as_ref().map_or(0, |new| number(new, "/status/replicas"));
    let all = [
        ("replicas", replicas),
        ("updatedReplicas", updated),
        ("readyReplicas", sets.total("/status/readyReplicas")),
        ("availableReplicas", available),
        ("unavailableReplicas", (number(deployment, WANTED).max(replicas) - available).max(0)),
    ];
    let mut status = json!({"observedGeneration": deployment["metadata"]["generation"]});
    for (name, count) in all.into_iter().filter(|(_, count)| *count > 0) {
        status[name] = json!(count);
    }
    status
}

fn available(world: &World, deployment: &mut Value) {
    let least = number(deployment, WANTED) - margins(deployment).1;
    let condition = if number(deployment, AVAILABLE) >= least.max(0) {
        let text = "Deployment has minimum availability.";
        Condition::new("Available", true).because("MinimumReplicasAvailable", text)
    } else {
        let text = "Deployment does not have minimum availability.";
        Condition::new("Available", false).because("MinimumReplicasUnavailable", text)
    };
    set_condition(world, deployment, condition, false);
}

fn progressing(world: &mut World, key: &Key, deployment: &mut Value, before: &Value, sets: &ReplicaSets) {
    let Some(new) = &sets.new else {
        return;
    };
    let name = text(new, "/metadata/name").to_owned();
    let reached = |what: &str| format!("ReplicaSet \"{name}\" {what}");
    let yes = Condition::new("Progressing", true);
    let moved = moved(&deployment["status"], before);
    let known = list(&deployment["status"], "/conditions").iter().any(|one| one["type"] == "Progressing");
    let (condition, moved) = if !known {
        (yes.because("NewReplicaSetCreated", format!("Created new replica set \"{name}\"")), true)
    } else if complete(deployment) {
        (yes.because("NewReplicaSetAvailable", reached("has successfully progressed.")), false)
    } else if moved {
        (yes.because("ReplicaSetUpdated", reached("is progressing.")), true)
    } else if let Some(left) = time_left(world, deployment) {
        world.look_in(left, key.clone());
        return;
    } else {
        let late = Condition::new("Progressing", false);
        (late.because("ProgressDeadlineExceeded", reached("has timed out progressing.")), false)
    };
    set_condition(world, deployment, condition, moved);
    if let Some(left) = time_left(world, deployment).filter(|_| !complete(deployment)) {
        world.look_in(left, key.clone());
    }
}

fn complete(deployment: &Value) -> bool {
    let wanted = number(deployment, WANTED);
    let status = &deployment["status"];
    ["/updatedReplicas", "/replicas", "/availableReplicas"].iter().all(|count| number(status, count) == wanted)
}

/// Returns whether more pods are new, ready or available, or fewer are old, than when last looked at.
fn moved(now: &Value, before: &Value) -> bool {
    let old = |status: &Value| number(status, "/replicas") - number(status, "/updatedReplicas");
    let more = |count: &str| number(now, count) > number(before, count);
    old(now) < old(before) || ["/updatedReplicas", "/readyReplicas", "/availableReplicas"].into_iter().any(more)
}

/// Returns the milliseconds until the progress deadline, or nothing once it has passed.
fn time_left(world: &World, deployment: &Value) -> Option<u64> {
    let condition = list(deployment, "/status/conditions").iter().find(|one| one["type"] == "Progressing")?;
    if condition["reason"] == "ProgressDeadlineExceeded" {
        return None;
    }
    let allowed = Duration::from_secs(number(deployment, "/spec/progressDeadlineSeconds").unsigned_abs());
    let deadline = object::time(condition, "/lastUpdateTime")? + allowed;
    let left = deadline.duration_since(world.now).as_millis();
    u64::try_from(left).ok().filter(|left| *left > 0)
}

/// Tells of a set that cannot make its pods, as the set itself does.
fn replica_failure(world: &World, deployment: &mut Value, sets: &ReplicaSets) {
    let failure = sets
        .all()
        .flat_map(|set| list(set, "/status/conditions"))
        .find(|condition| condition["type"] == "ReplicaFailure");
    match failure {
        Some(failure) => {
            let condition =
                Condition::new("ReplicaFailure", true).because(text(failure, "/reason"), text(failure, "/message"));
            set_condition(world, deployment, condition, false);
        }
        None => object::drop_condition(deployment, "ReplicaFailure"),
    }
}

/// Writes a condition with the `lastUpdateTime` that only deployments have; it moves when the reason changes
/// and when the deployment got on.
fn set_condition(world: &World, deployment: &mut Value, condition: Condition, moved: bool) {
    let kind = condition.kind;
    let find = |object: &Value| {
        list(object, "/status/conditions").iter().find(|one| one["type"] == kind).cloned().unwrap_or_default()
    };
    let before = find(deployment);
    object::set_condition(deployment, condition, world.now);
    let after = find(deployment);
    let same = before["reason"] == after["reason"] && before["status"] == after["status"];
    let updated = if same && !moved { before["lastUpdateTime"].clone() } else { json!(seconds(world.now)) };
    let conditions = object::items(object::slot(deployment, "/status/conditions"));
    for entry in conditions.iter_mut().filter(|entry| entry["type"] == kind) {
        entry["lastUpdateTime"] = updated.clone();
    }
}
