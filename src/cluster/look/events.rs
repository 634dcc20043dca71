//! The events of a pod or of an owner without pods, of what owns it, and of its workload.
//!
//! One list and one watch of the namespace, sorted out here by uid: the API server keeps no index of events, so that a
//! selector would spare it nothing (`pkg/kubeapiserver/default_storage_factory_builder.go` turns their cache off).

use std::collections::BTreeSet;

use crate::{
    cluster::{
        LookPart,
        address::EVENTS,
        convert,
        mirror::{Mirror, News},
        slim,
        tail::Change,
    },
    core::model::{Event, ObjectId, Uid},
};

use super::Look;

pub(super) async fn follow(look: &Look) {
    let namespace = &look.subject.workload().namespace;
    let mut mirror = Mirror::new(look.cluster.http(), EVENTS.list(Some(namespace)));
    let mut told = BTreeSet::new();
    loop {
        match mirror.next::<slim::Event>().await {
            News::Listed(events) => listed(look, events, &mut told).await,
            News::Changed(changes) => {
                for change in changes {
                    changed(look, change, &mut told).await;
                }
            }
            // What is known of the events stays known while the connection is down.
            News::Failed(failure) if failure.is_general() => {}
            News::Failed(failure) => {
                let right = EVENTS.right("list", Some(namespace));
                look.tell(LookPart::EventsGap(look.cluster.gap(&failure, right))).await;
            }
        }
    }
}

async fn listed(look: &Look, events: Vec<slim::Event>, told: &mut BTreeSet<Uid>) {
    let mut gone = std::mem::take(told);
    for event in events.into_iter().map(convert::event).filter(|event| concerns(look, event)) {
        gone.remove(&event.uid);
        told.insert(event.uid.clone());
        look.tell(LookPart::Event(Box::new(event))).await;
    }
    for uid in gone {
        look.tell(LookPart::EventGone(uid)).await;
    }
}

async fn changed(look: &Look, change: Change<slim::Event>, told: &mut BTreeSet<Uid>) {
    match change {
        Change::Present(event) => {
            let event = convert::event(event);
            if concerns(look, &event) {
                told.insert(event.uid.clone());
                look.tell(LookPart::Event(Box::new(event))).await;
            }
        }
        Change::Gone(event) => {
            let uid = Uid(event.metadata.uid);
            if told.remove(&uid) {
                look.tell(LookPart::EventGone(uid)).await;
            }
        }
    }
}

/// Names are reused, uids are not; only the workload's uid is not known here, and its name is stable.
fn concerns(look: &Look, event: &Event) -> bool {
    let subject = &look.subject;
    event.regarding_uid == *subject.uid()
        || subject.pod().and_then(|pod| pod.owner.as_ref()).is_some_and(|owner| owner.uid == event.regarding_uid)
        || is_workload(&event.regarding, subject.workload())
}

fn is_workload(regarding: &ObjectId, workload: &ObjectId) -> bool {
    regarding.kind == workload.kind
        && regarding.name == workload.name
        && regarding.kind != crate::core::model::Kind::Pod
}
