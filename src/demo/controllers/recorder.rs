//! Events: written once, then counted, and forgotten an hour after they last happened.
//!
//! The kubelet and the controllers write core/v1 events with a count; the scheduler writes events.k8s.io/v1,
//! which read through core/v1 have an `eventTime` and a series instead. The spam filter of client-go is absent.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::demo::{
    apply::managers::Author,
    kinds::{self, Kind},
    object::{seconds, set, slot, text},
    store::Key,
    world::World,
};

/// The `--event-ttl` of the API server.
const LIFETIME: Duration = Duration::from_secs(3600);

/// Remembers which event says what, so that the next one of its like raises its count.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    known: HashMap<Topic, (Key, Timestamp)>,
}

/// What an event says; two with the same topic are one event with a count of two.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Topic {
    pub(crate) kind: &'static str,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) uid: String,
    /// `spec.containers{web}`, or empty.
    pub(crate) field_path: String,
    /// The component and, for a kubelet, its node.
    pub(crate) source: (&'static str, String),
    pub(crate) warning: bool,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
}

impl Topic {
    /// Starts an event about an object; `Normal` until said otherwise.
    pub(crate) fn about(kind: &Kind, object: &Value, component: &'static str) -> Self {
        Self {
            kind: kind.plural,
            namespace: text(object, "/metadata/namespace").to_owned(),
            name: text(object, "/metadata/name").to_owned(),
            uid: text(object, "/metadata/uid").to_owned(),
            field_path: String::new(),
            source: (component, String::new()),
            warning: false,
            reason: "",
            message: String::new(),
        }
    }

    pub(crate) fn warning(mut self) -> Self {
        self.warning = true;
        self
    }

    pub(crate) fn saying(mut self, reason: &'static str, message: impl Into<String>) -> Self {
        self.reason = reason;
        self.message = message.into();
        self
    }

    fn event(&self, name: &str, now: Timestamp) -> Value {
        let kind = kinds::named(self.kind);
        let mut event = json!({
            "metadata": {"name": name, "namespace": self.namespace},
            "involvedObject": {
                "kind": kind.name, "namespace": self.namespace, "name": self.name, "uid": self.uid,
                "apiVersion": kind.api_version(),
            },
            "reason": self.reason,
            "message": self.message,
            "type": if self.warning { "Warning" } else { "Normal" },
        });
        if !self.field_path.is_empty() {
            set(&mut event, "/involvedObject/fieldPath", self.field_path.as_str());
        }
        if self.has_series() {
            self.stamp_series(&mut event, now);
        } else {
            self.stamp_count(&mut event, now);
        }
        event
    }

    fn has_series(&self) -> bool {
        self.source.0 == SCHEDULER
    }

    fn stamp_count(&self, event: &mut Value, now: Timestamp) {
        let (component, host) = &self.source;
        event["source"] = json!({"component": component});
        if !host.is_empty() {
            set(event, "/source/host", host.as_str());
        }
        event["firstTimestamp"] = json!(seconds(now));
        event["lastTimestamp"] = json!(seconds(now));
        event["count"] = json!(1);
        event["eventTime"] = Value::Null;
        event["reportingComponent"] = json!(component);
        event["reportingInstance"] = json!(host);
    }

    fn stamp_series(&self, event: &mut Value, now: Timestamp) {
        event["source"] = json!({});
        event["firstTimestamp"] = Value::Null;
        event["lastTimestamp"] = Value::Null;
        event["eventTime"] = json!(microseconds(now));
        event["action"] = json!(if self.warning { "Scheduling" } else { "Binding" });
        event["reportingComponent"] = json!(self.source.0);
        event["reportingInstance"] = json!(format!("{}-control-plane", self.source.0));
    }
}

const SCHEDULER: &str = "default-scheduler";

/// Writes an event, or counts it if it was said before.
pub(super) fn record(world: &mut World, topic: Topic) {
    let now = world.now;
    let author = Author::new(topic.source.0);
    let said = world.recorder.known.get(&topic).map(|(key, _)| key.clone());
    let known = said.and_then(|key| Some((world.store.object(&key)?, key)));
    let key = match known {
        Some((mut event, key)) => {
            count(&topic, &mut event, now);
            super::write(world, &key, event, &author);
            key
        }
        None => match create(world, &topic, &author) {
            Some(key) => key,
            None => return,
        },
    };
    world.agenda.add(now + LIFETIME, key.clone());
    world.recorder.known.insert(topic, (key, now));
}

/// Deletes an event that has not happened again for its lifetime.
pub(super) fn expire(world: &mut World, key: &Key) {
    let known = world.recorder.known.iter().find(|(_, (known, _))| known == key);
    let last = known.map(|(topic, (_, last))| (topic.clone(), *last));
    match last {
        Some((_, last)) if last + LIFETIME > world.now => world.agenda.add(last + LIFETIME, key.clone()),
        Some((topic, _)) => {
            world.recorder.known.remove(&topic);
            world.erase(key);
        }
        None => {}
    }
}

fn create(world: &mut World, topic: &Topic, author: &Author) -> Option<Key> {
    // client-go names an event after its object and the nanosecond; here the draw keeps names apart.
    let stamp = world.now.as_nanosecond() + i128::from(world.names.below(1_000_000_000));
    let name = format!("{}.{stamp:x}", topic.name);
    let event = topic.event(&name, world.now);
    let record = world.create(kinds::named("events"), event, author).ok()?;
    Some(Key::of(&record))
}

fn count(topic: &Topic, event: &mut Value, now: Timestamp) {
    if topic.has_series() {
        let times = event["series"]["count"].as_i64().unwrap_or(1) + 1;
        *slot(event, "/series") = json!({"count": times, "lastObservedTime": microseconds(now)});
        return;
    }
    let times = event["count"].as_i64().unwrap_or(1) + 1;
    event["count"] = json!(times);
    event["lastTimestamp"] = json!(seconds(now));
}

/// Writes a time as metav1.MicroTime does.
fn microseconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}
