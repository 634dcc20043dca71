//! The kubelets of all nodes: they pull images with the credentials that a pod really has, run containers as
//! the scenario says they behave, and tell of it in the pod's status and in events.
//!
//! The environment of a container is looked at, so far as what it refers to must be there.
//! Probes, volumes and sandboxes are absent: a container that runs is ready a moment later.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::{recorder, recorder::Topic, write};
use crate::demo::{
    apply::managers::Author,
    kinds,
    object::{list, text},
    record::Record,
    store::Key,
    world::World,
};

mod config;
mod credentials;
mod images;
mod log;
mod run;
mod status;

pub(crate) use log::log_of;
use run::Container;

/// What the kubelets remember beside the API objects.
#[derive(Debug, Default)]
pub(crate) struct Kubelet {
    /// The pods at work, by uid.
    pods: HashMap<String, Pod>,
    /// The images on each node, by node and whole image name.
    images: BTreeMap<(String, String), images::Present>,
    /// How many addresses have been given to pods.
    addresses: usize,
}

/// A pod as its kubelet sees it.
#[derive(Clone, Debug)]
struct Pod {
    node: String,
    address: String,
    init: Vec<Container>,
    main: Vec<Container>,
    /// Whether its containers have been told to stop.
    stopping: bool,
}

impl Kubelet {
    /// Counts one pod more, for its place among the addresses and nodes.
    pub(crate) fn next_pod_number(&mut self) -> usize {
        self.addresses += 1;
        self.addresses - 1
    }
}

/// Looks at a pod that is bound to a node: takes every step that is due and plans the next.
pub(super) fn sync(world: &mut World, key: &Key) {
    let Some(record) = world.store.get(key).cloned() else {
        return;
    };
    let object = record.view();
    if record.terminating {
        stop(world, key, &record.uid, object);
        return;
    }
    let mut pod = match world.kubelet.pods.remove(&record.uid) {
        Some(pod) => pod,
        None => admit(world, object),
    };
    take_new_images(&mut pod, object);
    let next = run::step(world, object, &mut pod);
    let mut changed = record.object();
    status::write(world, &mut changed, &pod);
    world.kubelet.pods.insert(record.uid.clone(), pod);
    write(world, key, changed, &Author::of_status("kubelet"));
    if let Some(next) = next {
        world.agenda.add(next, key.clone());
    }
}

/// Forgets a pod that is gone.
pub(super) fn forget(world: &mut World, pod: &Record) {
    world.kubelet.pods.remove(&pod.uid);
}

/// Returns whether a running pod was given another image, the one thing of it that can be changed.
pub(super) fn has_new_image(world: &World, record: &Record) -> bool {
    let Some(pod) = world.kubelet.pods.get(&record.uid) else {
        return false;
    };
    let images = list(record.view(), "/spec/containers").iter().map(|container| text(container, "/image"));
    images.zip(&pod.main).any(|(image, container)| image != container.image)
}

fn admit(world: &mut World, object: &Value) -> Pod {
    let number = world.kubelet.next_pod_number();
    let containers = |pointer| list(object, pointer).iter();
    Pod {
        node: text(object, "/spec/nodeName").to_owned(),
        address: format!("10.244.{}.{}", number / 250, number % 250 + 2),
        init: containers("/spec/initContainers").map(Container::init).collect(),
        main: containers("/spec/containers").map(Container::new).collect(),
        stopping: false,
    }
}

fn take_new_images(pod: &mut Pod, object: &Value) {
    for (spec, container) in list(object, "/spec/containers").iter().zip(&mut pod.main) {
        if text(spec, "/image") != container.image {
            *container = Container::new(spec);
        }
    }
}

/// Ends a deleted pod: what runs gets a second to stop, what does not run is gone at once.
fn stop(world: &mut World, key: &Key, uid: &str, object: &Value) {
    let runs = |pod: &Pod| pod.main.iter().any(Container::is_running);
    match world.kubelet.pods.get_mut(uid) {
        Some(pod) if !pod.stopping && runs(pod) => {
            pod.stopping = true;
            let running: Vec<_> = pod.main.iter().filter(|one| one.is_running()).map(|one| one.name.clone()).collect();
            for name in running {
                let message = format!("Stopping container {name}");
                event(world, object, "main", &name, false, "Killing", message);
            }
            let pause = world.between(700, 1300);
            world.look_in(pause, key.clone());
        }
        _ => {
            world.erase(key);
        }
    }
}

/// Writes an event about one container of a pod.
fn event(
    world: &mut World,
    pod: &Value,
    list: &str,
    container: &str,
    warning: bool,
    reason: &'static str,
    message: String,
) {
    let mut topic = Topic::about(kinds::named("pods"), pod, "kubelet").saying(reason, message);
    text(pod, "/spec/nodeName").clone_into(&mut topic.source.1);
    topic.warning = warning;
    topic.field_path = match (container, list) {
        ("", _) => String::new(),
        (name, "init") => format!("spec.initContainers{{{name}}}"),
        (name, _) => format!("spec.containers{{{name}}}"),
    };
    recorder::record(world, topic);
}
