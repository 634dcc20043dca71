//! What surrounds failing pods, namespace by namespace, read once for all of them.
//!
//! Only what explains a symptom is read: secrets and accounts where a pull fails, logs where something crashed, nodes where
//! it may be the node. Everything is bounded, in number and in time: what was not read in time is unknown, and what is too
//! much is not asked for.

mod need;
mod secrets;
mod workloads;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use futures::future::join_all;
use serde_json::Value;

use crate::core::model::{Event, Kind, Node, ObjectId, Reading, Surroundings, Uid};

use super::{reader::Reader, reads};

pub(super) use need::{Need, logs_of};
pub(super) use workloads::with_type;

/// So many logs are read for one look at the cluster.
const MOST_LOGS: usize = 50;
/// So many nodes are.
const MOST_NODES: usize = 32;
/// And of so many absent secrets it is found out where else they are.
const MOST_ELSEWHERE: usize = 20;

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// What tells the cause and what is shared.
    Cause,
    /// That, and what proves it: all events, logs, where else a secret is.
    Proof,
}

/// The log of one container in one run that ended.
type LogKey = (Uid, String);

/// Reads what the needs ask for; every namespace of theirs is in the answer.
pub(super) async fn read(reader: &Reader, needs: &[Need], depth: Depth) -> BTreeMap<String, Surroundings> {
    let mut by_namespace: BTreeMap<&str, Vec<&Need>> = BTreeMap::new();
    for need in needs {
        by_namespace.entry(&need.namespace).or_default().push(need);
    }
    let namespaces = join_all(by_namespace.iter().map(|(name, needs)| namespace(reader, name, needs, depth)));
    let (mut all, nodes, pods, logs) = tokio::join!(
        Box::pin(async { namespaces.await.into_iter().collect::<BTreeMap<_, _>>() }),
        Box::pin(nodes(reader, needs)),
        Box::pin(pods(reader, needs, depth)),
        Box::pin(logs(reader, needs, depth)),
    );
    for need in needs {
        let Some(surroundings) = all.get_mut(&need.namespace) else { continue };
        if let Some((name, node)) = need.node.as_ref().and_then(|name| nodes.get_key_value(name)) {
            surroundings.nodes.insert(name.clone(), node.clone());
        }
    }
    for (namespace, uid, pod) in pods {
        all.entry(namespace.to_owned()).or_default().pods.insert(uid.clone(), pod);
    }
    for ((namespace, key), log) in logs {
        all.entry(namespace).or_default().previous_logs.insert(key, log);
    }
    if depth == Depth::Proof {
        find_elsewhere(reader, &mut all).await;
    }
    all
}

async fn namespace(reader: &Reader, name: &str, needs: &[&Need], depth: Depth) -> (String, Surroundings) {
    let mut surroundings = Surroundings::default();
    let (credentials, workloads, events) = tokio::join!(
        Box::pin(secrets::read(reader, name, needs)),
        Box::pin(workloads::read(reader, name, needs, depth)),
        Box::pin(events(reader, name, needs, depth)),
    );
    surroundings.workloads = workloads.into_iter().map(|(id, reading)| (id, reading.map(Arc::new))).collect();
    match events {
        Ok(events) => surroundings.events = events,
        Err(gap) => surroundings.events_gap = Some(gap),
    }
    credentials.put_into(&mut surroundings);
    let templates = secrets::of_templates(&surroundings);
    secrets::read_named(reader, name, needs, templates, &mut surroundings).await;
    (name.to_owned(), surroundings)
}

/// Reads the events of the namespace and keeps those about what fails, by what they are about.
async fn events(
    reader: &Reader,
    namespace: &str,
    needs: &[&Need],
    depth: Depth,
) -> Result<BTreeMap<Uid, Vec<Arc<Event>>>, crate::core::model::Gap> {
    let selector = (depth == Depth::Cause).then_some("type!=Normal");
    let uids: HashSet<&Uid> = needs.iter().flat_map(|need| &need.about).collect();
    let workloads: HashSet<&ObjectId> =
        needs.iter().map(|need| &need.workload).filter(|workload| workload.kind != Kind::Pod).collect();
    let mut kept: BTreeMap<Uid, Vec<Arc<Event>>> = BTreeMap::new();
    for event in reads::events(reader, Some(namespace), selector).await? {
        if uids.contains(&event.regarding_uid) || workloads.contains(&event.regarding) {
            kept.entry(event.regarding_uid.clone()).or_default().push(Arc::new(event));
        }
    }
    Ok(kept)
}

async fn nodes(reader: &Reader, needs: &[Need]) -> BTreeMap<String, Reading<Node>> {
    let names: BTreeSet<&String> = needs.iter().filter_map(|need| need.node.as_ref()).collect();
    let reads = names.into_iter().take(MOST_NODES).map(async |name| (name.clone(), reads::node(reader, name).await));
    join_all(reads).await.into_iter().collect()
}

/// Reads one pod of each owner, except where only a pull fails: what is said of that quotes nothing of a pod but the image,
/// and its workload is read.
async fn pods<'a>(reader: &Reader, needs: &'a [Need], depth: Depth) -> Vec<(&'a str, &'a Uid, Reading<Arc<Value>>)> {
    if depth == Depth::Cause {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let is_quoted = |need: &&Need| need.secrets.is_none() || need.workload.kind == Kind::Pod;
    let pods = needs.iter().filter(|need| !need.pod.is_empty()).filter(is_quoted);
    let wanted = pods.filter(|need| seen.insert(need.about.last()));
    let reads = wanted.map(async |need| {
        let pod = reads::pod(reader, &need.namespace, &need.pod).await;
        (need.namespace.as_str(), &need.about[0], pod.map(Arc::new))
    });
    join_all(reads).await
}

/// Reads the logs of one pod a workload.
async fn logs(reader: &Reader, needs: &[Need], depth: Depth) -> Vec<((String, LogKey), Reading<Vec<String>>)> {
    if depth == Depth::Cause {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let crashed = needs.iter().filter(|need| !need.logs.is_empty() && seen.insert(&need.workload));
    let wanted = crashed.flat_map(|need| need.logs.iter().map(move |(container, run)| (need, container, *run)));
    let reads = wanted.take(MOST_LOGS).map(async |(need, container, run)| {
        let log = reads::log(reader, &need.namespace, &need.pod, container, run).await;
        ((need.namespace.clone(), (need.about[0].clone(), container.clone())), log)
    });
    join_all(reads).await
}

/// Finds out for each absent secret where else there is one of its name, once for all namespaces that miss it.
async fn find_elsewhere(reader: &Reader, all: &mut BTreeMap<String, Surroundings>) {
    let absent: BTreeSet<&String> = all.values().flat_map(secrets::absent).collect();
    let absent = absent.into_iter().take(MOST_ELSEWHERE);
    let reads = absent.map(async |name| (name.clone(), reads::elsewhere(reader, name).await));
    let found: BTreeMap<_, _> = join_all(reads).await.into_iter().collect();
    for (namespace, surroundings) in all {
        let here: Vec<String> = secrets::absent(surroundings).cloned().collect();
        for name in here {
            if let Some(reading) = found.get(&name) {
                surroundings.elsewhere.insert(name, reads::without(namespace, reading.clone()));
            }
        }
    }
}
