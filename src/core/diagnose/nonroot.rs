//! The pod forbids root, and the image or the pod's own user is root, or cannot be told.

use serde_json::Value;

use crate::core::cause::{Grade, start};

use super::{
    Evidence, Finding, Shared,
    case::{Case, scalar},
    link::{broken, sound},
};

/// Explains the kubelet's refusal in `verifyRunAsNonRoot`, `pkg/kubelet/kuberuntime/security_context_others.go`.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let clash = Clash::told_by(&case.symptom.message)?;
    let mut evidence = vec![broken("image-user", clash.link(), case.status_field("state.waiting.message"))];
    evidence.extend(setting(case, "runAsNonRoot", "forbids root: runAsNonRoot is"));
    evidence.extend(setting(case, "runAsUser", "sets the user: runAsUser is"));
    evidence.extend(case.unread_spec("run-as-non-root", "where runAsNonRoot is set"));
    Some(Finding {
        evidence,
        next: clash.next(),
        shared: Shared { image: case.image(), ..Shared::default() },
        ..case.finding(
            start::NONROOT_VIOLATION,
            Grade::Certain,
            format!("{} may not run as root", case.subject()),
            clash.sentence(),
        )
    })
}

enum Clash {
    ImageIsRoot,
    /// The image names its user, and the kubelet cannot tell which number that is.
    UserByName(String),
    /// The pod says `runAsUser: 0` itself.
    PodSaysRoot,
}

impl Clash {
    fn told_by(message: &str) -> Option<Self> {
        if let Some((_, rest)) = message.split_once("image has non-numeric user (") {
            return Some(Self::UserByName(rest.split(')').next().unwrap_or_default().to_owned()));
        }
        if message.contains("image will run as root") {
            return Some(Self::ImageIsRoot);
        }
        message.contains("breaks non-root policy").then_some(Self::PodSaysRoot)
    }

    fn link(&self) -> String {
        match self {
            Self::ImageIsRoot => "the image runs as another user than root: no".to_owned(),
            Self::UserByName(user) => format!("the image gives its user as a number: no, as {user}"),
            Self::PodSaysRoot => "the pod sets another user than root: no".to_owned(),
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::ImageIsRoot => "The pod forbids root (runAsNonRoot), and the image would run as root.".to_owned(),
            Self::UserByName(user) => format!(
                "The pod forbids root (runAsNonRoot), and the image gives its user as {user}: the kubelet knows no names \
                 and cannot tell that this is not root."
            ),
            Self::PodSaysRoot => "The pod forbids root (runAsNonRoot) and sets runAsUser to 0 itself.".to_owned(),
        }
    }

    fn next(&self) -> String {
        match self {
            Self::ImageIsRoot => {
                "Build the image with a USER other than 0, or set securityContext.runAsUser to one that the image can run as."
            }
            Self::UserByName(_) => "Give USER in the image as a number, or set securityContext.runAsUser to that number.",
            Self::PodSaysRoot => "Set securityContext.runAsUser to another user than 0, or drop runAsNonRoot.",
        }
        .to_owned()
    }
}

/// The container's own setting goes before the pod's.
fn setting(case: &Case<'_>, name: &str, words: &str) -> Option<Evidence> {
    let of = |spec: Option<&Value>| spec?.get("securityContext")?.get(name).and_then(shown);
    let (value, source) = match of(case.container_spec()) {
        Some(value) => (value, case.spec_field(&format!("securityContext.{name}"))),
        None => (of(case.spec())?, case.pod_field(&format!("securityContext.{name}"))),
    };
    Some(sound("run-as-non-root", format!("the pod {words} {value}"), source))
}

fn shown(value: &Value) -> Option<String> {
    value.as_bool().map(|on| on.to_string()).or_else(|| scalar(value))
}

#[cfg(test)]
mod tests;
