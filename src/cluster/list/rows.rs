//! The pods of each namespace as rows, and what could not be read.

use crate::{
    cluster::{
        Cluster,
        address::PODS,
        convert,
        failure::Failure,
        http::Form,
        slim::{self, List},
        table::{PodRow, Table},
        tally::Tally,
    },
    core::{
        health::{Health, health},
        model::{Gap, Pod, PodKey, Unseen},
    },
};

use super::{Place, pods_path};

/// The answer about one namespace.
pub(super) struct Namespace {
    name: String,
    content: Result<Content, Failure>,
}

enum Content {
    Rows {
        version: String,
        rows: Vec<PodRow>,
    },
    /// A server that makes no tables sent the pods themselves.
    Pods {
        version: String,
        pods: Vec<Pod>,
    },
}

impl Namespace {
    pub(super) async fn read(cluster: &Cluster, name: String) -> Self {
        Self { content: read(cluster, &name).await, name }
    }
}

async fn read(cluster: &Cluster, namespace: &str) -> Result<Content, Failure> {
    let path = pods_path(Some(namespace));
    let table: Table = cluster.http().read(&path.clone().with("includeObject", "None"), Form::Table).await?;
    if let Some(rows) = table.pods() {
        return Ok(Content::Rows { version: table.metadata.resource_version, rows });
    }
    let list: List<slim::Pod> = cluster.http().read(&path, Form::Json).await?;
    let pods = list.items.unwrap_or_default().into_iter().map(convert::pod).collect();
    Ok(Content::Pods { version: list.metadata.resource_version, pods })
}

/// All that the rows told.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) tally: Tally,
    /// Pods of which only the row is known, and that are not fine.
    pub(super) to_fetch: Vec<PodKey>,
    /// Pods that came whole, and are not fine.
    pub(super) pods: Vec<Pod>,
    pub(super) unseen: Vec<Unseen>,
    pub(super) has_holes: bool,
    /// The namespaces that were read, each with the state of its list.
    pub(super) places: Vec<Place>,
}

impl Rows {
    /// Takes in the answer about one namespace. Fails when it was not about that namespace but about the server.
    pub(super) fn add(&mut self, cluster: &Cluster, namespace: Namespace) -> Result<(), Failure> {
        let name = namespace.name;
        let version = match namespace.content {
            Ok(Content::Rows { version, rows }) => {
                self.add_rows(&name, rows);
                version
            }
            Ok(Content::Pods { version, pods }) => {
                for pod in pods {
                    self.add_pod(pod);
                }
                version
            }
            Err(failure) if failure.is_general() => return Err(failure),
            Err(failure) => {
                let why = cluster.gap(&failure, PODS.right("list", Some(&name)));
                self.has_holes |= matches!(why, Gap::Failed(_));
                self.unseen.push(Unseen { namespace: Some(name), why });
                return Ok(());
            }
        };
        self.places.push(Place { namespace: Some(name), version });
        Ok(())
    }

    fn add_rows(&mut self, namespace: &str, rows: Vec<PodRow>) {
        for row in rows {
            self.tally.note(namespace, &row.name, None, row.fine);
            if !row.fine {
                self.to_fetch.push(PodKey { namespace: namespace.to_owned(), name: row.name });
            }
        }
    }

    /// Takes in a pod that was read as a whole.
    pub(super) fn add_pod(&mut self, pod: Pod) {
        let fine = is_fine(&pod);
        self.tally.note(&pod.namespace, &pod.name, Some(&pod.uid), fine);
        if !fine {
            self.pods.push(pod);
        }
    }

    /// Notes that pods of this namespace are known to be unwell, and may not be read.
    pub(super) fn add_unread(&mut self, namespace: String, why: Gap) {
        if !self.unseen.iter().any(|unseen| unseen.namespace.as_ref() == Some(&namespace)) {
            self.unseen.push(Unseen { namespace: Some(namespace), why });
        }
    }

    /// Returns the whole cluster as of the oldest of the lists: what happened since then is told by its watch, in part anew.
    pub(super) fn oldest(&self) -> Place {
        let oldest = self.places.iter().map(|place| &place.version).min_by(|a, b| older(a, b));
        Place { namespace: None, version: oldest.cloned().unwrap_or_else(|| "0".to_owned()) }
    }
}

/// Whether a pod is fine does not depend on the time; only what it is otherwise does. One that is being deleted may come
/// to be stuck, and is kept in sight until it is gone.
pub(in crate::cluster) fn is_fine(pod: &Pod) -> bool {
    !pod.deleting && health(pod, jiff::Timestamp::UNIX_EPOCH) == Health::Fine
}

/// Compares resourceVersions, which are decimal numbers of any length (KEP-5504), without relying on it for more.
fn older(a: &str, b: &str) -> std::cmp::Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}
