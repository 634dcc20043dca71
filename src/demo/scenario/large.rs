//! A cluster of thousands of pods, for benchmarks.
//!
//! One healthy and one failing workload are simulated; all others are printed from them under other names. They
//! stand still: no controller looks at them until somebody changes one, and then it acts as in any scenario.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Header, Node, Scenario, build::simulate};
use crate::demo::{
    kinds,
    object::{has, set},
    record::{Record, Stamp},
    world::World,
};

const FILE: &str = include_str!("../scenarios/large.yaml");

/// Pods of one healthy deployment.
const REPLICAS: usize = 10;
/// Pods on one node, of the 110 that a kubelet allows.
const PODS_ON_NODE: usize = 100;

/// How large, and how much of it fails.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) pods: usize,
    pub(crate) failing_percent: usize,
    pub(crate) namespaces: usize,
}

/// Returns the templates with as many nodes as the pods need.
pub(super) fn scenario(size: Size) -> Scenario {
    let mut scenario = Scenario::parse("large", FILE).expect("a test reads it");
    scenario.name = format!("{} pods", size.pods);
    scenario.large = Some(size);
    scenario
}

/// Returns the world of a large cluster.
pub(super) fn build(scenario: &Scenario, size: Size, now: Timestamp, seed: u64) -> World {
    let template = simulate(scenario, now, seed);
    let mut world = simulate(&ground(scenario, size), now, seed);
    let press = Press::new(&template);
    for index in 0..size.namespaces {
        press.print_namespace(&mut world, size, index);
    }
    world.store.compact();
    world
}

/// Returns the part that is small enough to be lived through: nodes, namespaces, and a pull secret in each.
fn ground(scenario: &Scenario, size: Size) -> Scenario {
    let header = &scenario.header;
    let node = |number| Node { name: node_name(number), ..header.nodes[0].clone() };
    let nodes = (0..size.pods.div_ceil(PODS_ON_NODE)).map(node).collect();
    let secret = scenario.entries.iter().find(|entry| entry.object["kind"] == "Secret");
    let secrets = secret.into_iter().flat_map(|secret| {
        (0..size.namespaces).map(|index| {
            let mut secret = secret.clone();
            set(&mut secret.object, "/metadata/namespace", namespace_name(index));
            secret
        })
    });
    let header = Header { nodes, ..header.clone() };
    Scenario { header, entries: secrets.collect(), ..scenario.clone() }
}

fn node_name(number: usize) -> String {
    format!("node-{number:04}")
}

fn namespace_name(index: usize) -> String {
    format!("team-{index:02}")
}

/// Returns the part of a total that falls on one of several, so that all parts add up to the total.
fn share(total: usize, index: usize, parts: usize) -> usize {
    total * (index + 1) / parts - total * index / parts
}

/// The words in which one print differs from another; those of the template are what is replaced.
#[derive(Clone)]
struct Names {
    namespace: String,
    app: String,
    /// The end of the pod's name: the hash of the template, and five letters.
    tail: String,
    deployment: String,
    replica_set: String,
    pod: String,
    node: String,
    address: String,
}

impl Names {
    /// Returns the words; `own` is the uid of the object itself. The order is the same for all names.
    fn words(&self, own: &str, version: u64) -> Vec<String> {
        let version = format!("\"resourceVersion\":\"{version}\"");
        let Self { namespace, app, tail, deployment, replica_set, pod, node, address } = self;
        let words: [&str; 10] = [own, pod, replica_set, deployment, &version, namespace, app, tail, node, address];
        words.map(str::to_owned).to_vec()
    }
}

/// The stamps of one workload, and the words in them.
struct Workload {
    names: Names,
    deployment: Stamp,
    replica_set: Stamp,
    pod: Stamp,
    events: Vec<Stamp>,
}

