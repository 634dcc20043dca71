use crate::core::{
    diagnose::{Finding, Grade, diagnose},
    model::{
        Condition,
        sample::{at, event, told, waiting},
    },
};

fn explain(reason: &str, message: &str) -> Finding {
    let mut pod = waiting("ContainerCreating", "");
    pod.conditions.push(Condition {
        kind: "PodReadyToStartContainers".to_owned(),
        holds: false,
        reason: String::new(),
        message: String::new(),
        since: None,
    });
    diagnose(&pod, &told([event(&pod, reason, message)]), at(0)).unwrap()
}

#[test]
fn network_and_runtime_are_told_apart_from_addresses_that_ran_out() {
    for (reason, message, sentence) in [
        (
            "FailedCreatePodSandBox",
            "Failed to create pod sandbox: plugin type=\"calico\" failed (add): cni config uninitialized",
            "network plugin could not set up",
        ),
        (
            "FailedCreatePodSandBox",
            "failed to set up network for sandbox: no IP addresses available in range",
            "no address left",
        ),
        (
            "NetworkNotReady",
            "network is not ready: container runtime network not ready: NetworkReady=false",
            "network plugin",
        ),
        (
            "FailedCreatePodSandBox",
            "failed to start sandbox: failed to pin user namespace",
            "could not make the pod's sandbox",
        ),
    ] {
        let finding = explain(reason, message);
        assert_eq!((finding.cause.name(), finding.grade), ("sandbox-cni", Grade::Certain), "{message}");
        assert!(finding.sentence.contains(sentence), "{}", finding.sentence);
        assert_eq!(finding.shared.node.as_deref(), Some("node-7"));
        assert!(finding.evidence.iter().any(|link| link.link == "sandbox-ready"));
    }
}

#[test]
fn a_pause_image_that_cannot_be_pulled_is_no_matter_of_the_network_plugin() {
    let finding = explain(
        "FailedCreatePodSandBox",
        "Failed to create pod sandbox: failed to get sandbox image \"registry.k8s.io/pause:3.10\": failed to pull image",
    );
    assert_ne!(finding.cause.name(), "sandbox-cni");
    assert!(finding.sentence.contains("image of the sandbox"), "{}", finding.sentence);
}

#[test]
fn a_sandbox_that_came_in_the_end_is_not_the_cause() {
    let pod = waiting("ContainerCreating", "");
    let sandbox = event(&pod, "FailedCreatePodSandBox", "network for pod: no");
    let mut pulled = event(&pod, "Pulled", "Container image already present");
    pulled.last = Some(at(0));
    assert_eq!(diagnose(&pod, &told([sandbox, pulled]), at(0)).unwrap().cause.name(), "not-started");
}
