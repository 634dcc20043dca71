use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::core::{
    diff::diff,
    model::{
        Right,
        sample::{IMAGE, NO_CREDENTIAL, account, deployment, dossier, found, secret, waiting},
    },
    plan::Verb,
};

fn pod() -> Pod {
    waiting("ErrImagePull", NO_CREDENTIAL)
}

fn propose_with(dossier: &Dossier, variant: Variant) -> Result<Fix, NoFix> {
    propose(&pod(), IMAGE, dossier, variant, None)
}

fn added(fix: &Fix) -> String {
    let unified = diff(&fix.before, &fix.after).unified("a", "b");
    unified
        .lines()
        .filter(|line| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn basic_names_the_secret_that_fits_and_nothing_else() {
    let fix = propose_with(&dossier(), Variant::Basic).unwrap();
    assert_eq!(fix.changes.len(), 1);
    assert_eq!(fix.changes[0].verb, Verb::Apply);
    assert_eq!(
        fix.changes[0].body,
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": { "name": "checkout", "namespace": "team-a" },
            "spec": { "template": { "spec": { "imagePullSecrets": [{ "name": "harbor-pull-secret" }] } } },
        })
    );
    assert_eq!(added(&fix), "+      imagePullSecrets:\n+      - name: harbor-pull-secret");
}

#[test]
fn basic_keeps_what_the_account_gave() {
    let mut pod = pod();
    pod.pull_secrets = vec!["quay-mirror".to_owned()];
    let mut dossier = dossier();
    dossier.service_account = found(account("default", &["quay-mirror", "new-one"]));
    let fix = propose(&pod, IMAGE, &dossier, Variant::Basic, None).unwrap();
    let names = &fix.changes[0].body["spec"]["template"]["spec"]["imagePullSecrets"];
    assert_eq!(*names, json!([{ "name": "harbor-pull-secret" }, { "name": "quay-mirror" }, { "name": "new-one" }]));
    assert!(fix.risks.iter().any(|risk| risk.weight == Weight::Fine && risk.text.starts_with("quay-mirror")));
}

#[test]
fn basic_leaves_the_entries_of_others_to_them() {
    let mut dossier = dossier();
    let mut workload = deployment();
    workload["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{ "name": "quay" }]);
    dossier.workload = found(workload);
    let fix = propose_with(&dossier, Variant::Basic).unwrap();
    assert_eq!(
        fix.changes[0].body["spec"]["template"]["spec"]["imagePullSecrets"],
        json!([{ "name": "harbor-pull-secret" }])
    );
    assert!(fix.after.contains("- name: quay"));
}

#[test]
fn an_earlier_repair_of_ours_is_sent_along() {
    let mut dossier = dossier();
    let mut workload = deployment();
    workload["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{ "name": "ours" }]);
    workload["metadata"]["managedFields"] = json!([{ "manager": "podmend", "operation": "Apply", "fieldsV1": {
        "f:spec": { "f:template": { "f:spec": { "f:imagePullSecrets": { "k:{\"name\":\"ours\"}": { ".": {}, "f:name": {} } } } } } } }]);
    dossier.workload = found(workload);
    let fix = propose_with(&dossier, Variant::Basic).unwrap();
    assert_eq!(
        fix.changes[0].body["spec"]["template"]["spec"]["imagePullSecrets"],
        json!([{ "name": "ours" }, { "name": "harbor-pull-secret" }])
    );
}

#[test]
fn applied_twice_there_is_nothing_more_to_do() {
    let mut dossier = dossier();
    let mut workload = deployment();
    workload["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{ "name": "harbor-pull-secret" }]);
    dossier.workload = found(workload);
    assert!(propose_with(&dossier, Variant::Basic).unwrap_err().0.contains("names harbor-pull-secret already"));
}

#[test]
fn a_service_account_of_its_own_brings_the_secret() {
    let fix = propose_with(&dossier(), Variant::ServiceAccount).unwrap();
    assert_eq!(fix.changes[0].verb, Verb::Create);
    assert_eq!(
        fix.changes[0].body,
        json!({
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": { "name": "checkout", "namespace": "team-a" },
            "imagePullSecrets": [{ "name": "harbor-pull-secret" }],
        })
    );
    let spec = &fix.changes[1].body["spec"]["template"]["spec"];
    assert_eq!(*spec, json!({ "serviceAccountName": "checkout", "serviceAccount": "checkout" }));
}

#[test]
fn a_name_that_is_taken_is_not_used() {
    let mut dossier = dossier();
    dossier.accounts = found(BTreeMap::from([("checkout".to_owned(), account("checkout", &[]))]));
    let fix = propose_with(&dossier, Variant::ServiceAccount).unwrap();
    assert_eq!(fix.changes[0].target.name, "checkout-pull");
}

#[test]
fn an_account_is_of_no_use_to_a_template_that_names_secrets() {
    let mut dossier = dossier();
    let mut workload = deployment();
    workload["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{ "name": "quay" }]);
    dossier.workload = found(workload);
    assert!(propose_with(&dossier, Variant::ServiceAccount).is_err());
}

#[test]
fn what_may_not_be_read_is_named_and_not_guessed() {
    let mut dossier = dossier();
    let right = Right::new("list", "", "secrets", Some("team-a"));
    dossier.namespace_secrets = Reading::Unknown(Gap::Forbidden(right));
    assert!(propose_with(&dossier, Variant::Basic).unwrap_err().0.contains("list secrets in team-a"));
}

#[test]
fn a_secret_of_another_host_is_not_taken_by_itself() {
    let mut dossier = dossier();
    dossier.namespace_secrets = found(BTreeMap::from([("quay".to_owned(), secret("quay.io"))]));
    assert!(propose_with(&dossier, Variant::Basic).is_err());
    let chosen = propose(&pod(), IMAGE, &dossier, Variant::Basic, Some("quay")).unwrap();
    assert!(chosen.risks.iter().any(|risk| risk.text.contains("does not fit")));
}

#[test]
fn who_may_revert_it_is_said() {
    let mut dossier = dossier();
    let mut workload = deployment();
    workload["metadata"]["annotations"] =
        json!({ "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:team-a/checkout" });
    dossier.workload = found(workload);
    let fix = propose_with(&dossier, Variant::Basic).unwrap();
    assert!(fix.risks.iter().any(|risk| risk.text.contains("Argo CD app \"shop\"")));
}
