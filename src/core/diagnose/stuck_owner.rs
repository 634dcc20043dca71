//! An owner that should have pods and cannot create them: no pod shows it, only the owner's events do.

use crate::core::{
    cause::{Cause, Grade, admission, start},
    health::{Symptom, SymptomKind},
    message::explain,
    model::{Kind, ObjectId, Stuck},
};

use super::{
    Evidence, Finding, Shared, Source,
    link::{broken, field, unknown},
};

mod refusal;

use refusal::Refusal;

/// Finds out why an owner has no pods where it should have some.
pub(super) fn find(stuck: &Stuck) -> Finding {
    let verdict = Verdict::of(stuck);
    let mut evidence = vec![present(stuck), refused(stuck)];
    evidence.extend(verdict.links);
    Finding {
        cause: verdict.cause,
        also: verdict.also,
        grade: verdict.grade,
        headline: headline(stuck),
        sentence: verdict.sentence,
        evidence,
        next: verdict.next,
        shared: verdict.shared,
        said: stuck.message.clone(),
        symptom: Symptom {
            kind: SymptomKind::NoPods,
            container: None,
            reason: stuck.reason.clone(),
            message: stuck.message.clone(),
        },
    }
}

fn headline(stuck: &Stuck) -> String {
    let missing = stuck.wanted.saturating_sub(stuck.present);
    if missing == 0 || stuck.present == 0 {
        return format!("{} cannot create pods", stuck.workload);
    }
    format!("{} cannot create {missing} of its {} pods", stuck.workload, stuck.wanted)
}

fn present(stuck: &Stuck) -> Evidence {
    let text = format!("it has the pods that it should have: {} of {}", stuck.present, stuck.wanted);
    let mut link = broken("pods-present", text, field(&stuck.owner, "status.replicas, spec.replicas"));
    if stuck.present >= stuck.wanted {
        link.mark = super::Mark::Sound;
    }
    link
}

fn refused(stuck: &Stuck) -> Evidence {
    let source = match stuck.count {
        0 => field(&stuck.owner, "status.conditions"),
        count => Source::Event { count, since: stuck.since },
    };
    let reason = if stuck.reason.is_empty() { "FailedCreate" } else { &stuck.reason };
    broken("pods-created", format!("the API server let {} create them: no, {reason}", stuck.owner), source)
}

struct Verdict {
    cause: Cause,
    also: Vec<Cause>,
    grade: Grade,
    sentence: String,
    next: String,
    links: Vec<Evidence>,
    shared: Shared,
}

impl Verdict {
    fn of(stuck: &Stuck) -> Self {
        match Refusal::parse(&stuck.message) {
            Some(refusal) => Self::refused(stuck, refusal),
            None => Self::untold(stuck),
        }
    }

