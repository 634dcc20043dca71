//! Reads for one look: a few at a time, not for ever, and absent, forbidden and failed kept apart.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

use crate::core::model::{Gap, ObjectId, Reading, Right};

use super::{
    Cluster,
    address::{Path, Resource, right_to},
    failure::Failure,
    http::{Answer, Form},
    slim::List,
};

/// How many reads of a reader without a limit of its own run at a time.
const AT_ONCE: usize = 16;

pub(super) struct Reader {
    cluster: Cluster,
    permits: Semaphore,
    /// The end of all reads, and how far that was off at the beginning.
    end: Option<(Instant, Duration)>,
    is_cut_off: AtomicBool,
}

impl Reader {
    /// Reads for as long as each read takes by itself.
    pub(super) fn patient(cluster: &Cluster) -> Self {
        Self {
            cluster: cluster.clone(),
            permits: Semaphore::new(AT_ONCE),
            end: None,
            is_cut_off: AtomicBool::new(false),
        }
    }

    /// Reads so many at a time, and gives up all that is not read within the limit.
    pub(super) fn limited(cluster: &Cluster, at_once: usize, limit: Duration) -> Self {
        let end = Some((Instant::now() + limit, limit));
        Self { permits: Semaphore::new(at_once), end, ..Self::patient(cluster) }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.cluster.now()
    }

    pub(super) fn gap(&self, failure: &Failure, right: Right) -> Gap {
        self.cluster.gap(failure, right)
    }

    /// Says whether a read failed because the server as a whole did, so that the answers say little about the objects.
    pub(super) fn is_cut_off(&self) -> bool {
        self.is_cut_off.load(Ordering::Relaxed)
    }

    pub(super) async fn get(&self, path: &Path, form: Form) -> Result<Answer, Failure> {
        let read = async {
            let _permit = self.permits.acquire().await;
            self.cluster.http().get(path, form).await
        };
        let answer = match self.end {
            Some((end, limit)) => timeout_at(end, read).await.unwrap_or(Err(Failure::Silent(limit))),
            None => read.await,
        };
        if answer.as_ref().is_err_and(Failure::is_general) {
            self.is_cut_off.store(true, Ordering::Relaxed);
        }
        answer
    }

    pub(super) async fn read<T: DeserializeOwned>(&self, path: &Path, form: Form) -> Result<T, Failure> {
        self.get(path, form).await?.decode()
    }

    /// Reads one object.
    pub(super) async fn object<T: DeserializeOwned, U>(
        &self,
        path: &Path,
        id: &ObjectId,
        convert: impl FnOnce(T) -> U,
    ) -> Reading<U> {
        let at = self.now();
        match self.read::<T>(path, Form::Json).await {
            Ok(value) => Reading::Found { value: convert(value), at },
            Err(failure) if failure.is_not_found() => Reading::Absent { at },
            Err(failure) => Reading::Unknown(self.gap(&failure, right_to("get", id))),
        }
    }

    /// Reads the objects of a resource that the path selects; the namespace is for the right that may be missing.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        resource: Resource,
        namespace: Option<&str>,
        path: &Path,
    ) -> Result<Vec<T>, Gap> {
        match self.read::<List<T>>(path, Form::Json).await {
            Ok(list) => Ok(list.items.unwrap_or_default()),
            Err(failure) => Err(self.gap(&failure, resource.right("list", namespace))),
        }
    }
}
