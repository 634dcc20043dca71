//! Server-side apply and the ownership of fields, after sigs.k8s.io/structured-merge-diff.
//!
//! Everything works on one version of the API, so conversions between versions are absent.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    kinds::Kind,
    refusal::{Cause, Refusal},
};

mod compare;
mod field_set;
pub(crate) mod managers;
mod merge;
mod prune;
pub(super) mod schema;

use field_set::FieldSet;
use managers::{Entry, Operation};

/// A request to apply: what is wanted, in whose name, and whether others give way.
#[derive(Debug)]
pub(crate) struct Application<'a> {
    pub(crate) config: &'a Value,
    pub(crate) manager: &'a str,
    pub(crate) force: bool,
}

/// Merges a configuration into the live object, or names the fields that belong to others.
///
/// Fields that the manager applied before and no longer lists are taken out unless others own them too.
pub(crate) fn apply(kind: &Kind, live: &Value, application: &Application, now: Timestamp) -> Result<Value, Refusal> {
    let schema = schema::Schema::of(kind);
    let set = field_set::of(schema, application.config);
    let mut entries = managers::read(live);
    let index = entries.iter().position(|entry| entry.is_applier(application.manager));
    let last = index.map(|index| std::mem::take(&mut entries[index].fields)).unwrap_or_default();
    let mut merged = merge::merge(schema, live, application.config);
    let owned = entries.iter().fold(set.clone(), |all, entry| all.union(&entry.fields));
    prune::prune(schema, &mut merged, &last.with_parents().difference(&owned.with_parents()));
    let changes = compare::compare(schema, live, &merged);
    let touched = changes.added.union(&changes.modified);
    let conflicts = conflicts(&entries, application.manager, &touched);
    if !conflicts.is_empty() && !application.force {
        return Err(refuse(&conflicts));
    }
    for entry in entries.iter_mut().filter(|entry| !entry.is_applier(application.manager)) {
        entry.fields = entry.fields.difference(&touched).difference(&changes.removed);
    }
    let entry = Entry::applied(kind, application.manager, set, now);
    match index {
        Some(index) if last == entry.fields => entries[index].fields = entry.fields,
        Some(index) => entries[index] = entry,
        None => entries.push(entry),
    }
    managers::write(&mut merged, entries);
    Ok(merged)
}

/// Returns a new object that is made by applying it.
pub(crate) fn apply_new(kind: &Kind, application: &Application, now: Timestamp) -> Value {
    let mut object = application.config.clone();
    let set = field_set::of(schema::Schema::of(kind), application.config);
    managers::write(&mut object, vec![Entry::applied(kind, application.manager, set, now)]);
    object
}

fn conflicts<'a>(entries: &'a [Entry], manager: &str, touched: &FieldSet) -> Vec<(&'a Entry, FieldSet)> {
    entries
        .iter()
        .filter(|entry| !entry.is_applier(manager))
        .map(|entry| (entry, entry.fields.intersection(touched)))
        .filter(|(_, fields)| !fields.is_empty())
        .collect()
}

/// Writes the refusal as k8s.io/apimachinery/pkg/util/managedfields does: each field with its owner.
fn refuse(conflicts: &[(&Entry, FieldSet)]) -> Refusal {
    let mut causes = Vec::new();
    let mut lines = Vec::new();
    let mut sorted: Vec<_> = conflicts.iter().map(|(entry, fields)| (describe(entry), fields.paths())).collect();
    sorted.sort();
    for (owner, paths) in sorted {
        lines.push(format!("conflicts with {owner}:"));
        for path in paths {
            lines.push(format!("- {path}"));
            let message = format!("conflict with {owner}");
            causes.push(Cause { reason: "FieldManagerConflict", message, field: path });
        }
    }
    let message = match causes.as_slice() {
        [one] => format!("Apply failed with 1 conflict: {}: {}", one.message, one.field),
        many => format!("Apply failed with {} conflicts: {}", many.len(), lines.join("\n")),
    };
    Refusal::apply_conflict(message, causes)
}

fn describe(entry: &Entry) -> String {
    let name = json!(entry.manager).to_string();
    let name = match entry.subresource.as_str() {
        "" => name,
        subresource => format!("{name} with subresource \"{subresource}\""),
    };
    match entry.operation {
        Operation::Apply => name,
        Operation::Update => format!("{name} using {}", entry.api_version),
    }
}

#[cfg(test)]
mod tests;
