//! Sets of fields, in the form that `managedFields` has them: a tree whose keys are `f:spec`,
//! `k:{"name":"app"}` or `v:"x"`, and whose members are leaves or say so with a dot.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema::{List, Schema, item_name};

/// A set of paths into an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldSet {
    /// Whether the place itself is in the set.
    member: bool,
    children: BTreeMap<String, FieldSet>,
}

impl FieldSet {
    pub(super) fn is_empty(&self) -> bool {
        !self.member && self.children.values().all(Self::is_empty)
    }

    pub(super) fn is_member(&self) -> bool {
        self.member
    }

    /// Returns the set below one step, if anything is there.
    pub(super) fn child(&self, step: &str) -> Option<&Self> {
        self.children.get(step)
    }

    pub(super) fn insert(&mut self, path: &[String]) {
        let mut place = self;
        for step in path {
            place = place.children.entry(step.clone()).or_default();
        }
        place.member = true;
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        all.member |= other.member;
        for (step, child) in &other.children {
            let joined = all.children.get(step).map_or_else(|| child.clone(), |own| own.union(child));
            all.children.insert(step.clone(), joined);
        }
        all
    }

    pub(super) fn difference(&self, other: &Self) -> Self {
        self.combine(other, |own, theirs| own && !theirs, true)
    }

    pub(super) fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |own, theirs| own && theirs, false)
    }

    /// Combines place by place; `keep` says what becomes of branches that only this set has.
    fn combine(&self, other: &Self, rule: fn(bool, bool) -> bool, keep: bool) -> Self {
        let mut children = BTreeMap::new();
        for (step, child) in &self.children {
            let combined = match other.children.get(step) {
                Some(theirs) => child.combine(theirs, rule, keep),
                None if keep => child.clone(),
                None => continue,
            };
            if !combined.is_empty() {
                children.insert(step.clone(), combined);
            }
        }
        Self { member: rule(self.member, other.member), children }
    }

    /// Returns the set with every place on the way to a member, for who owns a field keeps its parents alive.
    pub(super) fn with_parents(&self) -> Self {
        let children: BTreeMap<_, _> =
            self.children.iter().map(|(step, child)| (step.clone(), child.with_parents())).collect();
        Self { member: self.member || !children.is_empty(), children }
    }

    /// Keeps only what lies below one field, or only what does not.
    pub(super) fn restricted(mut self, field: &str, inside: bool) -> Self {
        let step = format!("f:{field}");
        self.children.retain(|other, _| (*other == step) == inside);
        self
    }

    /// Returns the members as people write them: `.spec.containers[name="app"].image`.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.collect("", &mut paths);
        paths
    }

    fn collect(&self, prefix: &str, paths: &mut Vec<String>) {
        if self.member {
            paths.push(prefix.to_owned());
        }
        for (step, child) in &self.children {
            child.collect(&format!("{prefix}{}", readable(step)), paths);
        }
    }

    /// Returns the set as `fieldsV1`.
    pub(super) fn encode(&self) -> Value {
        let mut fields = Map::new();
        if self.member && !self.children.is_empty() {
            fields.insert(".".to_owned(), json!({}));
        }
        for (step, child) in &self.children {
            fields.insert(step.clone(), child.encode());
        }
        Value::Object(fields)
    }

    /// Reads `fieldsV1`.
    pub(super) fn decode(fields: &Value) -> Self {
        let mut set = Self::default();
        for (step, child) in fields.as_object().into_iter().flatten() {
            if step == "." {
                set.member = true;
                continue;
            }
            let mut child = Self::decode(child);
            child.member |= child.children.is_empty();
            set.children.insert(step.clone(), child);
        }
        set
    }
}

fn readable(step: &str) -> String {
    match step.split_once(':') {
        Some(("f", name)) => format!(".{name}"),
        Some(("v", value)) => format!("[={value}]"),
        Some(("k", keys)) => {
            let keys: Map<String, Value> = serde_json::from_str(keys).unwrap_or_default();
            let pairs: Vec<_> = keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("[{}]", pairs.join(","))
        }
        _ => step.to_owned(),
    }
}

/// Metadata that nobody owns (`stripMeta` in k8s.io/apimachinery/pkg/util/managedfields).
const UNOWNED: &[&str] = &[
    "name",
    "namespace",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
];

/// Returns whether anyone can own a field of this name at this place.
pub(super) fn is_ownable(path: &[String], name: &str) -> bool {
    match path {
        [] => !matches!(name, "apiVersion" | "kind"),
        [top] if top == "f:metadata" => !UNOWNED.contains(&name),
        _ => true,
    }
}

/// Returns the fields that applying an object means to own: its leaves, and the items of its lists.
pub(super) fn of(schema: Schema, object: &Value) -> FieldSet {
    let mut set = FieldSet::default();
    for (name, value) in object.as_object().into_iter().flatten() {
        if !is_ownable(&[], name) {
            continue;
        }
        let mut field = collect(schema, name, value);
        let step = format!("f:{name}");
        if name == "metadata" {
            field.children.retain(|child, _| is_ownable(std::slice::from_ref(&step), &child[2..]));
        }
        if name != "metadata" || !field.children.is_empty() {
            set.children.insert(step, field);
        }
    }
    set
}

fn collect(schema: Schema, name: &str, value: &Value) -> FieldSet {
    let mut set = FieldSet::default();
    match value {
        Value::Object(fields) if !fields.is_empty() && !schema.is_atomic_map(name) => {
            for (name, value) in fields {
                set.children.insert(format!("f:{name}"), collect(schema, name, value));
            }
        }
        Value::Array(items) if schema.list(name) != List::Atomic => {
            for item in items {
                let Some(step) = item_name(schema.list(name), item) else {
                    continue;
                };
                let mut child =
                    if schema.has_atomic_items(name) { FieldSet::default() } else { collect(schema, "", item) };
                child.member = true;
                set.children.insert(step, child);
            }
        }
        _ => set.member = true,
    }
    set
}
