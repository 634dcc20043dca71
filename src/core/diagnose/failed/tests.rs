use serde_json::json;

use crate::core::{
    diagnose::{Grade, diagnose},
    model::{
        Dossier, Kind, ObjectId, Phase, State,
        sample::{at, ended, failed, found},
    },
};

#[test]
fn a_pod_that_ended_in_the_way_of_its_job_is_told_with_the_job() {
    let mut pod = failed("", "");
    pod.containers[0].state = State::Ended(ended("Error", 1));
    pod.workload = ObjectId::new(Kind::Job, "team-a", "import");
    let complete =
        json!({ "kind": "Job", "status": { "failed": 1, "conditions": [{ "type": "Complete", "status": "True" }] } });
    let dossier = Dossier { workload: found(complete), ..Dossier::default() };
    let finding = diagnose(&pod, &dossier, at(0)).unwrap();
    assert_eq!(finding.cause.name(), "failed");
    assert!(finding.sentence.contains("replaced it since"), "{}", finding.sentence);
    pod.phase = Phase::Succeeded;
    assert_eq!(diagnose(&pod, &dossier, at(0)), None, "what is done is done");
}

#[test]
fn an_end_of_which_nothing_is_said_is_not_guessed_at() {
    let finding = diagnose(&failed("", ""), &Dossier::default(), at(0)).unwrap();
    assert_eq!((finding.cause.name(), finding.grade), ("failed", Grade::CannotTell));
    assert_eq!(diagnose(&failed("Odd", "because"), &Dossier::default(), at(0)).unwrap().grade, Grade::Likely);
}