impl Workload {
    fn new(template: &World, app: &str) -> Self {
        let namespace = "template-namespace";
        let find = |plural| {
            let mut all = template.store.list(kinds::named(plural), namespace);
            all.find(|record| record.name.starts_with(app)).expect("the template has one of each")
        };
        let (deployment, replica_set, pod) = (find("deployments"), find("replicasets"), find("pods"));
        let names = Names {
            namespace: namespace.to_owned(),
            app: app.to_owned(),
            tail: pod.name[app.len() + 1..].to_owned(),
            deployment: deployment.uid.clone(),
            replica_set: replica_set.uid.clone(),
            pod: pod.uid.clone(),
            node: "template-node".to_owned(),
            address: pod.field("status.podIP").unwrap_or_default().to_owned(),
        };
        let stamp = |record: &Arc<Record>| Stamp::new(record, names.words(&record.uid, record.version));
        let events = template.store.list(kinds::named("events"), namespace);
        let events = events.filter(|event| event.field("involvedObject.uid") == Some(&pod.uid)).map(stamp).collect();
        Self { deployment: stamp(deployment), replica_set: stamp(replica_set), pod: stamp(pod), events, names }
    }

    /// Prints a deployment with its replica set, pods and events.
    fn print(&self, world: &mut World, namespace: &str, app: &str, replicas: usize) {
        let mut names = Names {
            namespace: namespace.to_owned(),
            app: app.to_owned(),
            deployment: world.uids.uuid(),
            replica_set: world.uids.uuid(),
            ..self.names.clone()
        };
        for (stamp, uid) in [(&self.deployment, &names.deployment), (&self.replica_set, &names.replica_set)] {
            world.store.load(|version| scaled(&stamp.print(&names.words(uid, version), version), replicas));
        }
        for _ in 0..replicas {
            self.name_pod(world, &mut names);
            world.store.load(|version| self.pod.print(&names.words(&names.pod, version), version));
            for event in &self.events {
                let own = world.uids.uuid();
                world.store.load(|version| event.print(&names.words(&own, version), version));
            }
        }
    }

    fn name_pod(&self, world: &mut World, names: &mut Names) {
        let number = world.kubelet.next_pod_number();
        let hash = self.names.tail.split('-').next().unwrap_or_default();
        names.tail = format!("{hash}-{}", world.names.name_suffix());
        names.pod = world.uids.uuid();
        names.node = node_name(number / PODS_ON_NODE);
        names.address = format!("10.{}.{}.{}", 128 + number / 62_500, number / 250 % 250, number % 250 + 2);
    }
}

/// Returns a deployment or a replica set with another number of pods.
fn scaled(record: &Record, replicas: usize) -> Record {
    let mut object = record.object();
    for pointer in ["/spec", "/status"] {
        for (name, count) in object.pointer_mut(pointer).and_then(Value::as_object_mut).into_iter().flatten() {
            if name.to_lowercase().ends_with("replicas") {
                *count = json!(replicas);
            }
        }
    }
    for (name, count) in [("desired", replicas), ("max", replicas + replicas.div_ceil(4))] {
        let pointer = format!("/metadata/annotations/deployment.kubernetes.io~1{name}-replicas");
        if has(&object, &pointer) {
            set(&mut object, &pointer, count.to_string());
        }
    }
    Record::new(record.kind, &object)
}

struct Press {
    healthy: Workload,
    failing: Workload,
}

impl Press {
    fn new(template: &World) -> Self {
        Self {
            healthy: Workload::new(template, "template-healthy"),
            failing: Workload::new(template, "template-failing"),
        }
    }

    fn print_namespace(&self, world: &mut World, size: Size, index: usize) {
        let namespace = namespace_name(index);
        let pods = share(size.pods, index, size.namespaces);
        let failing = share(size.pods * size.failing_percent / 100, index, size.namespaces).min(pods);
        if failing > 0 {
            self.failing.print(world, &namespace, "checkout", failing);
        }
        let mut left = pods - failing;
        for number in 0.. {
            if left == 0 {
                break;
            }
            let replicas = left.min(REPLICAS);
            let app = format!("{}-{number}", APPS[number % APPS.len()]);
            self.healthy.print(world, &namespace, &app, replicas);
            left -= replicas;
        }
    }
}

const APPS: [&str; 8] = ["orders", "basket", "search", "stock", "prices", "profile", "reviews", "mail"];
