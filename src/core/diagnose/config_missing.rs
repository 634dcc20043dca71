//! A ConfigMap, a Secret or a key of one that a container takes its environment from is not there.

use serde_json::Value;

use crate::core::{
    cause::{Grade, start},
    model::{Kind, ObjectId},
};

use super::{
    Evidence, Finding, Shared,
    case::{Case, text},
    link::{broken, event, sound},
};

/// Explains a container that cannot be created because of what its environment refers to.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    if case.symptom.reason != "CreateContainerConfigError" {
        return None;
    }
    let missing = Missing::told_by(&case.symptom.message, &case.pod.namespace)?;
    let uses = uses(case, &missing);
    let mut evidence = missing.links(case);
    evidence.extend(uses.iter().map(|(text, path)| sound("env-refers", text, case.spec_field(path))));
    evidence.extend(
        case.unread_spec("env-refers", format!("which variables of {} take it", case.subject().to_lowercase())),
    );
    let named = missing.named();
    Some(Finding {
        evidence,
        next: missing.next(),
        shared: Shared { other: Some(named.clone()), ..Shared::default() },
        ..case.finding(
            start::CONFIG_MISSING,
            Grade::Certain,
            format!("{} cannot start: {named} is missing", case.subject()),
            missing.sentence(uses.first().map(|(text, _)| text.as_str())),
        )
    })
}

/// What the kubelet looked for in vain.
#[derive(Debug, PartialEq)]
pub(super) struct Missing {
    pub(super) object: ObjectId,
    /// The key that the object does not have; `None` when there is no such object.
    pub(super) key: Option<String>,
}

impl Missing {
    /// Reads the kubelet's text: `makeEnvironmentVariables` in `pkg/kubelet/kubelet_pods.go`, and the API's own `not found`.
    pub(super) fn told_by(message: &str, namespace: &str) -> Option<Self> {
        Self::key(message).or_else(|| Self::object(message, namespace))
    }

    /// `couldn't find key KEY in ConfigMap NAMESPACE/NAME`; until 1.10 `couldn't find key KEY in Secret ..` alike.
    fn key(message: &str) -> Option<Self> {
        let (_, rest) = message.split_once("couldn't find key ")?;
        let (key, place) = rest.split_once(" in ")?;
        let (kind, place) = place.split_once(' ')?;
        let (namespace, name) = place.split_once('/')?;
        let name = name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '"')).next()?;
        Some(Self { object: ObjectId::new(kind_of(kind)?, namespace, name), key: Some(key.to_owned()) })
    }

    /// `secret "NAME" not found`, in the plural too.
    fn object(message: &str, namespace: &str) -> Option<Self> {
        let (before, _) = message.split_once("\" not found")?;
        let (before, name) = before.rsplit_once(" \"").unwrap_or((before, ""));
        let kind = kind_of(before.rsplit([' ', ':']).next()?)?;
        // What stands between quotes may be `namespace/name`.
        let name = name.rsplit('/').next().filter(|name| !name.is_empty())?;
        Some(Self { object: ObjectId::new(kind, namespace, name), key: None })
    }

    fn named(&self) -> String {
        match &self.key {
            Some(key) => format!("key {key} of {}", self.object),
            None => self.object.to_string(),
        }
    }

    fn sentence(&self, used: Option<&str>) -> String {
        let what = match &self.key {
            Some(key) => format!("{} has no key {key}", self.object),
            None => format!("{} does not exist", self.object),
        };
        match used {
            Some(used) => format!("{what}, and {used}."),
            None => format!("{what}, and the container takes its environment from it."),
        }
    }

    fn links(&self, case: &Case<'_>) -> Vec<Evidence> {
        let told = case.latest(|event| event.reason == "Failed" && event.message.contains(&case.symptom.message));
        let source = told.map_or_else(|| case.status_field("state.waiting.message"), event);
        match &self.key {
            Some(key) => vec![
                sound("object-exists", format!("{} exists", self.object), source.clone()),
                broken("object-has-key", format!("it has the key {key}: no"), source),
            ],
            None => vec![broken("object-exists", format!("{} exists: no", self.object), source)],
        }
    }

    fn next(&self) -> String {
        match &self.key {
            Some(key) => format!(
                "Add the key {key} to {}, or correct the name of the key; the kubelet tries again by itself.",
                self.object
            ),
            None => format!(
                "Create {}, or correct the reference; optional: true lets the container start without it. The kubelet \
                 tries again by itself.",
                self.object
            ),
        }
    }
}

fn kind_of(word: &str) -> Option<Kind> {
    match word.to_ascii_lowercase().trim_end_matches('s') {
        "configmap" => Some(Kind::named("ConfigMap")),
        "secret" => Some(Kind::Secret),
        _ => None,
    }
}

/// The variables that take it, each in words and by its place below the container.
fn uses(case: &Case<'_>, missing: &Missing) -> Vec<(String, String)> {
    let Some(container) = case.container_spec() else { return Vec::new() };
    let (one, whole) = match missing.object.kind {
        Kind::Secret => ("secretKeyRef", "secretRef"),
        _ => ("configMapKeyRef", "configMapRef"),
    };
    let named = |reference: &Value| text(reference, "/name").as_deref() == Some(missing.object.name.as_str());
    let mut uses = Vec::new();
    for env in container.get("env").and_then(Value::as_array).into_iter().flatten() {
        let reference = env.get("valueFrom").and_then(|from| from.get(one)).filter(|reference| named(reference));
        let (Some(reference), Some(variable)) = (reference, text(env, "/name")) else { continue };
        let key = text(reference, "/key");
        if missing.key.is_none() || missing.key == key {
            let taken = key.map_or_else(String::new, |key| format!(" takes key {key} of it"));
            uses.push((format!("variable {variable}{taken}"), format!("env[{variable}]")));
        }
    }
    let all = container.get("envFrom").and_then(Value::as_array);
    if missing.key.is_none() && all.into_iter().flatten().any(|from| from.get(whole).is_some_and(named)) {
        uses.push(("envFrom takes all of it".to_owned(), "envFrom".to_owned()));
    }
    uses
}

#[cfg(test)]
mod tests;
