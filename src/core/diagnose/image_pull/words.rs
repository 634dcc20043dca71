//! Sentences that several verdicts share: what to do next.

use crate::core::{
    model::{Gap, Kind, Reading},
    pull::secret::Fit,
};

use super::chain::Chain;

/// Says in a few words why a secret does not serve an image.
pub(crate) fn misfit_words(fit: &Fit) -> String {
    match fit {
        Fit::Fits { .. } => "fits".to_owned(),
        Fit::WrongType(kind) => format!("wrong type, {kind}"),
        Fit::Unreadable(problem) => problem.to_string(),
        Fit::Unusable { key, problem } => format!("{key}: {problem}"),
        Fit::OtherHosts { near: Some((key, miss)), .. } => format!("is for {key}: {miss}"),
        Fit::OtherHosts { keys, .. } if keys.is_empty() => "has no entries".to_owned(),
        Fit::OtherHosts { keys, .. } => format!("is for {}", keys.join(", ")),
    }
}

/// Says how to have the pod name a secret that fits.
pub(super) fn name_one(chain: &Chain<'_>) -> String {
    let (host, namespace) = (chain.host(), &chain.pod.namespace);
    let place = place(chain);
    match (chain.candidate(), &chain.dossier.namespace_secrets) {
        (Some((name, _)), _) if chain.pod.workload.kind == Kind::Deployment => {
            format!("podmend's fix names secret {name} in {place}; the pods are then replaced one by one.")
        }
        (Some((name, _)), _) => format!("Name secret {name} in {place}."),
        (None, Reading::Found { .. }) => format!(
            "Create a pull secret for {} in {namespace} (kubectl create secret docker-registry) and name it in {place}.",
            server(host)
        ),
        (None, Reading::Unknown(Gap::Forbidden(right))) => format!(
            "Name a pull secret for {host} in {place}; which ones {namespace} has takes the right to {right} to see."
        ),
        (None, _) => format!("Name a pull secret for {host} in {place}."),
    }
}

/// Says how to make a secret that is named and not there.
pub(super) fn create_again(chain: &Chain<'_>, name: &str) -> String {
    let (host, namespace) = (chain.host(), &chain.pod.namespace);
    let made = format!(
        "Create pull secret {name} for {} in {namespace}; the next try, within five minutes, uses it, and no pod need be made \
         anew.",
        server(host)
    );
    match chain.candidate() {
        Some((other, _)) => format!("{made} Or name {other}, which is there and fits, in {}.", place(chain)),
        None => made,
    }
}

pub(super) fn put_right(chain: &Chain<'_>, name: &str) -> String {
    format!(
        "Write secret {name} anew with an entry for {} (kubectl create secret docker-registry); the next try, within five \
         minutes, uses it.",
        server(chain.host())
    )
}

/// Says how the pods are replaced that are older than the template.
pub(super) fn wait_for_rollout(chain: &Chain<'_>) -> String {
    let workload = &chain.pod.workload;
    match workload.kind {
        Kind::Deployment => {
            format!("{workload} is replacing its pods; where that has stopped, delete the failing ones.")
        }
        _ => replace_pods(chain),
    }
}

/// Says how pods get the list that is right by now.
pub(super) fn replace_pods(chain: &Chain<'_>) -> String {
    let workload = &chain.pod.workload;
    match workload.kind {
        Kind::Deployment => format!("Replace the pods: kubectl rollout restart of {workload}, or delete them."),
        Kind::Pod => format!("Delete {workload} and create it anew from its manifest."),
        Kind::Job => format!("Delete {workload} and create it anew; a Job does not replace its pods."),
        _ => format!("Delete the failing pods; {workload} makes them anew."),
    }
}

/// Names the other namespaces that have a secret of this name, if that is known.
pub(super) fn elsewhere(chain: &Chain<'_>, name: &str) -> String {
    let namespaces = chain.dossier.elsewhere.get(name).and_then(Reading::found);
    match namespaces.map(Vec::as_slice) {
        None | Some([]) => String::new(),
        Some(namespaces) => format!(" (there is one in {})", some(namespaces)),
    }
}

/// Names a few of many.
pub(super) fn some(names: &[String]) -> String {
    const FEW: usize = 3;
    match names.len().checked_sub(FEW) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..FEW].join(", ")),
    }
}

/// Docker Hub is looked up under its old name.
fn server(host: &str) -> &str {
    if host == crate::core::pull::reference::DOCKER_HUB { "https://index.docker.io/v1/" } else { host }
}

fn place(chain: &Chain<'_>) -> String {
    let workload = &chain.pod.workload;
    match workload.kind {
        Kind::Pod => "the manifest of the pod, and create it anew".to_owned(),
        Kind::Job => format!("the template of {workload}, which has to be created anew for it"),
        _ => format!("the pod template of {workload}"),
    }
}

/// Lets a sentence begin with what may begin small: a node, a host.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
