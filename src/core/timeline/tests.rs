use super::*;
use crate::core::model::{
    Kind, State,
    sample::{REFUSED, at, waiting, with_state},
};

fn status(observed: i64, wanted: u32) -> Progress {
    Progress::Workload { generation: 2, observed, replicas: wanted, updated: 0, ready: 0, paused: false }
}

fn running(name: &str) -> Progress {
    Progress::Pod(Box::new(with_state(name, State::Running { since: None })))
}

#[test]
fn heals_when_all_wanted_pods_are_ready() {
    let mut rollout = Rollout::of(2);
    rollout.advance(status(2, 2), at(0));
    rollout.advance(running("a"), at(1));
    assert_eq!(rollout.verdict(at(1)), Verdict::Waiting);
    let entries = rollout.advance(running("b"), at(2));
    assert_eq!(entries[0].text, "2 of 2 new pods Ready");
    assert_eq!(rollout.verdict(at(2)), Verdict::Healed { at: at(2) });
}

#[test]
fn an_old_status_does_not_count() {
    let mut rollout = Rollout::of(2);
    rollout.advance(status(1, 1), at(0));
    rollout.advance(running("a"), at(1));
    assert_eq!(rollout.verdict(at(1)), Verdict::Waiting);
}

#[test]
fn a_new_pod_that_fails_is_the_verdict() {
    let mut rollout = Rollout::of(2);
    rollout.advance(Progress::Pod(Box::new(waiting("ErrImagePull", REFUSED))), at(1));
    assert!(matches!(rollout.verdict(at(1)), Verdict::FailsAnew { reason, .. } if reason == "ErrImagePull"));
}

#[test]
fn an_image_that_was_there_already_is_no_proof_of_a_pull() {
    let event = |message: &str| Event {
        uid: Uid("e".to_owned()),
        regarding: ObjectId::new(Kind::Pod, "team-a", "a"),
        regarding_uid: Uid(message.to_owned()),
        field: String::new(),
        warning: false,
        reason: "Pulled".to_owned(),
        message: message.to_owned(),
        source: "kubelet".to_owned(),
        count: 1,
        first: Some(at(1)),
        last: Some(at(1)),
    };
    let mut rollout = Rollout::of(2);
    rollout.advance(running("a"), at(0));
    let there =
        rollout.advance(Progress::Event(Box::new(event("Container image \"x\" already present on machine"))), at(1));
    assert_eq!(there[0].tone, Tone::Plain);
    let pulled = event("Successfully pulled image \"x\" in 912ms (912ms including waiting). Image size: 3 bytes.");
    let entries = rollout.advance(Progress::Event(Box::new(pulled)), at(1));
    assert_eq!((entries[0].tone, entries[0].text.as_str()), (Tone::Good, "a pulled its image in 912ms"));
}
