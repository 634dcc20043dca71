//! What the kubelet writes into a pod's status, after k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Pod,
    run::{Container, Ended, Stage},
};
use crate::{
    core::pull::ImageReference,
    demo::{
        object::{self, Condition, seconds, set_condition, text},
        registry,
        rng::Rng,
        store::Key,
        world::World,
    },
};

/// Brings the status of a pod up to date.
pub(super) fn write(world: &World, object: &mut Value, pod: &Pod) {
    let now = world.now;
    let started = object["status"].get("startTime").cloned().unwrap_or_else(|| json!(seconds(now)));
    let mut status = json!({
        "phase": phase(object, pod),
        "hostIP": host_address(world, &pod.node),
        "podIP": pod.address,
        "podIPs": [{"ip": pod.address}],
        "startTime": started,
        "qosClass": object["status"]["qosClass"],
    });
    status["hostIPs"] = json!([{"ip": status["hostIP"]}]);
    if let Some(conditions) = object["status"].get("conditions") {
        status["conditions"] = conditions.clone();
    }
    let context = Context { now, pod: pod_text(object), initializing: !pod.init.is_empty() };
    if !pod.init.is_empty() {
        status["initContainerStatuses"] = pod.init.iter().map(|one| context.container(one)).collect();
    }
    status["containerStatuses"] = pod.main.iter().map(|one| context.container(one)).collect();
    object["status"] = status;
    conditions(object, pod, now);
}

fn conditions(object: &mut Value, pod: &Pod, now: Timestamp) {
    let initialized = pod.init.iter().all(|container| matches!(container.stage, Stage::Done));
    let unready: Vec<_> = pod.main.iter().filter(|one| !one.is_ready(now)).map(|one| one.name.clone()).collect();
    let ready = |kind| {
        if unready.is_empty() {
            return Condition::new(kind, true);
        }
        let message = format!("containers with unready status: [{}]", unready.join(" "));
        Condition::new(kind, false).because("ContainersNotReady", message)
    };
    let first = if initialized {
        Condition::new("Initialized", true)
    } else {
        let open = pod.init.iter().filter(|one| !matches!(one.stage, Stage::Done)).map(|one| one.name.clone());
        let message = format!("containers with incomplete status: [{}]", open.collect::<Vec<_>>().join(" "));
        Condition::new("Initialized", false).because("ContainersNotInitialized", message)
    };
    for condition in
        [Condition::new("PodReadyToStartContainers", true), first, ready("Ready"), ready("ContainersReady")]
    {
        set_condition(object, condition, now);
    }
}

/// Pending until every container has run once; a container between two runs does not count against that.
fn phase(object: &Value, pod: &Pod) -> &'static str {
    if pod.init.iter().any(|container| !matches!(container.stage, Stage::Done)) {
        return "Pending";
    }
    if pod.main.iter().all(|container| matches!(container.stage, Stage::Done)) {
        let failed = |one: &Container| one.last.as_ref().is_some_and(|last| last.code != 0);
        return if pod.main.iter().any(failed) { "Failed" } else { "Succeeded" };
    }
    let never_ran = |one: &Container| !one.is_running() && one.last.is_none();
    if pod.main.iter().any(never_ran) {
        return "Pending";
    }
    debug_assert!(object.is_object(), "only pods come here");
    "Running"
}

struct Context {
    now: Timestamp,
    /// `name_namespace(uid)`, as messages name a pod.
    pod: String,
    initializing: bool,
}

impl Context {
    fn container(&self, container: &Container) -> Value {
        let last = container.last.as_ref().filter(|_| container.restarts > 0 || self.waits(container));
        let mut status = json!({
            "name": container.name,
            "state": self.state(container),
            "lastState": last.map_or_else(|| json!({}), terminated),
            "ready": container.is_ready(self.now) || (container.list == "init" && matches!(container.stage, Stage::Done)),
            "restartCount": container.restarts,
            "image": container.image,
            "imageID": "",
            "started": container.is_running(),
        });
        if !container.id.is_empty() {
            status["image"] = json!(whole_name(&container.image));
            status["imageID"] = json!(image_id(&container.image));
            status["containerID"] = json!(container.id);
        }
        status
    }

    fn waits(&self, container: &Container) -> bool {
        self.state(container).get("waiting").is_some()
    }

    fn state(&self, container: &Container) -> Value {
        let waiting = |reason: &str| json!({"waiting": {"reason": reason}});
        match (&container.stage, &container.last) {
            (Stage::Refused(refused), _) => {
                json!({"waiting": {"reason": refused.reason, "message": refused.message}})
            }
            (Stage::Running { since, .. }, _) => json!({"running": {"startedAt": seconds(*since)}}),
            (Stage::Ended { restart, told: true }, Some(last)) => {
                let pause = restart.duration_since(last.finished).as_secs();
                let pause = go_minutes(pause);
                let message =
                    format!("back-off {pause} restarting failed container={} pod={}", container.name, self.pod);
                json!({"waiting": {"reason": "CrashLoopBackOff", "message": message}})
            }
            (Stage::Ended { .. } | Stage::Done, Some(last)) => terminated(last),
            _ if self.initializing && container.list == "main" => waiting("PodInitializing"),
            _ => waiting("ContainerCreating"),
        }
    }
}

fn terminated(ended: &Ended) -> Value {
    json!({"terminated": {
        "exitCode": ended.code,
        "reason": ended.reason,
        "startedAt": seconds(ended.started),
        "finishedAt": seconds(ended.finished),
        "containerID": ended.id,
    }})
}

/// Writes seconds as Go writes a duration: `10s`, `1m20s`, `5m0s`.
fn go_minutes(seconds: i64) -> String {
    if seconds < 60 {
        return format!("{seconds}s");
    }
    format!("{}m{}s", seconds / 60, seconds % 60)
}

fn pod_text(object: &Value) -> String {
    let read = |field: &str| text(object, &format!("/metadata/{field}"));
    format!("{}_{}({})", read("name"), read("namespace"), read("uid"))
}

fn whole_name(image: &str) -> String {
    ImageReference::parse(image).map_or_else(|_| image.to_owned(), |image| registry::whole_name(&image))
}

/// Returns the digest of an image, which follows from its name.
fn image_id(image: &str) -> String {
    let repository = ImageReference::parse(image).map(|image| image.repository()).unwrap_or_default();
    format!("{repository}@sha256:{}", Rng::new(0, image).hex(64))
}

fn host_address(world: &World, node: &str) -> String {
    let node = world.store.view(&Key::new("nodes", "", node)).unwrap_or(&Value::Null);
    let addresses = object::list(node, "/status/addresses");
    let internal = addresses.iter().find(|address| address["type"] == "InternalIP");
    internal.map(|address| text(address, "/address").to_owned()).unwrap_or_default()
}
