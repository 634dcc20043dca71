use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;

use super::*;
use crate::core::{
    diff::diff,
    model::{
        Right,
        sample::{IMAGE, NO_CREDENTIAL, account, deployment, dossier, found, secret, waiting},
    },
    plan::Verb,
    pull::outline,
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

/// A secret with a token that ended before all others were read, or will end after.
fn secret_until(username: &str, end: i64) -> PullSecret {
    let token = BASE64_STANDARD.encode(json!({ "payload": "x", "expiration": end }).to_string());
    let config = json!({ "auths": { "harbor.internal.corp": { "username": username, "password": token } } });
    let data = BTreeMap::from([(".dockerconfigjson".to_owned(), config.to_string().into_bytes())]);
    outline("kubernetes.io/dockerconfigjson", &data)
}

#[test]
fn a_credential_that_has_ended_is_offered_last_and_never_unasked() {
    let ended = secret_until("robot$ci", 1_000_000_001);
    let mut dossier = dossier();
    let with = |others: &[(&str, &PullSecret)]| {
        found(others.iter().map(|(name, secret)| ((*name).to_owned(), (*secret).clone())).collect::<BTreeMap<_, _>>())
    };
    let (good, other) = (secret("harbor.internal.corp"), secret("quay.io"));
    dossier.namespace_secrets = with(&[("a-ended", &ended), ("b-other", &other), ("c-good", &good)]);
    let names: Vec<String> = candidates(IMAGE, &dossier).into_iter().map(|candidate| candidate.name).collect();
    assert_eq!(names, ["c-good", "a-ended", "b-other"]);
    assert_eq!(propose_with(&dossier, Variant::Basic).unwrap().secret, "c-good");

    dossier.namespace_secrets = with(&[("a-ended", &ended), ("b-other", &other)]);
    let NoFix(why) = propose_with(&dossier, Variant::Basic).unwrap_err();
    assert!(
        why.starts_with("secret a-ended is for this image, and its credential ended at 2001-09-09T01:46:41Z"),
        "{why}"
    );
    let chosen = propose(&pod(), IMAGE, &dossier, Variant::Basic, Some("a-ended")).unwrap();
    let risk = chosen.risks.iter().find(|risk| risk.text.contains("2001-09-09T01:46:41Z"));
    assert_eq!(risk.map(|risk| risk.weight), Some(Weight::Caution), "{:?}", chosen.risks);
}

#[test]
fn what_is_odd_about_a_credential_is_a_caution() {
    let mut dossier = dossier();
    dossier.namespace_secrets = found(BTreeMap::from([("aws".to_owned(), secret_until("AWS", 100_000_000_000))]));
    let fix = propose_with(&dossier, Variant::Basic).unwrap();
    let odd = "the credential of aws: it is a token of ECR, which lasts 12 hours";
    assert!(fix.risks.iter().any(|risk| risk.weight == Weight::Caution && risk.text == odd), "{:?}", fix.risks);
}
