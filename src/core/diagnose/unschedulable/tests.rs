use serde_json::json;

use crate::core::{
    diagnose::{Finding, Grade, Mark, Source, diagnose},
    model::{
        Condition, Dossier, Pod, State,
        sample::{at, event, forbidden, told, with_spec, with_state},
    },
};

fn refused(message: &str) -> Pod {
    let mut pod = with_state("train-0", State::Unreported);
    pod.node = None;
    pod.conditions.push(Condition {
        kind: "PodScheduled".to_owned(),
        holds: false,
        reason: "Unschedulable".to_owned(),
        message: message.to_owned(),
        since: Some(at(-300)),
    });
    pod
}

fn explain(message: &str) -> Finding {
    diagnose(&refused(message), &Dossier::default(), at(0)).unwrap()
}

#[test]
fn the_constraint_that_keeps_out_most_nodes_is_the_cause() {
    let cases: [(&str, &str, &[&str], Grade, &str); 6] = [
        (
            "0/4 nodes are available: 4 Insufficient cpu.",
            "unschedulable-resources",
            &[],
            Grade::Certain,
            "Insufficient cpu",
        ),
        (
            "0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {team: data}.",
            "unschedulable-taint-affinity",
            &["unschedulable-resources"],
            Grade::Likely,
            "node(s) had untolerated taint {team: data}",
        ),
        (
            "0/5 nodes are available: 1 node(s) were unschedulable, 4 Insufficient memory.",
            "unschedulable-resources",
            &["unschedulable-taint-affinity"],
            Grade::Likely,
            "Insufficient memory",
        ),
        (
            "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
            "volume-mount",
            &[],
            Grade::Certain,
            "pod has unbound immediate PersistentVolumeClaims",
        ),
        (
            "0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory.",
            "unschedulable-resources",
            &[],
            Grade::Certain,
            "Insufficient memory",
        ),
        ("no nodes available to schedule pods", "unschedulable-resources", &[], Grade::Certain, "no nodes"),
    ];
    for (message, cause, also, grade, shared) in cases {
        let finding = explain(message);
        let others: Vec<&str> = finding.also.iter().map(|cause| cause.name()).collect();
        assert_eq!((finding.cause.name(), others.as_slice(), finding.grade), (cause, also, grade), "{message}");
        assert_eq!(finding.shared.other.as_deref(), Some(shared), "{message}");
        assert_eq!(finding.said, message);
    }
}

#[test]
fn each_constraint_is_a_link_with_its_nodes() {
    let finding = explain("0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {team: data}.");
    let links: Vec<&str> =
        finding.evidence.iter().filter(|link| link.mark == Mark::Broken).map(|link| link.text.as_str()).collect();
    assert_eq!(links, ["2 of 5 nodes: Insufficient cpu", "3 of 5 nodes: had untolerated taint {team: data}"]);
    assert!(finding.sentence.starts_with("None of 5 nodes takes the pod: 2 Insufficient cpu, 3 had untolerated taint"));
}

#[test]
fn the_pod_tells_what_it_asks_for() {
    let pod =
        refused("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector.");
    let spec = json!({
        "nodeSelector": { "disk": "ssd" },
        "containers": [
            { "name": "app", "resources": { "requests": { "cpu": 64 } } },
            { "name": "proxy", "resources": { "requests": { "cpu": "100m" } } },
            { "name": "odd", "resources": null },
        ],
    });
    let finding = diagnose(&pod, &with_spec(Dossier::default(), &spec), at(0)).unwrap();
    let text = |name: &str| finding.evidence.iter().find(|link| link.link == name).unwrap().text.clone();
    assert_eq!(text("pod-asks"), "the pod asks for cpu: 64 (app), 100m (proxy)");
    assert_eq!(text("node-selector"), "the pod wants nodes with disk=ssd");
    let unread = diagnose(&pod, &Dossier { pod: forbidden("get", "pods"), ..Dossier::default() }, at(0)).unwrap();
    let link = unread.evidence.iter().find(|link| link.link == "pod-asks").unwrap();
    assert_eq!((link.mark, link.needs.as_deref()), (Mark::Unknown, Some("the right to get pods in team-a")));
}

#[test]
fn the_event_tells_where_the_condition_does_not() {
    let pod = refused("");
    let said = event(&pod, "FailedScheduling", "0/1 nodes are available: 1 Too many pods.");
    let finding = diagnose(&pod, &told([said]), at(0)).unwrap();
    assert_eq!(finding.cause.name(), "unschedulable-resources");
    assert!(matches!(finding.evidence[0].source, Source::Event { count: 2, .. }));
    assert_eq!(explain("").grade, Grade::CannotTell);
    assert_eq!(explain("0/3 nodes are available: 3 the plugin of somebody said no.").grade, Grade::CannotTell);
    assert_eq!(explain("Binding rejected: somebody was faster").grade, Grade::CannotTell);
}

#[test]
fn a_scheduler_that_nobody_runs_is_named() {
    let mut pod = with_state("train-0", State::Unreported);
    pod.node = None;
    let with = |name: &str| with_spec(Dossier::default(), &json!({ "schedulerName": name, "containers": [] }));
    let finding = diagnose(&pod, &with("gang"), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("not-started", Grade::Likely));
    assert!(finding.sentence.contains("a scheduler named gang"), "{}", finding.sentence);
    assert_eq!(diagnose(&pod, &with("default-scheduler"), at(0)).unwrap().grade, Grade::CannotTell);
    pod.conditions[0].since = Some(at(-5));
    assert_eq!(diagnose(&pod, &with("gang"), at(0)), None, "it is new");
}
