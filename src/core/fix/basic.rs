//! Names the pull secret in the pod template.
//!
//! A pod whose own list is not empty is given nothing by its ServiceAccount (`plugin/pkg/admission/serviceaccount`,
//! `Admit`), so the list that is written is the union of the template's, of what the ServiceAccount gave, and of the
//! chosen secret.

use serde_json::Value;

use crate::core::{
    plan::{Change, Verb},
    yaml::readable,
};

use super::{
    Fix, Ground, NoFix, Variant,
    owned::owned_body,
    risks,
    template::{add, references},
};

pub(super) fn fix(ground: &Ground<'_>) -> Result<Fix, NoFix> {
    let named: Vec<String> = ground.template.pull_secrets().into_iter().map(str::to_owned).collect();
    let secret = &ground.secret.name;
    if named.contains(secret) {
        return Err(NoFix(format!(
            "the pod template names {secret} already, so naming it changes nothing; \
             the credential in it is what has to be put right, or choose another secret"
        )));
    }
    let given = if named.is_empty() { given_by_account(ground) } else { Vec::new() };
    let mut wanted = named.clone();
    add(&mut wanted, secret);
    for name in &given {
        add(&mut wanted, name);
    }
    let added: Vec<String> = wanted.iter().filter(|name| !named.contains(name)).cloned().collect();
    Ok(Fix {
        variant: Variant::Basic,
        target: ground.pod.workload.clone(),
        secret: secret.clone(),
        changes: vec![Change { target: ground.pod.workload.clone(), verb: Verb::Apply, body: body(ground, &added) }],
        before: readable(ground.workload),
        after: readable(&with_secrets(ground.workload, &wanted)),
        risks: risks::basic(ground, &given),
    })
}

/// What the ServiceAccount put into the pod when it was created, and what it would give today.
fn given_by_account(ground: &Ground<'_>) -> Vec<String> {
    let mut given = ground.pod.pull_secrets.clone();
    if let Some(account) = ground.dossier.service_account.found() {
        for name in &account.pull_secrets {
            add(&mut given, name);
        }
    }
    given
}

/// Sends the new entries only: the list is a map by name, so those of other managers stay.
fn body(ground: &Ground<'_>, added: &[String]) -> Value {
    let mut body = owned_body(ground.workload, &ground.pod.workload);
    let list = &mut body["spec"]["template"]["spec"]["imagePullSecrets"];
    let mut names: Vec<String> = Vec::new();
    for entry in list.as_array().into_iter().flatten() {
        add(&mut names, entry["name"].as_str().unwrap_or_default());
    }
    for name in added {
        add(&mut names, name);
    }
    *list = references(&names);
    body
}

fn with_secrets(workload: &Value, names: &[String]) -> Value {
    let mut after = workload.clone();
    after["spec"]["template"]["spec"]["imagePullSecrets"] = references(names);
    after
}
