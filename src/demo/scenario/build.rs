//! From a scenario to a world: everything is created at its time in the past, and the time until now is lived
//! through. So what the first list shows has really happened, with its counts and its back-offs.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Entry, Node, Scenario, credentials, fleet, large};
use crate::demo::{
    apply::managers::Author,
    kinds,
    object::{seconds, text},
    registry::Registries,
    store::Key,
    world::World,
};

/// Nodes and namespaces are older than everything in them.
const OLDEST: u64 = 211 * 24 * 3600;

/// Returns the world of a scenario as it is now.
pub(crate) fn build(scenario: &Scenario, now: Timestamp, seed: u64) -> World {
    match scenario.large {
        Some(size) => large::build(scenario, size, now, seed),
        None => simulate(scenario, now, seed),
    }
}

/// Lives through the past of a scenario.
pub(super) fn simulate(scenario: &Scenario, now: Timestamp, seed: u64) -> World {
    let passwords = credentials::passwords(&scenario.header, seed);
    let registries = Registries::new(&scenario.header, &passwords);
    let start = now - Duration::from_secs(OLDEST);
    let mut world = World::new(start, seed, registries);
    let mut entries = ground(scenario, start);
    entries.extend(scenario.header.fleet.iter().flat_map(fleet::entries));
    entries.extend(scenario.entries.iter().cloned());
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.age));
    for mut entry in entries {
        world.catch_up(now - Duration::from_secs(entry.age));
        credentials::fill_in(&mut entry.object, &passwords);
        put(&mut world, entry);
    }
    world.catch_up(now);
    world
}

/// Returns the nodes and namespaces.
fn ground(scenario: &Scenario, start: Timestamp) -> Vec<Entry> {
    let since = seconds(start);
    let system = ["default", "kube-node-lease", "kube-public", "kube-system"];
    let named = scenario.entries.iter().map(|entry| text(&entry.object, "/metadata/namespace"));
    let fleets = scenario.header.fleet.iter().map(|fleet| fleet.namespace.as_str());
    let mut namespaces: BTreeSet<&str> = system.into_iter().chain(named).chain(fleets).collect();
    namespaces.remove("");
    let namespace = |name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    let nodes = scenario.header.nodes.iter().zip(2_u32..).map(|(node, number)| self::node(node, number, &since));
    namespaces.into_iter().map(namespace).chain(nodes).map(old).collect()
}

fn old(object: Value) -> Entry {
    Entry { age: OLDEST, manager: "kubectl-create".to_owned(), object }
}

fn node(node: &Node, number: u32, since: &str) -> Value {
    let size = json!({"cpu": node.cpu, "memory": node.memory, "pods": "110"});
    let mut labels = json!({"kubernetes.io/hostname": node.name, "kubernetes.io/os": "linux"});
    for (key, value) in &node.labels {
        labels[key] = json!(value);
    }
    let condition = |kind: &str, status: &str, reason: &str, message: &str| {
        json!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastHeartbeatTime": since, "lastTransitionTime": since,
        })
    };
    let conditions = [
        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ];
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": node.name, "labels": labels},
        "spec": {},
        "status": {
            "capacity": size,
            "allocatable": size,
            "conditions": conditions,
            "addresses": [
                {"type": "InternalIP", "address": format!("10.0.0.{number}")},
                {"type": "Hostname", "address": node.name},
            ],
            "nodeInfo": {
                "kubeletVersion": "v1.36.2", "containerRuntimeVersion": "containerd://2.2.0",
                "operatingSystem": "linux", "architecture": "amd64",
            },
        },
    })
}

/// Creates an object, or changes what a controller made under its name already.
fn put(world: &mut World, entry: Entry) {
    let Entry { manager, mut object, .. } = entry;
    let kind = kinds::of_manifest(text(&object, "/apiVersion"), text(&object, "/kind"));
    let kind = kind.expect("a test builds every scenario");
    for field in ["apiVersion", "kind"] {
        object.as_object_mut().and_then(|fields| fields.shift_remove(field));
    }
    let author = Author::new(&manager);
    let key = Key::new(kind.plural, text(&object, "/metadata/namespace"), text(&object, "/metadata/name"));
    let written = match world.store.get(&key).cloned() {
        Some(old) => world.update(&old, object, &author),
        None => world.create(kind, object, &author),
    };
    written.expect("a test builds every scenario");
}
