//! Failures that podmend does not mend yet: told in the words of the kubelet, the scheduler or the controller.

use crate::core::{
    cause::{Cause, admission, schedule, start},
    health::{Symptom, SymptomKind},
    model::{Container, Dossier, Ended, Event, Pod, State, Stuck},
    text::plural,
};

use super::{Evidence, Finding, Grade, Mark, Shared, Source};

/// Reports the symptom as it was said; the cause behind it is not guessed at.
pub(super) fn find(pod: &Pod, symptom: Symptom, dossier: &Dossier) -> Finding {
    let told = told(pod, &symptom, dossier);
    let (cause, grade, sentence) = match told.filter(|_| symptom.kind == SymptomKind::CrashLoop) {
        Some(event) => (start::PROBE_FAILED, Grade::Likely, killed_sentence(pod, &symptom, event)),
        None => words(pod, &symptom),
    };
    Finding {
        cause,
        also: Vec::new(),
        next: String::new(),
        shared: Shared::default(),
        grade,
        headline: headline(pod, &symptom),
        sentence,
        evidence: evidence(pod, &symptom).into_iter().chain(told.map(event_link)).collect(),
        said: told.map_or_else(|| said(pod, &symptom), |event| event.message.clone()),
        symptom,
    }
}

/// Reports why the controller cannot create pods.
pub(super) fn stuck(stuck: &Stuck) -> Finding {
    Finding {
        cause: admission::QUOTA_OR_ADMISSION,
        also: Vec::new(),
        grade: Grade::CannotTell,
        headline: format!("{} cannot create pods", stuck.workload),
        sentence: "The pods that it should have may not be created; what the controller said is below.".to_owned(),
        evidence: Vec::new(),
        next: String::new(),
        shared: Shared::default(),
        said: stuck.message.clone(),
        symptom: Symptom {
            kind: SymptomKind::NoPods,
            container: None,
            reason: stuck.reason.clone(),
            message: stuck.message.clone(),
        },
    }
}

/// Returns the event that tells more than the status does: that a probe had the container killed, or what keeps it from
/// becoming ready.
fn told<'a>(pod: &Pod, symptom: &Symptom, dossier: &'a Dossier) -> Option<&'a Event> {
    let is_probe = |event: &Event| {
        event.reason == "Killing"
            && ["liveness", "startup"].iter().any(|kind| event.message.contains(&format!("failed {kind} probe")))
    };
    let tells = |event: &&Event| match symptom.kind {
        SymptomKind::CrashLoop => is_probe(event),
        SymptomKind::NotReady => event.warning,
        _ => false,
    };
    let events = dossier.events.values().filter(|event| event.regarding_uid == pod.uid);
    events.filter(tells).max_by_key(|event| event.last.or(event.first))
}

/// While it waits to start a container again the kubelet tells only that; the end of the last run may tell more.
fn said(pod: &Pod, symptom: &Symptom) -> String {
    let ended = container_of(pod, symptom).and_then(last_end).filter(|ended| !ended.message.is_empty());
    match ended {
        Some(ended) if symptom.reason == "CrashLoopBackOff" => ended.message.clone(),
        _ => symptom.message.clone(),
    }
}

fn killed_sentence(pod: &Pod, symptom: &Symptom, event: &Event) -> String {
    let probe = if event.message.contains("startup") { "startup" } else { "liveness" };
    let ended = container_of(pod, symptom).and_then(last_end);
    let code = ended.map_or_else(String::new, |ended| format!("; it then ended with exit code {}", ended.exit_code));
    format!("The kubelet stopped it because its {probe} probe failed{code}.")
}

fn event_link(event: &Event) -> Evidence {
    Evidence {
        link: "symptom",
        needs: None,
        mark: Mark::Broken,
        text: format!("{} is reported", event.reason),
        source: Source::Event { count: event.count, since: event.first },
    }
}

