use crate::core::{
    diagnose::{Finding, Grade, Mark, diagnose},
    model::{
        Condition, Dossier, Node, Pod, Reading, State,
        sample::{at, event, failed, forbidden, found, node, told, waiting, with_state},
    },
};

/// Runs, as far as its node told, and was marked as not ready.
fn marked() -> Pod {
    let mut pod = with_state("checkout-7d9-abcde", State::Running { since: Some(at(-6_000)) });
    pod.conditions[0] = Condition { holds: false, since: Some(at(-300)), ..pod.conditions[0].clone() };
    pod
}

fn explain(pod: &Pod, node: Reading<Node>) -> Finding {
    diagnose(pod, &Dossier { node, ..Dossier::default() }, at(0)).unwrap()
}

#[test]
fn a_node_that_is_silent_unready_or_gone_is_the_cause() {
    let cases = [
        (found(node(false, "NodeStatusUnknown")), "has stopped to report"),
        (found(node(false, "KubeletNotReady")), "says that it is not ready"),
        (Reading::Absent { at: at(0) }, "does not exist any more"),
    ];
    for (node, sentence) in cases {
        let finding = explain(&marked(), node.clone());
        assert_eq!((finding.cause.name(), finding.grade), ("node-not-ready", Grade::Certain), "{sentence}");
        assert!(finding.sentence.contains(sentence), "{}", finding.sentence);
        assert_eq!(finding.shared.node.as_deref(), Some("node-7"));
        assert_eq!(explain(&waiting("ContainerCreating", ""), node).cause.name(), "node-not-ready");
    }
}

#[test]
fn a_ready_node_is_not() {
    let finding = explain(&marked(), found(node(true, "KubeletReady")));
    assert_eq!(finding.cause.name(), "not-ready");
    assert!(finding.evidence.iter().any(|link| link.link == "node-ready" && link.mark == Mark::Sound));
}

#[test]
fn a_node_that_may_not_be_read_is_open_unless_the_pod_was_marked() {
    let finding = explain(&marked(), forbidden("get", "nodes"));
    assert_eq!(finding.cause.name(), "not-ready");
    let link = finding.evidence.iter().find(|link| link.link == "node-ready").unwrap();
    assert_eq!((link.mark, link.needs.as_deref()), (Mark::Unknown, Some("the right to get nodes in team-a")));
    let dossier = told([event(&marked(), "NodeNotReady", "Node is not ready")]);
    let marked_by = diagnose(&marked(), &dossier, at(0)).unwrap();
    assert_eq!((marked_by.cause.name(), marked_by.grade), ("node-not-ready", Grade::Certain));
    let mut later = marked();
    later.conditions[0].since = Some(at(90));
    assert_eq!(diagnose(&later, &dossier, at(200)).unwrap().cause.name(), "not-ready", "that was an earlier time");
}

#[test]
fn a_pod_that_was_given_up_is_lost_with_its_node() {
    let lost = explain(&failed("NodeLost", "Node node-7 which was running pod is unresponsive"), Reading::NotAsked);
    assert_eq!(lost.cause.name(), "node-not-ready");
}

#[test]
fn a_node_without_conditions_says_nothing() {
    let mut bare = node(false, "");
    bare.conditions.clear();
    assert_eq!(explain(&marked(), found(bare)).cause.name(), "not-ready");
}

#[test]
fn pressure_is_told_beside() {
    let mut short = node(false, "KubeletNotReady");
    short.conditions.push(Condition { kind: "DiskPressure".to_owned(), holds: true, ..short.conditions[0].clone() });
    assert!(explain(&marked(), found(short)).evidence.iter().any(|link| link.text == "node has DiskPressure"));
}
