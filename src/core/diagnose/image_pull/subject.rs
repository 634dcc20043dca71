//! Which container stands in the way, and which image it really waits for.

use crate::core::{
    health::is_pull_reason,
    model::{Container, Dossier, Event, Pod, Role, State},
    pull::reference::ImageReference,
};

/// An image that cannot be had, and the container on which that shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Subject<'a> {
    pub container: &'a str,
    pub role: Role,
    /// The image that fails, as the pod names it: the container's own, or that of a volume.
    pub image: &'a str,
    /// The image volume that it is for, by name.
    pub volume: Option<&'a str>,
    /// The waiting reason and its message.
    pub reason: &'a str,
    pub message: &'a str,
}

impl Subject<'_> {
    /// Returns the field that names the image.
    pub(super) fn path(&self) -> String {
        match self.volume {
            Some(volume) => format!("spec.volumes[{volume}].image.reference"),
            None => format!("spec.{}[{}].image", self.role.specs(), self.container),
        }
    }
}

/// Returns what keeps this container waiting; `None` when it does not wait.
pub(super) fn subject<'a>(container: &'a Container, pod: &'a Pod, dossier: &Dossier) -> Option<Subject<'a>> {
    let State::Waiting { reason, message } = &container.state else { return None };
    let (image, volume) = failing_image(container, pod, dossier, message);
    Some(Subject { container: &container.name, role: container.role, image, volume, reason, message })
}

/// Returns the others that wait for an image, in the order in which the kubelet starts them.
pub(super) fn others<'a>(pod: &'a Pod, dossier: &Dossier, first: &Subject<'_>) -> Vec<Subject<'a>> {
    let waits = |container: &&Container| match &container.state {
        State::Waiting { reason, .. } => is_pull_reason(reason) && container.name != first.container,
        _ => false,
    };
    pod.containers.iter().filter(waits).filter_map(|container| subject(container, pod, dossier)).collect()
}

/// An image volume that fails shows on every container that mounts it (`toKubeContainerImageVolumes` in
/// `pkg/kubelet/kuberuntime/kuberuntime_manager.go`); only the text then names the image.
fn failing_image<'a>(
    container: &'a Container,
    pod: &'a Pod,
    dossier: &Dossier,
    message: &str,
) -> (&'a str, Option<&'a str>) {
    let own = (container.image.as_str(), None);
    let mounted = pod.image_volumes.iter().filter(|volume| container.mounts.contains(&volume.name));
    let volumes: Vec<(&str, Option<&str>)> =
        mounted.map(|volume| (volume.reference.as_str(), Some(volume.name.as_str()))).collect();
    if volumes.is_empty() {
        return own;
    }
    let named_in = |text: &str| {
        let images = std::iter::once(own).chain(volumes.iter().copied());
        images.into_iter().find(|(image, _)| names(text, image))
    };
    let told = || newest(pod, dossier, |event| named_in(&event.message).is_some());
    named_in(message).or_else(|| named_in(&told()?.message)).unwrap_or(own)
}

/// Returns the latest event in which the kubelet tells why a pull failed, of those that pass the test.
///
/// `Error: ErrImagePull` and `Back-off pulling image` have the same reasons and tell nothing.
pub(super) fn newest<'a>(pod: &'a Pod, dossier: &'a Dossier, test: impl Fn(&Event) -> bool) -> Option<&'a Event> {
    let tells = |event: &&Event| match event.reason.as_str() {
        "Failed" => event.message.starts_with("Failed to pull image"),
        "InspectFailed" | "ErrImageNeverPull" => true,
        _ => false,
    };
    dossier.events_of(&pod.uid).filter(tells).filter(|event| test(event)).max_by_key(|event| event.last.or(event.first))
}

/// Says whether a text speaks of this image: by what it quotes, else by the repository as it stands in it.
pub(super) fn names(text: &str, image: &str) -> bool {
    match quoted_image(text) {
        Some(quoted) => quoted == image || is_same(quoted, image),
        None => ImageReference::parse(image).is_ok_and(|image| text.contains(&image.repository())),
    }
}

/// Returns what kubelet and containerd put in quotes: `Failed to pull image "i"`, `pull and unpack image "i"`.
fn quoted_image(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("image \"")?;
    rest.split_once('"').map(|(image, _)| image)
}

/// Compares what two names stand for: the runtime writes registry, `library/` and `latest` out.
fn is_same(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (ImageReference::parse(one), ImageReference::parse(other)) else { return false };
    let tag = |image: &ImageReference| match (&image.digest, &image.tag) {
        (Some(digest), _) => digest.clone(),
        (None, Some(tag)) => tag.clone(),
        (None, None) => "latest".to_owned(),
    };
    one.domain == other.domain && one.path == other.path && tag(&one) == tag(&other)
}
