//! Getting the image of a container: from the node if it is there and the pod may use it, else by a pull.
//!
//! Follows k8s.io/kubernetes/pkg/kubelet/images/image_manager.go and, for who may use an image that others
//! pulled, pkg/kubelet/images/pullmanager (on since 1.35).

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    credentials::{self, Credential},
    event,
    run::{Container, Refused, Stage},
};
use crate::{
    core::pull::ImageReference,
    demo::{
        registry::{self, Login},
        world::World,
    },
};

/// An image on a node, and with which credentials it has been pulled there.
#[derive(Clone, Debug, Default)]
pub(super) struct Present {
    anonymously: bool,
    secrets: BTreeSet<(String, String, String)>,
    logins: BTreeSet<Login>,
}

impl Present {
    fn open_to(&self, credentials: &[Credential]) -> bool {
        let proved = |one: &Credential| self.secrets.contains(&one.secret) || self.logins.contains(&one.login);
        self.anonymously || credentials.iter().any(proved)
    }
}

/// What a pull under way will come to.
#[derive(Clone, Debug)]
pub(super) struct Pull {
    pub(super) until: Timestamp,
    started: Timestamp,
    outcome: Result<(u64, Option<Credential>), String>,
}

/// Takes the first step towards the image of a container and returns what the container does meanwhile.
pub(super) fn ensure(world: &mut World, pod: &Value, container: &Container) -> Stage {
    let named = container.image.as_str();
    let image = match ImageReference::parse(named) {
        Ok(image) => image,
        Err(_) => return invalid_name(world, pod, container),
    };
    complain_of_missing_secrets(world, pod);
    let credentials = match credentials::lookup(world, pod, &image) {
        Ok(credentials) => credentials,
        // The kubelet takes the whole error text for the reason.
        Err(error) => return refused(world, container, error.clone(), error),
    };
    let usable = present(world, pod, &image).is_some_and(|present| present.open_to(&credentials));
    match container.pull_policy.as_str() {
        "Never" if !usable => never_pulled(world, pod, container),
        "IfNotPresent" | "Never" if usable => {
            let message =
                format!("Container image \"{named}\" already present on machine and can be accessed by the pod");
            event(world, pod, container.list, &container.name, false, "Pulled", message);
            Stage::Starting { at: world.now + Duration::from_millis(150) }
        }
        _ => start_pull(world, pod, container, &image, &credentials),
    }
}

/// Ends a pull that is due and returns what the container does next.
pub(super) fn finish(world: &mut World, pod: &Value, container: &Container, pull: &Pull) -> Stage {
    let image = container.image.as_str();
    match &pull.outcome {
        Ok((size, credential)) => {
            remember(world, pod, image, credential.clone());
            let took = go_duration(pull.until.duration_since(pull.started).as_millis());
            let message = format!(
                "Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: {size} bytes."
            );
            event(world, pod, container.list, &container.name, false, "Pulled", message);
            Stage::Starting { at: world.now + Duration::from_millis(120) }
        }
        Err(error) => {
            let message = format!("Failed to pull image \"{image}\": {error}");
            event(world, pod, container.list, &container.name, true, "Failed", message);
            let message = "Error: ErrImagePull".to_owned();
            event(world, pod, container.list, &container.name, true, "Failed", message);
            refused(world, container, "ErrImagePull".to_owned(), error.clone())
        }
    }
}

/// Tells of the back-off and plans the next try.
pub(super) fn back_off(world: &mut World, pod: &Value, container: &Container, refused: &Refused) -> Stage {
    let image = container.image.as_str();
    event(world, pod, container.list, &container.name, false, "BackOff", format!("Back-off pulling image \"{image}\""));
    let message = "Error: ImagePullBackOff".to_owned();
    event(world, pod, container.list, &container.name, true, "Failed", message);
    let (reason, message) = if refused.told {
        (refused.reason.clone(), refused.message.clone())
    } else {
        let cause = format!("{}: {}", refused.reason, refused.message);
        ("ImagePullBackOff".to_owned(), format!("Back-off pulling image \"{image}\": {cause}"))
    };
    let wake = refused.retry.min(world.now + Duration::from_secs(60));
    Stage::Refused(Refused { reason, message, wake, told: true, ..refused.clone() })
}

fn start_pull(
    world: &mut World,
    pod: &Value,
    container: &Container,
    image: &ImageReference,
    credentials: &[Credential],
) -> Stage {
    let named = container.image.as_str();
    event(world, pod, container.list, &container.name, false, "Pulling", format!("Pulling image \"{named}\""));
    let logins: Vec<Login> = credentials.iter().map(|credential| credential.login.clone()).collect();
    let answer = world.registries.pull(image, &logins);
    let outcome = answer.map(|(found, login)| (found.size, login.map(|index| credentials[index].clone())));
    let here = present(world, pod, image).is_some();
    let takes = match &outcome {
        Ok((size, _)) if !here => 350 + size / 150_000 + world.between(0, 250),
        _ => world.between(90, 260),
    };
    let (started, until) = (world.now, world.now + Duration::from_millis(takes));
    Stage::Pulling(Pull { until, started, outcome })
}

fn refused(world: &mut World, container: &Container, reason: String, message: String) -> Stage {
    let pause = container.pull_pause;
    // The kubelet looks at a pod that failed again after ten to fifteen seconds.
    let look = world.between(10_000, 15_000);
    let (retry, wake) = (world.now + pause, world.now + Duration::from_millis(look));
    Stage::Refused(Refused { reason, message, retry, wake, told: false })
}

fn invalid_name(world: &mut World, pod: &Value, container: &Container) -> Stage {
    let image = container.image.as_str();
    let message = format!(
        "Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": invalid reference format"
    );
    event(world, pod, container.list, &container.name, true, "InspectFailed", message.clone());
    let error = "Error: InvalidImageName".to_owned();
    event(world, pod, container.list, &container.name, true, "Failed", error);
    refused(world, container, "InvalidImageName".to_owned(), message)
}

fn never_pulled(world: &mut World, pod: &Value, container: &Container) -> Stage {
    let message = format!("Container image \"{}\" is not present with pull policy of Never", container.image);
    event(world, pod, container.list, &container.name, true, "ErrImageNeverPull", message.clone());
    refused(world, container, "ErrImageNeverPull".to_owned(), message)
}

fn complain_of_missing_secrets(world: &mut World, pod: &Value) {
    let missing = credentials::missing_secrets(world, pod);
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "Unable to retrieve some image pull secrets ({}); attempting to pull the image may not succeed.",
        missing.join(", ")
    );
    event(world, pod, "", "", true, "FailedToRetrieveImagePullSecret", message);
}

fn place(pod: &Value, image: &ImageReference) -> (String, String) {
    (crate::demo::object::text(pod, "/spec/nodeName").to_owned(), registry::whole_name(image))
}

fn present<'a>(world: &'a World, pod: &Value, image: &ImageReference) -> Option<&'a Present> {
    world.kubelet.images.get(&place(pod, image))
}

fn remember(world: &mut World, pod: &Value, image: &str, credential: Option<Credential>) {
    let Ok(image) = ImageReference::parse(image) else {
        return;
    };
    let present = world.kubelet.images.entry(place(pod, &image)).or_default();
    match credential {
        Some(credential) => {
            present.secrets.insert(credential.secret);
            present.logins.insert(credential.login);
        }
        None => present.anonymously = true,
    }
}

/// Writes milliseconds as Go does: `812ms`, `1.204s`.
fn go_duration(milliseconds: i128) -> String {
    if milliseconds < 1000 {
        return format!("{milliseconds}ms");
    }
    let text = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
    format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
}
