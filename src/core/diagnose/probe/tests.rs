use serde_json::json;

use super::*;
use crate::core::{
    diagnose::{Mark, diagnose},
    model::{
        Container, Dossier, Ended, Pod, State,
        sample::{at, crashing, ended, event, forbidden, told, waiting, with_spec, with_state},
    },
};

/// Runs for ten minutes and is not ready.
fn unready() -> Pod {
    let mut pod = with_state("checkout-7d9-abcde", State::Running { since: Some(at(-600)) });
    pod.containers[0].ready = false;
    pod.conditions[0].holds = false;
    pod
}

fn unhealthy(pod: &Pod, message: &str) -> Event {
    event(pod, "Unhealthy", message)
}

#[test]
fn a_container_that_a_probe_had_killed_is_not_said_to_have_crashed() {
    let pod = crashing(Ended { at: Some(at(-5)), ..ended("Completed", 0) });
    for probe in ["liveness", "startup"] {
        let kill = event(&pod, "Killing", &format!("Container app failed {probe} probe, will be restarted"));
        let finding = diagnose(&pod, &told([kill.clone()]), at(0)).unwrap();
        assert_eq!((finding.cause.name(), finding.grade), ("probe-failed", Grade::Certain));
        assert!(finding.sentence.contains(&format!("{probe} probe failed; it then ended with exit code 0")));
        assert_eq!(finding.shared.other, Some(format!("{probe} probe")));
        let why = unhealthy(&pod, &format!("{} probe failed: HTTP probe failed with statuscode: 500", capital(probe)));
        let finding = diagnose(&pod, &told([kill, why.clone()]), at(0)).unwrap();
        assert_eq!((&finding.said, finding.evidence[0].link), (&why.message, "probe"));
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

#[test]
fn a_kill_that_does_not_go_with_the_end_is_only_likely() {
    for end in [Some(at(-3_000)), Some(at(3_000)), None] {
        let pod = crashing(Ended { at: end, ..ended("Error", 1) });
        let kill = event(&pod, "Killing", "Container app failed liveness probe, will be restarted");
        let finding = diagnose(&pod, &told([kill]), at(0)).unwrap();
        assert_eq!((finding.cause.name(), finding.grade), ("probe-failed", Grade::Likely), "{end:?}");
        assert_eq!(finding.also, [start::CRASH_EXIT]);
    }
}

#[test]
fn a_kill_of_another_container_or_for_another_reason_is_none() {
    let pod = crashing(ended("Error", 1));
    for message in
        ["Container app-2 failed liveness probe, will be restarted", "Stopping container app", "Container app"]
    {
        let kill = event(&pod, "Killing", message);
        assert_eq!(diagnose(&pod, &told([kill]), at(0)).unwrap().cause.name(), "crash-exit", "{message}");
    }
}

#[test]
fn a_readiness_probe_that_fails_keeps_it_out_of_service() {
    let pod = unready();
    for (message, hint) in [
        ("Readiness probe failed: dial tcp 10.0.0.7:81: connect: connection refused", "Nothing listens"),
        ("Readiness probe failed: HTTP probe failed with statuscode: 503", "not well"),
        ("Readiness probe failed: HTTP probe failed with statuscode: 404", "no such path"),
        ("Readiness probe failed: Get \"http://10.0.0.7/\": context deadline exceeded", "no answer within"),
        ("Readiness probe errored and resulted in unknown state: rpc error", ""),
    ] {
        let finding = diagnose(&pod, &told([unhealthy(&pod, message)]), at(0)).unwrap();
        assert_eq!((finding.cause.name(), finding.grade), ("probe-failed", Grade::Certain), "{message}");
        assert!(finding.sentence.contains(hint), "{}", finding.sentence);
        assert_eq!(finding.said, message);
    }
}

#[test]
fn a_probe_that_failed_before_it_was_ready_last_is_only_likely() {
    let mut pod = unready();
    pod.conditions[0].since = Some(at(-5));
    pod.containers[0].state = State::Running { since: Some(at(-600)) };
    let dossier = told([unhealthy(&pod, "Readiness probe failed: HTTP probe failed with statuscode: 500")]);
    assert_eq!(diagnose(&pod, &dossier, at(100)).unwrap().grade, Grade::Likely);
}

#[test]
fn a_probe_of_another_container_is_not_taken_for_its_own() {
    let mut pod = unready();
    pod.containers.push(Container { name: "proxy".to_owned(), ready: true, ..pod.containers[0].clone() });
    let mut failure = unhealthy(&pod, "Readiness probe failed: HTTP probe failed with statuscode: 500");
    failure.field = "spec.containers{proxy}".to_owned();
    assert_eq!(diagnose(&pod, &told([failure.clone()]), at(0)).unwrap().cause.name(), "not-ready");
    failure.field = "spec.containers{app}".to_owned();
    assert_eq!(diagnose(&pod, &told([failure.clone()]), at(0)).unwrap().grade, Grade::Certain);
    failure.field = String::new();
    assert_eq!(diagnose(&pod, &told([failure]), at(0)).unwrap().grade, Grade::Likely, "which one is not said");
}

#[test]
fn the_pod_tells_what_the_probe_asks() {
    let pod = unready();
    let text = |probe: Value| {
        let dossier = told([unhealthy(&pod, "Readiness probe failed: no")]);
        let dossier = with_spec(dossier, &json!({ "containers": [{ "name": "app", "readinessProbe": probe }] }));
        let finding = diagnose(&pod, &dossier, at(0)).unwrap();
        finding.evidence.into_iter().find(|link| link.link == "probe-definition").unwrap().text
    };
    let times = "every 10 s, answer within 1 s, fails after 3";
    assert_eq!(
        text(json!({ "httpGet": { "path": "/health", "port": "http" } })),
        format!("asks for /health at port http {times}")
    );
    assert_eq!(text(json!({ "tcpSocket": { "port": 81 } })), format!("connects to port 81 {times}"));
    assert_eq!(text(json!({ "grpc": { "port": 9 } })), format!("asks gRPC at port 9 {times}"));
    assert!(
        text(json!({ "exec": { "command": ["cat", "/ok"] }, "periodSeconds": 2 }))
            .starts_with("runs cat /ok every 2 s")
    );
    let mut dossier = told([unhealthy(&pod, "Readiness probe failed: no")]);
    dossier.pod = forbidden("get", "pods");
    let link = diagnose(&pod, &dossier, at(0)).unwrap().evidence.pop().unwrap();
    assert_eq!((link.link, link.mark), ("probe-definition", Mark::Unknown));
}

#[test]
fn a_pod_that_becomes_ready_or_only_starts_is_no_finding() {
    let mut pod = unready();
    let dossier = told([unhealthy(&pod, "Readiness probe failed: HTTP probe failed with statuscode: 500")]);
    pod.conditions[0].holds = true;
    assert_eq!(diagnose(&pod, &dossier, at(0)), None);
    let mut young = unready();
    young.containers[0].state = State::Running { since: Some(at(-20)) };
    assert_eq!(diagnose(&young, &dossier, at(0)), None);
    assert_ne!(diagnose(&waiting("ContainerCreating", ""), &dossier, at(0)).unwrap().cause, start::PROBE_FAILED);
    assert_eq!(Dossier::default().events.len(), 0);
}
