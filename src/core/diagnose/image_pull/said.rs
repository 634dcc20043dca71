//! Which text counts: the error of the pull, not the back-off that took its place.

use crate::core::{
    cause::{Cause, content, node, start},
    diagnose::{Source, link::field},
    message::{Explanation, explain},
    model::{Dossier, Event, Pod},
};

use super::subject::{Subject, names, newest};

/// The error of a pull, and what it tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// As it was said, with what stood around it; empty when nothing was.
    pub text: String,
    pub explanation: Explanation,
    pub source: Source,
}

/// Returns what the node said about the pull.
///
/// The status while it has the error, which since 1.32 is in the text of the back-off too; else the last event about this
/// image; else the status, whatever it says.
pub(super) fn said(pod: &Pod, subject: &Subject<'_>, dossier: &Dossier) -> Said {
    let status = from_status(pod, subject);
    if tells(&status) {
        return status;
    }
    let event = newest(pod, dossier, |event| names(&event.message, subject.image)).map(from_event);
    match event {
        Some(event) if tells(&event) || is_bare(subject.message) => event,
        _ => status,
    }
}

fn from_status(pod: &Pod, subject: &Subject<'_>) -> Said {
    let (reason, error) = behind_back_off(subject.message).unwrap_or((subject.reason, subject.message));
    Said {
        text: subject.message.to_owned(),
        explanation: explain(reason, error),
        source: field(&pod.id(), format!("status.{}[{}].state", subject.role.statuses(), subject.container)),
    }
}

fn from_event(event: &Event) -> Said {
    Said {
        text: event.message.clone(),
        explanation: explain(&event.reason, &event.message),
        source: Source::Event { count: event.count, since: event.first },
    }
}

/// Says whether a text tells more than that a pull failed or was put off.
fn tells(said: &Said) -> bool {
    const SILENT: [Cause; 3] = [start::AMBIGUOUS, content::PULL_BACKOFF_UNSPECIFIED, node::NODE_PULL_THROTTLED];
    !SILENT.contains(&said.explanation.cause)
}

/// Splits `Back-off pulling image "i": ErrImagePull: <error>` into reason and error. Source: `prevPullErrMsg` in
/// `pkg/kubelet/images/image_manager.go`.
fn behind_back_off(message: &str) -> Option<(&str, &str)> {
    let (_, rest) = message.strip_prefix(BACK_OFF)?.strip_prefix('"')?.split_once("\": ")?;
    rest.split_once(": ")
}

/// Says whether a status has no error in it.
fn is_bare(message: &str) -> bool {
    message.is_empty() || message.starts_with(BACK_OFF) && behind_back_off(message).is_none()
}

const BACK_OFF: &str = "Back-off pulling image ";
