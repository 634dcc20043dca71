//! Making a deployment's replica sets and keeping their annotations.

use serde_json::{Value, json};

use super::{MANAGER, ReplicaSets, WANTED, margins, say_scaled, write};
use crate::demo::{
    apply::managers::Author,
    controllers::owner_reference,
    kinds,
    object::{number, remove, set, text, texts},
    rng::name_hash,
    store::Key,
    world::World,
};

const HASH: &str = "pod-template-hash";
const REVISION: &str = "/metadata/annotations/deployment.kubernetes.io~1revision";

/// Returns whether a replica set is the one of the deployment's current template.
pub(super) fn made_from(replicas: &Value, deployment: &Value) -> bool {
    let mut template = replicas["spec"]["template"].clone();
    remove(&mut template, &format!("/metadata/labels/{HASH}"));
    template == deployment["spec"]["template"]
}

/// Creates the replica set of the current template.
pub(super) fn create(world: &mut World, deployment: &Value, sets: &ReplicaSets, size: i64) -> Option<Value> {
    let object = replica_set(deployment, sets, size);
    let record = world.create(kinds::named("replicasets"), object, &Author::new(MANAGER)).ok()?;
    write_revision(world, deployment, latest(sets.all()) + 1);
    if size > 0 {
        say_scaled(world, deployment, format!("Scaled up replica set {} from 0 to {size}", record.name));
    }
    Some(record.object())
}

/// Makes an older set, whose template is the current one again, the newest revision.
pub(super) fn adopt(world: &mut World, deployment: &Value, new: &mut Value, sets: &ReplicaSets) {
    let others = latest(sets.old.iter());
    if revision(new) > others {
        return;
    }
    set(new, REVISION, (others + 1).to_string());
    let key = Key::new("replicasets", text(new, "/metadata/namespace"), text(new, "/metadata/name"));
    write(world, &key, new.clone(), &Author::new(MANAGER));
    write_revision(world, deployment, others + 1);
}

fn replica_set(deployment: &Value, sets: &ReplicaSets, size: i64) -> Value {
    let spec = &deployment["spec"];
    let hash = name_hash(&spec["template"].to_string());
    let mut template = spec["template"].clone();
    set(&mut template, &format!("/metadata/labels/{HASH}"), hash.as_str());
    let mut selector = spec["selector"].clone();
    set(&mut selector, &format!("/matchLabels/{HASH}"), hash.as_str());
    json!({
        "metadata": {
            "name": format!("{}-{hash}", text(deployment, "/metadata/name")),
            "namespace": deployment["metadata"]["namespace"],
            "labels": template["metadata"]["labels"],
            "annotations": annotations(deployment, latest(sets.all()) + 1),
            "ownerReferences": [owner_reference(kinds::named("deployments"), deployment)],
        },
        "spec": {"replicas": size, "selector": selector, "template": template},
        "status": {"replicas": 0},
    })
}

/// Returns the deployment's annotations for its set, but not those that describe the deployment alone.
fn annotations(deployment: &Value, revision: i64) -> Value {
    let mut annotations = json!({});
    for (key, value) in texts(deployment, "/metadata/annotations") {
        let own = key.starts_with("deployment.kubernetes.io/") || key.starts_with("kubectl.kubernetes.io/");
        if !own {
            annotations[key] = json!(value);
        }
    }
    let wanted = number(deployment, WANTED);
    annotations["deployment.kubernetes.io/desired-replicas"] = json!(wanted.to_string());
    annotations["deployment.kubernetes.io/max-replicas"] = json!((wanted + margins(deployment).0).to_string());
    annotations["deployment.kubernetes.io/revision"] = json!(revision.to_string());
    annotations
}

fn write_revision(world: &mut World, deployment: &Value, revision: i64) {
    let key = Key::new("deployments", text(deployment, "/metadata/namespace"), text(deployment, "/metadata/name"));
    if let Some(mut object) = world.store.object(&key) {
        set(&mut object, REVISION, revision.to_string());
        write(world, &key, object, &Author::new(MANAGER));
    }
}

fn latest<'a>(sets: impl Iterator<Item = &'a Value>) -> i64 {
    sets.map(revision).max().unwrap_or(0)
}

fn revision(object: &Value) -> i64 {
    text(object, REVISION).parse().unwrap_or(0)
}
