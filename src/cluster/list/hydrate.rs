//! Fetches the pods that are not fine.

use std::collections::{BTreeMap, HashSet};

use futures::{StreamExt as _, stream};

use crate::{
    cluster::{
        Cluster,
        address::PODS,
        convert,
        failure::Failure,
        http::Form,
        owners::Owners,
        slim::{self, List},
    },
    core::model::{Pod, PodKey, Uid},
};

use super::{pods_path, rows::Rows};

/// How many pods are read at a time.
const AT_ONCE: usize = 16;
/// From so many single reads of one namespace on, a list of it is cheaper.
const LIST_FROM: usize = 64;

/// Reads every pod that the rows call not fine, and finds their workloads.
pub(super) async fn hydrate(
    cluster: &Cluster,
    rows: &mut Rows,
    whole: bool,
    owners: &mut Owners,
) -> Result<Vec<Pod>, Failure> {
    if !rows.to_fetch.is_empty() {
        fetch(cluster, rows, whole).await?;
    }
    let mut pods = std::mem::take(&mut rows.pods);
    owners.settle(cluster.http(), &mut pods).await;
    Ok(pods)
}

async fn fetch(cluster: &Cluster, rows: &mut Rows, whole: bool) -> Result<(), Failure> {
    let mut missing: HashSet<PodKey> = rows.to_fetch.drain(..).collect();
    for namespace in lists(&missing, whole) {
        let not_started = not_started(cluster, namespace.as_deref()).await?;
        for pod in not_started {
            take(rows, &mut missing, pod);
        }
    }
    for namespace in crowded(&missing) {
        let all = read_list(cluster, Some(&namespace), None).await?;
        for pod in all {
            if missing.contains(&pod.key()) {
                take(rows, &mut missing, pod);
            }
        }
    }
    fetch_singly(cluster, rows, missing).await
}

fn take(rows: &mut Rows, missing: &mut HashSet<PodKey>, pod: Pod) {
    missing.remove(&pod.key());
    rows.add_pod(pod);
}

/// Returns what to list by phase: the whole cluster where it may be read, else the namespaces that need it.
fn lists(missing: &HashSet<PodKey>, whole: bool) -> Vec<Option<String>> {
    let by_namespace = count(missing);
    if whole && by_namespace.len() > 1 {
        return vec![None];
    }
    by_namespace.into_keys().map(Some).collect()
}

fn crowded(missing: &HashSet<PodKey>) -> Vec<String> {
    count(missing).into_iter().filter(|(_, pods)| *pods >= LIST_FROM).map(|(namespace, _)| namespace).collect()
}

fn count(keys: &HashSet<PodKey>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key.namespace.clone()).or_default() += 1;
    }
    counts
}

/// Pods that never started, or ended badly: first pulls, pending ones, evicted ones.
async fn not_started(cluster: &Cluster, namespace: Option<&str>) -> Result<Vec<Pod>, Failure> {
    read_list(cluster, namespace, Some("status.phase!=Running,status.phase!=Succeeded")).await
}

/// Reads a list of pods; one that is refused is left to the single reads.
async fn read_list(cluster: &Cluster, namespace: Option<&str>, selector: Option<&str>) -> Result<Vec<Pod>, Failure> {
    let mut path = pods_path(namespace);
    if let Some(selector) = selector {
        path = path.with("fieldSelector", selector);
    }
    match cluster.http().read::<List<slim::Pod>>(&path, Form::Json).await {
        Ok(list) => Ok(list.items.unwrap_or_default().into_iter().map(convert::pod).collect()),
        Err(failure) if failure.is_general() => Err(failure),
        Err(_) => Ok(Vec::new()),
    }
}

async fn fetch_singly(cluster: &Cluster, rows: &mut Rows, missing: HashSet<PodKey>) -> Result<(), Failure> {
    let mut reads = stream::iter(missing).map(|key| read_one(cluster, key)).buffer_unordered(AT_ONCE);
    while let Some((key, read)) = reads.next().await {
        match read {
            Ok(pod) => rows.add_pod(convert::pod(pod)),
            Err(failure) if failure.is_general() => return Err(failure),
            Err(failure) if failure.is_not_found() => _ = rows.tally.forget(&key.namespace, &key.name, &Uid::default()),
            Err(failure) => {
                let why = cluster.gap(&failure, PODS.right("get", Some(&key.namespace)));
                rows.add_unread(key.namespace, why);
            }
        }
    }
    Ok(())
}

async fn read_one(cluster: &Cluster, key: PodKey) -> (PodKey, Result<slim::Pod, Failure>) {
    let path = PODS.object(&key.namespace, &key.name);
    let pod = cluster.http().read(&path, Form::Json).await;
    (key, pod)
}
