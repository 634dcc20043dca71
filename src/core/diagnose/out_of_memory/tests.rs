use serde_json::{Value, json};

use crate::core::{
    diagnose::{Finding, Grade, Mark, diagnose},
    model::{
        Dossier, State,
        sample::{at, crashing, deployment, ended, failed, forbidden, found, with_spec},
    },
};

fn explain(dossier: &Dossier) -> Finding {
    diagnose(&crashing(ended("OOMKilled", 137)), dossier, at(0)).unwrap()
}

fn mark(finding: &Finding) -> (Mark, String) {
    let link = finding.evidence.iter().find(|link| link.link == "memory-limit").unwrap();
    (link.mark, link.text.clone())
}

fn limited(limits: &Value) -> Value {
    json!({ "containers": [{ "name": "app", "resources": { "limits": limits } }] })
}

#[test]
fn the_limit_is_named_where_the_pod_shows_it() {
    let finding = explain(&with_spec(Dossier::default(), &limited(&json!({ "memory": "128Mi" }))));
    assert_eq!((finding.cause.name(), finding.grade), ("oom-killed", Grade::Certain));
    assert_eq!(finding.sentence, "The kernel killed it because it reached its memory limit of 128Mi.");
    assert_eq!(mark(&finding), (Mark::Sound, "memory limit: 128Mi".to_owned()));
    let whole = json!({ "containers": [{ "name": "app" }], "resources": { "limits": { "memory": "1Gi" } } });
    assert_eq!(mark(&explain(&with_spec(Dossier::default(), &whole))).1, "memory limit of the pod: 1Gi");
}

#[test]
fn without_a_limit_it_was_the_node_that_ran_short() {
    let finding = explain(&with_spec(Dossier::default(), &limited(&json!({ "cpu": 1 }))));
    assert!(finding.sentence.contains("no memory limit of its own"), "{}", finding.sentence);
    assert_eq!(mark(&finding).0, Mark::Broken);
}

#[test]
fn a_template_shows_a_limit_and_never_that_there_is_none() {
    let mut template = deployment();
    let unlimited = Dossier { workload: found(template.clone()), ..Dossier::default() };
    assert!(!explain(&unlimited).sentence.contains("no memory limit of its own"), "a LimitRange may have given one");
    template["spec"]["template"]["spec"] = limited(&json!({ "memory": "64Mi" }));
    let limited = Dossier { workload: found(template), ..Dossier::default() };
    assert!(explain(&limited).sentence.contains("64Mi"));
}

#[test]
fn a_pod_that_may_not_be_read_leaves_the_limit_open() {
    let finding = explain(&Dossier { pod: forbidden("get", "pods"), ..Dossier::default() });
    assert_eq!((finding.grade, mark(&finding).0), (Grade::Certain, Mark::Unknown));
}

#[test]
fn a_failed_pod_that_ran_out_of_memory_says_so() {
    let mut pod = failed("", "");
    for code in [137, 0] {
        pod.containers[0].state = State::Ended(ended("OOMKilled", code));
        assert_eq!(diagnose(&pod, &Dossier::default(), at(0)).unwrap().cause.name(), "oom-killed", "{code}");
    }
    pod.containers[0].state = State::Ended(ended("Error", 137));
    assert_eq!(diagnose(&pod, &Dossier::default(), at(0)).unwrap().cause.name(), "ambiguous");
}
