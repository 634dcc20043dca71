//! What was pulled, and who refuses it.

use crate::core::cause::{Cause, content};

use super::{Facts, Words};

pub(super) fn words(cause: Cause, facts: &Facts<'_>) -> Option<Words> {
    let (host, image, node) = (facts.host(), facts.image, facts.node_name());
    let (sentence, next) = match cause {
        content::PLATFORM_MISMATCH => {
            let platform = facts.node().map_or_else(String::new, |node| format!(", which is {}", node.platform));
            (
                format!("{image} has no version for {node}{platform}."),
                "Build the image for this platform too, or send the pod to nodes that fit with a nodeSelector on \
                 kubernetes.io/arch and kubernetes.io/os."
                    .to_owned(),
            )
        }
        content::MANIFEST_UNSUPPORTED => (
            format!("The runtime of {node} does not take the format of {image}."),
            "Build and push the image anew with a current tool; containerd 2.1 and newer refuse Docker schema 1."
                .to_owned(),
        ),
        content::UNPACK_OR_CORRUPT => (
            format!("{image} arrived on {node} and could not be checked or unpacked."),
            format!("Delete the pod for a fresh pull; if another node fails too, push the image to {host} anew."),
        ),
        content::SIGNATURE_POLICY => (
            format!("The policy of {node} does not accept the signature of {image}."),
            "Sign the image with a key that the policy names, or mend the node's policy (/etc/containers/policy.json)."
                .to_owned(),
        ),
        content::REGISTRY_POLICY_BLOCKED => (
            format!(
                "{host} refuses to hand {image} out by its own policy: it was not scanned, not signed, or has known holes."
            ),
            format!("Look at the project's policy and the scan of the image on {host}."),
        ),
        content::IMAGE_DECRYPT_KEY_MISSING => (
            format!("{image} is encrypted, and {node} has no key for it."),
            "Give the node the key, or use an image that is not encrypted.".to_owned(),
        ),
        content::PULL_BACKOFF_UNSPECIFIED => return Some(unspecified(facts)),
        _ => return None,
    };
    Some(Words { sentence, next })
}

/// The kubelet forgets its last error when it is started anew, and events are gone after an hour.
fn unspecified(facts: &Facts<'_>) -> Words {
    let node = facts.node_name();
    if facts.text().is_empty() || facts.text().starts_with("Back-off pulling image") {
        return Words {
            sentence: format!("{node} waits before it pulls again, and nothing tells any more why the pull failed."),
            next: "Wait for the next try, within five minutes, or delete the pod: the error is told anew then."
                .to_owned(),
        };
    }
    Words {
        sentence: "The node could not pull the image; what it said is below.".to_owned(),
        next: format!("Read what {node} said, and the events of the pod."),
    }
}
