//! A volume could not be attached or mounted, and the pod waits for it.

use serde_json::Value;

use crate::core::{
    cause::{Grade, node},
    model::Event,
};

use super::{
    Evidence, Finding, Shared,
    case::{Case, text},
    config_missing::Missing,
    link::{broken, event, sound},
};

const REASONS: [&str; 4] = ["FailedMount", "FailedAttachVolume", "FailedMapVolume", "VolumeFailedDelete"];

/// Explains a pod that waits for its volumes, by the events of the kubelet and of the attach controller.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let told = telling(case).filter(|told| !case.is_overtaken(told))?;
    let fault = Fault::told_by(case, told);
    let volume = volume(&told.message);
    let mut evidence = vec![broken("volume-mounted", fault.link(volume), event(told))];
    evidence.extend(volume.and_then(|volume| source(case, volume)));
    evidence.extend(case.on_node());
    Some(Finding {
        evidence,
        next: fault.next(case),
        shared: Shared { other: fault.shared(case, volume), ..Shared::default() },
        said: told.message.clone(),
        ..case.finding(
            node::VOLUME_MOUNT,
            fault.grade(),
            format!("Pod {} waits for a volume", case.pod.name),
            fault.sentence(volume),
        )
    })
}

/// `Unable to attach or mount volumes: .. timed out` sums up what a telling event says of one volume.
fn telling<'a>(case: &Case<'a>) -> Option<&'a Event> {
    let of_volume = |event: &Event| REASONS.contains(&event.reason.as_str());
    let one = case.latest(|event| of_volume(event) && volume(&event.message).is_some());
    one.or_else(|| case.latest(of_volume))
}

/// `MountVolume.SetUp failed for volume "settings" : ..`: `generateVolumeMsg`.
fn volume(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("for volume \"")?;
    rest.split('"').next().filter(|volume| !volume.is_empty())
}

#[derive(Debug, PartialEq)]
enum Fault {
    Missing(Missing),
    /// The object is there and lacks this key.
    MissingKey(String),
    /// Attached to another node; with the pods that use it, where the text has them.
    Elsewhere(String),
    Late,
    Other,
}

impl Fault {
    fn told_by(case: &Case<'_>, told: &Event) -> Self {
        let message = &told.message;
        if let Some((_, rest)) = message.split_once("references non-existent ") {
            return Self::MissingKey(rest.split_once("key: ").map_or(rest, |(_, key)| key).trim().to_owned());
        }
        if let Some(missing) = Missing::told_by(message, &case.pod.namespace) {
            return Self::Missing(missing);
        }
        if message.contains("Multi-Attach error") {
            let pods = message.split_once("pod(s) ").map_or("", |(_, pods)| pods);
            return Self::Elsewhere(pods.to_owned());
        }
        let is_late = ["timed out", "timeout", "deadline exceeded"].iter().any(|anchor| message.contains(anchor));
        if is_late { Self::Late } else { Self::Other }
    }

    fn grade(&self) -> Grade {
        if matches!(self, Self::Late) { Grade::Likely } else { Grade::Certain }
    }

    fn link(&self, volume: Option<&str>) -> String {
        let volume = volume.map_or_else(|| "its volumes".to_owned(), |volume| format!("volume {volume}"));
        match self {
            Self::Missing(missing) => format!("{volume}: {} exists: no", missing.object),
            Self::MissingKey(key) => format!("{volume}: has the key {key}: no"),
            Self::Elsewhere(_) => format!("{volume}: free to be attached to this node: no"),
            Self::Late => format!("{volume}: ready in time: no"),
            Self::Other => format!("{volume}: mounted: no"),
        }
    }

    fn sentence(&self, volume: Option<&str>) -> String {
        let volume = volume.map_or_else(|| "a volume".to_owned(), |volume| format!("volume {volume}"));
        match self {
            Self::Missing(missing) => format!("The pod waits for {volume}: {} does not exist.", missing.object),
            Self::MissingKey(key) => format!("The pod waits for {volume}: what it is made from has no key {key}."),
            Self::Elsewhere(pods) if pods.is_empty() => {
                format!("The pod waits for {volume}, which is still attached to another node.")
            }
            Self::Elsewhere(pods) => {
                format!("The pod waits for {volume}, which is attached to another node and used there by {pods}.")
            }
            Self::Late => format!("The pod waits for {volume}, which was not ready in time; why is not said."),
            Self::Other => format!("The pod waits for {volume}, which cannot be mounted; what was said is below."),
        }
    }

    fn next(&self, case: &Case<'_>) -> String {
        match self {
            Self::Missing(missing) => {
                format!("Create {}, or mark the volume optional; the kubelet tries again by itself.", missing.object)
            }
            Self::MissingKey(key) => format!("Add the key {key}, or take it out of the volume's items."),
            Self::Elsewhere(_) => {
                "Let the pod that uses it end first; if its node is down, a ReadWriteOnce volume is given \
                                   free only after some minutes."
                    .to_owned()
            }
            Self::Late | Self::Other => {
                format!(
                    "See what the driver reports: kubectl describe pvc -n {0}; kubectl get volumeattachments.",
                    case.pod.namespace
                )
            }
        }
    }

    fn shared(&self, case: &Case<'_>, volume: Option<&str>) -> Option<String> {
        match self {
            Self::Missing(missing) => Some(missing.object.to_string()),
            _ => volume.map(|volume| claim(case, volume).unwrap_or_else(|| format!("volume {volume}"))),
        }
    }
}

fn spec<'a>(case: &Case<'a>, volume: &str) -> Option<&'a Value> {
    let volumes = case.spec()?.get("volumes")?.as_array()?;
    volumes.iter().find(|spec| spec.get("name").and_then(Value::as_str) == Some(volume))
}

fn claim(case: &Case<'_>, volume: &str) -> Option<String> {
    let claim = text(spec(case, volume)?, "/persistentVolumeClaim/claimName")?;
    Some(format!("PersistentVolumeClaim {}/{claim}", case.pod.namespace))
}

/// What the pod makes the volume from. Events name a claim's volume by that of its `PersistentVolume`, which the pod has not.
fn source(case: &Case<'_>, volume: &str) -> Option<Evidence> {
    let Some(pod) = case.spec() else {
        return case.unread_spec("volume-source", format!("what volume {volume} is made from"));
    };
    let Some(spec) = spec(case, volume) else {
        let claims = pod.get("volumes").and_then(Value::as_array).into_iter().flatten();
        let claims: Vec<String> =
            claims.filter_map(|volume| text(volume, "/persistentVolumeClaim/claimName")).collect();
        let text = format!("the pod's claims: {}", claims.join(", "));
        return (!claims.is_empty())
            .then(|| sound("volume-source", text, case.pod_field("volumes[].persistentVolumeClaim")));
    };
    let made_from = [
        ("/secret/secretName", "Secret"),
        ("/configMap/name", "ConfigMap"),
        ("/persistentVolumeClaim/claimName", "claim"),
        ("/hostPath/path", "path of the node"),
        ("/csi/driver", "CSI driver"),
        ("/nfs/server", "NFS server"),
    ];
    let (kind, name) = made_from.iter().find_map(|(path, kind)| Some((kind, text(spec, path)?)))?;
    Some(sound(
        "volume-source",
        format!("volume {volume} is made from {kind} {name}"),
        case.pod_field(&format!("volumes[{volume}]")),
    ))
}

#[cfg(test)]
mod tests;
