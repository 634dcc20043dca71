//! What else a fix changes: pods replaced, secrets kept or lost, rights and identities, and who may take it back.

use serde_json::Value;

use crate::core::{
    model::{Gap, Reading},
    pull::Fit,
    text::plural,
};

use super::{Candidate, Ground, Risk, Weight};

/// Annotations of a ServiceAccount that give its pods an identity in a cloud.
const CLOUD_IDENTITIES: [(&str, &str); 3] = [
    ("eks.amazonaws.com/role-arn", "AWS role"),
    ("azure.workload.identity/client-id", "Azure identity"),
    ("iam.gke.io/gcp-service-account", "Google service account"),
];

pub(super) fn basic(ground: &Ground<'_>, given: &[String]) -> Vec<Risk> {
    let mut risks = rollout(ground);
    let account = &ground.pod.service_account;
    for name in given {
        risks
            .push(fine(format!("{name}, given by ServiceAccount {account}, is kept: naming any secret would drop it")));
    }
    if let Reading::Unknown(gap) = &ground.dossier.service_account {
        let why = unread(gap);
        risks.push(unknown(format!(
            "what ServiceAccount {account} gives today ({why}); naming a secret switches it off"
        )));
    }
    risks.extend(managers(ground.workload));
    risks.extend(credential(ground));
    risks
}

pub(super) fn service_account(ground: &Ground<'_>, name: &str) -> Vec<Risk> {
    let mut risks = rollout(ground);
    let old = &ground.pod.service_account;
    risks.push(bindings(ground, old));
    risks.extend(identities(ground, old));
    if let Some(set) = ground.template.service_account().filter(|set| *set != name) {
        risks.push(caution(format!("the template names ServiceAccount {set}: whoever set it may have to agree")));
    }
    risks.extend(managers(ground.workload));
    risks.extend(credential(ground));
    risks
}

fn rollout(ground: &Ground<'_>) -> Vec<Risk> {
    let spec = &ground.workload["spec"];
    if spec["paused"] == true {
        return vec![caution("the Deployment is paused: no pod is replaced until it is resumed".to_owned())];
    }
    let wanted = spec["replicas"].as_u64().map_or(1, |_| count(&spec["replicas"]));
    let ready = count(&ground.workload["status"]["readyReplicas"]).min(wanted);
    let waiting = wanted - ready;
    let at_once = spec["strategy"]["type"] == "Recreate";
    vec![match (waiting, ready, at_once) {
        (waiting, 0, _) => caution(format!("{} replaced; none serves now", plural(waiting, "pod"))),
        (waiting, ready, true) => caution(format!(
            "all {} are stopped before new ones start (strategy Recreate)",
            plural(waiting + ready, "pod")
        )),
        (waiting, ready, false) => caution(format!(
            "{} replaced, failing ones first; the {ready} that serve stay until then",
            plural(waiting + ready, "pod")
        )),
    }]
}

fn count(number: &Value) -> usize {
    number.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}

fn bindings(ground: &Ground<'_>, old: &str) -> Risk {
    match &ground.dossier.bindings {
        Reading::Found { value, .. } if value.is_empty() => {
            fine(format!("no binding names ServiceAccount {old}: no right is lost"))
        }
        Reading::Found { value, .. } => {
            caution(format!("the pods lose the rights that {} give to ServiceAccount {old}", value.join(", ")))
        }
        Reading::Unknown(gap) => unknown(format!("which rights ServiceAccount {old} has ({})", unread(gap))),
        _ => unknown(format!("which rights ServiceAccount {old} has: being read")),
    }
}

fn identities(ground: &Ground<'_>, old: &str) -> Vec<Risk> {
    let account = match &ground.dossier.service_account {
        Reading::Found { value, .. } => value,
        Reading::Unknown(gap) => {
            return vec![unknown(format!("what ServiceAccount {old} gives and is in the cloud ({})", unread(gap)))];
        }
        _ => return Vec::new(),
    };
    let lost = CLOUD_IDENTITIES.iter().filter_map(|(key, name)| Some((name, account.annotations.get(*key)?)));
    lost.map(|(name, value)| caution(format!("the pods lose the {name} {value} of ServiceAccount {old}"))).collect()
}

/// Who else writes this object, by the marks that they leave on it.
fn managers(workload: &Value) -> Vec<Risk> {
    let meta = &workload["metadata"];
    let (annotations, labels) = (&meta["annotations"], &meta["labels"]);
    let mut risks = Vec::new();
    if let Some(id) = annotations["argocd.argoproj.io/tracking-id"].as_str() {
        let app = id.split(':').next().unwrap_or(id);
        risks.push(caution(format!("Argo CD app {app:?} may revert this at its next sync; put the patch into Git")));
    }
    if let Some(name) = labels["kustomize.toolkit.fluxcd.io/name"].as_str() {
        risks.push(caution(format!("Flux Kustomization {name:?} reconciles this; put the patch into Git")));
    }
    if let Some(name) = labels["helm.toolkit.fluxcd.io/name"].as_str() {
        risks.push(caution(format!("Flux HelmRelease {name:?} may revert this at its next upgrade")));
    } else if labels["app.kubernetes.io/managed-by"] == "Helm" {
        let release = annotations["meta.helm.sh/release-name"].as_str().unwrap_or("unknown");
        risks.push(caution(format!(
            "Helm release {release:?} takes this back at its next upgrade; put it into the values"
        )));
    }
    risks.extend(controller(meta));
    risks
}

fn controller(meta: &Value) -> Option<Risk> {
    let owner = meta["ownerReferences"].as_array()?.iter().find(|owner| owner["controller"] == true)?;
    let (kind, name) = (owner["kind"].as_str()?, owner["name"].as_str()?);
    Some(caution(format!("{kind} {name} controls this Deployment and may revert it")))
}

fn credential(ground: &Ground<'_>) -> Vec<Risk> {
    let Candidate { name, fit, .. } = &ground.secret;
    if !ground.secret.fits() {
        return vec![caution(format!("{name} does not fit this image: {}", ground.secret.words()))];
    }
    let unproved = "whether the registry takes this credential is not proved; the first pull will show".to_owned();
    let hints = if let Fit::Fits { hints, .. } = fit { hints.as_slice() } else { &[] };
    let odd = hints.iter().map(|hint| caution(format!("the credential of {name}: {hint}")));
    odd.chain([unknown(unproved)]).collect()
}

fn unread(gap: &Gap) -> String {
    match gap {
        Gap::Forbidden(right) => format!("needs the right to {right}"),
        Gap::Failed(why) => why.clone(),
    }
}

fn fine(text: String) -> Risk {
    Risk { weight: Weight::Fine, text }
}

fn caution(text: String) -> Risk {
    Risk { weight: Weight::Caution, text }
}

fn unknown(text: String) -> Risk {
    Risk { weight: Weight::Unknown, text }
}
