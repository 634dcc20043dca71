//! What a rollout does after an apply: the workload's status, its new pods, their events.
//!
//! The new pods are told from the old ones as the controllers do it, not by their age: a Deployment's by the ReplicaSet
//! whose template is the Deployment's, a StatefulSet's by its update revision, a DaemonSet's by the template generation.

mod rollout;

use std::collections::BTreeSet;

use serde_json::Value;
use tokio::sync::mpsc;

use crate::core::{
    model::{Event, Kind, ObjectId, Pod, PodKey, Uid},
    timeline::Progress,
};

use super::{
    Cluster,
    address::{EVENTS, PODS, REPLICA_SETS, Resource},
    convert,
    mirror::{Mirror, News},
    slim,
    tail::Change,
};

use rollout::Rollout;

/// So many events are kept for objects that may yet turn out to belong to the rollout.
const WAITING: usize = 500;

impl Cluster {
    /// Watches the rollout of a workload from this generation on, until the receiver is dropped.
    pub async fn follow(&self, workload: ObjectId, generation: i64, send: mpsc::Sender<Progress>) {
        let closed = send.clone();
        tokio::select! {
            () = closed.closed() => {}
            () = Box::pin(Follow::new(self.clone(), workload, generation, send).run()) => {}
        }
    }
}

struct Follow {
    cluster: Cluster,
    send: mpsc::Sender<Progress>,
    rollout: Rollout,
    /// Pods of the new template that were told, with their uids.
    told: BTreeSet<(String, Uid)>,
    /// Events of objects that are not known to belong to the rollout.
    waiting: Vec<Event>,
    /// The reason why nothing is seen, until something is seen again.
    lost: Option<String>,
}

/// The collections that are followed.
struct Sources {
    workload: Mirror,
    replica_sets: Option<Mirror>,
    pods: Mirror,
    events: Mirror,
}

impl Follow {
    fn new(cluster: Cluster, workload: ObjectId, generation: i64, send: mpsc::Sender<Progress>) -> Self {
        let rollout = Rollout::of(workload, generation);
        Self { cluster, send, rollout, told: BTreeSet::new(), waiting: Vec::new(), lost: None }
    }

    async fn run(mut self) {
        let id = self.rollout.workload().clone();
        let Some(resource) = Resource::of(&id.kind) else {
            return self.tell(Progress::Lost(format!("podmend cannot follow objects of kind {}", id.kind))).await;
        };
        let http = self.cluster.http();
        let namespace = Some(id.namespace.as_str());
        let mut sources = Sources {
            workload: Mirror::new(http, resource.list(namespace).named(&id.name)),
            replica_sets: (id.kind == Kind::Deployment).then(|| Mirror::new(http, REPLICA_SETS.list(namespace))),
            pods: Mirror::new(http, PODS.list(namespace)),
            events: Mirror::new(http, EVENTS.list(namespace)),
        };
        loop {
            tokio::select! {
                news = sources.workload.next() => self.workload(news).await,
                news = next_of(&mut sources.replica_sets) => self.replica_sets(news).await,
                news = sources.pods.next() => self.pods(news).await,
                news = sources.events.next() => self.events(news).await,
            }
        }
    }

    async fn workload(&mut self, news: News<Value>) {
        let object = match news {
            News::Listed(mut objects) => objects.pop(),
            News::Changed(mut changes) => match changes.pop() {
                Some(Change::Present(object)) => Some(object),
                Some(Change::Gone(_)) | None => None,
            },
            News::Failed(failure) => return self.failed(&failure, "the workload").await,
        };
        self.lost = None;
        match object {
            Some(object) => {
                let status = self.rollout.take_workload(object);
                self.tell(status).await;
                self.retell().await;
            }
            None => self.tell(Progress::Lost(format!("{} is gone", self.rollout.workload()))).await,
        }
    }

    async fn replica_sets(&mut self, news: News<Value>) {
        match news {
            News::Listed(sets) => self.rollout.set_replica_sets(sets),
            News::Changed(changes) => changes.into_iter().for_each(|change| match change {
                Change::Present(set) => self.rollout.put_replica_set(set),
                Change::Gone(set) => self.rollout.drop_replica_set(&set),
            }),
            News::Failed(failure) => return self.failed(&failure, "its ReplicaSets").await,
        }
        self.retell().await;
    }

