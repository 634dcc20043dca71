use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;

use super::*;
use crate::core::{
    incident::gather,
    model::{
        Kind, ObjectId, PodKey, Right, Stuck, Surroundings, Uid,
        sample::{NO_CREDENTIAL, account, at, deployment, event, found, secret, waiting},
    },
    redact::{Lists, Policy, Profile},
};

/// A pod without a pull secret, an owner without pods, and a namespace that may not be read.
fn snapshot() -> Snapshot {
    let pod = waiting("ErrImagePull", NO_CREDENTIAL);
    let owner = ObjectId::new(Kind::ReplicaSet, "team-b", "web-6c5");
    let stuck = Stuck {
        workload: ObjectId::new(Kind::Deployment, "team-b", "web"),
        owner: owner.clone(),
        owner_uid: Uid("rs".to_owned()),
        service_account: "default".to_owned(),
        wanted: 3,
        present: 0,
        reason: "FailedCreate".to_owned(),
        message: "exceeded quota: compute".to_owned(),
        count: 4,
        since: None,
        last: None,
    };
    let around = Surroundings {
        pull_secrets: found(BTreeMap::from([("regcred".to_owned(), secret("harbor.internal.corp"))])),
        accounts: found(BTreeMap::from([("default".to_owned(), account("default", &[]))])),
        workloads: BTreeMap::from([(pod.workload.clone(), found(deployment()))]),
        ..Surroundings::default()
    };
    let mut snapshot = Snapshot {
        pods: BTreeMap::from([(pod.key(), pod)]),
        stuck: BTreeMap::from([(owner, stuck)]),
        surroundings: BTreeMap::from([("team-a".to_owned(), around)]),
        total: 40,
        ..Snapshot::default()
    };
    snapshot.unseen = vec![Unseen { namespace: Some("vault".to_owned()), why: forbidden("pods", "vault") }];
    snapshot.namespaces = ["team-a", "team-b", "vault"].map(str::to_owned).to_vec();
    snapshot
}

fn forbidden(resource: &str, namespace: &str) -> Gap {
    Gap::Forbidden(Right::new("list", "", resource, Some(namespace)))
}

fn diagnosis(snapshot: &Snapshot, gaps: &[Gap]) -> Diagnosis {
    under(Policy { profile: Profile::Internal, ..Policy::default() }, snapshot, gaps)
}

fn under(policy: Policy, snapshot: &Snapshot, gaps: &[Gap]) -> Diagnosis {
    let (board, redactor) = (gather(snapshot, at(0)), &Redactor::new(policy));
    let look = Look { context: "prod-eu", namespace: None, snapshot, gaps, board: &board, redactor };
    Diagnosis::of(&look, &Times::Utc)
}

#[test]
fn a_report_tells_who_fails_why_and_what_was_not_seen() {
    let report = diagnosis(&snapshot(), &[forbidden("secrets", "team-a"), forbidden("secrets", "team-a")]);
    assert_eq!(report.namespaces, ["team-a", "team-b"], "what could not be listed was not looked at");
    assert!(!report.complete);
    assert_eq!(
        report.errors,
        [
            "the pods of vault were not looked at: needs the right to list pods in vault",
            "needs the right to list secrets in team-a"
        ]
    );
    let of_pod = &report.incidents[0];
    assert_eq!((of_pod.cause, of_pod.confidence), ("no-pull-secret", "certain"));
    assert_eq!(of_pod.since.as_deref(), Some("2025-11-24T15:50:00Z"));
    assert_eq!(of_pod.shared.registry.as_deref(), Some("harbor.internal.corp"));
    assert_eq!(of_pod.workloads[0].serving, Some(Replicas { wanted: 2, ready: 0, before_rollout: false }));
    let without_pods = &report.incidents[1];
    assert_eq!((without_pods.workloads[0].missing, without_pods.workloads[0].pods.len()), (3, 0));
    assert!(diagnosis(&Snapshot::default(), &[]).complete);
}

