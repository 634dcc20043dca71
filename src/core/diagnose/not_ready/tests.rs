use crate::core::{
    diagnose::{Finding, Grade, Mark, diagnose},
    model::{
        Dossier, Gap, Pod, Right, State,
        sample::{at, event, told, with_state},
    },
};

fn unready(message: &str) -> Pod {
    let mut pod = with_state("checkout-7d9-abcde", State::Running { since: Some(at(-600)) });
    pod.containers[0].ready = false;
    (pod.conditions[0].holds, pod.conditions[0].message) = (false, message.to_owned());
    pod
}

fn reported(finding: &Finding) -> (Mark, Option<&str>) {
    let link = finding.evidence.iter().find(|link| link.link == "reported").unwrap();
    (link.mark, link.needs.as_deref())
}

#[test]
fn a_pod_of_which_nothing_is_said_is_not_guessed_at() {
    let pod = unready("containers with unready status: [app]");
    let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("not-ready", Grade::CannotTell));
    assert_eq!(reported(&finding).0, Mark::Unknown);
    let forbidden = Gap::Forbidden(Right::new("list", "", "events", Some("team-a")));
    let unread = Dossier { events_gap: Some(forbidden), ..Dossier::default() };
    let finding = diagnose(&pod, &unread, at(0)).unwrap();
    assert_eq!(reported(&finding), (Mark::Unknown, Some("the right to list events in team-a")));
    let finding = diagnose(&pod, &told([event(&pod, "Odd", "something happened")]), at(0)).unwrap();
    assert_eq!((reported(&finding).0, finding.said.as_str()), (Mark::Broken, "something happened"));
}

#[test]
fn a_readiness_gate_is_named() {
    let pod = unready("corresponding condition of pod readiness gate \"example.com/lb\" does not exist.");
    let finding = diagnose(&pod, &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("not-ready", Grade::Certain));
    assert_eq!(finding.shared.other.as_deref(), Some("readiness gate example.com/lb"));
}
