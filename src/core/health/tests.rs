use super::*;
use crate::core::model::{
    Uid,
    sample::{at, crashing, ended, failed, waiting, with_state},
};

fn kind(pod: &Pod) -> Option<SymptomKind> {
    match health(pod, at(0)) {
        Health::Failing(symptom) => Some(symptom.kind),
        _ => None,
    }
}

/// Runs since this many seconds, and is not ready since that many.
fn unready(runs: i64, unready: i64) -> Pod {
    let mut pod = with_state("checkout-7d9-abcde", State::Running { since: Some(at(-runs)) });
    pod.containers[0].ready = false;
    pod.conditions[0] = Condition { holds: false, since: Some(at(-unready)), ..pod.conditions[0].clone() };
    pod
}

fn scheduled(mut pod: Pod, reason: &str, message: &str) -> Pod {
    pod.node = None;
    pod.conditions.push(Condition {
        kind: "PodScheduled".to_owned(),
        holds: reason.is_empty(),
        reason: reason.to_owned(),
        message: message.to_owned(),
        since: Some(at(-600)),
    });
    pod
}

#[test]
fn what_is_ready_done_or_new_does_not_fail() {
    let ready = with_state("a", State::Running { since: None });
    assert_eq!(health(&ready, at(0)), Health::Fine);
    let mut done = with_state("a", State::Ended(ended("Completed", 0)));
    done.phase = Phase::Succeeded;
    assert_eq!(health(&done, at(0)), Health::Fine);
    assert_eq!(health(&unready(10, 600), at(0)), Health::Starting, "the container began ten seconds ago");
    let mut new = waiting("ContainerCreating", "");
    new.conditions[0].since = Some(at(-59));
    assert_eq!(health(&new, at(0)), Health::Starting);
    let mut unreported = with_state("a", State::Unreported);
    (unreported.conditions, unreported.created) = (Vec::new(), None);
    assert_eq!(health(&unreported, at(0)), Health::Starting, "nothing is known of its age");
}

#[test]
fn what_waits_is_told_from_what_runs() {
    assert_eq!(kind(&waiting("ContainerCreating", "")), Some(SymptomKind::NotStarted));
    assert_eq!(kind(&waiting("PodInitializing", "")), Some(SymptomKind::NotStarted));
    assert_eq!(kind(&with_state("a", State::Unreported)), Some(SymptomKind::NotStarted));
    assert_eq!(kind(&unready(600, 600)), Some(SymptomKind::NotReady));
    for (reason, expected) in [
        ("ErrImagePull", SymptomKind::ImagePull),
        ("illegal base64 data at input byte 0", SymptomKind::ImagePull),
        ("CreateContainerConfigError", SymptomKind::Start),
        ("SomethingOfTomorrow", SymptomKind::Start),
        ("CrashLoopBackOff", SymptomKind::CrashLoop),
    ] {
        assert_eq!(kind(&waiting(reason, "")), Some(expected), "{reason}");
    }
}

#[test]
fn an_init_container_that_runs_on_is_what_the_others_wait_for() {
    let mut pod = waiting("PodInitializing", "");
    let init = Container {
        name: "migrate".to_owned(),
        role: Role::Init,
        state: State::Running { since: Some(at(-500)) },
        ..pod.containers[0].clone()
    };
    pod.containers.insert(0, init);
    let Health::Failing(symptom) = health(&pod, at(0)) else { panic!("it fails") };
    assert_eq!((symptom.kind, symptom.container.as_deref()), (SymptomKind::NotStarted, Some("migrate")));
}

#[test]
fn only_the_runtime_says_that_it_was_for_memory() {
    assert_eq!(kind(&crashing(ended("OOMKilled", 137))), Some(SymptomKind::OutOfMemory));
    assert_eq!(kind(&crashing(ended("Error", 137))), Some(SymptomKind::CrashLoop));
}

