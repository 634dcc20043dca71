//! Rolls a deployment from its old replica sets to the one of its template, after
//! k8s.io/kubernetes/pkg/controller/deployment.

use serde_json::Value;

use super::{MANAGER, delete_orphans, recorder, recorder::Topic, write};
use crate::demo::{
    apply::managers::Author,
    kinds,
    object::{has, number, set, text, time},
    store::Key,
    world::World,
};

mod sets;
mod status;

const COMPONENT: &str = "deployment-controller";

pub(super) fn sync(world: &mut World, key: &Key) {
    let Some(deployment) = world.store.object(key) else {
        delete_orphans(world, "replicasets", "Deployment", key);
        return;
    };
    if has(&deployment, "/metadata/deletionTimestamp") {
        return;
    }
    let mut sets = ReplicaSets::of(world, &deployment);
    if deployment["spec"]["paused"] != true {
        if text(&deployment, "/spec/strategy/type") == "Recreate" {
            recreate(world, &deployment, &mut sets);
        } else {
            roll(world, &deployment, &mut sets);
        }
    }
    status::write_status(world, key, &sets);
}

/// The replica sets of one deployment as they were when the controller looked.
#[derive(Debug)]
struct ReplicaSets {
    /// The set of the current template, once it exists.
    new: Option<Value>,
    /// The others, oldest first.
    old: Vec<Value>,
}

impl ReplicaSets {
    fn of(world: &World, deployment: &Value) -> Self {
        let kind = kinds::named("replicasets");
        let namespace = text(deployment, "/metadata/namespace");
        let all = world.store.controlled(kind, namespace, text(deployment, "/metadata/uid"));
        let mut old: Vec<Value> = all.iter().map(|record| record.object()).collect();
        old.sort_by_key(|set| (time(set, "/metadata/creationTimestamp"), text(set, "/metadata/name").to_owned()));
        let current = old.iter().position(|set| sets::made_from(set, deployment));
        let new = current.map(|index| old.remove(index));
        Self { new, old }
    }

    fn all(&self) -> impl Iterator<Item = &Value> {
        self.old.iter().chain(&self.new)
    }

    fn total(&self, pointer: &str) -> i64 {
        self.all().map(|set| number(set, pointer)).sum()
    }
}

const WANTED: &str = "/spec/replicas";
const AVAILABLE: &str = "/status/availableReplicas";

/// Takes one step of a rolling update; the next step follows from the change that this one makes.
fn roll(world: &mut World, deployment: &Value, sets: &mut ReplicaSets) {
    let wanted = number(deployment, WANTED);
    let (surge, unavailable) = margins(deployment);
    let others = sets.total(WANTED);
    let Some(mut new) = sets.new.take() else {
        let first = (wanted + surge - others).clamp(0, wanted);
        sets.new = sets::create(world, deployment, sets, first);
        return;
    };
    sets::adopt(world, deployment, &mut new, sets);
    let current = number(&new, WANTED);
    let room = wanted + surge - (others);
    let size = if current > wanted { wanted } else { current + room.clamp(0, wanted - current) };
    let grew = size != current;
    if grew {
        scale(world, deployment, &mut new, size);
    }
    sets.new = Some(new);
    if !grew {
        shrink_old(world, deployment, sets, wanted - unavailable);
    }
}

/// Scales old sets down as far as the available pods allow: first by the pods that are of no use anyway.
fn shrink_old(world: &mut World, deployment: &Value, sets: &mut ReplicaSets, least: i64) {
    let new_missing = sets.new.as_ref().map_or(0, |new| number(new, WANTED) - number(new, AVAILABLE));
    let mut most = sets.total(WANTED) - least - new_missing;
    for set in &mut sets.old {
        let useless = number(set, WANTED) - number(set, AVAILABLE);
        let cut = useless.min(most).max(0);
        if cut > 0 {
            let size = number(set, WANTED) - cut;
            scale(world, deployment, set, size);
            most -= cut;
        }
    }
    let mut spare = sets.total(AVAILABLE) - least;
    for set in &mut sets.old {
        let cut = number(set, WANTED).min(spare).min(most).max(0);
        if cut > 0 {
            let size = number(set, WANTED) - cut;
            scale(world, deployment, set, size);
            spare -= cut;
            most -= cut;
        }
    }
}

/// Ends all old pods before the first new one starts.
fn recreate(world: &mut World, deployment: &Value, sets: &mut ReplicaSets) {
    for set in &mut sets.old {
        if number(set, WANTED) > 0 {
            scale(world, deployment, set, 0);
        }
    }
    let old: i64 = sets.old.iter().map(|set| number(set, "/status/replicas")).sum();
    if old > 0 {
        return;
    }
    let wanted = number(deployment, WANTED);
    match sets.new.take() {
        None => sets.new = sets::create(world, deployment, sets, wanted),
        Some(mut new) => {
            sets::adopt(world, deployment, &mut new, sets);
            if number(&new, WANTED) != wanted {
                scale(world, deployment, &mut new, wanted);
            }
            sets.new = Some(new);
        }
    }
}

fn scale(world: &mut World, deployment: &Value, replicas: &mut Value, size: i64) {
    let before = number(replicas, WANTED);
    set(replicas, WANTED, size);
    let name = text(replicas, "/metadata/name").to_owned();
    let key = Key::new("replicasets", text(deployment, "/metadata/namespace"), &name);
    write(world, &key, replicas.clone(), &Author::new(MANAGER));
    let direction = if size > before { "up" } else { "down" };
    say_scaled(world, deployment, format!("Scaled {direction} replica set {name} from {before} to {size}"));
}

fn say_scaled(world: &mut World, deployment: &Value, message: String) {
    let topic = Topic::about(kinds::named("deployments"), deployment, COMPONENT);
    recorder::record(world, topic.saying("ScalingReplicaSet", message));
}

/// Returns how many pods may be too many and how many may be missing while rolling; never zero and zero.
fn margins(deployment: &Value) -> (i64, i64) {
    let wanted = number(deployment, WANTED);
    let margin = |name: &str, round_up: bool| {
        let value = &deployment["spec"]["strategy"]["rollingUpdate"][name];
        let percent = value.as_str().and_then(|text| text.trim_end_matches('%').parse::<i64>().ok());
        match percent {
            Some(percent) if round_up => (wanted * percent + 99) / 100,
            Some(percent) => wanted * percent / 100,
            None => value.as_i64().unwrap_or(0),
        }
    };
    match (margin("maxSurge", true), margin("maxUnavailable", false)) {
        (0, 0) => (0, 1),
        (surge, unavailable) => (surge, unavailable.min(wanted)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_quarter_of_three_is_one_too_many_and_none_missing() {
        let rolling = json!({"maxSurge": "25%", "maxUnavailable": "25%"});
        let deployment = json!({"spec": {"replicas": 3, "strategy": {"rollingUpdate": rolling}}});
        assert_eq!(margins(&deployment), (1, 0));
    }

    #[test]
    fn both_margins_zero_would_stand_still_for_ever() {
        let rolling = json!({"maxSurge": 0, "maxUnavailable": 0});
        let deployment = json!({"spec": {"replicas": 3, "strategy": {"rollingUpdate": rolling}}});
        assert_eq!(margins(&deployment), (0, 1));
    }
}
