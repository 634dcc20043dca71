//! Which image.

use crate::core::{
    cause::{Cause, name},
    pull::reference::ImageReference,
};

use super::{Facts, Words};

pub(super) fn words(cause: Cause, facts: &Facts<'_>) -> Option<Words> {
    Some(match cause {
        name::IMAGE_OR_TAG_NOT_FOUND => not_found(facts),
        name::IMAGE_NEVER_PULL => never_pull(facts),
        name::INVALID_IMAGE_NAME => not_resolved(facts),
        _ => return None,
    })
}

/// Some registries deny that something exists to whoever may not see it.
fn not_found(facts: &Facts<'_>) -> Words {
    let (host, what) = (facts.host(), what(facts.reference));
    Words {
        sentence: format!(
            "{host} says that it has no {what}: the name or the tag is wrong, it was never pushed or is gone, or it is hidden \
             from who may not see it."
        ),
        next: format!(
            "Compare the image with the tags of {} on {host}, then put it right in the template of {}.",
            facts.reference.path, facts.pod.workload
        ),
    }
}

fn never_pull(facts: &Facts<'_>) -> Words {
    let (node, image) = (facts.node_name(), facts.image);
    Words {
        sentence: format!(
            "The container has imagePullPolicy Never, and {node} does not have {image}, or this pod may not use the copy that \
             it has."
        ),
        next: format!("Set imagePullPolicy to IfNotPresent, or bring {image} to every node that may get the pod."),
    }
}

/// We can read the name and the runtime cannot: it names no registry, and the node has no list of them.
fn not_resolved(facts: &Facts<'_>) -> Words {
    Words {
        sentence: format!(
            "The runtime of {} cannot tell which registry {} is from: the name has none in it.",
            facts.node_name(),
            facts.image
        ),
        next: format!("Write the registry out: {}.", facts.reference),
    }
}

fn what(reference: &ImageReference) -> String {
    let path = &reference.path;
    match (&reference.tag, &reference.digest) {
        (_, Some(digest)) => format!("{path}@{digest}"),
        (Some(tag), None) => format!("{path}:{tag}"),
        (None, None) => format!("{path}:latest, which is taken where no tag is named"),
    }
}
