use serde_json::json;

use crate::core::{
    diagnose::{Evidence, Finding, Grade, Mark, diagnose},
    model::{
        Dossier, Ended, Kind, ObjectId, Pod, Reading, Role, State,
        sample::{at, crashing, ended, event, failed, forbidden, found, told, with_spec, with_state},
    },
};

fn explain(pod: &Pod, dossier: &Dossier) -> Finding {
    diagnose(pod, dossier, at(0)).unwrap()
}

fn without_probes() -> Dossier {
    with_spec(Dossier::default(), &json!({ "containers": [{ "name": "app" }] }))
}

fn link<'a>(finding: &'a Finding, name: &str) -> &'a Evidence {
    finding.evidence.iter().find(|link| link.link == name).unwrap()
}

#[test]
fn the_exit_code_is_told_with_what_it_commonly_means() {
    for (code, hint) in
        [(1, None), (127, Some("a shell did not find")), (126, Some("may not run")), (139, Some("SIGSEGV"))]
    {
        let finding = explain(&crashing(ended("Error", code)), &without_probes());
        assert_eq!((finding.cause.name(), finding.grade), ("crash-exit", Grade::Certain), "{code}");
        assert_eq!(finding.shared.other, Some(format!("exit code {code}")));
        assert_eq!(finding.sentence.contains("commonly"), hint.is_some(), "{}", finding.sentence);
        assert!(hint.is_none_or(|hint| finding.sentence.contains(hint)), "{}", finding.sentence);
        assert!(finding.sentence.contains("started again 4 times"), "{}", finding.sentence);
    }
}

#[test]
fn a_probe_may_stand_behind_an_end_until_it_is_ruled_out() {
    let pod = crashing(ended("Error", 1));
    let unknown = explain(&pod, &Dossier::default());
    assert_eq!((unknown.grade, unknown.also.len()), (Grade::Likely, 1), "whether it has a probe was not read");
    let probed = with_spec(Dossier::default(), &json!({ "containers": [{ "name": "app", "livenessProbe": {} }] }));
    assert_eq!(explain(&pod, &probed).grade, Grade::Likely);
    let mut told = told([event(&pod, "BackOff", "Back-off restarting failed container app in pod x")]);
    told.pod = probed.pod;
    assert_eq!(explain(&pod, &told).grade, Grade::Certain, "the kubelet would have told of a kill");
}

#[test]
fn a_kill_is_no_proof_of_memory() {
    let finding = explain(&crashing(ended("Error", 137)), &Dossier::default());
    assert_eq!((finding.cause.name(), finding.grade), ("ambiguous", Grade::CannotTell));
    let also: Vec<&str> = finding.also.iter().map(|cause| cause.name()).collect();
    assert_eq!(also, ["oom-killed", "crash-exit", "probe-failed"]);
    let also = explain(&crashing(ended("Error", 137)), &without_probes()).also;
    assert!(!also.iter().any(|cause| cause.name() == "probe-failed"), "it has no probe");
    let lost = explain(&crashing(ended("ContainerStatusUnknown", 137)), &Dossier::default());
    assert_eq!((lost.cause.name(), lost.grade), ("crash-exit", Grade::CannotTell));
    assert!(!lost.also.iter().any(|cause| cause.name() == "oom-killed"), "the kubelet wrote that code itself");
}

#[test]
fn the_last_lines_are_quoted_where_they_may_be_read() {
    let pod = crashing(ended("Error", 1));
    let with = |reading: Reading<Vec<String>>| {
        let mut dossier = without_probes();
        dossier.previous_logs.insert("app".to_owned(), reading);
        explain(&pod, &dossier)
    };
    let lines = ["starting", "panic: no \u{1b}[31mdatabase", ""].map(str::to_owned).to_vec();
    let read = with(found(lines));
    assert_eq!(link(&read, "previous-log").text, "wrote last: panic: no \\x1b[31mdatabase");
    assert_eq!(read.said, "starting\npanic: no \\x1b[31mdatabase");
    assert_eq!(link(&with(found(Vec::new())), "previous-log").mark, Mark::Sound);
    let unread = with(forbidden("get", "pods/log"));
    let unread = link(&unread, "previous-log");
    assert_eq!((unread.mark, unread.needs.as_deref()), (Mark::Unknown, Some("the right to get pods/log in team-a")));
    assert_eq!(link(&explain(&pod, &without_probes()), "previous-log").mark, Mark::Unknown);
}

#[test]
fn what_the_container_says_of_its_own_end_goes_first() {
    let pod = crashing(Ended { message: "no configuration".to_owned(), ..ended("Error", 1) });
    assert_eq!(explain(&pod, &Dossier::default()).said, "no configuration");
}

#[test]
fn an_end_that_is_not_reported_is_not_guessed_at() {
    let mut pod = crashing(ended("Error", 1));
    pod.containers[0].last = None;
    let finding = explain(&pod, &Dossier::default());
    assert_eq!((finding.grade, finding.shared.other), (Grade::CannotTell, None));
}

#[test]
fn an_init_container_is_called_one_and_one_that_has_just_ended_is_read_off_its_state() {
    let mut pod = with_state("checkout-7d9-abcde", State::Ended(ended("Error", 2)));
    pod.containers[0].role = Role::Init;
    let finding = explain(&pod, &without_probes());
    assert_eq!(finding.headline, "Init container app ends and is started again");
    assert!(format!("{:?}", link(&finding, "last-run").source).contains("initContainerStatuses[app].state.terminated"));
}

#[test]
fn a_pod_of_a_job_that_failed_says_what_becomes_of_it() {
    let mut pod = failed("", "");
    pod.containers[0].state = State::Ended(ended("Error", 1));
    pod.workload = ObjectId::new(Kind::Job, "team-a", "import");
    let mut dossier = without_probes();
    let job = json!({ "kind": "Job", "spec": { "backoffLimit": 3 }, "status": { "failed": 2 } });
    dossier.workload = found(job);
    let finding = explain(&pod, &dossier);
    assert_eq!((finding.cause.name(), finding.grade), ("failed", Grade::Certain));
    assert!(link(&finding, "job-backoff").text.contains("2 failed pods"));
    assert!(finding.sentence.contains("Job makes another pod"), "{}", finding.sentence);
    assert!(!finding.next.contains("--previous"), "{}", finding.next);
    (pod.workload, pod.owner) = (pod.id(), None);
    assert!(explain(&pod, &without_probes()).sentence.contains("Nothing makes another pod"));
}
