//! The life of a container on its node: image, start, run, end, and again.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::{Pod, config, event, images, images::Pull};
use crate::{
    core::pull::ImageReference,
    demo::{object::text, scenario::Run, world::World},
};

/// The first pause after a failed pull or a crash; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// A container that ran this long is taken for healed, and its next crash for the first.
const HEALED: Duration = Duration::from_secs(600);

/// The reason of a container whose configuration is missing.
const NO_CONFIG: &str = "CreateContainerConfigError";

#[derive(Clone, Debug)]
pub(super) struct Container {
    pub(super) name: String,
    pub(super) image: String,
    pub(super) pull_policy: String,
    /// `init` or `main`.
    pub(super) list: &'static str,
    pub(super) stage: Stage,
    pub(super) restarts: u32,
    pub(super) last: Option<Ended>,
    /// The id of the container that runs or ran.
    pub(super) id: String,
    pub(super) pull_pause: Duration,
    crash_pause: Duration,
}

#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Nothing has been done for it yet.
    New,
    Pulling(Pull),
    /// It has no image, or not what it refers to; it waits for the next try.
    Refused(Refused),
    Starting {
        at: Timestamp,
    },
    Running {
        since: Timestamp,
        ready: Timestamp,
        end: Option<Timestamp>,
    },
    /// It ended and will be started again.
    Ended {
        restart: Timestamp,
        told: bool,
    },
    /// It ended for good.
    Done,
}

/// Why a container cannot start, as its status shows it.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) retry: Timestamp,
    /// When the kubelet looks next, which may be before it tries.
    pub(super) wake: Timestamp,
    pub(super) told: bool,
}

/// How a run of a container ended.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub(super) code: i64,
    pub(super) reason: &'static str,
    pub(super) started: Timestamp,
    pub(super) finished: Timestamp,
    pub(super) id: String,
}

impl Container {
    pub(super) fn new(spec: &Value) -> Self {
        Self {
            name: text(spec, "/name").to_owned(),
            image: text(spec, "/image").to_owned(),
            pull_policy: text(spec, "/imagePullPolicy").to_owned(),
            list: "main",
            stage: Stage::New,
            restarts: 0,
            last: None,
            id: String::new(),
            pull_pause: FIRST_PAUSE,
            crash_pause: Duration::ZERO,
        }
    }

    pub(super) fn init(spec: &Value) -> Self {
        Self { list: "init", ..Self::new(spec) }
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running { .. })
    }

    pub(super) fn is_ready(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Running { ready, .. } if ready <= now)
    }

    /// Returns when the next step is due; a container that just runs has none.
    fn wake(&self, now: Timestamp) -> Option<Timestamp> {
        match &self.stage {
            Stage::New => Some(now),
            Stage::Pulling(pull) => Some(pull.until),
            Stage::Refused(refused) => Some(refused.wake),
            Stage::Starting { at } => Some(*at),
            Stage::Running { ready, .. } if *ready > now => Some(*ready),
            Stage::Running { end, .. } => *end,
            Stage::Ended { restart, told: true } => Some(*restart),
            Stage::Ended { restart, told: false } => Some((*restart).min(now + Duration::from_secs(1))),
            Stage::Done => None,
        }
    }
}

/// Takes all steps of a pod that are due and returns when the next one is.
pub(super) fn step(world: &mut World, object: &Value, pod: &mut Pod) -> Option<Timestamp> {
    for container in &mut pod.init {
        let next = step_container(world, object, container);
        if !matches!(container.stage, Stage::Done) {
            return next;
        }
    }
    let steps = pod.main.iter_mut().map(|container| step_container(world, object, container));
    steps.collect::<Vec<_>>().into_iter().flatten().min()
}

fn step_container(world: &mut World, object: &Value, container: &mut Container) -> Option<Timestamp> {
    // One step may make the next one due at once; a pull cannot, so this ends.
    while due(container, world.now) {
        container.stage = next_stage(world, object, container);
    }
    container.wake(world.now)
}

fn due(container: &Container, now: Timestamp) -> bool {
    match container.stage {
        // Becoming ready is no step of its own: only the status changes.
        Stage::Running { end, .. } => end.is_some_and(|end| end <= now),
        Stage::Ended { restart, told: false } => restart <= now || since_end(container, now) >= Duration::from_secs(1),
        _ => container.wake(now).is_some_and(|wake| wake <= now),
    }
}

