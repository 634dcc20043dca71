//! `metadata.managedFields`: who owns which field, and since when.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{compare::compare, field_set::FieldSet, schema::Schema};
use crate::demo::{
    kinds::Kind,
    object::{items, list, remove, seconds, slot, text},
};

/// Who writes, as `managedFields` tells it.
#[derive(Clone, Debug)]
pub(crate) struct Author {
    manager: String,
    subresource: &'static str,
    operation: Operation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    Apply,
    Update,
}

/// One entry of `managedFields`.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) manager: String,
    pub(super) operation: Operation,
    pub(super) api_version: String,
    pub(super) time: String,
    pub(super) subresource: String,
    pub(super) fields: FieldSet,
}

impl Author {
    pub(crate) fn new(manager: &str) -> Self {
        Self { manager: manager.to_owned(), subresource: "", operation: Operation::Update }
    }

    /// Returns the author of a change to the status only.
    pub(crate) fn of_status(manager: &str) -> Self {
        Self { subresource: "status", ..Self::new(manager) }
    }

    /// Returns the author of a server-side apply, which has written its entry already.
    pub(crate) fn applier(manager: &str) -> Self {
        Self { operation: Operation::Apply, ..Self::new(manager) }
    }
}

impl Entry {
    pub(super) fn applied(kind: &Kind, manager: &str, fields: FieldSet, now: Timestamp) -> Self {
        Self {
            manager: manager.to_owned(),
            operation: Operation::Apply,
            api_version: kind.api_version(),
            time: seconds(now),
            subresource: String::new(),
            fields,
        }
    }

    pub(super) fn is_applier(&self, manager: &str) -> bool {
        self.operation == Operation::Apply && self.manager == manager && self.subresource.is_empty()
    }

    fn is_of(&self, author: &Author) -> bool {
        self.manager == author.manager && self.operation == author.operation && self.subresource == author.subresource
    }

    fn decode(entry: &Value) -> Self {
        let read = |field: &str| text(entry, &format!("/{field}")).to_owned();
        Self {
            manager: read("manager"),
            operation: if entry["operation"] == "Apply" { Operation::Apply } else { Operation::Update },
            api_version: read("apiVersion"),
            time: read("time"),
            subresource: read("subresource"),
            fields: FieldSet::decode(&entry["fieldsV1"]),
        }
    }

    fn encode(&self) -> Value {
        let operation = match self.operation {
            Operation::Apply => "Apply",
            Operation::Update => "Update",
        };
        let mut entry = json!({
            "manager": self.manager, "operation": operation, "apiVersion": self.api_version, "time": self.time,
            "fieldsType": "FieldsV1", "fieldsV1": self.fields.encode(),
        });
        if !self.subresource.is_empty() {
            entry["subresource"] = json!(self.subresource);
        }
        entry
    }
}

/// Reads the entries of an object.
pub(super) fn read(object: &Value) -> Vec<Entry> {
    list(object, "/metadata/managedFields").iter().map(Entry::decode).collect()
}

/// Writes the entries that own something, in the order of the API server.
pub(super) fn write(object: &mut Value, mut entries: Vec<Entry>) {
    entries.retain(|entry| !entry.fields.is_empty());
    entries.sort_by(|left, right| {
        let key = |entry: &Entry| (entry.operation, entry.time.clone(), entry.manager.clone());
        key(left).cmp(&key(right))
    });
    if entries.is_empty() {
        remove(object, "/metadata/managedFields");
    } else {
        *items(slot(object, "/metadata/managedFields")) = entries.iter().map(Entry::encode).collect();
    }
}

/// Brings the owners of an object's fields up to date after a write that is not an apply: the author takes what
/// changed, without asking.
pub(crate) fn track(kind: &Kind, before: Option<&Value>, object: &mut Value, author: &Author, now: Timestamp) {
    if author.operation == Operation::Apply {
        return;
    }
    let schema = Schema::of(kind);
    let mut entries = before.map(read).unwrap_or_default();
    let changes = compare(schema, before.unwrap_or(&Value::Null), object);
    let gained = changes.added.union(&changes.modified).restricted("status", author.subresource == "status");
    for entry in &mut entries {
        if !entry.is_of(author) {
            entry.fields = entry.fields.difference(&gained);
        }
        entry.fields = entry.fields.difference(&changes.removed);
    }
    if !gained.is_empty() {
        let own = match entries.iter_mut().find(|entry| entry.is_of(author)) {
            Some(own) => own,
            None => {
                entries.push(Entry::updated(kind, author));
                entries.last_mut().expect("it was just pushed")
            }
        };
        own.fields = own.fields.union(&gained);
        own.time = seconds(now);
    }
    write(object, entries);
}

impl Entry {
    fn updated(kind: &Kind, author: &Author) -> Self {
        Self {
            manager: author.manager.clone(),
            operation: Operation::Update,
            api_version: kind.api_version(),
            time: String::new(),
            subresource: author.subresource.to_owned(),
            fields: FieldSet::default(),
        }
    }
}
