//! What the scheduler says when no node takes a pod, taken apart.
//!
//! `0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {a: b}. preemption: ..`, as
//! `FitError.Error` of `pkg/scheduler/framework/types.go` writes it (1.20 to 1.37). Which reason stands for what is in the
//! plugins below `pkg/scheduler/framework/plugins`.

/// Why no node was taken, constraint by constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// How many nodes there are, where it is said.
    pub(crate) nodes: Option<u32>,
    pub(crate) constraints: Vec<Constraint>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    /// On how many nodes; `None` when it was not about single nodes.
    pub(crate) nodes: Option<u32>,
    /// As the scheduler put it: `Insufficient cpu`.
    pub(crate) text: String,
    pub(crate) class: Class,
}

/// What would have to change for a node to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// More of something on the nodes, or less of it asked for.
    Resources,
    /// Taints, selectors, affinity, spread, cordoned nodes.
    Placement,
    /// A volume or a claim.
    Volume,
    Other,
}

impl Refusal {
    /// Takes the text apart; `None` when it is not of this form.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.split("preemption:").next().unwrap_or_default().trim();
        if text.contains("no nodes available to schedule pods") {
            return Some(Self { nodes: Some(0), constraints: Vec::new() });
        }
        let (nodes, reasons) = match text.split_once("nodes are available") {
            Some((count, reasons)) => (total(count), reasons),
            None if text.starts_with("No nodes are available that match") => (None, text),
            None => (None, bare(text)?),
        };
        let reasons = reasons.split_once(": ").map_or("", |(_, reasons)| reasons);
        // What follows is the plugins' word on whether making room would help.
        let reasons = reasons.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
        Some(Self { nodes, constraints: split(reasons).map(constraint).collect() })
    }

    /// Returns how many nodes fail by constraints of this class; one that is about no single node counts for all.
    pub(crate) fn nodes_by(&self, class: Class) -> u32 {
        let of_class = self.constraints.iter().filter(|constraint| constraint.class == class);
        of_class.map(|constraint| constraint.nodes.or(self.nodes).unwrap_or(1).max(1)).fold(0, u32::saturating_add)
    }
}

/// What a filter says that failed for the pod as a whole: `running "VolumeBinding" filter plugin for pod "x": ..`.
fn bare(text: &str) -> Option<&str> {
    let at = text.find("pod has unbound immediate PersistentVolumeClaims").or_else(|| {
        text.find("persistentvolumeclaim \"")
            .filter(|_| text.contains("not found") || text.contains("is being deleted"))
    })?;
    Some(text[..at].rfind(": ").map_or(text, |colon| &text[colon..]))
}

fn total(count: &str) -> Option<u32> {
    count.trim().rsplit('/').next()?.parse().ok()
}

/// Splits where the next count begins, since a taint's text may hold a comma of its own.
fn split(reasons: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(reasons).filter(|reasons| !reasons.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.match_indices(", ").map(|(at, _)| at).find(|at| begins_one(&text[at + 2..], &text[..*at]));
        let (one, left) = end.map_or((text, None), |at| (&text[..at], Some(&text[at + 2..])));
        rest = left;
        Some(one.trim())
    })
}

/// Either the count comes first, or, until 1.10, last in brackets.
fn begins_one(next: &str, one: &str) -> bool {
    let counted =
        next.split(' ').next().is_some_and(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()));
    counted || trailing_count(one).is_some()
}

fn trailing_count(one: &str) -> Option<(&str, u32)> {
    let (text, count) = one.strip_suffix(')')?.rsplit_once(" (")?;
    Some((text, count.parse().ok()?))
}

fn constraint(one: &str) -> Constraint {
    let leading = one.split_once(' ').and_then(|(count, text)| Some((text, count.parse().ok()?)));
    // A taint is told by its key and value, which may be anything: what follows them is said anyway.
    let (text, nodes) = match leading {
        Some((text, count)) => (trailing_count(text).map_or(text, |(text, _)| text), Some(count)),
        None => trailing_count(one).map_or((one, None), |(text, count)| (text, Some(count))),
    };
    Constraint { nodes, text: text.to_owned(), class: class(text) }
}

fn class(text: &str) -> Class {
    const VOLUME: [&str; 15] = [
        "PersistentVolume",
        "persistent volume",
        "persistentvolume",
        "volume node affinity conflict",
        "volume zone",
        "max volume count",
        "pvc(s)",
        "no available disk",
        "enough free storage",
        "CSI driver",
        "storageclass",
        "NoVolumeZoneConflict",
        "MaxVolumeCount",
        "NoDiskConflict",
        "VolumeBinding",
    ];
    const PLACEMENT: [&str; 19] = [
        "taint",
        "Taint",
        "node affinity",
        "node selector",
        "NodeSelector",
        "NodeAffinity",
        "pod affinity",
        "pod anti-affinity",
        "anti-affinity rules",
        "affinity/",
        "Affinity",
        "topology spread",
        "were unschedulable",
        "NodeUnschedulable",
        "requested node name",
        "HostName",
        "unknown conditions",
        "required features",
        "not ready",
    ];
    const RESOURCES: [&str; 9] = [
        "Insufficient ",
        "Too many pods",
        "free ports",
        "PodFitsHostPorts",
        "claim",
        "device class",
        "NUMA",
        "PodFitsResources",
        "resource",
    ];
    let has = |anchors: &[&str]| anchors.iter().any(|anchor| text.contains(anchor));
    if text.starts_with("Insufficient ") {
        Class::Resources
    } else if has(&VOLUME) {
        Class::Volume
    } else if has(&PLACEMENT) {
        Class::Placement
    } else if has(&RESOURCES) {
        Class::Resources
    } else {
        Class::Other
    }
}

#[cfg(test)]
mod tests;