    fn refused(stuck: &Stuck, refusal: Refusal) -> Self {
        let namespace = &stuck.owner.namespace;
        let certain = |sentence: String, next: String, link: Evidence, shared: Shared| Self {
            cause: admission::QUOTA_OR_ADMISSION,
            also: Vec::new(),
            grade: Grade::Certain,
            sentence,
            next,
            links: vec![link],
            shared,
        };
        let by = |other: String| Shared { other: Some(other), ..Shared::default() };
        match refusal {
            Refusal::NoAccount(name) => Self::no_account(stuck, &name),
            Refusal::Quota { name, exceeded } => {
                let quota = format!("ResourceQuota {namespace}/{name}");
                let numbers: Vec<String> = exceeded.iter().map(ToString::to_string).collect();
                let mut verdict = certain(
                    format!("{quota} is used up: {}.", numbers.join("; ")),
                    format!("Raise the quota, or free some of it: kubectl describe quota -n {namespace} {name}."),
                    broken("quota", format!("{quota} leaves room: no"), Source::text(format!("{quota}: spec.hard, status.used"))),
                    by(quota.clone()),
                );
                verdict.links.extend(exceeded.iter().map(|one| broken("quota-resource", one.to_string(), Source::text(quota.clone()))));
                verdict
            }
            Refusal::QuotaDemands { name, what } => certain(
                format!("ResourceQuota {namespace}/{name} takes only pods that say {what}, and these do not."),
                format!("Set {what} in the pod template, or give the namespace a LimitRange with defaults."),
                broken("quota", format!("the pods say {what}: no"), Source::text(format!("ResourceQuota {namespace}/{name}"))),
                by(format!("ResourceQuota {namespace}/{name}")),
            ),
            Refusal::PodSecurity { level, what } => certain(
                format!("The namespace takes only pods of Pod Security level {level}, and these break it: {what}."),
                format!(
                    "Set what is missing in the pod template's securityContext; the level is a label of namespace {namespace} \
                     (pod-security.kubernetes.io/enforce)."
                ),
                broken("pod-security", format!("the pods keep to {level}: no"), Source::text(format!("labels of namespace {namespace}"))),
                by(format!("Pod Security {level} in {namespace}")),
            ),
            Refusal::Scc => certain(
                format!("No SecurityContextConstraints that ServiceAccount {} may use takes these pods.", stuck.service_account),
                "Compare the pod template's securityContext with the constraints, or let the ServiceAccount use another one.".to_owned(),
                broken("scc", "a SecurityContextConstraints takes the pods: no", Source::text("OpenShift")),
                Shared { service_account: Some(account(stuck)), ..Shared::default() },
            ),
            Refusal::Webhook { name, said } => certain(
                format!("Admission webhook {name} refused the pods: {said}."),
                format!("Change in the pod template what {name} asks for, or ask who runs it for an exception."),
                broken("webhook", format!("webhook {name} admits the pods: no"), Source::text("ValidatingWebhookConfiguration")),
                by(format!("webhook {name}")),
            ),
            Refusal::WebhookDown { name } => certain(
                format!("Admission webhook {name} could not be asked, and nothing is admitted without its answer."),
                format!("See whether the service behind {name} runs: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations."),
                broken("webhook", format!("webhook {name} answers: no"), Source::text("failurePolicy: Fail")),
                by(format!("webhook {name}")),
            ),
            Refusal::Policy { name, said } => certain(
                format!("Admission policy {name} refused the pods: {said}."),
                format!("Change in the pod template what the policy asks for: kubectl get validatingadmissionpolicy {name} -o yaml."),
                broken("admission-policy", format!("policy {name} admits the pods: no"), Source::text("ValidatingAdmissionPolicy")),
                by(format!("admission policy {name}")),
            ),
            Refusal::LimitRange(what) => certain(
                format!("A LimitRange of the namespace refused the pods: {what}."),
                format!("Bring requests and limits of the pod template within it: kubectl describe limitrange -n {namespace}."),
                broken("limit-range", format!("the pods keep to the LimitRange: no, {what}"), Source::text(format!("LimitRange in {namespace}"))),
                by(format!("LimitRange in {namespace}")),
            ),
            Refusal::Priority(name) => certain(
                format!("The pods name PriorityClass {name}, and there is none of that name."),
                format!("Create PriorityClass {name}, or correct priorityClassName in the pod template."),
                broken("priority-class", format!("PriorityClass {name} exists: no"), field(&stuck.workload, "spec.template.spec.priorityClassName")),
                by(format!("PriorityClass {name}")),
            ),
            Refusal::NamespaceEnds => certain(
                format!("Namespace {namespace} is being deleted, and takes nothing new."),
                format!("See what holds the namespace: kubectl get namespace {namespace} -o yaml."),
                broken("namespace", format!("namespace {namespace} takes new pods: no"), Source::text(format!("namespace {namespace}: status.phase Terminating"))),
                by(format!("namespace {namespace}")),
            ),
            Refusal::Invalid(what) => certain(
                format!("The API server calls the pods invalid: {what}."),
                "Correct that field in the pod template.".to_owned(),
                broken("pod-valid", "the pods are valid: no", Source::text("pod template")),
                by(stuck.workload.to_string()),
            ),
        }
    }

    fn no_account(stuck: &Stuck, name: &str) -> Self {
        let id = ObjectId::new(Kind::ServiceAccount, &stuck.owner.namespace, name);
        Self {
            cause: admission::SERVICEACCOUNT_NOT_FOUND,
            also: Vec::new(),
            grade: Grade::Certain,
            sentence: format!("The pods are to run as {id}, and there is none of that name."),
            next: format!(
                "Create it (kubectl create serviceaccount -n {} {name}), or correct serviceAccountName in the pod template.",
                id.namespace
            ),
            links: vec![broken(
                "account-exists",
                format!("{id} exists: no"),
                field(&stuck.workload, "spec.template.spec.serviceAccountName"),
            )],
            shared: Shared { service_account: Some(id), ..Shared::default() },
        }
    }

    /// What was said is of no form that is known here; the text may tell the family all the same.
    fn untold(stuck: &Stuck) -> Self {
        let found = explain(&stuck.reason, &stuck.message);
        let is_told = found.grade != Grade::CannotTell;
        let is_said = !stuck.message.is_empty();
        Self {
            cause: if is_told { found.cause } else { admission::QUOTA_OR_ADMISSION },
            also: if is_told { found.also } else { vec![admission::SERVICEACCOUNT_NOT_FOUND, start::AMBIGUOUS] },
            grade: if is_told { found.grade } else { Grade::CannotTell },
            sentence: if is_said {
                "The pods that it should have may not be created; what the controller said is below.".to_owned()
            } else {
                "It has fewer pods than it should have, and its controller does not say why.".to_owned()
            },
            next: format!(
                "See what its owner reports: kubectl describe {} -n {} {}.",
                stuck.owner.kind.to_string().to_lowercase(),
                stuck.owner.namespace,
                stuck.owner.name
            ),
            links: if is_said {
                Vec::new()
            } else {
                vec![unknown("refusal", "who refused them", "the next event FailedCreate")]
            },
            shared: Shared { other: Some(format!("namespace {}", stuck.owner.namespace)), ..Shared::default() },
        }
    }
}

fn account(stuck: &Stuck) -> ObjectId {
    let name = if stuck.service_account.is_empty() { "default" } else { &stuck.service_account };
    ObjectId::new(Kind::ServiceAccount, &stuck.owner.namespace, name)
}

#[cfg(test)]
mod tests;
