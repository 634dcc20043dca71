//! The workloads of failing pods: one by one, or all of a kind where there are many.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use serde_json::{Map, Value};

use crate::{
    cluster::{address::Resource, reader::Reader},
    core::{
        model::{Kind, ObjectId, Reading},
        plan::FIELD_MANAGER,
    },
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

/// Takes out which fields others own, most of an object by size; what an earlier fix of ours owns, the next one builds on.
fn slim_down(reading: &mut Reading<Value>) {
    let Reading::Found { value, .. } = reading else { return };
    if let Some(owners) = value.pointer_mut("/metadata/managedFields").and_then(Value::as_array_mut) {
        owners.retain(|owner| owner["manager"] == FIELD_MANAGER);
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_the_owners_of_fields_ours_stays() {
        let owners = json!([{ "manager": "helm" }, { "manager": FIELD_MANAGER, "operation": "Apply" }]);
        let value = json!({ "metadata": { "managedFields": owners } });
        let mut reading = Reading::Found { value, at: jiff::Timestamp::UNIX_EPOCH };
        slim_down(&mut reading);
        let left = reading.found().and_then(|value| value.pointer("/metadata/managedFields")).cloned();
        assert_eq!(left, Some(json!([{ "manager": FIELD_MANAGER, "operation": "Apply" }])));
    }

    #[test]
    fn an_item_of_a_list_is_told_what_it_is() {
        let typed = with_type(&Kind::CronJob, json!({ "metadata": { "name": "a" } }));
        assert_eq!((&typed["apiVersion"], &typed["kind"]), (&json!("batch/v1"), &json!("CronJob")));
        let known = json!({ "kind": "Deployment", "apiVersion": "apps/v1" });
        assert_eq!(with_type(&Kind::Deployment, known.clone()), known);
    }
}
