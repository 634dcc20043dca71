use serde_json::json;

use super::*;
use crate::core::{
    diagnose::{Mark, diagnose},
    model::{
        Dossier, Role,
        sample::{at, event, forbidden, told, waiting, with_spec},
    },
};

fn explain(message: &str, dossier: &Dossier) -> Finding {
    diagnose(&waiting("CreateContainerConfigError", message), dossier, at(0)).unwrap()
}

#[test]
fn object_and_key_are_read_off_each_wording() {
    let cases = [
        ("couldn't find key token in Secret team-a/db", Some("token"), "Secret team-a/db"),
        ("couldn't find key url in ConfigMap team-a/settings", Some("url"), "ConfigMap team-a/settings"),
        ("configmap \"settings\" not found", None, "ConfigMap team-a/settings"),
        ("secret \"db\" not found", None, "Secret team-a/db"),
        ("Error: secrets \"db\" not found", None, "Secret team-a/db"),
        ("configmaps \"team-a/settings\" not found", None, "ConfigMap team-a/settings"),
    ];
    for (message, key, object) in cases {
        let missing = Missing::told_by(message, "team-a").expect(message);
        assert_eq!((missing.key.as_deref(), missing.object.to_string().as_str()), (key, object), "{message}");
        let finding = explain(message, &Dossier::default());
        assert_eq!((finding.cause.name(), finding.grade), ("config-missing", Grade::Certain), "{message}");
        let lacks = key.map_or_else(|| object.to_owned(), |key| format!("key {key} of {object}"));
        assert_eq!(finding.shared.other, Some(lacks), "an object that lacks a key is not itself missing");
        assert!(finding.sentence.contains(object), "{}", finding.sentence);
    }
}

#[test]
fn what_could_not_be_read_is_not_said_to_be_missing() {
    for message in [
        "failed to sync secret cache: timed out waiting for the condition",
        "secrets \"db\" is forbidden: User \"system:node:node-7\" cannot get resource",
        "",
    ] {
        assert_eq!(explain(message, &Dossier::default()).cause.name(), "start-failed", "{message}");
    }
}

#[test]
fn a_cut_text_names_no_object() {
    for message in
        ["couldn't find key ", "couldn't find key a in Secret", "couldn't find key a in Pod x/y", "\" not found"]
    {
        assert_eq!(Missing::told_by(message, "team-a"), None, "{message}");
        let shared = explain(message, &Dossier::default()).shared;
        assert_eq!(shared.other.as_deref(), Some("CreateContainerConfigError"), "{message}");
    }
}

#[test]
fn the_pod_tells_which_variable_takes_it() {
    let spec = json!({ "containers": [{ "name": "app", "env": [
        { "name": "PLAIN", "value": "1" },
        { "name": "URL", "valueFrom": { "secretKeyRef": { "name": "db", "key": "url" } } },
        { "name": "TOKEN", "valueFrom": { "secretKeyRef": { "name": "db", "key": "token" } } },
    ], "envFrom": [{ "secretRef": { "name": "db" } }] }] });
    let dossier = with_spec(Dossier::default(), &spec);
    let links = |message: &str| {
        let evidence = explain(message, &dossier).evidence.into_iter().filter(|link| link.link == "env-refers");
        evidence.map(|link| (link.mark, link.text)).collect::<Vec<_>>()
    };
    assert_eq!(
        links("couldn't find key token in Secret team-a/db"),
        [(Mark::Sound, "variable TOKEN takes key token of it".to_owned())]
    );
    assert_eq!(links("secret \"db\" not found").len(), 3);
    assert_eq!(links("configmap \"db\" not found"), [], "a Secret is no ConfigMap");
}

#[test]
fn a_pod_that_may_not_be_read_leaves_the_variable_open() {
    let dossier = Dossier { pod: forbidden("get", "pods"), ..Dossier::default() };
    let finding = explain("secret \"db\" not found", &dossier);
    assert_eq!(finding.grade, Grade::Certain, "the kubelet said it all the same");
    let link = finding.evidence.iter().find(|link| link.link == "env-refers").unwrap();
    assert_eq!((link.mark, link.needs.as_deref()), (Mark::Unknown, Some("the right to get pods in team-a")));
}

#[test]
fn the_event_is_the_source_where_there_is_one_and_an_init_container_is_called_one() {
    let mut pod = waiting("CreateContainerConfigError", "secret \"db\" not found");
    pod.containers[0].role = Role::Init;
    let dossier = told([event(&pod, "Failed", "Error: secret \"db\" not found")]);
    let finding = diagnose(&pod, &dossier, at(0)).unwrap();
    assert_eq!(finding.evidence[0].source, crate::core::diagnose::Source::Event { count: 2, since: Some(at(-60)) });
    assert!(finding.headline.starts_with("Init container app"), "{}", finding.headline);
}