#[test]
fn between_two_crashes_it_still_fails_and_after_one_it_starts() {
    let between = |restarts, last, pod: Pod| {
        let mut pod = pod;
        pod.containers[0].restarts = restarts;
        pod.containers[0].last = Some(last);
        kind(&pod)
    };
    assert_eq!(between(3, ended("Error", 1), unready(5, 90)), Some(SymptomKind::CrashLoop));
    assert_eq!(between(1, ended("Error", 1), unready(5, 90)), None, "once is no loop");
    assert_eq!(between(1, ended("OOMKilled", 137), unready(5, 90)), Some(SymptomKind::OutOfMemory));
    assert_eq!(between(3, ended("Unknown", 255), unready(5, 90)), None, "its node was started anew");
    assert_eq!(between(3, ended("Error", 1), unready(3_600, 120)), Some(SymptomKind::NotReady), "it was ready since");
    assert_eq!(between(3, ended("Error", 1), unready(3_600, 3_700)), Some(SymptomKind::NotReady), "it runs for long");
    let ready = with_state("a", State::Running { since: Some(at(-5)) });
    assert_eq!(between(3, ended("OOMKilled", 137), ready), None, "it serves");
}

#[test]
fn a_container_added_to_look_around_breaks_nothing_by_ending() {
    let mut pod = with_state("a", State::Running { since: Some(at(-600)) });
    let mut shell = pod.containers[0].clone();
    (shell.name, shell.role, shell.ready) = ("debugger".to_owned(), Role::Ephemeral, false);
    shell.state = State::Ended(ended("Error", 130));
    pod.containers.push(shell);
    assert_eq!(health(&pod, at(0)), Health::Fine);
    pod.containers[1].state = State::Waiting { reason: "ErrImagePull".to_owned(), message: String::new() };
    assert_eq!(kind(&pod), Some(SymptomKind::ImagePull), "somebody waits for it");
}

#[test]
fn a_refusal_of_the_scheduler_counts_at_once_and_a_gate_never() {
    let new = |reason: &str, message: &str| {
        let mut pod = scheduled(with_state("a", State::Unreported), reason, message);
        pod.conditions[0].since = Some(at(-5));
        pod
    };
    assert_eq!(
        kind(&new("Unschedulable", "0/3 nodes are available: 3 Insufficient cpu.")),
        Some(SymptomKind::Unschedulable)
    );
    let unbound = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    assert_eq!(kind(&new("Unschedulable", unbound)), None, "its volume may just be made");
    let old = scheduled(with_state("a", State::Unreported), "Unschedulable", unbound);
    assert_eq!(kind(&old), Some(SymptomKind::Unschedulable));
    let gated = scheduled(with_state("a", State::Unreported), "SchedulingGated", "");
    assert_eq!(health(&gated, at(0)), Health::Starting);
    let mut unasked = with_state("a", State::Unreported);
    unasked.node = None;
    assert_eq!(kind(&unasked), Some(SymptomKind::Unschedulable), "no scheduler has looked at it");
}

#[test]
fn a_deleted_pod_fails_once_it_is_long_over_its_time() {
    let deleted = |gone_by: Option<i64>| {
        let mut pod = with_state("a", State::Running { since: None });
        (pod.deleting, pod.gone_by) = (true, gone_by.map(at));
        pod
    };
    assert_eq!(health(&deleted(Some(20)), at(0)), Health::Ending);
    assert_eq!(health(&deleted(Some(-60)), at(0)), Health::Ending);
    assert_eq!(kind(&deleted(Some(-61))), Some(SymptomKind::Terminating));
    assert_eq!(health(&deleted(None), at(0)), Health::Fine);
    let mut done = deleted(Some(-61));
    done.phase = Phase::Succeeded;
    assert_eq!(kind(&done), Some(SymptomKind::Terminating), "a finalizer may hold what has ended");
    assert_ne!(health(&deleted(Some(20)), Timestamp::UNIX_EPOCH), Health::Fine, "it may come to fail");
}

#[test]
fn a_failed_pod_is_told_by_its_reason_or_by_how_it_ended() {
    let evicted = failed("Evicted", "The node was low on resource: memory. ");
    let Health::Failing(symptom) = health(&evicted, at(0)) else { panic!("it fails") };
    assert_eq!((symptom.kind, symptom.container, symptom.reason.as_str()), (SymptomKind::Failed, None, "Evicted"));
    let mut ran = failed("", "");
    ran.containers[0].state = State::Ended(ended("Error", 3));
    ran.uid = Uid("other".to_owned());
    let Health::Failing(symptom) = health(&ran, at(0)) else { panic!("it fails") };
    assert_eq!((symptom.kind, symptom.container.as_deref()), (SymptomKind::Failed, Some("app")));
}
