//! Since when a pod fails, as far as that can still be seen.

use jiff::Timestamp;

use crate::core::model::{Dossier, Pod};

/// Returns the earliest of the times at which it is known not to have been well: since when it is not ready, and the first
/// of the warnings about it. A pod that tells neither is taken to fail since it was created.
pub(super) fn of_pod(pod: &Pod, dossier: &Dossier) -> Option<Timestamp> {
    let ready = pod.condition("Ready").filter(|ready| !ready.holds).and_then(|ready| ready.since);
    let warnings = dossier.events_of(&pod.uid).filter(|event| event.warning);
    let warned = warnings.filter_map(|event| event.first.or(event.last)).min();
    ready.into_iter().chain(warned).min().or(pod.created)
}