fn headline(pod: &Pod, symptom: &Symptom) -> String {
    match (&symptom.container, symptom.kind) {
        (_, SymptomKind::Unschedulable) => format!("No node takes pod {}", pod.name),
        (Some(container), SymptomKind::Start) => format!("Container {container} cannot start"),
        (Some(container), SymptomKind::OutOfMemory) => format!("Container {container} was killed for its memory"),
        (Some(container), SymptomKind::CrashLoop) => format!("Container {container} ends and is started again"),
        (Some(container), SymptomKind::NotReady) => format!("Container {container} does not become ready"),
        (Some(container), _) => format!("Container {container} ended: {}", symptom.reason),
        (None, _) => format!("Pod {}: {}", pod.name, symptom.reason),
    }
}

fn words(pod: &Pod, symptom: &Symptom) -> (Cause, Grade, String) {
    let ended = container_of(pod, symptom).and_then(last_end);
    match symptom.kind {
        SymptomKind::OutOfMemory => (
            start::OOM_KILLED,
            Grade::Certain,
            "The runtime reports that the kernel killed it because it reached its memory limit.".to_owned(),
        ),
        SymptomKind::CrashLoop => (start::CRASH_EXIT, Grade::CannotTell, crash_sentence(ended)),
        SymptomKind::Unschedulable => (
            schedule::UNSCHEDULABLE_RESOURCES,
            Grade::Certain,
            "The scheduler found no node that fits; what it said is below.".to_owned(),
        ),
        SymptomKind::Start if symptom.reason == "CreateContainerConfigError" && !symptom.message.is_empty() => (
            start::START_FAILED,
            Grade::Certain,
            "Something that its configuration refers to is not there; what the kubelet said is below.".to_owned(),
        ),
        SymptomKind::Start if !symptom.message.is_empty() => (
            start::START_FAILED,
            Grade::Likely,
            format!("The runtime could not start it ({}); what was said is below.", symptom.reason),
        ),
        SymptomKind::Start => {
            (start::START_FAILED, Grade::CannotTell, format!("The kubelet gives {} as the reason.", symptom.reason))
        }
        SymptomKind::NotReady if is_waiting(pod, symptom) => (
            start::NOT_STARTED,
            Grade::CannotTell,
            "It has been waiting to be started for more than a minute; the events say more.".to_owned(),
        ),
        SymptomKind::NotReady => (
            start::NOT_READY,
            Grade::CannotTell,
            "It has been up for more than a minute and is not ready; the events say more.".to_owned(),
        ),
        SymptomKind::Failed | SymptomKind::ImagePull | SymptomKind::NoPods => {
            let how = match ended {
                Some(ended) => format!("It ended with exit code {} ({})", ended.exit_code, ended.reason),
                None => format!("It ended with the reason {}", symptom.reason),
            };
            (start::FAILED, Grade::CannotTell, format!("{how}, and is not started again."))
        }
    }
}

fn crash_sentence(ended: Option<&Ended>) -> String {
    match ended {
        Some(ended) if ended.reason == "StartError" => "The runtime could not start its command.".to_owned(),
        Some(ended) => format!("Its last run ended with exit code {} ({}).", ended.exit_code, ended.reason),
        None => "The kubelet waits before it starts it again; how the last run ended is not reported.".to_owned(),
    }
}

fn evidence(pod: &Pod, symptom: &Symptom) -> Vec<Evidence> {
    let mut links = vec![Evidence {
        link: "symptom",
        needs: None,
        mark: Mark::Broken,
        text: format!("{} is reported", symptom.reason),
        source: Source::Text("pod status".to_owned()),
    }];
    let Some(container) = container_of(pod, symptom) else { return links };
    if let Some(ended) = last_end(container) {
        links.push(Evidence {
            link: "symptom",
            needs: None,
            mark: Mark::Broken,
            text: format!("last run: exit code {}, {}", ended.exit_code, ended.reason),
            source: ended.at.map_or(Source::Text("container status".to_owned()), Source::ReadAt),
        });
    }
    if container.restarts > 0 {
        links.push(Evidence {
            link: "symptom",
            needs: None,
            mark: Mark::Broken,
            text: format!("started again {}", plural(container.restarts as usize, "time")),
            source: Source::Text("container status".to_owned()),
        });
    }
    links
}

