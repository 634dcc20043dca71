//! A failing pod with all that a rule may look at.

use std::cell::OnceCell;

use jiff::Timestamp;
use serde_json::Value;

use crate::core::{
    cause::{Cause, Grade},
    health::Symptom,
    model::{Container, Dossier, Ended, Event, Pod, Reading, Role, State},
    text::neutralise_line,
};

use super::{
    Evidence, Finding, Shared, Source,
    link::{broken, field, sound, unread},
    recent_change,
};

/// Explains a pod's symptom, if this rule is the one that can.
pub(super) type Rule = fn(&Case<'_>) -> Option<Finding>;

pub(super) struct Case<'a> {
    pub(super) pod: &'a Pod,
    pub(super) symptom: Symptom,
    pub(super) dossier: &'a Dossier,
    pub(super) now: Timestamp,
    /// The workload's template, looked up once.
    template: OnceCell<Option<Template<'a>>>,
}

/// The spec that a workload gives its pods, and where in the workload it is.
#[derive(Clone, Copy)]
struct Template<'a> {
    path: &'static str,
    spec: &'a Value,
}

impl<'a> Case<'a> {
    pub(super) fn new(pod: &'a Pod, symptom: Symptom, dossier: &'a Dossier, now: Timestamp) -> Self {
        Self { pod, symptom, dossier, now, template: OnceCell::new() }
    }

    /// Begins a finding: what said it and what it rests on is for the rule to add.
    pub(super) fn finding(&self, cause: Cause, grade: Grade, headline: String, sentence: impl Into<String>) -> Finding {
        Finding {
            cause,
            also: Vec::new(),
            grade,
            headline,
            sentence: sentence.into(),
            evidence: Vec::new(),
            next: String::new(),
            shared: Shared::default(),
            said: self.symptom.message.clone(),
            symptom: self.symptom.clone(),
        }
    }

