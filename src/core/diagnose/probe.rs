//! A probe fails: the kubelet keeps the container out of service, or ends it.

use std::fmt;

use jiff::SignedDuration;
use serde_json::Value;

use crate::core::{
    cause::{Grade, start},
    model::Event,
};

use super::{
    Evidence, Finding, Shared,
    case::{Case, scalar, text},
    link::{broken, event, sound},
};

/// A container that is asked to end may take this long; most have 30 seconds.
const LONGEST_GRACE: SignedDuration = SignedDuration::from_mins(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    Liveness,
    Readiness,
    Startup,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Liveness => "liveness",
            Self::Readiness => "readiness",
            Self::Startup => "startup",
        })
    }
}

impl Probe {
    const ALL: [Self; 3] = [Self::Liveness, Self::Readiness, Self::Startup];

    fn key(self) -> &'static str {
        match self {
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
            Self::Startup => "startupProbe",
        }
    }

    /// `Readiness probe failed: ..`, or `.. probe errored and resulted in unknown state: ..`: `prober.go`.
    fn of_failure(event: &Event) -> Option<Self> {
        let said = event.message.to_ascii_lowercase();
        let failed = said.contains(" probe failed") || said.contains(" probe errored");
        let of = |probe: &Self| said.starts_with(&format!("{probe} probe "));
        Self::ALL.into_iter().find(|probe| event.reason == "Unhealthy" && failed && of(probe))
    }

    /// `Container app failed liveness probe, will be restarted`: `kuberuntime_manager.go`.
    fn of_kill(event: &Event, container: &str) -> Option<Self> {
        let rest = event.message.strip_prefix("Container ")?.strip_prefix(container)?;
        let of = |probe: &Self| rest.starts_with(&format!(" failed {probe} probe"));
        Self::ALL.into_iter().find(|probe| event.reason == "Killing" && of(probe))
    }
}

/// Explains a container that the kubelet ended and starts again because a probe of it failed.
pub(super) fn killed(case: &Case<'_>) -> Option<Finding> {
    let container = case.container()?;
    let kill = case.latest(|event| Probe::of_kill(event, &container.name).is_some());
    let probe = kill.and_then(|kill| Probe::of_kill(kill, &container.name))?;
    let failure = case.latest(|event| case.concerns(event) && Probe::of_failure(event) == Some(probe));
    let code =
        case.ended().map_or_else(String::new, |ended| format!("; it then ended with exit code {}", ended.exit_code));
    let mut evidence = Vec::new();
    evidence.extend(failure.map(failure_link));
    evidence.extend(
        kill.map(|kill| broken("probe-kill", format!("the kubelet ended it for its {probe} probe"), event(kill))),
    );
    evidence.extend(case.runs());
    evidence.extend(definition(case, probe));
    let is_same_end = kill.is_some_and(|kill| explains_end(case, kill));
    Some(Finding {
        also: if is_same_end { Vec::new() } else { vec![start::CRASH_EXIT] },
        evidence,
        next: next(case, probe, failure),
        shared: shared(case, probe),
        said: failure.or(kill).map(|event| event.message.clone()).unwrap_or_default(),
        ..case.finding(
            start::PROBE_FAILED,
            if is_same_end { Grade::Certain } else { Grade::Likely },
            format!("{} is ended for its {probe} probe", case.subject()),
            format!("The kubelet stopped it because its {probe} probe failed{code}.{}", hint(failure)),
        )
    })
}

/// Explains a container that runs and is kept out of service by its readiness or startup probe.
pub(super) fn unready(case: &Case<'_>) -> Option<Finding> {
    let container = case.container()?;
    let failure = case.latest(|event| case.concerns(event) && Probe::of_failure(event).is_some())?;
    let probe = Probe::of_failure(failure)?;
    let is_its_own = !failure.field.is_empty() || case.pod.containers.len() == 1;
    let unready = case.pod.condition("Ready").and_then(|ready| ready.since);
    let is_fresh = failure.last >= unready;
    let grade = if is_fresh && is_its_own { Grade::Certain } else { Grade::Likely };
    let mut evidence = vec![failure_link(failure)];
    evidence.push(broken("container-ready", format!("{} is ready: no", container.name), case.status_field("ready")));
    evidence.extend(definition(case, probe));
    Some(Finding {
        evidence,
        next: next(case, probe, Some(failure)),
        shared: shared(case, probe),
        said: failure.message.clone(),
        ..case.finding(
            start::PROBE_FAILED,
            grade,
            format!("{} does not become ready", case.subject()),
            format!("It runs, and its {probe} probe fails.{}", hint(Some(failure))),
        )
    })
}

