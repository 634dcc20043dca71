use serde_json::{Value, json};

use crate::core::{
    diagnose::{Mark, diagnose},
    model::{
        Dossier,
        sample::{at, crashing, deployment, ended, forbidden, found},
    },
};

fn changed(entries: &[(&str, i64, Value)]) -> Dossier {
    let mut workload = deployment();
    let entries = entries.iter().map(|(manager, seconds, fields)| {
        json!({ "manager": manager, "time": at(*seconds).to_string(), "fieldsV1": fields })
    });
    workload["metadata"]["managedFields"] = entries.collect();
    workload["metadata"]["annotations"] = json!({ "deployment.kubernetes.io/revision": "7" });
    Dossier { workload: found(workload), ..Dossier::default() }
}

fn link(dossier: &Dossier) -> Option<(Mark, String)> {
    let finding = diagnose(&crashing(ended("Error", 1)), dossier, at(0)).unwrap();
    finding.evidence.into_iter().find(|link| link.link == "recent-change").map(|link| (link.mark, link.text))
}

#[test]
fn the_last_change_of_the_template_is_held_against_the_pods_birth() {
    let template = json!({ "f:spec": { "f:template": {} } });
    let status = json!({ "f:status": {} });
    let dossier =
        changed(&[("helm", -9_000, template.clone()), ("kubectl-set", -640, template.clone()), ("kcm", -5, status)]);
    let told = "template last changed by kubectl-set 40 s before the pod was made (revision 7)";
    assert_eq!(link(&dossier), Some((Mark::Sound, told.to_owned())));
    let later = "template changed by helm 2 min after the pod was made (revision 7)";
    assert_eq!(link(&changed(&[("helm", -480, template)])), Some((Mark::Sound, later.to_owned())));
}

#[test]
fn what_says_nothing_of_the_template_says_nothing_here() {
    assert_eq!(link(&changed(&[("kcm", -5, json!({ "f:status": {} })), ("odd", -5, json!(7))])), None);
    assert_eq!(link(&Dossier::default()), None);
    let unread = Dossier { workload: forbidden("get", "deployments"), ..Dossier::default() };
    assert_eq!(link(&unread).unwrap().0, Mark::Unknown);
}
