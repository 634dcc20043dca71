use std::sync::Arc;

use serde_json::json;

use crate::core::{
    diagnose::{Finding, Grade, Mark, diagnose},
    model::{
        Dossier, Kind, Pod, State,
        sample::{at, ended, event, forbidden, found, node, told, with_state},
    },
};

fn deleted(state: State) -> Pod {
    let mut pod = with_state("web-0", state);
    (pod.deleting, pod.gone_by) = (true, Some(at(-300)));
    pod
}

fn explain(pod: &Pod, dossier: &Dossier) -> Finding {
    diagnose(pod, dossier, at(0)).unwrap()
}

fn with_finalizers(finalizers: &[&str]) -> Dossier {
    let pod = json!({ "metadata": { "finalizers": finalizers }, "spec": { "containers": [] } });
    Dossier { pod: found(Arc::new(pod)), ..Dossier::default() }
}

#[test]
fn a_finalizer_holds_what_has_ended() {
    let pod = deleted(State::Ended(ended("Completed", 0)));
    let finding = explain(&pod, &with_finalizers(&["example.com/lb"]));
    assert_eq!((finding.cause.name(), finding.grade), ("stuck-terminating", Grade::Certain));
    assert!(finding.sentence.contains("example.com/lb"), "{}", finding.sentence);
    assert_eq!((finding.shared.other.as_deref(), finding.shared.node), (Some("example.com/lb"), None));
    assert_eq!(explain(&pod, &with_finalizers(&[])).grade, Grade::CannotTell, "nothing holds it that was read");
}

#[test]
fn a_silent_node_goes_before_a_finalizer_and_force_is_not_advised() {
    let mut pod = deleted(State::Running { since: None });
    pod.workload.kind = Kind::StatefulSet;
    let mut dossier = with_finalizers(&["example.com/lb"]);
    dossier.node = found(node(false, "NodeStatusUnknown"));
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.grade, finding.shared.node.as_deref()), (Grade::Certain, Some("node-7")));
    assert_eq!(finding.also[0].name(), "node-not-ready");
    assert!(finding.next.contains("Do not force"), "{}", finding.next);
    assert!(finding.next.contains("two pods would share"), "{}", finding.next);
    assert!(!finding.next.contains("--force"), "{}", finding.next);
}

#[test]
fn a_container_that_does_not_end_is_named() {
    let pod = deleted(State::Running { since: None });
    let trouble = event(&pod, "FailedKillPod", "error killing pod: context deadline exceeded");
    let mut dossier = told([trouble.clone()]);
    dossier.pod = with_finalizers(&[]).pod;
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.grade, &finding.said), (Grade::Likely, &trouble.message));
    assert!(finding.sentence.contains("app still runs"), "{}", finding.sentence);
}

#[test]
fn finalizers_that_may_not_be_read_stay_open() {
    let dossier = Dossier { pod: forbidden("get", "pods"), ..Dossier::default() };
    let finding = explain(&deleted(State::Ended(ended("Completed", 0))), &dossier);
    let link = finding.evidence.iter().find(|link| link.link == "finalizers").unwrap();
    assert_eq!((link.mark, link.needs.as_deref()), (Mark::Unknown, Some("the right to get pods in team-a")));
    assert_eq!(finding.grade, Grade::CannotTell);
}

#[test]
fn a_pod_within_its_grace_period_is_no_finding() {
    let mut pod = deleted(State::Running { since: None });
    pod.gone_by = Some(at(10));
    assert_eq!(diagnose(&pod, &with_finalizers(&["example.com/lb"]), at(0)), None);
}
