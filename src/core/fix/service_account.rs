//! Gives the workload a ServiceAccount of its own that brings the pull secret; `default` is never touched.
//!
//! `serviceAccount` is the old alias of `serviceAccountName` and the server keeps the two equal
//! (`pkg/apis/core/v1/conversion.go`). Both are sent, so that both are ours and both go when they are given up: the alias
//! alone would bring the name back.

use serde_json::{Value, json};

use crate::core::{
    model::{Kind, ObjectId, ServiceAccount},
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
    let named = ground.template.pull_secrets();
    if !named.is_empty() {
        return Err(NoFix(format!(
            "the pod template names pull secrets itself ({}), and then a ServiceAccount's are not used; \
             f goes back to the basic fix",
            named.join(", ")
        )));
    }
    let account = ObjectId::new(Kind::ServiceAccount, &ground.pod.namespace, free_name(ground)?);
    let made = account_body(ground, &account);
    let after = with_account(ground.workload, &account.name);
    Ok(Fix {
        variant: Variant::ServiceAccount,
        target: ground.pod.workload.clone(),
        secret: ground.secret.name.clone(),
        before: readable(ground.workload),
        after: format!("{}---\n{}", readable(&after), readable(&made)),
        risks: risks::service_account(ground, &account.name),
        changes: vec![
            Change { target: account.clone(), verb: Verb::Create, body: made },
            Change {
                target: ground.pod.workload.clone(),
                verb: Verb::Apply,
                body: workload_body(ground, &account.name),
            },
        ],
    })
}

/// Finds a name that no ServiceAccount of the namespace bears: the workload's own, or that with a suffix.
fn free_name(ground: &Ground<'_>) -> Result<String, NoFix> {
    let name = &ground.pod.workload.name;
    let Some(taken) = ground.dossier.accounts.found() else {
        // Not to know is no reason to stop: the server refuses a name that is taken.
        return Ok(name.clone());
    };
    let names = ["", "-pull", "-puller", "-image-pull"].map(|suffix| format!("{name}{suffix}"));
    names
        .into_iter()
        .find(|name| !taken.contains_key(name) && name != "default")
        .ok_or_else(|| NoFix(format!("the names that podmend would give the ServiceAccount of {name} are all taken")))
}

/// The new account gives all that the old one gave, so that the swap takes no other image away.
fn account_body(ground: &Ground<'_>, account: &ObjectId) -> Value {
    let mut names = vec![ground.secret.name.clone()];
    let old = ground.dossier.service_account.found();
    for name in ground.pod.pull_secrets.iter().chain(old.iter().flat_map(|old| &old.pull_secrets)) {
        add(&mut names, name);
    }
    let mut body = json!({
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": { "name": account.name, "namespace": account.namespace },
        "imagePullSecrets": references(&names),
    });
    if let Some(mount) = old.and_then(|old: &ServiceAccount| old.automount_token) {
        body["automountServiceAccountToken"] = mount.into();
    }
    body
}

fn workload_body(ground: &Ground<'_>, account: &str) -> Value {
    with_account(&owned_body(ground.workload, &ground.pod.workload), account)
}

fn with_account(workload: &Value, account: &str) -> Value {
    let mut after = workload.clone();
    after["spec"]["template"]["spec"]["serviceAccountName"] = account.into();
    after["spec"]["template"]["spec"]["serviceAccount"] = account.into();
    after
}
