//! The parts of a cluster that act by themselves, and how they learn that there is something to do.
//!
//! As in Kubernetes each looks at one object at a time and works from its present state. Stateful sets, daemon
//! sets and jobs have none: scenarios hold such objects, but nothing moves them.

use super::{
    apply::managers::Author,
    kinds,
    store::{Change, Key},
    world::World,
};

mod deployment;
mod kubelet;
mod namespace;
mod recorder;
mod replica_set;
mod scheduler;

pub(crate) use kubelet::{Kubelet, log_of};
pub(crate) use recorder::Recorder;
pub(crate) use replica_set::ReplicaSets;

/// The manager name of the deployment and replica set controllers.
const MANAGER: &str = "kube-controller-manager";

/// Looks at one object, as its agenda entry asked for.
pub(crate) fn sync(world: &mut World, key: &Key) {
    match key.plural {
        "deployments" => deployment::sync(world, key),
        "replicasets" => replica_set::sync(world, key),
        "namespaces" => namespace::sync(world, key),
        "events" => recorder::expire(world, key),
        "pods" => {
            let bound = world.store.get(key).is_some_and(|pod| pod.field("spec.nodeName") != Some(""));
            if bound {
                kubelet::sync(world, key);
            } else {
                scheduler::sync(world, key);
            }
        }
        _ => {}
    }
}

/// Plans the looks that a change makes necessary.
pub(crate) fn observe(world: &mut World, change: &Change) {
    let key = Key::of(&change.record);
    match key.plural {
        "deployments" => world.look_in(20, key),
        "namespaces" if !change.deleted => world.look_in(5, key),
        "replicasets" => {
            look_at_owner(world, change);
            world.look_in(10, key);
        }
        "pods" => observe_pod(world, change, key),
        _ => {}
    }
}

fn observe_pod(world: &mut World, change: &Change, key: Key) {
    look_at_owner(world, change);
    let node = |record: &super::record::Record| record.field("spec.nodeName").unwrap_or_default().to_owned();
    if change.deleted {
        kubelet::forget(world, &change.record);
        world.unschedulable.remove(&key);
        scheduler::retry_all(world);
        return;
    }
    let before = change.before.as_deref();
    let bound = !node(&change.record).is_empty();
    let newly_bound = bound && before.is_none_or(|before| node(before).is_empty());
    let ends = change.record.terminating && before.is_none_or(|before| !before.terminating);
    let changed_spec = bound && before.is_some() && !newly_bound && kubelet::has_new_image(world, &change.record);
    if !bound && before.is_none() {
        world.look_in(15, key);
    } else if newly_bound || ends || changed_spec {
        world.look_in(60, key);
    }
}

fn look_at_owner(world: &mut World, change: &Change) {
    let Some(owner) = &change.record.owner else {
        return;
    };
    let plural = match owner.kind.as_str() {
        "ReplicaSet" => "replicasets",
        "Deployment" => "deployments",
        _ => return,
    };
    world.look_in(15, Key::new(plural, &change.record.namespace, &owner.name));
}

/// Writes what a controller decided; it read the object at this very moment, so nothing can stand against it.
fn write(world: &mut World, key: &Key, object: serde_json::Value, author: &Author) {
    let Some(old) = world.store.get(key).cloned() else {
        return;
    };
    let written = world.update(&old, object, author);
    debug_assert!(written.is_ok(), "{key:?}: {written:?}");
}

/// Deletes what an object that is gone has left behind, as the garbage collector does in the background.
fn delete_orphans(world: &mut World, plural: &str, owner_kind: &str, owner: &Key) {
    let left = |record: &&std::sync::Arc<super::record::Record>| {
        record.owner.as_ref().is_some_and(|reference| reference.kind == owner_kind && reference.name == owner.name)
    };
    let orphans: Vec<_> = world.store.list(kinds::named(plural), &owner.namespace).filter(left).cloned().collect();
    for orphan in orphans {
        world.delete_as(&orphan, None, super::write::Mode::Real);
    }
}

/// Returns the reference by which an owner controls what it makes.
fn owner_reference(kind: &kinds::Kind, owner: &serde_json::Value) -> serde_json::Value {
    serde_json::json!({
        "apiVersion": kind.api_version(), "kind": kind.kind,
        "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"],
        "controller": true, "blockOwnerDeletion": true,
    })
}
