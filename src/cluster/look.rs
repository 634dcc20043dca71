//! What concerns one workload, read because somebody looks at it.
//!
//! Every answer is a part of its own, so that one that is forbidden or slow holds up no other. The workload and the events
//! are watched; ServiceAccounts and secrets, of which a reader may often see one and not watch any, are read again.

mod events;
mod reads;

use serde_json::Value;
use tokio::{sync::mpsc, time::sleep};

use crate::core::model::{Gap, Kind, ObjectId, Pod, Reading};

use super::{
    Cluster, LookPart,
    address::{Path, Resource, right_to},
    failure::Failure,
    mirror::{Mirror, News, POLL},
    tail::Change,
};

impl Cluster {
    /// Reads what concerns a pod, keeps it up to date, and tells each answer, until the receiver is dropped.
    pub async fn look(&self, pod: Pod, send: mpsc::Sender<LookPart>) {
        let look = Look { cluster: self.clone(), pod, send: send.clone() };
        tokio::select! {
            () = send.closed() => {}
            () = look.everything() => {}
        }
    }
}

/// One look at one pod.
struct Look {
    cluster: Cluster,
    pod: Pod,
    send: mpsc::Sender<LookPart>,
}

impl Look {
    /// A receiver that is gone ends the whole look; there is nothing to do about it here.
    async fn tell(&self, part: LookPart) {
        _ = self.send.send(part).await;
    }

    async fn everything(&self) {
        let workload = Box::pin(self.follow_workload());
        let reads = Box::pin(self.read_over_and_over());
        tokio::join!(workload, reads, Box::pin(events::follow(self)));
    }

    async fn follow_workload(&self) {
        let id = &self.pod.workload;
        let Some(resource) = Resource::of(&id.kind) else {
            let why = format!("podmend does not know where objects of kind {} are served", id.kind);
            return self.tell(LookPart::Workload(Reading::Unknown(Gap::Failed(why)))).await;
        };
        // The pod is read anyway.
        if id.kind == Kind::Pod {
            return;
        }
        let mut mirror = Mirror::new(self.cluster.http(), resource.list(Some(&id.namespace)).named(&id.name));
        loop {
            if let Some(reading) = self.workload(mirror.next().await).await {
                self.tell(LookPart::Workload(reading)).await;
            }
        }
    }

    async fn workload(&self, news: News<Value>) -> Option<Reading<Value>> {
        let at = self.cluster.now();
        match news {
            News::Listed(mut objects) => Some(match objects.pop() {
                Some(value) => Reading::Found { value: self.with_type(value), at },
                None => Reading::Absent { at },
            }),
            News::Changed(mut changes) => changes.pop().map(|change| match change {
                Change::Present(value) => Reading::Found { value: self.with_type(value), at },
                Change::Gone(_) => Reading::Absent { at },
            }),
            // Whoever may not list may still be allowed to read this one.
            News::Failed(failure) if failure.is_forbidden() => Some(self.object(&self.pod.workload).await),
            News::Failed(failure) if failure.is_general() => None,
            News::Failed(failure) => Some(Reading::Unknown(self.gap(&failure, "list", &self.pod.workload))),
        }
    }

    /// Items of a list come without their kind.
    fn with_type(&self, object: Value) -> Value {
        let id = &self.pod.workload;
        let (Value::Object(fields), Some(resource)) = (&object, Resource::of(&id.kind)) else { return object };
        if fields.contains_key("kind") {
            return object;
        }
        let mut whole = serde_json::Map::new();
        whole.insert("apiVersion".to_owned(), resource.api_version().into());
        whole.insert("kind".to_owned(), id.kind.to_string().into());
        whole.extend(fields.clone());
        Value::Object(whole)
    }

    async fn read_over_and_over(&self) {
        let bindings = async { self.tell(LookPart::Bindings(reads::bindings(self).await)).await };
        tokio::join!(Box::pin(self.read_all()), Box::pin(bindings));
        loop {
            sleep(POLL).await;
            Box::pin(self.read_all()).await;
        }
    }

    async fn read_all(&self) {
        let pod = Box::pin(self.read_pod());
        let account = async { self.tell(LookPart::Account(reads::account(self).await)).await };
        let accounts = async { self.tell(LookPart::Accounts(reads::accounts(self).await)).await };
        let secrets = async { self.tell(LookPart::NamespaceSecrets(reads::namespace_secrets(self).await)).await };
        let named = Box::pin(self.read_named_secrets());
        tokio::join!(pod, account, accounts, secrets, named);
    }

    async fn read_pod(&self) {
        let reading = self.object(&self.pod.id()).await;
        if self.pod.workload.kind == Kind::Pod {
            self.tell(LookPart::Workload(reading.clone())).await;
        }
        self.tell(LookPart::Pod(reading)).await;
    }

    async fn read_named_secrets(&self) {
        for name in &self.pod.pull_secrets {
            self.tell(LookPart::NamedSecret(name.clone(), reads::named_secret(self, name).await)).await;
        }
    }

    /// Reads one object as it is.
    async fn object(&self, id: &ObjectId) -> Reading<Value> {
        let Some(resource) = Resource::of(&id.kind) else {
            return Reading::Unknown(Gap::Failed(format!("podmend does not know where {} is served", id.kind)));
        };
        self.read(&resource.object(&id.namespace, &id.name), id, |value| value).await
    }

    /// Reads one object, and keeps absent, forbidden and failed apart.
    async fn read<T, U>(&self, path: &Path, id: &ObjectId, convert: impl FnOnce(T) -> U) -> Reading<U>
    where
        T: serde::de::DeserializeOwned,
    {
        let at = self.cluster.now();
        match self.cluster.http().read::<T>(path, super::http::Form::Json).await {
            Ok(value) => Reading::Found { value: convert(value), at },
            Err(failure) if failure.is_not_found() => Reading::Absent { at },
            Err(failure) => Reading::Unknown(self.gap(&failure, "get", id)),
        }
    }

    fn gap(&self, failure: &Failure, verb: &str, id: &ObjectId) -> Gap {
        self.cluster.gap(failure, right_to(verb, id))
    }
}
