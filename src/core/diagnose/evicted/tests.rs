use crate::core::{
    diagnose::{Finding, Grade, diagnose},
    model::{
        Dossier,
        sample::{at, deployment, failed, forbidden, found},
    },
};

fn explain(message: &str, dossier: &Dossier) -> Finding {
    diagnose(&failed("Evicted", message), dossier, at(0)).unwrap()
}

#[test]
fn the_resource_is_read_off_each_wording() {
    for (message, grade, other, by_node) in [
        (
            "The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 3Mi. Container app was \
             using 900Mi, request is 0, has larger consumption of ephemeral-storage. ",
            Grade::Certain,
            "ephemeral-storage",
            true,
        ),
        ("The node was low on resource: memory.", Grade::Certain, "memory", true),
        ("The node had condition: [DiskPressure]. ", Grade::Certain, "DiskPressure", true),
        (
            "Container app exceeded its local ephemeral storage limit \"2Gi\". ",
            Grade::Certain,
            "own storage limit",
            false,
        ),
        ("Usage of EmptyDir volume \"cache\" exceeds the limit \"1Gi\". ", Grade::Certain, "own storage limit", false),
        ("", Grade::Likely, "evicted", true),
    ] {
        let finding = explain(message, &Dossier::default());
        assert_eq!((finding.cause.name(), finding.grade), ("evicted", grade), "{message}");
        assert_eq!(finding.shared.other.as_deref(), Some(other), "{message}");
        assert_eq!((finding.shared.node.is_some(), finding.shared.image.is_some()), (by_node, !by_node), "{message}");
    }
}

#[test]
fn what_used_it_is_told() {
    let message = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 3Mi. Container app was using \
                   900Mi, request is 0, has larger consumption of memory. Container b was using 1Mi, request is 0, has ..";
    let finding = explain(message, &Dossier::default());
    let usage = finding.evidence.iter().find(|link| link.link == "usage").unwrap();
    assert_eq!(usage.text, "Container app was using 900Mi, request is 0, has larger consumption of memory");
}

#[test]
fn a_pod_that_was_replaced_is_only_a_record() {
    let message = "The node was low on resource: memory. ";
    let mut whole = deployment();
    whole["status"] = serde_json::json!({ "readyReplicas": 2 });
    let replaced = explain(message, &Dossier { workload: found(whole), ..Dossier::default() });
    assert!(replaced.sentence.ends_with("what is left is its record."), "{}", replaced.sentence);
    assert!(replaced.next.contains("kubectl delete pod -n team-a"), "{}", replaced.next);
    let missing = explain(message, &Dossier { workload: found(deployment()), ..Dossier::default() });
    assert!(!missing.sentence.contains("record"));
    let unread = explain(message, &Dossier { workload: forbidden("get", "deployments"), ..Dossier::default() });
    let link = unread.evidence.iter().find(|link| link.link == "workload-whole").unwrap();
    assert_eq!(link.needs.as_deref(), Some("the right to get deployments in team-a"));
}

#[test]
fn room_made_for_a_critical_pod_is_an_eviction_too() {
    let finding =
        diagnose(&failed("Preempting", "Preempted in order to admit critical pod"), &Dossier::default(), at(0))
            .unwrap();
    assert_eq!((finding.cause.name(), finding.shared.other.as_deref()), ("evicted", Some("preempted")));
}