/// Says whether a probe may stand behind an end of the container: it has one that ends it, and no event tells otherwise.
pub(super) fn may_have_killed(case: &Case<'_>) -> bool {
    let has_one = case
        .container_spec()
        .is_none_or(|spec| [Probe::Liveness, Probe::Startup].iter().any(|probe| spec.get(probe.key()).is_some()));
    // The kubelet tells of each kill and of each back-off: with the latter at hand, and no former, there was none.
    let is_told = case.dossier.events_gap.is_none()
        && case.latest(|event| case.concerns(event) && event.reason == "BackOff").is_some();
    has_one && !is_told
}

/// The end of the last run belongs to this kill when it came after it, within a grace period.
fn explains_end(case: &Case<'_>, kill: &Event) -> bool {
    let (Some(ended), Some(killed)) = (case.ended().and_then(|ended| ended.at), kill.last.or(kill.first)) else {
        return false;
    };
    let after = ended.duration_since(killed);
    after >= SignedDuration::from_secs(-1) && after <= LONGEST_GRACE
}

fn shared(case: &Case<'_>, probe: Probe) -> Shared {
    Shared { image: case.image(), other: Some(format!("{probe} probe")), ..Shared::default() }
}

fn failure_link(failure: &Event) -> Evidence {
    broken("probe", failure.message.lines().next().unwrap_or_default(), event(failure))
}

/// What the probe asks, as the pod has it.
fn definition(case: &Case<'_>, probe: Probe) -> Option<Evidence> {
    let Some(spec) = case.container_spec() else {
        return case.unread_spec("probe-definition", format!("what the {probe} probe asks"));
    };
    let spec = spec.get(probe.key())?;
    let number = |name: &str, default: u64| spec.get(name).and_then(Value::as_u64).unwrap_or(default);
    let (every, within, failures) =
        (number("periodSeconds", 10), number("timeoutSeconds", 1), number("failureThreshold", 3));
    let text = format!("{} every {every} s, answer within {within} s, fails after {failures}", asks(spec));
    Some(sound("probe-definition", text, case.spec_field(probe.key())))
}

fn asks(spec: &Value) -> String {
    let port = |of: &str| spec.get(of).and_then(|of| of.get("port")).and_then(scalar).unwrap_or_default();
    if let Some(http) = spec.get("httpGet") {
        let path = text(http, "/path").unwrap_or_else(|| "/".to_owned());
        return format!("asks for {path} at port {}", port("httpGet"));
    }
    if spec.get("tcpSocket").is_some() {
        return format!("connects to port {}", port("tcpSocket"));
    }
    if spec.get("grpc").is_some() {
        return format!("asks gRPC at port {}", port("grpc"));
    }
    let words = spec.pointer("/exec/command").and_then(Value::as_array);
    let words: Vec<String> = words.into_iter().flatten().filter_map(scalar).collect();
    format!("runs {}", words.join(" "))
}

/// What the text of a failed probe commonly means.
fn hint(failure: Option<&Event>) -> String {
    let Some(failure) = failure else { return String::new() };
    let has = |anchor: &str| failure.message.contains(anchor);
    let hint = if has("connection refused") {
        "Nothing listens on that port yet, or no longer."
    } else if has("statuscode: 404") {
        "The program answers, and knows no such path."
    } else if has("statuscode: 5") {
        "The program answers that it is not well."
    } else if has("statuscode: 401") || has("statuscode: 403") {
        "The program answers, and wants a login for that path."
    } else if has("deadline exceeded") || has("Client.Timeout") || has("timed out") || has("i/o timeout") {
        "It gets no answer within the time that the probe allows."
    } else {
        return String::new();
    };
    format!(" {hint}")
}

fn next(case: &Case<'_>, probe: Probe, failure: Option<&Event>) -> String {
    let slow =
        failure.is_some_and(|failure| failure.message.contains("exceeded") || failure.message.contains("refused"));
    if probe != Probe::Readiness && slow {
        return "Give it more time to come up (a startupProbe, or initialDelaySeconds), or see in its log what holds it up.".to_owned();
    }
    let container = case.container().map_or_else(String::new, |container| format!(" -c {}", container.name));
    format!(
        "Compare path, port and times of the probe with what the program serves, and read its log: kubectl logs -n {} {}{container}.",
        case.pod.namespace, case.pod.name
    )
}

#[cfg(test)]
mod tests;
