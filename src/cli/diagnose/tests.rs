use super::*;
use crate::core::model::{
    Gap, Right, Snapshot, Unseen,
    sample::{NO_CREDENTIAL, at, waiting},
};

const PLAIN: Ink = Ink { colour: false, ascii: false };

fn survey(failing: bool) -> Survey {
    let pod = waiting("ErrImagePull", NO_CREDENTIAL);
    let pods = failing.then(|| (pod.key(), pod));
    let snapshot = Snapshot {
        pods: pods.into_iter().collect(),
        total: 7,
        namespaces: vec!["team-a".to_owned()],
        ..Snapshot::default()
    };
    Survey { snapshot, gaps: Vec::new() }
}

fn forbidden(namespace: &str) -> Gap {
    Gap::Forbidden(Right::new("list", "", "secrets", Some(namespace)))
}

fn asked(survey: &Survey, scope: &Scope, format: Format) -> anyhow::Result<Answer> {
    let redactor = &Redactor::default();
    answer(survey, &Question { context: "prod-eu", scope, wanted: None, format, ink: PLAIN, redactor, now: at(0) })
}

#[test]
fn the_code_tells_whether_something_fails() {
    for format in [Format::Text, Format::Json, Format::Yaml] {
        for (failing, code) in [(false, 0), (true, 1)] {
            let answer = asked(&survey(failing), &Scope::AllNamespaces, format).unwrap();
            assert_eq!((answer.code, answer.notes.len()), (code, 0));
        }
    }
}

#[test]
fn what_was_not_seen_is_noted_and_changes_no_code() {
    for (failing, code) in [(false, 0), (true, 1)] {
        let mut survey = survey(failing);
        survey.gaps = (0..12).map(|number| forbidden(&format!("team-{number}"))).collect();
        let answer = asked(&survey, &Scope::AllNamespaces, Format::Text).unwrap();
        assert_eq!(answer.code, code);
        assert_eq!(answer.notes.len(), TOLD + 1);
        assert_eq!(answer.notes[TOLD], "incomplete: 4 more of this kind; -o json has all");
        assert_eq!(answer.out.contains("in what could be read"), !failing, "{}", answer.out);
    }
}

#[test]
fn a_scope_of_which_nothing_could_be_read_is_no_answer() {
    let mut survey = survey(false);
    let why = Gap::Forbidden(Right::new("list", "", "pods", Some("team-a")));
    survey.snapshot.unseen = vec![Unseen { namespace: Some("team-a".to_owned()), why }];
    for scope in [Scope::AllNamespaces, Scope::Namespace("team-a".to_owned())] {
        let error = asked(&survey, &scope, Format::Json).unwrap_err().to_string();
        assert!(error.contains("needs the right to list pods in team-a"), "{error}");
    }
}

#[test]
fn both_machine_forms_hold_the_same() {
    let json = asked(&survey(true), &Scope::AllNamespaces, Format::Json).unwrap().out;
    let yaml = asked(&survey(true), &Scope::AllNamespaces, Format::Yaml).unwrap().out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let yaml: serde_json::Value = serde_yaml::from_str(&yaml).unwrap();
    assert_eq!(json, yaml);
}
