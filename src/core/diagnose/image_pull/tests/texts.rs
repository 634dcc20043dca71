//! Which text counts.

use super::*;
use crate::core::{
    diagnose::Source,
    model::sample::{NO_CREDENTIAL, REFUSED},
};

fn back_off(message: &str) -> Pod {
    let mut pod = naming(&[], "");
    wait_for(&mut pod, 0, "ImagePullBackOff", message);
    pod
}

fn bare() -> String {
    format!("Back-off pulling image \"{IMAGE}\"")
}

#[test]
fn back_off_does_not_hide_what_was_said_first() {
    let pod = back_off(&bare());
    let mut dossier = dossier();
    add(&mut dossier, event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {NO_CREDENTIAL}")));
    add(&mut dossier, event(&pod, "Failed", "Error: ImagePullBackOff"));
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Certain));
    assert!(finding.said.contains("no basic auth credentials"));
    assert!(matches!(link(&finding, "registry-answer").source, Source::Event { count: 9, .. }));
}

#[test]
fn newer_kubelets_keep_the_error_in_the_back_off() {
    let pod = back_off(&format!("{}: ErrImagePull: {NO_CREDENTIAL}", bare()));
    let finding = explain(&pod, &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("no-pull-secret", Grade::Certain));
    assert!(matches!(link(&finding, "registry-answer").source, Source::Field { .. }));
}

#[test]
fn the_status_is_newer_than_any_event() {
    let pod = naming(&[], REFUSED);
    let mut dossier = dossier();
    add(&mut dossier, event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {NO_CREDENTIAL}")));
    assert_eq!(explain(&pod, &dossier).said, REFUSED);
}

#[test]
fn the_newest_event_of_this_image_is_taken() {
    let pod = back_off(&bare());
    let mut dossier = dossier();
    let of_another = event(&pod, "Failed", "Failed to pull image \"quay.io/team/proxy:1\": dial tcp: no such host");
    let older = Event {
        last: Some(at(-300)),
        ..event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {REFUSED}"))
    };
    let newer = Event {
        last: Some(at(-200)),
        ..event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {NO_CREDENTIAL}"))
    };
    for event in [of_another, older, newer] {
        add(&mut dossier, event);
    }
    assert!(explain(&pod, &dossier).said.contains("no basic auth credentials"));
}

#[test]
fn the_events_of_a_pod_of_the_same_name_before_it_do_not_count() {
    let pod = back_off(&bare());
    let mut dossier = dossier();
    let of_another = Event {
        regarding_uid: Uid("uid-of-before".to_owned()),
        ..event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {NO_CREDENTIAL}"))
    };
    add(&mut dossier, of_another);
    assert_eq!(explain(&pod, &dossier).cause.name(), "pull-backoff-unspecified");
}

#[test]
fn the_kubelets_own_limit_does_not_hide_the_error() {
    let pod = naming(&[], "pull QPS exceeded");
    let mut dossier = dossier();
    assert_eq!(explain(&pod, &dossier).cause.name(), "node-pull-throttled");
    add(&mut dossier, event(&pod, "Failed", &format!("Failed to pull image \"{IMAGE}\": {NO_CREDENTIAL}")));
    assert_eq!(explain(&pod, &dossier).cause.name(), "no-pull-secret");
}

#[test]
fn a_bare_back_off_tells_no_cause_and_names_what_is_broken_beside_it() {
    let finding = explain(&back_off(&bare()), &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("pull-backoff-unspecified", Grade::CannotTell));
    assert_eq!(link(&finding, "registry-answer").mark, Mark::Unknown);

    let mut pod = back_off(&bare());
    pod.pull_secrets = vec!["regcred".to_owned()];
    let mut dossier = with_secrets(&[("regcred", Reading::Absent { at: at(0) })]);
    dossier.events_gap = Some(Gap::Forbidden(Right::new("list", "", "events", Some("team-a"))));
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.cause.name(), also(&finding)), ("pull-backoff-unspecified", vec!["pull-secret-missing"]));
    assert_eq!(link(&finding, "events").needs.as_deref(), Some("the right to list events in team-a"));
}
