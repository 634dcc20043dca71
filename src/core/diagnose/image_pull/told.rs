//! Causes that are no question of who may pull: in plain words, with the facts of pod, text and node in them.

use crate::core::{
    cause::{Cause, Family, content, name, network, node as of_node, start},
    diagnose::{
        Evidence, Mark, Shared, Source,
        link::{known, unknown, unread},
    },
    model::{Condition, Dossier, Node, Pod, Reading},
    pull::reference::ImageReference,
};

use super::{link, said::Said};

mod content_words;
mod name_words;
mod network_words;
mod node_words;
mod scan;

/// What a sentence can be made of.
pub(super) struct Facts<'a> {
    pub pod: &'a Pod,
    pub dossier: &'a Dossier,
    /// The image as the pod names it.
    pub image: &'a str,
    /// The same, read; an image that cannot be read is told of elsewhere.
    pub reference: &'a ImageReference,
    pub said: &'a Said,
}

/// What is so, and what to do about it.
pub(super) struct Words {
    pub sentence: String,
    pub next: String,
}

impl<'a> Facts<'a> {
    pub(super) fn host(&self) -> &'a str {
        &self.reference.domain
    }

    pub(super) fn text(&self) -> &'a str {
        &self.said.text
    }

    /// Names the node: `node-7`, or what stands for it.
    pub(super) fn node_name(&self) -> &'a str {
        self.pod.node.as_deref().unwrap_or("the node")
    }

    pub(super) fn node(&self) -> Option<&'a Node> {
        self.dossier.node.found()
    }
}

/// Tells a cause; one that has no words of its own is left to what the node said.
pub(super) fn words(cause: Cause, facts: &Facts<'_>) -> Words {
    let words = match cause.family() {
        Family::Network => network_words::words(cause, facts),
        Family::Name => name_words::words(cause, facts),
        Family::Content => content_words::words(cause, facts),
        Family::Node => node_words::words(cause, facts),
        _ => None,
    };
    words.unwrap_or_else(|| Words {
        sentence: "The node could not pull the image; what it said is below.".to_owned(),
        next: format!("Read what {} said, and the events of the pod.", facts.node_name()),
    })
}

/// Returns what pods with this cause have in common.
pub(super) fn shared(cause: Cause, facts: &Facts<'_>) -> Shared {
    let registry = Some(facts.host().to_owned());
    match cause {
        of_node::DISK_FULL | of_node::NODE_PULL_THROTTLED | of_node::RUNTIME_UNAVAILABLE => {
            Shared { node: facts.pod.node.clone(), ..Shared::default() }
        }
        name::IMAGE_OR_TAG_NOT_FOUND
        | name::IMAGE_NEVER_PULL
        | name::INVALID_IMAGE_NAME
        | content::PLATFORM_MISMATCH
        | content::MANIFEST_UNSUPPORTED => {
            Shared { registry, image: Some(facts.image.to_owned()), ..Shared::default() }
        }
        _ => Shared { registry, ..Shared::default() },
    }
}

/// Returns the links that such a cause rests on.
pub(super) fn evidence(cause: Cause, facts: &Facts<'_>) -> Vec<Evidence> {
    let mut links = vec![answer(cause, facts)];
    match cause {
        content::PLATFORM_MISMATCH => links.push(platform(facts)),
        of_node::DISK_FULL => links.push(disk(facts)),
        content::PULL_BACKOFF_UNSPECIFIED | start::AMBIGUOUS => links.extend(events(facts)),
        _ => {}
    }
    links
}

fn answer(cause: Cause, facts: &Facts<'_>) -> Evidence {
    let (host, node) = (facts.host(), facts.node_name());
    let source = facts.said.source.clone();
    let (mark, text) = match cause {
        network::REGISTRY_SERVER_ERROR => (Mark::Broken, format!("{host} serves: it answered with an error")),
        network::RATE_LIMITED => (Mark::Broken, format!("{host} serves: it takes no more pulls for now")),
        network::REGISTRY_TLS_UNTRUSTED | network::REGISTRY_HTTP_VS_HTTPS => {
            (Mark::Broken, format!("{node} can talk to {host} in HTTPS: no"))
        }
        cause if cause.family() == Family::Network => (Mark::Broken, format!("{node} reaches {host}: no")),
        name::IMAGE_OR_TAG_NOT_FOUND => (Mark::Broken, format!("{host} has the image: no")),
        name::IMAGE_NEVER_PULL | name::INVALID_IMAGE_NAME => (Mark::Sound, format!("{host} was not asked")),
        content::REGISTRY_POLICY_BLOCKED => {
            (Mark::Broken, format!("{host} hands the image out: its policy forbids it"))
        }
        content::PULL_BACKOFF_UNSPECIFIED | start::AMBIGUOUS => {
            return unknown(link::REGISTRY_ANSWER, format!("what {host} answered"), "the error of the pull");
        }
        cause if cause.family() == Family::Content => (Mark::Sound, format!("{host} answered")),
        of_node::DISK_FULL => (Mark::Sound, format!("{host} answered")),
        _ => (Mark::Sound, format!("{host} was not asked")),
    };
    known(link::REGISTRY_ANSWER, mark, text, source)
}

fn platform(facts: &Facts<'_>) -> Evidence {
    match &facts.dossier.node {
        Reading::Found { value, at } => {
            let text = format!("{} takes images for {}", value.name, value.platform);
            known(link::NODE, Mark::Sound, text, Source::ReadAt(*at))
        }
        other => unread(link::NODE, format!("the platform of {}", facts.node_name()), other, "the node"),
    }
}

fn disk(facts: &Facts<'_>) -> Evidence {
    let has_pressure = |condition: &Condition| condition.kind == "DiskPressure" && condition.holds;
    match &facts.dossier.node {
        Reading::Found { value, at } if value.conditions.iter().any(has_pressure) => {
            let text = format!("{} has room on its disk: it reports DiskPressure", value.name);
            known(link::NODE, Mark::Broken, text, Source::ReadAt(*at))
        }
        Reading::Found { value, at } => {
            let text = format!("{} does not report DiskPressure now", value.name);
            known(link::NODE, Mark::Sound, text, Source::ReadAt(*at))
        }
        other => unread(link::NODE, format!("{} reports DiskPressure", facts.node_name()), other, "the node"),
    }
}

/// Says why the events tell nothing, where they could not be read.
fn events(facts: &Facts<'_>) -> Option<Evidence> {
    let gap = facts.dossier.events_gap.clone()?;
    Some(unread::<()>(link::EVENTS, "the events of the pod tell the error", &Reading::Unknown(gap), "the events"))
}
