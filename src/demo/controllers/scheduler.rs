//! Finds a node for each pod: selector, taints and free room, and says for each node why not.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{recorder, recorder::Topic, write};
use crate::demo::{
    apply::managers::Author,
    kinds,
    object::{Condition, list, set, set_condition, text, texts},
    quantity,
    store::Key,
    world::World,
};

const COMPONENT: &str = "default-scheduler";

pub(super) fn sync(world: &mut World, key: &Key) {
    let Some(mut pod) = world.store.object(key) else {
        return;
    };
    match choose(world, &pod) {
        Ok(node) => {
            world.unschedulable.remove(key);
            set(&mut pod, "/spec/nodeName", node.as_str());
            set_condition(&mut pod, &Condition::new("PodScheduled", true), world.now);
            let message = format!("Successfully assigned {}/{} to {node}", key.namespace, key.name);
            let topic = Topic::about(kinds::named("pods"), &pod, COMPONENT).saying("Scheduled", message);
            write(world, key, pod, &Author::of_status("kube-scheduler"));
            recorder::record(world, topic);
        }
        Err(why) => {
            world.unschedulable.insert(key.clone());
            let condition = Condition::new("PodScheduled", false).because("Unschedulable", why.as_str());
            set_condition(&mut pod, &condition, world.now);
            let topic = Topic::about(kinds::named("pods"), &pod, COMPONENT).warning().saying("FailedScheduling", why);
            write(world, key, pod, &Author::of_status("kube-scheduler"));
            recorder::record(world, topic);
            // The queue of the real scheduler flushes what it could not place every five minutes.
            world.look_in(300_000, key.clone());
        }
    }
}

/// Tries all pods again that fitted nowhere, because room may have appeared.
pub(super) fn retry_all(world: &mut World) {
    for key in world.unschedulable.clone() {
        world.look_in(100, key);
    }
}

/// Returns the node with the fewest pods that fits, or what stands against each.
fn choose(world: &World, pod: &Value) -> Result<String, String> {
    let nodes: Vec<_> = world.store.list(kinds::named("nodes"), "").cloned().collect();
    let used = used(world);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut best: Option<(usize, String)> = None;
    for node in &nodes {
        let room = used.get(&node.name).cloned().unwrap_or_default();
        let against = objections(node.view(), &room, pod);
        if against.is_empty() && best.as_ref().is_none_or(|(pods, _)| room.pods < *pods) {
            best = Some((room.pods, node.name.clone()));
        }
        for reason in against {
            *reasons.entry(reason).or_default() += 1;
        }
    }
    best.map(|(_, name)| name).ok_or_else(|| explain(nodes.len(), &reasons))
}

#[derive(Clone, Debug, Default)]
struct Used {
    pods: usize,
    cpu: i64,
    memory: i64,
}

/// Adds up what the pods of each node ask for.
fn used(world: &World) -> BTreeMap<String, Used> {
    let mut used: BTreeMap<String, Used> = BTreeMap::new();
    for pod in world.store.list(kinds::named("pods"), "") {
        let node = pod.field("spec.nodeName").unwrap_or_default();
        if node.is_empty() || matches!(pod.field("status.phase"), Some("Succeeded" | "Failed")) {
            continue;
        }
        let (cpu, memory) = pod.requests;
        let sum = used.entry(node.to_owned()).or_default();
        sum.pods += 1;
        sum.cpu += cpu;
        sum.memory += memory;
    }
    used
}

fn objections(node: &Value, used: &Used, pod: &Value) -> Vec<String> {
    let labels = &node["metadata"]["labels"];
    if texts(pod, "/spec/nodeSelector").any(|(key, value)| labels.get(key).is_none_or(|found| found != value)) {
        return vec!["node(s) didn't match Pod's node affinity/selector".to_owned()];
    }
    if let Some(taint) = untolerated(node, pod) {
        return vec![format!("node(s) had untolerated taint(s) {{{taint}}}")];
    }
    let (cpu, memory) = quantity::requests(pod);
    let room = |resource: &str| text(node, &format!("/status/allocatable/{resource}"));
    let most = room("pods").parse().unwrap_or(usize::MAX);
    let mut against = Vec::new();
    if used.cpu + cpu > quantity::thousandths(room("cpu")) {
        against.push("Insufficient cpu".to_owned());
    }
    if used.memory + memory > quantity::bytes(room("memory")) {
        against.push("Insufficient memory".to_owned());
    }
    if used.pods >= most {
        against.push("Too many pods".to_owned());
    }
    against
}

fn untolerated(node: &Value, pod: &Value) -> Option<String> {
    let tolerated = |taint: &Value| {
        list(pod, "/spec/tolerations").iter().any(|toleration| {
            let any_key = text(toleration, "/key").is_empty() && toleration["operator"] == "Exists";
            any_key || toleration["key"] == taint["key"]
        })
    };
    let hard = |taint: &&Value| taint["effect"] != "PreferNoSchedule";
    let taint = list(node, "/spec/taints").iter().filter(hard).find(|taint| !tolerated(taint))?;
    Some(format!("{}: {}", text(taint, "/key"), text(taint, "/value")))
}

/// Writes the sentence of `FailedScheduling` (`FitError.Error` in the framework of kube-scheduler).
fn explain(nodes: usize, reasons: &BTreeMap<String, usize>) -> String {
    let unfit = |reason: &&String| reason.starts_with("node(s)");
    let hopeless: usize = reasons.keys().filter(unfit).map(|reason| reasons[reason]).sum();
    let preemption = BTreeMap::from([
        ("Preemption is not helpful for scheduling".to_owned(), hopeless),
        ("No preemption victims found for incoming pod".to_owned(), nodes - hopeless),
    ]);
    let available = format!("0/{nodes} nodes are available");
    format!(
        "{available}: {}. no new claims to deallocate, preemption: {available}: {}.",
        counted(reasons),
        counted(&preemption)
    )
}

/// Joins reasons with their counts, sorted as texts with the count in front.
fn counted(reasons: &BTreeMap<String, usize>) -> String {
    let some = reasons.iter().filter(|(_, count)| **count > 0);
    let mut parts: Vec<_> = some.map(|(reason, count)| format!("{count} {reason}")).collect();
    parts.sort();
    parts.join(", ")
}
