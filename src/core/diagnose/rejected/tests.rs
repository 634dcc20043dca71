use serde_json::json;

use crate::core::{
    diagnose::{Finding, Grade, diagnose},
    model::{
        Dossier,
        sample::{at, failed, with_spec},
    },
};

fn explain(reason: &str, message: &str) -> Finding {
    diagnose(&failed(reason, message), &Dossier::default(), at(0)).unwrap()
}

#[test]
fn each_reason_of_the_kubelet_has_its_cause() {
    for (reason, cause, grade) in [
        ("OutOfcpu", "unschedulable-resources", Grade::Certain),
        ("OutOfexample.com/gpu", "unschedulable-resources", Grade::Certain),
        ("NodePorts", "unschedulable-resources", Grade::Certain),
        ("TopologyAffinityError", "unschedulable-resources", Grade::Certain),
        ("NodeAffinity", "unschedulable-taint-affinity", Grade::Certain),
        ("TaintToleration", "unschedulable-taint-affinity", Grade::Certain),
        ("UnexpectedAdmissionError", "failed", Grade::CannotTell),
        ("NodeShutdown", "node-not-ready", Grade::Certain),
        ("Terminated", "node-not-ready", Grade::Certain),
        ("DeadlineExceeded", "failed", Grade::Certain),
        ("SysctlForbidden", "failed", Grade::Certain),
        ("SomethingOfTomorrow", "failed", Grade::CannotTell),
        ("", "failed", Grade::CannotTell),
    ] {
        let finding = explain(reason, "");
        assert_eq!((finding.cause.name(), finding.grade), (cause, grade), "{reason}");
    }
}

#[test]
fn the_numbers_are_told_and_the_prefix_is_not() {
    let said = "Node didn't have enough resource: cpu, requested: 4000, used: 1200, capacity: 2000";
    let finding = explain("OutOfcpu", &format!("Pod was rejected: {said}"));
    assert!(finding.sentence.contains("4000 asked for, 1200 of 2000 taken"), "{}", finding.sentence);
    assert_eq!(finding.said, said);
}

#[test]
fn a_device_that_is_not_healthy_is_room_that_is_missing() {
    let said = "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices example.com/gpu";
    let finding = explain("UnexpectedAdmissionError", said);
    assert_eq!((finding.cause.name(), finding.grade), ("unschedulable-resources", Grade::Likely));
}

#[test]
fn the_deadline_is_named() {
    let dossier = with_spec(Dossier::default(), &json!({ "activeDeadlineSeconds": 30, "containers": [] }));
    let finding = diagnose(&failed("DeadlineExceeded", "Pod was active on the node longer"), &dossier, at(0)).unwrap();
    assert!(finding.evidence.iter().any(|link| link.text == "may run for 30 s"));
}
