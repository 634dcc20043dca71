//! What the API server says when it does not create a pod, taken apart.
//!
//! Controllers put `Error creating: ` before it (`pkg/controller/controller_utils.go`), the StatefulSet's
//! `create Pod x in StatefulSet y failed error: `.

use std::fmt;

/// Who refused, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoAccount(String),
    Quota {
        name: String,
        exceeded: Vec<Exceeded>,
    },
    /// A quota for these resources takes only pods that say how much they want.
    QuotaDemands {
        name: String,
        what: String,
    },
    PodSecurity {
        level: String,
        what: String,
    },
    Scc,
    Webhook {
        name: String,
        said: String,
    },
    WebhookDown {
        name: String,
    },
    Policy {
        name: String,
        said: String,
    },
    LimitRange(String),
    Priority(String),
    NamespaceEnds,
    Invalid(String),
}

/// One resource of a quota that is used up, as the API server writes quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exceeded {
    pub(crate) resource: String,
    pub(crate) requested: String,
    pub(crate) used: String,
    pub(crate) limit: String,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, requested, used, limit } = self;
        write!(f, "{resource} {used} of {limit} used, {requested} more asked for")
    }
}

impl Refusal {
    pub(crate) fn parse(message: &str) -> Option<Self> {
        no_account(message)
            .or_else(|| quota(message))
            .or_else(|| quota_demands(message))
            .or_else(|| pod_security(message))
            .or_else(|| webhook(message))
            .or_else(|| policy(message))
            .or_else(|| limit_range(message))
            .or_else(|| other(message))
    }
}

/// `error looking up service account NAMESPACE/NAME: serviceaccount "NAME" not found`:
/// `plugin/pkg/admission/serviceaccount/admission.go`.
fn no_account(message: &str) -> Option<Refusal> {
    let name = between(message, "serviceaccount \"", "\"")?;
    let found = message.contains("\" not found") && message.contains("service account");
    found.then(|| Refusal::NoAccount(name.to_owned()))
}

/// `exceeded quota: NAME, requested: pods=1, used: pods=10, limited: pods=10`: `resourcequota/controller.go`.
fn quota(message: &str) -> Option<Refusal> {
    let (_, rest) = message.split_once("exceeded quota: ")?;
    let (name, rest) = rest.split_once(", requested: ")?;
    let (requested, rest) = rest.split_once(", used: ")?;
    let (used, limited) = rest.split_once(", limited: ")?;
    let of = |list: &str, resource: &str| {
        amounts(list)
            .find(|(name, _)| *name == resource)
            .map_or_else(|| "?".to_owned(), |(_, amount)| amount.to_owned())
    };
    let exceeded = amounts(requested).map(|(resource, requested)| Exceeded {
        resource: resource.to_owned(),
        requested: requested.to_owned(),
        used: of(used, resource),
        limit: of(limited, resource),
    });
    Some(Refusal::Quota { name: name.to_owned(), exceeded: exceeded.collect() })
}

/// Reads `limits.memory=1Gi,pods=1`.
fn amounts(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.split(',')
        .filter_map(|one| one.trim().split_once('='))
        .map(|(name, amount)| (name, amount.split_whitespace().next().unwrap_or(amount)))
}

/// `failed quota: NAME: must specify limits.cpu for: app; requests.memory for: app`, before 1.24 without the containers.
fn quota_demands(message: &str) -> Option<Refusal> {
    let (_, rest) = message.split_once("failed quota: ")?;
    let (name, what) = rest.split_once(": must specify ")?;
    Some(Refusal::QuotaDemands { name: name.to_owned(), what: short(what) })
}

/// `violates PodSecurity "restricted:latest": privileged (container "app" must not set ..), ..`:
/// `k8s.io/pod-security-admission/admission/admission.go`.
fn pod_security(message: &str) -> Option<Refusal> {
    if message.contains("unable to validate against any security context constraint")
        || message.contains("unable to admit pod: [")
        || message.contains("unable to validate against any pod security policy")
    {
        return Some(Refusal::Scc);
    }
    let (_, rest) = message.split_once("violates PodSecurity \"")?;
    let (level, what) = rest.split_once('"')?;
    Some(Refusal::PodSecurity { level: level.to_owned(), what: short(what.trim_start_matches([':', ' '])) })
}

/// `admission webhook "NAME" denied the request: ..`: `webhook/errors/statuserror.go`; `failed calling webhook "NAME": ..`:
/// `pkg/util/webhook/error.go`.
fn webhook(message: &str) -> Option<Refusal> {
    if let Some(name) = between(message, "failed calling webhook \"", "\"") {
        return Some(Refusal::WebhookDown { name: name.to_owned() });
    }
    let name = between(message, "admission webhook \"", "\"")?;
    let (_, said) = message.split_once("denied the request")?;
    let said = short(said.trim_start_matches([':', ' ']));
    let said = if said.is_empty() { "it does not say why".to_owned() } else { said };
    Some(Refusal::Webhook { name: name.to_owned(), said })
}

/// `ValidatingAdmissionPolicy 'NAME' with binding 'B' denied request: ..`: `policy/validating/dispatcher.go`.
fn policy(message: &str) -> Option<Refusal> {
    let name = between(message, "ValidatingAdmissionPolicy '", "'").or_else(|| between(message, "policy '", "'"))?;
    let (_, said) = message.split_once("denied request: ")?;
    Some(Refusal::Policy { name: name.to_owned(), said: short(said) })
}

/// `maximum cpu usage per Container is 1, but limit is 2`: `plugin/pkg/admission/limitranger/admission.go`.
fn limit_range(message: &str) -> Option<Refusal> {
    let at = ["maximum ", "minimum "].iter().filter_map(|word| message.find(word)).min()?;
    let what = &message[at..];
    let is_limit = what.contains(" usage per ") || what.contains("limit to request ratio");
    is_limit.then(|| Refusal::LimitRange(short(what)))
}

fn other(message: &str) -> Option<Refusal> {
    if let Some(name) = between(message, "no PriorityClass with name ", " was found") {
        return Some(Refusal::Priority(name.to_owned()));
    }
    if message.contains("because it is being terminated") {
        return Some(Refusal::NamespaceEnds);
    }
    let (before, what) = message.split_once(" is invalid: ")?;
    before.contains("Pod \"").then(|| Refusal::Invalid(short(what)))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (found, _) = rest.split_once(after)?;
    Some(found).filter(|found| !found.is_empty())
}

/// Ends it where a sentence would, and keeps it to a length that a sentence bears.
fn short(text: &str) -> String {
    const LONGEST: usize = 300;
    crate::core::text::truncate(text.trim().trim_end_matches(['.', ']']), LONGEST)
}

#[cfg(test)]
mod tests;
