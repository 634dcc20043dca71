//! The first complete list of pods, at the least cost to the server.
//!
//! One table a namespace tells which pods are fine, and of those nothing more is read. The others are fetched: what never
//! started by one list that the server selects by phase, the rest (crash loops have the phase Running) one by one.

mod hydrate;
mod rows;

use std::{collections::BTreeSet, time::Duration};

use futures::{StreamExt as _, stream};
use tokio::{sync::mpsc, time::Instant};

use crate::core::model::{Gap, Pod, Unseen};

use super::{
    Cluster, PodNews, Scope,
    address::{NAMESPACES, PODS},
    failure::Failure,
    http::Form,
    owners::Owners,
    table::Table,
    tally::Tally,
};

pub(super) use rows::is_fine;
use rows::{Namespace, Rows};

/// How many namespaces are read at a time.
const AT_ONCE: usize = 8;
/// How often the reader is told how far it is: a frame for each of hundreds of namespaces would cost more than the list.
const PROGRESS: Duration = Duration::from_millis(50);

/// A complete list, and where to go on from it.
#[derive(Debug)]
pub(super) struct Listing {
    /// The pods that are not fine.
    pub(super) pods: Vec<Pod>,
    pub(super) tally: Tally,
    pub(super) unseen: Vec<Unseen>,
    pub(super) namespaces: Vec<String>,
    /// What is to be watched, and from which resourceVersion.
    pub(super) places: Vec<Place>,
    /// The same in parts, for a user who may watch every namespace and not the whole.
    pub(super) parts: Vec<Place>,
    /// A namespace could not be read although it may be: worth another try.
    pub(super) has_holes: bool,
}

/// One namespace, or the whole cluster, and the state that the list of it showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) namespace: Option<String>,
    pub(super) version: String,
}

/// What is to be listed.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) scope: Scope,
    /// Namespaces to try where they may not be listed.
    pub(super) known: Vec<String>,
}

/// Lists, and says how far it is to whoever wants to know; fails when the server cannot be asked at all.
pub(super) async fn list(
    cluster: &Cluster,
    wanted: &Wanted,
    owners: &mut Owners,
    progress: Option<&mpsc::Sender<PodNews>>,
) -> Result<Listing, Failure> {
    let (namespaces, gap) = namespaces(cluster, wanted).await?;
    let asked = match &wanted.scope {
        Scope::AllNamespaces => namespaces.clone(),
        Scope::Namespace(namespace) => vec![namespace.clone()],
    };
    let mut rows = Rows::default();
    let of = asked.len();
    tell(progress, 0, of).await;
    let mut reads = stream::iter(asked).map(|name| Namespace::read(cluster, name)).buffer_unordered(AT_ONCE);
    let mut done = 0;
    let mut told = Instant::now();
    while let Some(namespace) = reads.next().await {
        rows.add(cluster, namespace)?;
        done += 1;
        if told.elapsed() >= PROGRESS {
            tell(progress, done, of).await;
            told = Instant::now();
        }
    }
    drop(reads);
    let whole = wanted.scope == Scope::AllNamespaces && gap.is_none() && rows.unseen.is_empty();
    let pods = hydrate::hydrate(cluster, &mut rows, whole, owners).await?;
    if wanted.scope == Scope::AllNamespaces {
        rows.unseen.extend(gap.map(|why| Unseen { namespace: None, why }));
    }
    Ok(Listing {
        pods,
        places: if whole { vec![rows.oldest()] } else { rows.places.clone() },
        parts: rows.places,
        tally: rows.tally,
        unseen: rows.unseen,
        namespaces,
        has_holes: rows.has_holes,
    })
}

/// Returns what failed where the list did, in words for the user.
pub(super) fn what(scope: &Scope) -> String {
    match scope {
        Scope::AllNamespaces => "cannot read the pods of the cluster".to_owned(),
        Scope::Namespace(namespace) => format!("cannot read the pods of {}", super::failure::shown(namespace)),
    }
}

async fn tell(progress: Option<&mpsc::Sender<PodNews>>, done: usize, of: usize) {
    if let Some(progress) = progress {
        // A receiver that is gone ends the view, and this with it.
        _ = progress.send(PodNews::Loading { done, of }).await;
    }
}

/// Returns the namespaces that there are, or those that are known where they may not be listed, with the reason.
async fn namespaces(cluster: &Cluster, wanted: &Wanted) -> Result<(Vec<String>, Option<Gap>), Failure> {
    let path = NAMESPACES.list(None).cached();
    let failure = match cluster.http().read::<Table>(&path.with("includeObject", "None"), Form::Table).await {
        Ok(table) => match table.names() {
            Some(names) => return Ok((names, None)),
            None => Failure::Garbled("the list of namespaces came in an unknown form".to_owned()),
        },
        Err(failure) if failure.is_general() => return Err(failure),
        Err(failure) => failure,
    };
    let gap = cluster.gap(&failure, NAMESPACES.right("list", None));
    let mut known: BTreeSet<String> = wanted.known.iter().cloned().collect();
    known.insert(cluster.namespace().to_owned());
    if let Scope::Namespace(namespace) = &wanted.scope {
        known.insert(namespace.clone());
    }
    known.remove("");
    Ok((known.into_iter().collect(), Some(gap)))
}

/// Returns the path of the pod list of a namespace, or of all.
fn pods_path(namespace: Option<&str>) -> super::address::Path {
    PODS.list(namespace).cached()
}