    async fn pods(&mut self, news: News<Labelled>) {
        match news {
            News::Listed(pods) => self.rollout.set_pods(pods.into_iter().map(Labelled::split)),
            News::Changed(changes) => {
                for change in changes {
                    match change {
                        Change::Present(pod) => self.put_pod(pod).await,
                        Change::Gone(pod) => self.rollout.drop_pod(&pod.split().0.uid),
                    }
                }
            }
            News::Failed(failure) => return self.failed(&failure, "its pods").await,
        }
        self.retell().await;
    }

    async fn put_pod(&mut self, pod: Labelled) {
        let (pod, labels) = pod.split();
        let key = (pod.name.clone(), pod.uid.clone());
        self.rollout.put_pod(pod, labels);
        // One that was not told yet is told with all that appeared.
        if let Some(pod) = self.rollout.new_pod(&key.1).filter(|_| self.told.contains(&key)) {
            self.tell(Progress::Pod(Box::new(pod.clone()))).await;
        }
    }

    /// Tells what of the new template appeared or went since the last time.
    async fn retell(&mut self) {
        if let Some(revision) = self.rollout.take_new_revision() {
            self.told.clear();
            self.tell(Progress::Revision(revision)).await;
        }
        let new: Vec<Pod> = self.rollout.new_pods().cloned().collect();
        let keys: BTreeSet<_> = new.iter().map(|pod| (pod.name.clone(), pod.uid.clone())).collect();
        let gone: Vec<_> = self.told.difference(&keys).map(|(name, _)| name.clone()).collect();
        let namespace = self.rollout.workload().namespace.clone();
        for name in gone {
            self.tell(Progress::PodGone(PodKey { namespace: namespace.clone(), name })).await;
        }
        for pod in new {
            if self.told.insert((pod.name.clone(), pod.uid.clone())) {
                self.tell(Progress::Pod(Box::new(pod))).await;
            }
        }
        self.told = keys;
        self.tell_events().await;
    }

    /// An event can be faster than the pod that it is about.
    async fn tell_events(&mut self) {
        let (known, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|event| self.rollout.concerns(event));
        self.waiting = waiting;
        let known: Vec<Event> = known;
        for event in known {
            self.tell(Progress::Event(Box::new(event))).await;
        }
    }

    async fn events(&mut self, news: News<slim::Event>) {
        let events = match news {
            News::Listed(events) => events,
            News::Changed(changes) => changes
                .into_iter()
                .filter_map(|change| match change {
                    Change::Present(event) => Some(event),
                    Change::Gone(_) => None,
                })
                .collect(),
            // The rollout can be followed without its events.
            News::Failed(_) => return,
        };
        self.waiting.extend(events.into_iter().map(convert::event).filter(|event| self.rollout.may_concern(event)));
        self.tell_events().await;
        let too_many = self.waiting.len().saturating_sub(WAITING);
        self.waiting.drain(..too_many);
    }

    async fn failed(&mut self, failure: &super::failure::Failure, of_what: &str) {
        let trouble = self.cluster.trouble(failure, "");
        let why = format!("cannot read {of_what}: {}", trouble.why);
        if self.lost.as_ref() != Some(&why) {
            self.lost = Some(why.clone());
            self.tell(Progress::Lost(why)).await;
        }
    }

    /// A receiver that is gone ends all of this; there is nothing to do about it here.
    async fn tell(&self, progress: Progress) {
        _ = self.send.send(progress).await;
    }
}

async fn next_of(mirror: &mut Option<Mirror>) -> News<Value> {
    match mirror {
        Some(mirror) => mirror.next().await,
        None => std::future::pending().await,
    }
}

/// A pod with the labels that say of which template it is.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Labelled {
    #[serde(deserialize_with = "slim::or_empty")]
    metadata: slim::Meta,
    #[serde(deserialize_with = "slim::or_empty")]
    spec: slim::PodSpec,
    #[serde(deserialize_with = "slim::or_empty")]
    status: slim::PodStatus,
}

impl slim::Versioned for Labelled {
    fn version(&self) -> &str {
        &self.metadata.resource_version
    }
}

impl Labelled {
    fn split(self) -> (Pod, rollout::Labels) {
        let Self { metadata, spec, status } = self;
        let labels = metadata.labels.unwrap_or_default();
        let metadata = slim::PodMeta {
            name: metadata.name,
            namespace: metadata.namespace,
            uid: metadata.uid,
            resource_version: metadata.resource_version,
            creation_timestamp: metadata.creation_timestamp,
            deletion_timestamp: metadata.deletion_timestamp,
            owner_references: metadata.owner_references,
        };
        (convert::pod(slim::Pod { metadata, spec, status }), labels)
    }
}
