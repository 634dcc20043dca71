use proptest::prelude::*;

use super::*;

/// How many nodes, by what, and of which class.
type Told = (Option<u32>, &'static str, Class);

fn parsed(text: &str) -> Vec<(Option<u32>, String, Class)> {
    let refusal = Refusal::parse(text).expect(text);
    refusal.constraints.into_iter().map(|one| (one.nodes, one.text, one.class)).collect()
}

#[test]
fn each_wording_is_taken_apart() {
    use Class::{Other, Placement, Resources, Volume};
    let cases: &[(&str, &[Told])] = &[
        (
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 \
             Preemption is not helpful for scheduling.",
            &[(Some(1), "Insufficient cpu", Resources)],
        ),
        (
            "0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {team: data}. preemption: 0/5 nodes \
             are available: 2 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.",
            &[
                (Some(2), "Insufficient cpu", Resources),
                (Some(3), "node(s) had untolerated taint {team: data}", Placement),
            ],
        ),
        (
            "0/3 nodes are available: 1 Insufficient memory, 2 node(s) had taint {node.kubernetes.io/not-ready: }, that the \
             pod didn't tolerate.",
            &[
                (Some(1), "Insufficient memory", Resources),
                (
                    Some(2),
                    "node(s) had taint {node.kubernetes.io/not-ready: }, that the pod didn't tolerate",
                    Placement,
                ),
            ],
        ),
        (
            "0/9 nodes are available: 9 node(s) had untolerated taint(s).",
            &[(Some(9), "node(s) had untolerated taint(s)", Placement)],
        ),
        (
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
            &[(Some(2), "node(s) didn't match Pod's node affinity/selector", Placement)],
        ),
        (
            "0/2 nodes are available: 2 node(s) didn't match node selector.",
            &[(Some(2), "node(s) didn't match node selector", Placement)],
        ),
        (
            "0/2 nodes are available: 2 node(s) were unschedulable.",
            &[(Some(2), "node(s) were unschedulable", Placement)],
        ),
        (
            "0/2 nodes are available: 1 Too many pods, 1 Insufficient example.com/gpu.",
            &[(Some(1), "Too many pods", Resources), (Some(1), "Insufficient example.com/gpu", Resources)],
        ),
        (
            "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.",
            &[(Some(2), "node(s) didn't have free ports for the requested pod ports", Resources)],
        ),
        (
            "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/2 nodes are available",
            &[(None, "pod has unbound immediate PersistentVolumeClaims", Volume)],
        ),
        (
            "0/1 nodes are available: 1 node(s) had volume node affinity conflict.",
            &[(Some(1), "node(s) had volume node affinity conflict", Volume)],
        ),
        (
            "running \"VolumeBinding\" filter plugin for pod \"web-0\": pod has unbound immediate PersistentVolumeClaims",
            &[(None, "pod has unbound immediate PersistentVolumeClaims", Volume)],
        ),
        (
            "0/1 nodes are available: persistentvolumeclaim \"data\" not found.",
            &[(None, "persistentvolumeclaim \"data\" not found", Volume)],
        ),
        (
            "No nodes are available that match all of the predicates: Insufficient cpu (2), MatchNodeSelector (1).",
            &[(Some(2), "Insufficient cpu", Resources), (Some(1), "MatchNodeSelector", Placement)],
        ),
        (
            "0/1 nodes are available: 1 the plugin of somebody said no.",
            &[(Some(1), "the plugin of somebody said no", Other)],
        ),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(nodes, text, class)| (*nodes, (*text).to_owned(), *class)).collect();
        assert_eq!(parsed(text), expected, "{text}");
    }
}

#[test]
fn the_number_of_nodes_is_read_and_may_be_none() {
    assert_eq!(Refusal::parse("0/5 nodes are available: 5 Insufficient cpu.").unwrap().nodes, Some(5));
    assert_eq!(Refusal::parse("no nodes available to schedule pods").unwrap().nodes, Some(0));
    assert_eq!(Refusal::parse("0/0 nodes are available: .").unwrap().nodes_by(Class::Resources), 0);
    assert_eq!(Refusal::parse("Binding rejected: timed out"), None);
    assert_eq!(Refusal::parse(""), None);
}

proptest! {
    #[test]
    fn any_text_is_borne(text in ".{0,200}") {
        let _ = Refusal::parse(&text);
        let _ = Refusal::parse(&format!("0/3 nodes are available: {text}"));
    }
}
