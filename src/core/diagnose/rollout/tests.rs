use serde_json::{Value, json};

use crate::core::{
    diagnose::{Finding, Grade, diagnose},
    model::{
        Dossier, Kind, ObjectId, Pod, State,
        sample::{NO_CREDENTIAL, at, deployment, found, waiting, with_spec, with_state},
    },
};

fn unready() -> Pod {
    let mut pod = with_state("checkout-7d9-abcde", State::Running { since: Some(at(-600)) });
    pod.containers[0].ready = false;
    pod.conditions[0].holds = false;
    pod
}

fn progressing(status: &str, reason: &str) -> Dossier {
    let mut workload = deployment();
    workload["status"]["conditions"] =
        json!([{ "type": "Progressing", "status": status, "reason": reason, "message": "ReplicaSet has timed out" }]);
    Dossier { workload: found(workload), ..Dossier::default() }
}

#[test]
fn a_rollout_over_its_deadline_is_the_cause_when_nothing_says_more() {
    let finding = diagnose(&unready(), &progressing("False", "ProgressDeadlineExceeded"), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("rollout-stuck", Grade::Likely));
    assert_eq!(finding.said, "ReplicaSet has timed out");
    let goes_on = diagnose(&unready(), &progressing("True", "ReplicaSetUpdated"), at(0)).unwrap();
    assert_eq!(goes_on.cause.name(), "not-ready");
}

/// Pod `db-0` of a StatefulSet that waits for its image.
fn first() -> Pod {
    let mut pod = waiting("ErrImagePull", NO_CREDENTIAL);
    (pod.name, pod.workload) = ("db-0".to_owned(), ObjectId::new(Kind::StatefulSet, "team-a", "db"));
    pod
}

fn set(spec: &Value, status: &Value) -> Dossier {
    let workload = json!({ "kind": "StatefulSet", "spec": spec, "status": status });
    Dossier { workload: found(workload), ..Dossier::default() }
}

fn later(finding: &Finding) -> Option<&str> {
    finding.evidence.iter().find(|link| link.link == "later-ordinals").map(|link| link.text.as_str())
}

#[test]
fn the_first_pod_of_a_set_holds_up_the_others() {
    let finding = diagnose(&first(), &set(&json!({ "replicas": 3 }), &json!({ "replicas": 1 })), at(0)).unwrap();
    assert_eq!(later(&finding), Some("2 later pods wait for this one to be ready"));
    assert!(finding.next.contains("delete this pod"), "{}", finding.next);
    let all_made = diagnose(&first(), &set(&json!({ "replicas": 3 }), &json!({ "replicas": 3 })), at(0)).unwrap();
    assert_eq!(later(&all_made), None);
    let odd = diagnose(&first(), &set(&json!({ "replicas": "x" }), &json!(null)), at(0)).unwrap();
    assert_eq!(later(&odd), None);
    let parallel = json!({ "replicas": 3, "podManagementPolicy": "Parallel" });
    let parallel = diagnose(&first(), &set(&parallel, &json!({ "replicas": 1 })), at(0)).unwrap();
    assert_eq!(later(&parallel), None);
    assert!(!parallel.next.contains("delete this pod"));
}

#[test]
fn a_template_that_was_corrected_does_not_reach_a_pod_that_is_not_ready() {
    let dossier = set(&json!({ "replicas": 3 }), &json!({ "replicas": 1, "updateRevision": "db-2" }));
    let mut dossier = with_spec(dossier, &json!({}));
    let pod = json!({ "metadata": { "labels": { "controller-revision-hash": "db-1" } } });
    dossier.pod = found(pod);
    let finding = diagnose(&first(), &dossier, at(0)).unwrap();
    assert!(finding.next.ends_with("kubectl delete pod -n team-a db-0."), "{}", finding.next);
    assert!(finding.evidence.iter().any(|link| link.link == "template-revision"));
}

#[test]
fn a_pod_of_a_deployment_holds_up_none() {
    let finding = diagnose(&waiting("ErrImagePull", NO_CREDENTIAL), &progressing("True", ""), at(0)).unwrap();
    assert_eq!(later(&finding), None);
}