    /// Returns the container that shows the symptom.
    pub(super) fn container(&self) -> Option<&'a Container> {
        let name = self.symptom.container.as_deref()?;
        self.pod.containers.iter().find(|container| container.name == name)
    }

    /// Names the container as a sentence begins: `Init container migrate`; the pod where none is concerned.
    pub(super) fn subject(&self) -> String {
        match self.container() {
            Some(container) => format!("{} {}", role(container.role), container.name),
            None => format!("Pod {}", self.pod.name),
        }
    }

    pub(super) fn image(&self) -> Option<String> {
        Some(self.container()?.image.clone()).filter(|image| !image.is_empty())
    }

    /// Returns how the last run of the container ended.
    pub(super) fn ended(&self) -> Option<&'a Ended> {
        let container = self.container()?;
        match &container.state {
            State::Ended(ended) => Some(ended),
            _ => container.last.as_ref(),
        }
    }

    /// Returns the pod's own events, in no order.
    pub(super) fn events(&self) -> impl Iterator<Item = &'a Event> {
        self.dossier.events_of(&self.pod.uid)
    }

    /// Returns the latest of the pod's events for which this holds.
    pub(super) fn latest(&self, tells: impl Fn(&Event) -> bool) -> Option<&'a Event> {
        self.events().filter(|event| tells(event)).max_by_key(|event| event.last.or(event.first))
    }

    /// Says whether the kubelet got further after this event: a pull or a start comes after volumes and network.
    pub(super) fn is_overtaken(&self, event: &Event) -> bool {
        const LATER: [&str; 4] = ["Pulling", "Pulled", "Created", "Started"];
        self.events().any(|other| LATER.contains(&other.reason.as_str()) && other.last > event.last)
    }

    /// Returns the text that tells most: the status, or the latest event of one of these reasons.
    pub(super) fn told_by(&self, reasons: &[&str]) -> Option<&'a Event> {
        self.latest(|event| reasons.contains(&event.reason.as_str()))
    }

    /// Returns the pod's spec: its own where it was read, else the one in its workload's template.
    ///
    /// A template that is known to have been changed since the pod was made is not taken for it.
    pub(super) fn spec(&self) -> Option<&'a Value> {
        self.own_spec().or_else(|| self.template().map(|template| template.spec))
    }

    /// Returns the pod's spec as the server gave it, with all that admission has put into it.
    pub(super) fn own_spec(&self) -> Option<&'a Value> {
        self.dossier.pod.found()?.get("spec")
    }

    fn template(&self) -> Option<Template<'a>> {
        *self.template.get_or_init(|| self.find_template())
    }

    fn find_template(&self) -> Option<Template<'a>> {
        let workload: &'a Value = self.dossier.workload.found()?;
        if recent_change::is_newer(self.pod, workload) {
            return None;
        }
        let places = [
            ("spec.template.spec", "/spec/template/spec"),
            ("spec.jobTemplate.spec.template.spec", "/spec/jobTemplate/spec/template/spec"),
            ("spec", "/spec"),
        ];
        let templates =
            places.into_iter().filter_map(|(path, pointer)| Some(Template { path, spec: workload.pointer(pointer)? }));
        templates.into_iter().find(|template| template.spec.get("containers").is_some())
    }

    /// Returns the spec of the container that shows the symptom.
    pub(super) fn container_spec(&self) -> Option<&'a Value> {
        let container = self.container()?;
        let containers = self.spec()?.get(container.role.specs())?.as_array()?;
        containers.iter().find(|spec| spec.get("name").and_then(Value::as_str) == Some(&container.name))
    }

    /// Returns a field of the pod: `status.message`.
    pub(super) fn field(&self, path: impl Into<String>) -> Source {
        Source::Field { object: self.pod.id(), path: path.into() }
    }

    /// Returns a field of the workload: `status.failed`.
    pub(super) fn workload_field(&self, path: impl Into<String>) -> Source {
        field(&self.pod.workload, path)
    }

    /// Returns where a field of the spec is: `spec.nodeSelector`, or that of the template where the pod was not read.
    pub(super) fn pod_field(&self, path: &str) -> Source {
        match self.template().filter(|_| self.own_spec().is_none()) {
            Some(template) => self.workload_field(format!("{}.{path}", template.path)),
            None => self.field(format!("spec.{path}")),
        }
    }

    /// Returns where a field of the container's spec is: `spec.containers[app].resources`.
    pub(super) fn spec_field(&self, path: &str) -> Source {
        match self.container() {
            Some(container) => self.pod_field(&format!("{}[{}].{path}", container.role.specs(), container.name)),
            None => self.pod_field(path),
        }
    }

    /// Returns where a field of the container's status is: `status.containerStatuses[app].lastState`.
    pub(super) fn status_field(&self, path: &str) -> Source {
        let Some(container) = self.container() else { return self.field(format!("status.{path}")) };
        self.field(format!("status.{}[{}].{path}", container.role.statuses(), container.name))
    }

    /// A link that only the spec could settle, where it could not be read.
    pub(super) fn unread_spec(&self, name: &'static str, text: impl Into<String>) -> Option<Evidence> {
        if self.spec().is_some() {
            return None;
        }
        Some(match &self.dossier.pod {
            Reading::NotAsked => unread(name, text, &self.dossier.workload, "the workload"),
            reading => unread(name, text, reading, "the pod"),
        })
    }

    /// Says whether an event is about the container that shows the symptom, or about the pod as a whole.
    pub(super) fn concerns(&self, event: &Event) -> bool {
        let Some(container) = &self.symptom.container else { return true };
        event.field.is_empty() || event.field.ends_with(&format!("{{{container}}}"))
    }

    /// The link that every finding about a waiting container begins with.
    pub(super) fn waits(&self) -> Evidence {
        broken("container-waits", format!("waits: {}", self.symptom.reason), self.status_field("state.waiting.reason"))
    }

    /// How the last run ended, and how often it was started again.
    pub(super) fn runs(&self) -> Vec<Evidence> {
        let mut links = Vec::new();
        if let Some(ended) = self.ended() {
            let is_now = self.container().is_some_and(|container| matches!(container.state, State::Ended(_)));
            let state = if is_now { "state.terminated" } else { "lastState.terminated" };
            let text = format!("last run ended with exit code {}, reason {}", ended.exit_code, reason(ended));
            let at = ended.at.map_or_else(String::new, |at| format!(", {}", at.strftime("%Y-%m-%dT%H:%M:%SZ")));
            links.push(broken("last-run", text, self.status_field(&format!("{state}{at}"))));
        }
        match self.container() {
            Some(container) if container.restarts > 0 => {
                let text = format!("started again {}", times(container.restarts));
                links.push(broken("restarts", text, self.status_field("restartCount")));
            }
            _ => {}
        }
        links
    }

    /// Which node the pod is on, where that is what the failing ones may share.
    pub(super) fn on_node(&self) -> Option<Evidence> {
        let node = self.pod.node.as_ref()?;
        Some(sound("node", format!("was given to node {node}"), self.field("spec.nodeName")))
    }
}

/// Reads a text out of an object of the API, made fit to be shown.
pub(super) fn text(value: &Value, pointer: &str) -> Option<String> {
    let text = value.pointer(pointer)?.as_str()?;
    Some(neutralise_line(text).into_owned()).filter(|text| !text.is_empty())
}

/// Reads a number or a text as text: a port or a quantity may be either.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(neutralise_line(text).into_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn reason(ended: &Ended) -> &str {
    if ended.reason.is_empty() { "not given" } else { &ended.reason }
}

pub(super) fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Init => "Init container",
        Role::Sidecar => "Sidecar",
        Role::Main => "Container",
        Role::Ephemeral => "Ephemeral container",
    }
}
