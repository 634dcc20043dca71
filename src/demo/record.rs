//! One stored object: its JSON as text, and beside it the few values that lists and selectors ask for.
//!
//! A cluster of 10,000 pods is about 100 MB of text but ten times as much as a tree of values, and a list is
//! little more than the texts in a row. So objects are kept as text, and as a tree only once someone needs one.

use std::sync::OnceLock;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::{
    kinds::Kind,
    object::{self, controller, has, text},
    quantity,
    table::{self, Cell},
};

mod stamp;

pub(crate) use stamp::Stamp;

/// An object at one resource version; never changed, only replaced.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) kind: &'static Kind,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) uid: String,
    pub(crate) version: u64,
    pub(crate) created: Option<Timestamp>,
    pub(crate) terminating: bool,
    pub(crate) labels: Vec<(String, String)>,
    /// The values of [`Kind::fields`], in their order.
    pub(crate) fields: Vec<String>,
    pub(crate) owner: Option<Owner>,
    /// What a pod asks for: thousandths of processors and bytes of memory.
    pub(crate) requests: (i64, i64),
    pub(crate) cells: Vec<Cell>,
    /// The object without `kind` and `apiVersion`, which lists leave out; metadata comes first.
    body: Bytes,
    /// Where the metadata ends in the body.
    metadata_end: usize,
    tree: OnceLock<Value>,
}

/// What controls an object: its replica set, for most pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) uid: String,
}

const METADATA_START: &str = "{\"metadata\":";

impl Record {
    /// Indexes and encodes an object; its resource version is already in its metadata.
    pub(crate) fn new(kind: &'static Kind, object: &Value) -> Self {
        let (body, metadata_end) = encode(object);
        Self {
            kind,
            namespace: text(object, "/metadata/namespace").to_owned(),
            name: text(object, "/metadata/name").to_owned(),
            uid: text(object, "/metadata/uid").to_owned(),
            version: text(object, "/metadata/resourceVersion").parse().unwrap_or(0),
            created: object::time(object, "/metadata/creationTimestamp"),
            terminating: has(object, "/metadata/deletionTimestamp"),
            labels: object::texts(object, "/metadata/labels")
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            fields: kind.fields.iter().map(|field| field_value(object, field)).collect(),
            owner: controller(object).map(owner),
            requests: quantity::requests(object),
            cells: table::cells(kind, object),
            body,
            metadata_end,
            tree: OnceLock::new(),
        }
    }

    /// Indexes and encodes an object that will be looked at again soon.
    pub(crate) fn keeping(kind: &'static Kind, object: Value) -> Self {
        let record = Self::new(kind, &object);
        let tree = OnceLock::from(object);
        Self { tree, ..record }
    }

    /// Returns the object, without `kind` and `apiVersion`.
    pub(crate) fn view(&self) -> &Value {
        let parse = || serde_json::from_slice(&self.body).expect("the body was written by this module");
        self.tree.get_or_init(parse)
    }

    /// Returns a copy of the object to change.
    pub(crate) fn object(&self) -> Value {
        self.view().clone()
    }

    /// Returns the value that a field selector compares, if the kind supports that field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        match name {
            "metadata.name" => Some(&self.name),
            "metadata.namespace" => Some(&self.namespace),
            _ => {
                let index = self.kind.fields.iter().position(|field| *field == name)?;
                Some(&self.fields[index])
            }
        }
    }

    /// Returns the value of a label.
    pub(crate) fn label(&self, name: &str) -> Option<&str> {
        let found = self.labels.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }

    /// Returns the number of bytes that an answer with this object has about.
    pub(crate) fn size(&self) -> usize {
        self.body.len()
    }

    /// Appends the object as an item of a list, which carries no `kind` and `apiVersion`.
    pub(crate) fn write_item(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.body);
    }

    /// Appends the object with its `kind` and `apiVersion`.
    pub(crate) fn write_full(&self, out: &mut Vec<u8>) {
        let (kind, api_version) = (self.kind.name, self.kind.api_version());
        out.extend_from_slice(format!("{{\"kind\":\"{kind}\",\"apiVersion\":\"{api_version}\",").as_bytes());
        out.extend_from_slice(&self.body[1..]);
    }

    /// Appends the object's metadata as a `PartialObjectMetadata`.
    pub(crate) fn write_metadata(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(PARTIAL.as_bytes());
        out.extend_from_slice(&self.body[METADATA_START.len()..self.metadata_end]);
        out.push(b'}');
    }
}

const PARTIAL: &str = "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":";

/// Writes metadata first and status last, as the API server does.
fn encode(object: &Value) -> (Bytes, usize) {
    let mut out = Vec::with_capacity(1024);
    out.extend_from_slice(METADATA_START.as_bytes());
    append(&mut out, object.get("metadata").unwrap_or(&Value::Null));
    let metadata_end = out.len();
    let fields = object.as_object().into_iter().flatten();
    let (status, others): (Vec<_>, Vec<_>) = fields
        .filter(|(key, _)| !matches!(key.as_str(), "metadata" | "kind" | "apiVersion"))
        .partition(|(key, _)| key.as_str() == "status");
    for (key, value) in others.into_iter().chain(status) {
        out.extend_from_slice(format!(",\"{key}\":").as_bytes());
        append(&mut out, value);
    }
    out.push(b'}');
    out.shrink_to_fit();
    (Bytes::from(out), metadata_end)
}

fn append(out: &mut Vec<u8>, value: &Value) {
    serde_json::to_writer(out, value).expect("a JSON value can always be written to memory");
}

fn owner(reference: &Value) -> Owner {
    Owner {
        kind: text(reference, "/kind").to_owned(),
        name: text(reference, "/name").to_owned(),
        uid: text(reference, "/uid").to_owned(),
    }
}

fn field_value(object: &Value, field: &str) -> String {
    let value = object.pointer(&format!("/{}", field.replace('.', "/")));
    match (field, value) {
        // The event's source is its component; a bool without a value is false.
        ("source", _) => text(object, "/source/component").to_owned(),
        ("spec.unschedulable" | "spec.hostNetwork", None) => "false".to_owned(),
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(Value::Bool(flag))) => flag.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::demo::kinds;

    #[test]
    fn an_object_comes_back_as_it_went_in_with_metadata_first() {
        let object = json!({"spec": {"nodeName": "node-1"}, "metadata": {"name": "web"}, "status": {}});
        let record = Record::new(kinds::named("pods"), &object);
        assert_eq!(record.object(), object);
        assert_eq!(record.field("spec.nodeName"), Some("node-1"));
        let mut full = Vec::new();
        record.write_full(&mut full);
        let full = String::from_utf8(full).unwrap();
        assert!(full.starts_with(r#"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},"#), "{full}");
    }

    #[test]
    fn metadata_can_be_had_alone() {
        let object = json!({"metadata": {"name": "web", "labels": {"app": "web"}}, "spec": {}});
        let record = Record::new(kinds::named("pods"), &object);
        let mut partial = Vec::new();
        record.write_metadata(&mut partial);
        let partial: Value = serde_json::from_slice(&partial).unwrap();
        assert_eq!(partial["kind"], "PartialObjectMetadata");
        assert_eq!(partial["metadata"], object["metadata"]);
        assert_eq!(record.label("app"), Some("web"));
    }
}
