//! Label and field selectors, as `labelSelector=` and `fieldSelector=` in a request write them.

use super::{kinds::Kind, record::Record, refusal::Refusal};

/// What a list or a watch leaves over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selector {
    labels: Vec<Requirement>,
    fields: Vec<(String, bool, String)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Requirement {
    key: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Exists,
    Missing,
    In(Vec<String>),
    NotIn(Vec<String>),
}

impl Selector {
    /// Reads both selectors of a request; empty texts select everything.
    pub(crate) fn parse(kind: &Kind, labels: &str, fields: &str) -> Result<Self, Refusal> {
        let labels = split_outside_brackets(labels).into_iter().map(requirement).collect::<Result<_, _>>()?;
        let parsed = split_outside_brackets(fields).into_iter().map(field).collect::<Result<Vec<_>, _>>()?;
        for (name, _, _) in &parsed {
            supported(kind, name, fields)?;
        }
        Ok(Self { labels, fields: parsed })
    }

    /// Leaves only the object of this name over; an empty name leaves all.
    pub(crate) fn named(mut self, name: &str) -> Self {
        if !name.is_empty() {
            self.fields.push(("metadata.name".to_owned(), true, name.to_owned()));
        }
        self
    }

    pub(crate) fn matches(&self, record: &Record) -> bool {
        self.labels.iter().all(|requirement| requirement.holds(record))
            && self
                .fields
                .iter()
                .all(|(name, equal, value)| record.field(name).is_some_and(|found| (found == value) == *equal))
    }
}

impl Requirement {
    fn holds(&self, record: &Record) -> bool {
        let value = record.label(&self.key);
        match &self.test {
            Test::Exists => value.is_some(),
            Test::Missing => value.is_none(),
            Test::In(values) => value.is_some_and(|value| values.iter().any(|other| other == value)),
            // An object without the label is not in the set either.
            Test::NotIn(values) => value.is_none_or(|value| values.iter().all(|other| other != value)),
        }
    }
}

/// Splits at commas, but not at those inside of `in (a, b)`.
fn split_outside_brackets(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = text.split(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn requirement(text: &str) -> Result<Requirement, Refusal> {
    let one = |key: &str, test| Requirement { key: key.trim().to_owned(), test };
    let set = |values: &str| -> Vec<String> {
        let inner = values.trim().trim_start_matches('(').trim_end_matches(')');
        inner.split(',').map(|value| value.trim().to_owned()).collect()
    };
    let single = |value: &str| vec![value.trim().to_owned()];
    let parsed = if let Some((key, values)) = text.split_once(" notin ") {
        one(key, Test::NotIn(set(values)))
    } else if let Some((key, values)) = text.split_once(" in ") {
        one(key, Test::In(set(values)))
    } else if let Some((key, value)) = text.split_once("!=") {
        one(key, Test::NotIn(single(value)))
    } else if let Some((key, value)) = text.split_once('=') {
        one(key, Test::In(single(value.trim_start_matches('='))))
    } else if let Some(key) = text.strip_prefix('!') {
        one(key, Test::Missing)
    } else {
        one(text, Test::Exists)
    };
    if parsed.key.is_empty() || parsed.key.contains(' ') {
        return Err(Refusal::bad_request(format!("unable to parse requirement: {text}")));
    }
    Ok(parsed)
}

fn field(text: &str) -> Result<(String, bool, String), Refusal> {
    let parts = match text.split_once("!=") {
        Some((name, value)) => Some((name, false, value)),
        None => text.split_once('=').map(|(name, value)| (name, true, value.strip_prefix('=').unwrap_or(value))),
    };
    let (name, equal, value) =
        parts.ok_or_else(|| Refusal::bad_request(format!("invalid selector: '{text}'; can't understand '{text}'")))?;
    Ok((name.trim().to_owned(), equal, value.trim().to_owned()))
}

fn supported(kind: &Kind, name: &str, selector: &str) -> Result<(), Refusal> {
    let everywhere = ["metadata.name", "metadata.namespace"];
    if everywhere.contains(&name) || kind.fields.contains(&name) {
        return Ok(());
    }
    let group = if kind.group.is_empty() { String::new() } else { kind.group.to_owned() };
    Err(Refusal::bad_request(format!(
        "Unable to find \"{group}/{}, Resource={}\" that match label selector \"\", field selector \
         \"{selector}\": field label not supported: {name}",
        kind.version, kind.plural
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::demo::kinds;

    fn pod() -> Record {
        let object = json!({
            "metadata": {"name": "web-1", "namespace": "a", "labels": {"app": "web", "tier": "front"}},
            "spec": {"nodeName": "node-1"}, "status": {"phase": "Pending"},
        });
        Record::new(kinds::named("pods"), &object)
    }

    fn selects(labels: &str, fields: &str) -> bool {
        let selector = Selector::parse(kinds::named("pods"), labels, fields).unwrap();
        selector.matches(&pod())
    }

    #[test]
    fn labels_by_equality_and_by_set() {
        assert!(selects("app=web,tier==front", ""));
        assert!(selects("app in (api, web),tier", ""));
        assert!(selects("app!=api,!canary,app notin (db)", ""));
        assert!(!selects("app in (api),tier", ""));
        assert!(!selects("canary", ""));
        assert!(selects("canary!=true", ""), "a missing label is not equal");
    }

    #[test]
    fn fields_by_equality() {
        assert!(selects("", "metadata.name=web-1,spec.nodeName==node-1,status.phase!=Running"));
        assert!(!selects("", "metadata.namespace=b"));
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let refusal = Selector::parse(kinds::named("pods"), "", "spec.color=red").unwrap_err();
        assert_eq!(refusal.code, 400);
        assert!(refusal.message().ends_with("field label not supported: spec.color"));
    }
}
