use crate::core::{
    diagnose::{Grade, Mark, diagnose},
    model::{
        Dossier,
        sample::{at, crashing, ended, event, told, waiting},
    },
};

#[test]
fn a_start_that_failed_for_an_unknown_reason_says_what_was_said() {
    let pod = waiting("CreateContainerError", "something of tomorrow went wrong");
    let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("start-failed", Grade::Likely));
    assert_eq!(finding.said, "something of tomorrow went wrong");
}

#[test]
fn without_a_word_of_the_runtime_the_cause_cannot_be_told() {
    let finding = diagnose(&waiting("CreateContainerError", ""), &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("start-failed", Grade::CannotTell));
    assert!(finding.evidence.iter().any(|link| link.mark == Mark::Unknown && link.needs.is_some()));
}

#[test]
fn a_mount_that_fails_when_the_container_is_made_is_a_volume() {
    for message in [
        "failed to prepare subPath for volumeMount \"data\" of container \"app\"",
        "runc create failed: error mounting \"/var/lib/x\" to rootfs at \"/x\": not a directory",
    ] {
        let finding = diagnose(&waiting("CreateContainerError", message), &Dossier::default(), at(0)).unwrap();
        assert_eq!(finding.cause.name(), "volume-mount", "{message}");
    }
}

#[test]
fn a_hook_that_fails_is_not_taken_for_a_crash() {
    let pod = crashing(ended("Completed", 0));
    let hook = event(&pod, "FailedPostStartHook", "PostStartHook failed");
    let finding = diagnose(&pod, &told([hook.clone()]), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("start-failed", Grade::Likely));
    let mut others = hook;
    others.field = "spec.containers{proxy}".to_owned();
    assert_eq!(
        diagnose(&pod, &told([others]), at(0)).unwrap().cause.name(),
        "crash-exit",
        "it is of another container"
    );
}
