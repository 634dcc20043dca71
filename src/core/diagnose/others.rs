//! Failures that podmend does not mend yet: told in the words of the kubelet, the scheduler or the controller.

use crate::core::{
    health::{Symptom, SymptomKind},
    model::{Container, Ended, Pod, State},
};

use super::{Evidence, Finding, Grade, Mark, Source};

/// Reports the symptom as it was said; the cause behind it is not guessed at.
pub(super) fn find(pod: &Pod, symptom: Symptom) -> Finding {
    let (cause, grade, sentence) = words(pod, &symptom);
    Finding {
        cause,
        grade,
        headline: headline(pod, &symptom),
        sentence,
        evidence: evidence(pod, &symptom),
        said: symptom.message.clone(),
        symptom,
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

fn words(pod: &Pod, symptom: &Symptom) -> (&'static str, Grade, String) {
    let ended = container_of(pod, symptom).and_then(last_end);
    match symptom.kind {
        SymptomKind::OutOfMemory => (
            "out-of-memory",
            Grade::Certain,
            "The runtime reports that the kernel killed it because it reached its memory limit.".to_owned(),
        ),
        SymptomKind::CrashLoop => ("crash-loop", Grade::CannotTell, crash_sentence(ended)),
        SymptomKind::Unschedulable => (
            "unschedulable",
            Grade::Certain,
            "The scheduler found no node that fits; what it said is below.".to_owned(),
        ),
        SymptomKind::Start => {
            ("start-failed", Grade::CannotTell, format!("The kubelet gives {} as the reason.", symptom.reason))
        }
        SymptomKind::NotReady => (
            "not-ready",
            Grade::CannotTell,
            "It has been up for more than a minute and is not ready; the events say more.".to_owned(),
        ),
        SymptomKind::Failed | SymptomKind::ImagePull => {
            ("failed", Grade::CannotTell, format!("It ended with the reason {}.", symptom.reason))
        }
    }
}

fn crash_sentence(ended: Option<&Ended>) -> String {
    match ended {
        Some(ended) => format!("Its last run ended with exit code {} ({}).", ended.exit_code, ended.reason),
        None => "The kubelet waits before it starts it again; how the last run ended is not reported.".to_owned(),
    }
}

fn evidence(pod: &Pod, symptom: &Symptom) -> Vec<Evidence> {
    let mut links = vec![Evidence {
        mark: Mark::Broken,
        text: format!("{} is reported", symptom.reason),
        source: Source::Text("pod status".to_owned()),
    }];
    let Some(container) = container_of(pod, symptom) else { return links };
    if let Some(ended) = last_end(container) {
        links.push(Evidence {
            mark: Mark::Broken,
            text: format!("last run: exit code {}, {}", ended.exit_code, ended.reason),
            source: ended.at.map_or(Source::Text("container status".to_owned()), Source::ReadAt),
        });
    }
    if container.restarts > 0 {
        links.push(Evidence {
            mark: Mark::Broken,
            text: format!("started again {} times", container.restarts),
            source: Source::Text("container status".to_owned()),
        });
    }
    links
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
