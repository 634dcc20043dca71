//! The workloads of failing pods: one by one, or all of a kind where there are many.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use serde_json::{Map, Value};

use crate::{
    cluster::{address::Resource, reader::Reader},
    core::model::{Kind, ObjectId, Reading},
};

use super::{Depth, Need};

/// From so many of one kind on, a list of all of them costs less.
const LIST_FROM: usize = 8;

pub(super) async fn read(
    reader: &Reader,
    namespace: &str,
    needs: &[&Need],
    depth: Depth,
) -> BTreeMap<ObjectId, Reading<Value>> {
    let mut kinds: BTreeMap<&Kind, BTreeSet<&ObjectId>> = BTreeMap::new();
    for need in needs {
        kinds.entry(&need.workload.kind).or_default().insert(&need.workload);
    }
    // A pod that nothing owns is known already; where other kinds are served is not known.
    let reads = kinds.into_iter().filter(|(kind, _)| **kind != Kind::Pod).filter_map(|(kind, ids)| {
        let resource = Resource::of(kind)?;
        Some(Box::pin(of_kind(reader, namespace, resource, ids)))
    });
    let mut workloads: BTreeMap<_, _> = join_all(reads).await.into_iter().flatten().collect();
    if depth == Depth::Cause {
        workloads.values_mut().for_each(slim_down);
    }
    workloads
}

async fn of_kind(
    reader: &Reader,
    namespace: &str,
    resource: Resource,
    ids: BTreeSet<&ObjectId>,
) -> Vec<(ObjectId, Reading<Value>)> {
    if ids.len() < LIST_FROM {
        return singly(reader, resource, ids).await;
    }
    let (at, path) = (reader.now(), resource.list(Some(namespace)));
    let Ok(items) = reader.list::<Value>(resource, Some(namespace), &path).await else {
        // Whoever may not list may still be allowed to read each.
        return singly(reader, resource, ids).await;
    };
    let mut by_name: BTreeMap<String, Value> = items.into_iter().filter_map(named).collect();
    let answer = ids.into_iter().map(|id| {
        let found = by_name.remove(&id.name).map(|value| with_type(&id.kind, value));
        (id.clone(), found.map_or(Reading::Absent { at }, |value| Reading::Found { value, at }))
    });
    answer.collect()
}

async fn singly(reader: &Reader, resource: Resource, ids: BTreeSet<&ObjectId>) -> Vec<(ObjectId, Reading<Value>)> {
    let reads = ids.into_iter().map(async |id| {
        let path = resource.object(&id.namespace, &id.name);
        (id.clone(), reader.object(&path, id, |value| value).await)
    });
    join_all(reads).await
}

fn named(object: Value) -> Option<(String, Value)> {
    let name = object.pointer("/metadata/name")?.as_str()?.to_owned();
    Some((name, object))
}

/// Takes out who owns which field, most of an object by size: whoever writes reads the object anew.
fn slim_down(reading: &mut Reading<Value>) {
    let Reading::Found { value, .. } = reading else { return };
    if let Some(metadata) = value.pointer_mut("/metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
}

/// Says of an item of a list what it is; it comes without its kind.
pub(in crate::cluster) fn with_type(kind: &Kind, object: Value) -> Value {
    let (Value::Object(fields), Some(resource)) = (&object, Resource::of(kind)) else { return object };
    if fields.contains_key("kind") {
        return object;
    }
    let mut whole = Map::new();
    whole.insert("apiVersion".to_owned(), resource.api_version().into());
    whole.insert("kind".to_owned(), kind.to_string().into());
    whole.extend(fields.clone());
    Value::Object(whole)
}
