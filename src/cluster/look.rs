//! What concerns one workload, read because somebody looks at it.
//!
//! Every answer is a part of its own, so that one that is forbidden or slow holds up no other. The workload and the events
//! are watched; ServiceAccounts and secrets, of which a reader may often see one and not watch any, are read again.

mod events;

use serde_json::Value;
use tokio::{sync::mpsc, time::sleep};

use crate::core::{
    model::{Gap, Kind, ObjectId, Pod, Reading, Subject},
    pull::secret::PullSecret,
};

use super::{
    Cluster, LookPart,
    address::{Resource, right_to},
    convert,
    failure::Failure,
    mirror::{Mirror, News, POLL},
    reader::Reader,
    reads, slim,
    surroundings::{logs_of, with_type},
    tail::Change,
};

impl Cluster {
    /// Reads what concerns a pod, or an owner without pods, keeps it up to date, and tells each answer, until the receiver is
    /// dropped.
    pub async fn look(&self, subject: Subject, send: mpsc::Sender<LookPart>) {
        let look = Look { cluster: self.clone(), reader: Reader::patient(self), subject, send: send.clone() };
        tokio::select! {
            () = send.closed() => {}
            () = look.everything() => {}
        }
    }
}

/// One look at one pod or owner.
struct Look {
    cluster: Cluster,
    reader: Reader,
    /// As it was when the look began.
    subject: Subject,
    send: mpsc::Sender<LookPart>,
}

impl Look {
    /// A receiver that is gone ends the whole look; there is nothing to do about it here.
    async fn tell(&self, part: LookPart) {
        _ = self.send.send(part).await;
    }

    async fn everything(&self) {
        let workload = Box::pin(self.follow_workload());
        let events = Box::pin(events::follow(self));
        match &self.subject {
            Subject::Pod(pod) => _ = tokio::join!(workload, events, Box::pin(self.read_over_and_over(pod))),
            Subject::Owner(_) => _ = tokio::join!(workload, events),
        }
    }

    async fn follow_workload(&self) {
        let id = self.subject.workload();
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
                Some(value) => Reading::Found { value: with_type(&self.subject.workload().kind, value), at },
                None => Reading::Absent { at },
            }),
            News::Changed(mut changes) => changes.pop().map(|change| match change {
                Change::Present(value) => Reading::Found { value: with_type(&self.subject.workload().kind, value), at },
                Change::Gone(_) => Reading::Absent { at },
            }),
            // Whoever may not list may still be allowed to read this one.
            News::Failed(failure) if failure.is_forbidden() => Some(self.object(self.subject.workload()).await),
            News::Failed(failure) if failure.is_general() => None,
            News::Failed(failure) => Some(Reading::Unknown(self.gap(&failure, "list", self.subject.workload()))),
        }
    }

    async fn read_over_and_over(&self, pod: &Pod) {
        let bindings = async { self.tell(LookPart::Bindings(reads::bindings(&self.reader, pod).await)).await };
        tokio::join!(Box::pin(self.read_all(pod)), Box::pin(bindings));
        loop {
            sleep(POLL).await;
            Box::pin(self.read_all(pod)).await;
        }
    }

    async fn read_all(&self, pod: &Pod) {
        let (reader, namespace) = (&self.reader, pod.namespace.as_str());
        let account = reads::account_of(&pod.service_account);
        let account = async { self.tell(LookPart::Account(reads::account(reader, namespace, account).await)).await };
        let accounts = async { self.tell(LookPart::Accounts(reads::accounts(reader, namespace).await)).await };
        let secrets =
            async { self.tell(LookPart::NamespaceSecrets(reads::pull_secrets(reader, namespace).await)).await };
        let (named, node) = (Box::pin(self.read_named_secrets(pod)), Box::pin(self.read_node(pod)));
        tokio::join!(Box::pin(self.read_pod(pod)), account, accounts, secrets, named, node);
    }

    /// Reads the pod, and then what its containers wrote before they ended.
    async fn read_pod(&self, pod: &Pod) {
        let reading = reads::pod(&self.reader, &pod.namespace, &pod.name).await;
        let now = reading.found().and_then(|pod| serde_json::from_value::<slim::Pod>(pod.clone()).ok());
        if pod.workload.kind == Kind::Pod {
            self.tell(LookPart::Workload(reading.clone())).await;
        }
        self.tell(LookPart::Pod(reading)).await;
        let pod = now.map_or_else(|| pod.clone(), convert::pod);
        for (container, run) in logs_of(&pod) {
            let log = reads::log(&self.reader, &pod.namespace, &pod.name, &container, run).await;
            self.tell(LookPart::PreviousLog(container, log)).await;
        }
    }

    async fn read_named_secrets(&self, pod: &Pod) {
        for name in &pod.pull_secrets {
            let reading = reads::named_secret(&self.reader, &pod.namespace, name).await;
            let is_absent = matches!(reading, Reading::<PullSecret>::Absent { .. });
            self.tell(LookPart::NamedSecret(name.clone(), reading)).await;
            if is_absent {
                let elsewhere = reads::without(&pod.namespace, reads::elsewhere(&self.reader, name).await);
                self.tell(LookPart::Elsewhere(name.clone(), elsewhere)).await;
            }
        }
    }

    async fn read_node(&self, pod: &Pod) {
        if let Some(node) = &pod.node {
            self.tell(LookPart::Node(reads::node(&self.reader, node).await)).await;
        }
    }

    /// Reads one object as it is.
    async fn object(&self, id: &ObjectId) -> Reading<Value> {
        let Some(resource) = Resource::of(&id.kind) else {
            return Reading::Unknown(Gap::Failed(format!("podmend does not know where {} is served", id.kind)));
        };
        self.reader.object(&resource.object(&id.namespace, &id.name), id, |value| value).await
    }

    fn gap(&self, failure: &Failure, verb: &str, id: &ObjectId) -> Gap {
        self.cluster.gap(failure, right_to(verb, id))
    }
}