fn is_waiting(pod: &Pod, symptom: &Symptom) -> bool {
    container_of(pod, symptom).is_some_and(|container| matches!(container.state, State::Waiting { .. }))
}

fn container_of<'a>(pod: &'a Pod, symptom: &Symptom) -> Option<&'a Container> {
    let name = symptom.container.as_deref()?;
    pod.containers.iter().find(|container| container.name == name)
}

fn last_end(container: &Container) -> Option<&Ended> {
    match &container.state {
        State::Ended(ended) => Some(ended),
        _ => container.last.as_ref(),
    }
}

#[cfg(test)]
mod tests {
    use crate::core::{
        diagnose::{Finding, Grade, diagnose},
        model::{
            Dossier, Ended, Event, Kind, ObjectId, Pod, State, Uid,
            sample::{at, waiting, with_state},
        },
    };

    fn explain(pod: &Pod, events: &[(&str, bool, &str)]) -> Finding {
        let mut dossier = Dossier::default();
        for (index, (reason, warning, message)) in events.iter().enumerate() {
            let uid = Uid(format!("e-{index}"));
            let event = Event {
                uid: uid.clone(),
                regarding: ObjectId::new(Kind::Pod, "team-a", &pod.name),
                regarding_uid: pod.uid.clone(),
                field: String::new(),
                warning: *warning,
                reason: (*reason).to_owned(),
                message: (*message).to_owned(),
                source: "kubelet node-7".to_owned(),
                count: 2,
                first: Some(at(-60)),
                last: Some(at(-10)),
            };
            dossier.events.insert(uid, event);
        }
        diagnose(pod, &dossier, at(0)).unwrap()
    }

    #[test]
    fn a_container_that_a_probe_had_killed_is_not_said_to_have_crashed() {
        let mut pod = waiting("CrashLoopBackOff", "back-off 20s restarting failed container");
        let ended = Ended { reason: "Completed".to_owned(), message: String::new(), exit_code: 0, at: Some(at(-20)) };
        pod.containers[0].last = Some(ended);
        assert_eq!(explain(&pod, &[("BackOff", true, "Back-off restarting")]).cause.name(), "crash-exit");
        let finding = explain(&pod, &[("Killing", false, "Container app failed liveness probe, will be restarted")]);
        assert_eq!((finding.cause.name(), finding.grade), ("probe-failed", Grade::Likely));
        assert!(finding.sentence.contains("liveness probe failed; it then ended with exit code 0"));
    }

    #[test]
    fn back_off_does_not_hide_why_the_command_did_not_start() {
        let mut pod = waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container");
        let said = "exec: \"/nonexistent\": no such file or directory".to_owned();
        let ended = Ended { reason: "StartError".to_owned(), message: said.clone(), exit_code: 128, at: None };
        pod.containers[0].last = Some(ended);
        assert_eq!(explain(&pod, &[]).said, said);
    }

    #[test]
    fn a_missing_key_is_what_the_kubelet_says_it_is() {
        let pod = waiting("CreateContainerConfigError", "couldn't find key x in ConfigMap web/settings");
        let finding = explain(&pod, &[]);
        assert_eq!(
            (finding.grade, finding.said.as_str()),
            (Grade::Certain, "couldn't find key x in ConfigMap web/settings")
        );
    }

    #[test]
    fn what_was_never_started_is_not_said_to_be_up() {
        let pod = waiting("ContainerCreating", "");
        let finding = explain(&pod, &[("FailedMount", true, "secret \"gone\" not found")]);
        assert_eq!(finding.cause.name(), "not-started");
        assert_eq!(finding.said, "secret \"gone\" not found");
        let up = with_state("up", State::Running { since: Some(at(-600)) });
        assert!(up.is_ready() || explain(&up, &[]).cause.name() == "not-ready");
    }
}