fn next_stage(world: &mut World, object: &Value, container: &mut Container) -> Stage {
    let now = world.now;
    match container.stage.clone() {
        Stage::New => images::ensure(world, object, container),
        Stage::Pulling(pull) => {
            let next = images::finish(world, object, container, &pull);
            container.pull_pause = match next {
                Stage::Refused(_) => (container.pull_pause * 2).min(LONGEST_PAUSE),
                _ => FIRST_PAUSE,
            };
            next
        }
        Stage::Refused(refused) if refused.retry <= now => match config::missing(world, object, container) {
            Some(missing) if refused.reason == NO_CONFIG => without_config(world, object, container, missing),
            _ => images::ensure(world, object, container),
        },
        Stage::Refused(refused) => images::back_off(world, object, container, &refused),
        Stage::Starting { .. } => start(world, object, container),
        Stage::Running { since, .. } => end(world, object, container, since),
        Stage::Ended { restart, .. } if restart <= now => {
            container.restarts += 1;
            images::ensure(world, object, container)
        }
        Stage::Ended { restart, .. } => tell_of_crash(world, object, container, restart),
        Stage::Done => Stage::Done,
    }
}

fn start(world: &mut World, object: &Value, container: &mut Container) -> Stage {
    if let Some(missing) = config::missing(world, object, container) {
        return without_config(world, object, container, missing);
    }
    container.id = format!("containerd://{}", world.uids.hex(64));
    event(world, object, container.list, &container.name, false, "Created", "Container created".to_owned());
    event(world, object, container.list, &container.name, false, "Started", "Container started".to_owned());
    let run = run_of(world, container);
    let ends = run.exit.is_some() || run.out_of_memory || container.list == "init";
    let since = world.now;
    let lasts = Duration::from_secs(run.after_seconds.max(1));
    let ready = since + Duration::from_millis(world.between(250, 600));
    Stage::Running { since, ready, end: ends.then(|| since + lasts) }
}

/// The kubelet looks at a container without its configuration again after ten to fifteen seconds, for ever.
fn without_config(world: &mut World, object: &Value, container: &Container, message: String) -> Stage {
    event(world, object, container.list, &container.name, true, "Failed", format!("Error: {message}"));
    let retry = world.now + Duration::from_millis(world.between(10_000, 15_000));
    Stage::Refused(Refused { reason: NO_CONFIG.to_owned(), message, retry, wake: retry, told: true })
}

fn end(world: &mut World, object: &Value, container: &mut Container, since: Timestamp) -> Stage {
    let run = run_of(world, container);
    let (code, reason) = match (run.out_of_memory, run.exit.unwrap_or(0)) {
        (true, _) => (137, "OOMKilled"),
        (false, 0) => (0, "Completed"),
        (false, code) => (code, "Error"),
    };
    let finished = world.now;
    container.last = Some(Ended { code, reason, started: since, finished, id: container.id.clone() });
    let again = match text(object, "/spec/restartPolicy") {
        "Never" => false,
        "OnFailure" => code != 0,
        _ => container.list == "main" || code != 0,
    };
    if !again {
        return Stage::Done;
    }
    if finished.duration_since(since).unsigned_abs() >= HEALED {
        container.crash_pause = Duration::ZERO;
    }
    let pause = container.crash_pause.max(Duration::from_millis(600));
    container.crash_pause = (container.crash_pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
    Stage::Ended { restart: finished + pause, told: false }
}

/// Shows the back-off a moment after the end, and once for each pause.
fn tell_of_crash(world: &mut World, object: &Value, container: &Container, restart: Timestamp) -> Stage {
    let (name, namespace) = (text(object, "/metadata/name"), text(object, "/metadata/namespace"));
    let uid = text(object, "/metadata/uid");
    let message = format!("Back-off restarting failed container {} in pod {name}_{namespace}({uid})", container.name);
    event(world, object, container.list, &container.name, true, "BackOff", message);
    Stage::Ended { restart, told: true }
}

fn since_end(container: &Container, now: Timestamp) -> Duration {
    container.last.as_ref().map_or(Duration::ZERO, |last| now.duration_since(last.finished).unsigned_abs())
}

fn run_of(world: &World, container: &Container) -> Run {
    ImageReference::parse(&container.image).map(|image| world.registries.run(&image)).unwrap_or_default()
}