#[test]
fn nothing_secret_and_nothing_harmful_gets_out() {
    let password = format!("hunter{}pass", 2);
    let mut snapshot = snapshot();
    let (key, mut pod) = snapshot.pods.pop_first().unwrap();
    pod.containers[0].image = format!("https://jane:{password}@harbor.internal.corp/app:1");
    pod.containers[0].state = crate::core::model::State::Waiting {
        reason: "InvalidImageName".to_owned(),
        message: format!("\u{1b}[2Jcannot use https://jane:{password}@harbor.internal.corp/app:1"),
    };
    snapshot.pods.insert(PodKey { ..key }, pod);
    let text = serde_json::to_string(&diagnosis(&snapshot, &[])).unwrap();
    assert!(!text.contains(&password) && !text.contains("u001b"), "{text}");
    assert!(text.contains("harbor.internal.corp"), "{text}");
}

/// A server quotes a value without a word of what it is; only the object that it is about, or another event, tells.
#[test]
fn what_is_secret_in_an_object_is_hidden_where_it_is_quoted() {
    let hatch = |name: &str| format!("{name}-{}pass", 8_612);
    let (of_workload, of_pod, of_event) = (hatch("quay"), hatch("mole"), hatch("pier"));
    let env = |value: &str| json!({"spec": {"containers": [{"env": [{"name": "DB_PASSWORD", "value": value}]}]}});
    let mut snapshot = snapshot();
    let stuck = snapshot.stuck.values_mut().next().unwrap();
    stuck.message = format!("admission webhook \"audit\" denied the request: {of_workload} {of_pod} {of_event}");
    let told = format!("the webhook was told password={of_event} and refused it");
    let event = event(&waiting("ErrImagePull", NO_CREDENTIAL), "Refused", &told);
    let around = Surroundings {
        workloads: BTreeMap::from([(stuck.workload.clone(), found(json!({"spec": {"template": env(&of_workload)}})))]),
        pods: BTreeMap::from([(Uid("pod".to_owned()), found(env(&of_pod)))]),
        events: BTreeMap::from([(stuck.owner_uid.clone(), vec![Arc::new(event)])]),
        ..Surroundings::default()
    };
    snapshot.surroundings.insert("team-b".to_owned(), around);
    let report = diagnosis(&snapshot, &[]);
    let said: Vec<&str> = report.incidents.iter().filter_map(|trouble| trouble.said.as_deref()).collect();
    assert!(said.iter().any(|said| said.contains("audit") && said.contains("REDACTED-password-1 ")), "{said:?}");
    let text = serde_json::to_string(&report).unwrap();
    for value in [of_workload, of_pod, of_event] {
        assert!(!text.contains(&value), "{text}");
    }
}

#[test]
fn a_word_of_the_user_s_list_is_in_no_text_and_in_no_name() {
    let lists = Lists { values: vec!["harbor.internal".to_owned(), "web-6c5".to_owned()], ..Lists::default() };
    let report = under(Policy { profile: Profile::Internal, lists }, &snapshot(), &[]);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains("harbor.internal") && !text.contains("web-6c5"), "{text}");
    assert_eq!(report.incidents[0].workloads[0].image.as_deref(), Some("REDACTED-word-1.corp/project/app:1.4.2"));
    assert_eq!(report.incidents[0].workloads[0].name, "checkout");
}

#[test]
fn an_ordinary_report_is_left_as_it_is_by_the_redactor() {
    let board = gather(&snapshot(), at(0));
    let report = diagnosis(&snapshot(), &[]);
    for (incident, trouble) in board.incidents().zip(&report.incidents) {
        assert_eq!((&incident.id, &incident.title), (&trouble.id, &trouble.title));
        assert_eq!(incident.finding.sentence, trouble.sentence);
        let texts = incident.finding.evidence.iter().map(|link| &link.text);
        assert!(texts.eq(trouble.evidence.iter().map(|link| &link.text)));
    }
}
