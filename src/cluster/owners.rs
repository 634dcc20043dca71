//! Which workload a pod belongs to: the ReplicaSet's Deployment, the Job's CronJob.
//!
//! Read as bare metadata, each owner once. Where that is forbidden the workload stays the owner that the pod names.

use std::collections::{HashMap, HashSet};

use futures::{StreamExt as _, stream};

use crate::core::model::{Kind, ObjectId, Owner, Pod, Uid};

use super::{
    address::Resource,
    convert,
    http::{Form, Http},
    slim::Object,
};

/// How many owners are read at a time.
const AT_ONCE: usize = 16;

/// What was found out about owners so far.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// The controller of each owner; `None` when there is none, or none that may be read.
    above: HashMap<Uid, Option<ObjectId>>,
}

impl Owners {
    /// Sets the workload of each pod, reading what is not known yet.
    pub(super) async fn settle(&mut self, http: &Http, pods: &mut [Pod]) {
        let reads = self.unknown(pods).into_iter().map(|(namespace, owner)| async move {
            let above = read(http, &namespace, &owner).await?;
            Some((owner.uid, above))
        });
        let found: Vec<_> = stream::iter(reads).buffer_unordered(AT_ONCE).collect().await;
        self.above.extend(found.into_iter().flatten());
        for pod in pods {
            self.apply(pod);
        }
    }

    fn unknown(&self, pods: &[Pod]) -> Vec<(String, Owner)> {
        let mut asked = HashSet::new();
        let owned = pods.iter().filter_map(|pod| Some((pod, pod.owner.as_ref()?)));
        owned
            .filter(|(_, owner)| has_owners(&owner.kind) && !self.above.contains_key(&owner.uid))
            .filter(|(_, owner)| asked.insert(owner.uid.clone()))
            .map(|(pod, owner)| (pod.namespace.clone(), owner.clone()))
            .collect()
    }

    fn apply(&self, pod: &mut Pod) {
        let above = pod.owner.as_ref().and_then(|owner| self.above.get(&owner.uid));
        if let Some(Some(workload)) = above {
            pod.workload.clone_from(workload);
        }
    }
}

/// The kinds that are made by another one of ours.
fn has_owners(kind: &Kind) -> bool {
    matches!(kind, Kind::ReplicaSet | Kind::Job)
}

/// Reads who controls an owner. `None` when the connection failed and it should be tried again.
async fn read(http: &Http, namespace: &str, owner: &Owner) -> Option<Option<ObjectId>> {
    let path = Resource::of(&owner.kind)?.object(namespace, &owner.name);
    let object = match http.read::<Object>(&path, Form::Metadata).await {
        Ok(object) => object,
        Err(failure) if failure.is_general() => return None,
        Err(_) => return Some(None),
    };
    if object.metadata.uid != owner.uid.0 {
        return Some(None);
    }
    let above = object.metadata.owner_references.iter().find(|above| above.controller).map(convert::owner);
    Some(above.filter(is_workload).map(|above| ObjectId::new(above.kind, namespace, above.name)))
}

/// A controller of a kind that podmend does not know is left out: the Deployment or Job below it is what can be mended.
pub(super) fn is_workload(owner: &Owner) -> bool {
    matches!(owner.kind, Kind::Deployment | Kind::CronJob)
}
