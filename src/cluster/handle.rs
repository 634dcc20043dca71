//! The handle that everyone else has of a cluster.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

use crate::core::model::{Gap, Right};

use super::{Trouble, error, error::Setting, failure::Failure, http::Http};

/// One opened context. Cheap to clone; holds no secret that it could print.
#[derive(Clone)]
pub struct Cluster {
    http: Http,
    identity: Arc<Identity>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

/// Which cluster this is, and as whom it is asked.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) context: String,
    pub(super) namespace: String,
    /// The kubeconfig's name for the user, which need not be the server's.
    pub(super) user: String,
    pub(super) read_only: bool,
    pub(super) setting: Setting,
}

impl Cluster {
    pub(super) fn new(http: Http, identity: Identity) -> Self {
        Self { http, identity: Arc::new(identity), clock: Arc::new(Timestamp::now) }
    }

    /// Returns the name of the context.
    pub fn context(&self) -> &str {
        &self.identity.context
    }

    /// Returns the API server's address.
    pub fn server(&self) -> &str {
        &self.identity.setting.server
    }

    /// Returns the namespace that the context names, or `default`.
    pub fn namespace(&self) -> &str {
        &self.identity.namespace
    }

    /// Returns the kubeconfig's name for the user; empty where there is none.
    pub fn user(&self) -> &str {
        &self.identity.user
    }

    /// Says whether every write is refused before it is sent.
    pub fn is_read_only(&self) -> bool {
        self.identity.read_only
    }

    /// Returns a handle that sends no write.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        Arc::make_mut(&mut self.identity).read_only = true;
        self
    }

    /// Returns a handle that has its time from this clock instead of the machine's.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Tells what time it is where something was read or written.
    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    pub(super) fn setting(&self) -> &Setting {
        &self.identity.setting
    }

    pub(super) fn trouble(&self, failure: &Failure, what: &str) -> Trouble {
        error::trouble(failure, what, self.setting())
    }

    pub(super) fn gap(&self, failure: &Failure, right: Right) -> Gap {
        error::gap(failure, right, self.setting())
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("context", &self.context())
            .field("server", &self.server())
            .finish_non_exhaustive()
    }
}
