//! Runs cases on the node, and reads off its pods how their pulls have ended.

use std::{collections::BTreeMap, fmt::Write as _};

use k8s_openapi::api::core::v1::Pod;
use kube::{ResourceExt as _, api::ListParams};

use crate::support::{
    cluster::{Cluster, Namespace},
    wait::wait_until,
};

use super::{
    PATIENCE,
    case::{Case, Ending},
};

/// Runs all cases side by side and compares.
pub(super) async fn check(cluster: &Cluster, cases: Vec<Case>) {
    let namespace = cluster.namespace().await;
    let user = &cluster.description.registry.user;
    for (number, case) in cases.iter().enumerate() {
        let name = format!("case-{number}");
        assert_eq!(case.predicted(&name, user), case.expected, "{}: {:#?}", case.about, case.lookup(&name));
        case.create_secrets(&namespace, &name).await;
    }
    let mut seen = BTreeMap::new();
    let mut open: Vec<usize> = (0..cases.len()).collect();
    // A secret that a busy kubelet has not read in time looks like one that does not match; it says so, and another pod
    // tells.
    for round in 0..5 {
        let pod = |number: usize| format!("case-{number}-{round}");
        for number in &open {
            cases[*number].create_pod(&namespace, &pod(*number), &format!("case-{number}")).await;
        }
        let have_ended = async || {
            let endings = endings(&namespace).await;
            open.iter().all(|number| endings.contains_key(&pod(*number)))
        };
        wait_until("every pull has ended", PATIENCE, have_ended).await;
        let endings = endings(&namespace).await;
        seen.extend(open.iter().map(|number| (*number, endings[&pod(*number)].clone())));
        let unread = pods_with_unread_secrets(&namespace).await;
        open.retain(|number| unread.contains(&pod(*number)));
    }
    assert_eq!(open, Vec::<usize>::new(), "the kubelet could not read their secrets");
    let mut wrong = String::new();
    for (case, (ending, said)) in cases.iter().zip(seen.values()) {
        if *ending != case.expected {
            let (about, image, expected) = (&case.about, &case.image, case.expected);
            let _ = writeln!(wrong, "{about} for {image}: {expected:?}, and on the node {ending:?}: {said}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

async fn pods_with_unread_secrets(namespace: &Namespace) -> Vec<String> {
    let events = namespace.events("case").await.into_iter();
    let unread = events.filter(|event| event.reason.as_deref() == Some("FailedToRetrieveImagePullSecret"));
    unread.filter_map(|event| event.involved_object.name).collect()
}

/// Returns how each pull has ended that has, by pod, with what the node said.
async fn endings(namespace: &Namespace) -> BTreeMap<String, (Ending, String)> {
    let pods = namespace.api::<Pod>().list(&ListParams::default()).await.unwrap();
    pods.iter().filter_map(|pod| Some((pod.name_any(), ending(pod)?))).collect()
}

fn ending(pod: &Pod) -> Option<(Ending, String)> {
    let state = pod.status.as_ref()?.container_statuses.as_ref()?.first()?.state.clone()?;
    if state.running.is_some() {
        return Some((Ending::Pulled, String::new()));
    }
    let waiting = state.waiting?;
    let said = format!("{}: {}", waiting.reason.unwrap_or_default(), waiting.message.unwrap_or_default());
    let anchors = [
        ("no basic auth credentials", Ending::Anonymous),
        ("401 Unauthorized", Ending::Refused),
        ("illegal base64 data", Ending::GivenUp),
        ("unable to parse auth field", Ending::GivenUp),
        ("json: cannot unmarshal", Ending::GivenUp),
    ];
    let (_, ending) = anchors.into_iter().find(|(anchor, _)| said.contains(anchor))?;
    Some((ending, said))
}
