use serde_json::json;

use super::*;
use crate::core::{
    diagnose::diagnose,
    model::{
        Dossier, Ended,
        sample::{at, crashing, ended, waiting, with_spec},
    },
};

const RUNC: &str = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
                    failed: unable to start container process: ";

#[test]
fn each_fault_has_its_sentence() {
    let cases = [
        (format!("{RUNC}exec: \"/nosuch\": stat /nosuch: no such file or directory"), Grade::Certain, Some("/nosuch")),
        (format!("{RUNC}exec: \"wge\": executable file not found in $PATH"), Grade::Certain, Some("wge")),
        (format!("{RUNC}exec: \"/proc\": permission denied"), Grade::Certain, Some("/proc")),
        ("exec /app: exec format error".to_owned(), Grade::Likely, None),
        (
            "starting container process caused \"exec: \\\"run\\\": executable file not found in $PATH\"".to_owned(),
            Grade::Certain,
            Some("run"),
        ),
        ("failed to generate container \"7\" spec: no command specified".to_owned(), Grade::Certain, None),
    ];
    for (message, grade, command) in cases {
        let finding = diagnose(&waiting("RunContainerError", &message), &Dossier::default(), at(0)).unwrap();
        assert_eq!((finding.cause.name(), finding.grade), ("command-not-found", grade), "{message}");
        assert_eq!(finding.shared.other.as_deref(), command, "{message}");
    }
}

#[test]
fn a_mount_that_is_missing_is_no_command() {
    for message in [
        "error mounting \"/var/lib/x\" to rootfs at \"/x\": no such file or directory",
        "open /run/flannel/subnet.env: no such file or directory",
        "permission denied",
    ] {
        let finding = diagnose(&waiting("RunContainerError", message), &Dossier::default(), at(0)).unwrap();
        assert_ne!(finding.cause.name(), "command-not-found", "{message}");
    }
}

#[test]
fn back_off_does_not_hide_why_the_command_did_not_start() {
    let said = format!("{RUNC}exec: \"/nosuch\": stat /nosuch: no such file or directory");
    for reason in ["StartError", "ContainerCannotRun"] {
        let pod = crashing(Ended { message: said.clone(), ..ended(reason, 128) });
        let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
        assert_eq!((finding.cause.name(), &finding.said), ("command-not-found", &said), "{reason}");
        assert!(finding.evidence.iter().any(|link| link.link == "restarts"));
    }
    let own = crashing(Ended { message: said, ..ended("Error", 127) });
    assert_eq!(diagnose(&own, &Dossier::default(), at(0)).unwrap().cause.name(), "crash-exit", "a shell said it");
}

/// Its state changes with every try; what is known of it does not.
#[test]
fn how_often_it_was_started_is_told_in_either_state() {
    let mut pod = waiting("RunContainerError", "exec: \"run\": executable file not found in $PATH");
    for (restarts, is_told) in [(0, false), (3, true)] {
        pod.containers[0].restarts = restarts;
        let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
        assert_eq!(finding.evidence.iter().any(|link| link.link == "restarts"), is_told, "{restarts}");
    }
}

#[test]
fn the_pod_tells_where_the_command_is_from() {
    let text = |container: Value| {
        let dossier = with_spec(Dossier::default(), &json!({ "containers": [container] }));
        let pod = waiting("RunContainerError", "exec: \"run\": executable file not found in $PATH");
        let finding = diagnose(&pod, &dossier, at(0)).unwrap();
        finding.evidence.into_iter().find(|link| link.link == "command").unwrap().text
    };
    assert_eq!(text(json!({ "name": "app", "command": ["run", "-v"] })), "the pod gives the command: run -v");
    assert_eq!(text(json!({ "name": "app", "args": [8080] })), "the image's own entrypoint is given: 8080");
    assert_eq!(text(json!({ "name": "app" })), "the image's own command is started");
    assert_eq!(text(json!({ "name": "app", "command": "odd" })), "the image's own command is started");
}
