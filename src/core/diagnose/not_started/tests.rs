use crate::core::{
    diagnose::{Grade, diagnose},
    model::{
        Container, Dossier, Role, State,
        sample::{at, event, told, waiting},
    },
};

#[test]
fn what_was_never_started_is_not_said_to_be_up() {
    let pod = waiting("ContainerCreating", "");
    let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("not-started", Grade::CannotTell));
    assert!(finding.sentence.contains("waiting on node node-7"), "{}", finding.sentence);
}

#[test]
fn a_pull_that_goes_on_is_waited_for() {
    let pod = waiting("ContainerCreating", "");
    let pull = |reason: &str| {
        let dossier = told([event(&pod, reason, "Pulling image \"x\"")]);
        diagnose(&pod, &dossier, at(0)).unwrap()
    };
    assert_eq!((pull("Pulling").cause.name(), pull("Pulling").grade), ("not-started", Grade::Likely));
    assert!(!pull("Pulled").sentence.contains("still pulls"));
}

#[test]
fn an_init_container_that_is_not_done_is_named() {
    let mut pod = waiting("PodInitializing", "");
    let state = State::Running { since: Some(at(-400)) };
    let init = Container { name: "migrate".to_owned(), role: Role::Init, state, ..pod.containers[0].clone() };
    pod.containers.insert(0, init);
    let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.headline.as_str(), finding.grade), ("Init container migrate is not done", Grade::Certain));
    assert!(finding.next.contains("-c migrate"), "{}", finding.next);
}

#[test]
fn the_last_warning_is_quoted_and_a_line_that_says_nothing_is_not() {
    let pod = waiting("ContainerCreating", "");
    let warning = event(&pod, "FailedPrepareDynamicResources", "claim is not allocated");
    let mut empty = event(&pod, "BackOff", "Back-off");
    empty.last = Some(at(-1));
    let finding = diagnose(&pod, &told([warning.clone(), empty]), at(0)).unwrap();
    assert_eq!(finding.said, warning.message);
}
