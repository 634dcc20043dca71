//! What the server does with an object on its way into the store: metadata, defaults, admission, validation,
//! field ownership. Requests from outside and the demo's own controllers take the same road.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    admission,
    apply::managers::{self, Author},
    defaults,
    kinds::Kind,
    object::{self, fields, has, number, seconds, set, text},
    record::Record,
    refusal::Refusal,
    store::Key,
    validation,
    world::World,
};

/// Whether a write is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Real,
    /// `dryRun=All`: everything happens but the storing.
    DryRun,
}

impl World {
    /// Creates an object for one of the demo's own parts.
    pub(crate) fn create(
        &mut self,
        kind: &'static Kind,
        object: Value,
        author: &Author,
    ) -> Result<Arc<Record>, Refusal> {
        self.create_as(kind, object, author, Mode::Real)
    }

    /// Creates an object, or says what would be created.
    pub(crate) fn create_as(
        &mut self,
        kind: &'static Kind,
        mut object: Value,
        author: &Author,
        mode: Mode,
    ) -> Result<Arc<Record>, Refusal> {
        self.new_metadata(kind, &mut object);
        defaults::fill(kind, &mut object);
        admission::admit(self, kind, &mut object)?;
        validation::check(kind, &object)?;
        let key = Key::new(kind.plural, text(&object, "/metadata/namespace"), text(&object, "/metadata/name"));
        if self.store.get(&key).is_some() {
            return Err(Refusal::already_exists(kind, &key.name));
        }
        managers::track(kind, None, &mut object, author, self.now);
        Ok(self.keep(kind, object, mode))
    }

    /// Replaces an object for one of the demo's own parts; a change that the rules forbid is a bug there.
    pub(crate) fn update(&mut self, old: &Arc<Record>, object: Value, author: &Author) -> Result<Arc<Record>, Refusal> {
        self.update_as(old, object, author, Mode::Real)
    }

    /// Replaces an object, or says what would become of it; the same object again changes nothing.
    pub(crate) fn update_as(
        &mut self,
        old: &Arc<Record>,
        mut object: Value,
        author: &Author,
        mode: Mode,
    ) -> Result<Arc<Record>, Refusal> {
        let kind = old.kind;
        let before = old.view();
        keep_system_metadata(before, &mut object);
        defaults::fill(kind, &mut object);
        validation::check(kind, &object)?;
        validation::check_update(kind, before, &object)?;
        if *before == object {
            return Ok(Arc::clone(old));
        }
        if has(before, "/metadata/generation") && object["spec"] != before["spec"] {
            set(&mut object, "/metadata/generation", number(before, "/metadata/generation") + 1);
        }
        managers::track(kind, Some(before), &mut object, author, self.now);
        Ok(self.keep(kind, object, mode))
    }

    /// Deletes an object as the API does: a pod on a node gets time to end, everything else is gone at once.
    pub(crate) fn delete_as(&mut self, old: &Arc<Record>, grace: Option<i64>, mode: Mode) -> Arc<Record> {
        let key = Key::of(old);
        let mut object = old.object();
        let graceful = old.kind.plural == "pods"
            && !text(&object, "/spec/nodeName").is_empty()
            && grace != Some(0)
            && !matches!(text(&object, "/status/phase"), "Succeeded" | "Failed");
        if !graceful {
            return match mode {
                Mode::Real => self.erase(&key).unwrap_or_else(|| Arc::clone(old)),
                Mode::DryRun => Arc::clone(old),
            };
        }
        if old.terminating {
            return Arc::clone(old);
        }
        let seconds_left = grace.unwrap_or_else(|| number(&object, "/spec/terminationGracePeriodSeconds"));
        let end = self.now + std::time::Duration::from_secs(seconds_left.unsigned_abs());
        set(&mut object, "/metadata/deletionTimestamp", seconds(end));
        set(&mut object, "/metadata/deletionGracePeriodSeconds", seconds_left);
        self.keep(old.kind, object, mode)
    }

    fn keep(&mut self, kind: &'static Kind, mut object: Value, mode: Mode) -> Arc<Record> {
        match mode {
            Mode::Real => self.commit(kind, object),
            Mode::DryRun => {
                // The real server answers a dry run of a new object without a version.
                object::set_default(&mut object, "/metadata/resourceVersion", "");
                Arc::new(Record::new(kind, &object))
            }
        }
    }

    /// Writes the metadata of a new object in the order the server has it.
    fn new_metadata(&mut self, kind: &Kind, object: &mut Value) {
        let given = object::remove(object, "/metadata").unwrap_or_default();
        let mut name = text(&given, "/name").to_owned();
        if name.is_empty() && !text(&given, "/generateName").is_empty() {
            name = format!("{}{}", text(&given, "/generateName"), self.names.name_suffix());
        }
        let mut metadata = json!({"name": name});
        let copied = ["generateName", "namespace"];
        copy(&given, &mut metadata, &copied);
        metadata["uid"] = json!(self.uids.uuid());
        metadata["resourceVersion"] = json!("");
        if has(object, "/spec") && kind.plural != "namespaces" && kind.plural != "nodes" {
            metadata["generation"] = json!(1);
        }
        metadata["creationTimestamp"] = json!(seconds(self.now));
        copy(&given, &mut metadata, &["labels", "annotations", "ownerReferences", "finalizers", "managedFields"]);
        fields(object).shift_insert(0, "metadata".to_owned(), metadata);
    }
}

fn copy(from: &Value, to: &mut Value, names: &[&str]) {
    for name in names {
        if let Some(value) = from.get(name).filter(|value| !object::is_empty(value)) {
            to[*name] = value.clone();
        }
    }
}

/// Puts back what no request may change; a request may leave it out.
fn keep_system_metadata(before: &Value, object: &mut Value) {
    let system = [
        "generateName",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];
    for name in system {
        match before["metadata"].get(name) {
            Some(value) => object["metadata"][name] = value.clone(),
            None => {
                object::remove(object, &format!("/metadata/{name}"));
            }
        }
    }
}
