//! The demo as a client sees it: through a real `kube::Client`.

use std::time::Duration;

use jiff::Timestamp;
use k8s_openapi::api::core::v1::{Event, Pod};
use kube::{Api, Client, api::ListParams};

use super::*;

mod access;
mod healing;
mod large;
mod reading;
mod troubles;
mod watching;
mod writing;

/// A demo on a clock that only the test turns.
pub(super) struct Stage {
    pub(super) demo: Demo,
    pub(super) clock: Clock,
    pub(super) client: Client,
}

impl Stage {
    pub(super) fn new(scenario: &str) -> Self {
        let start: Timestamp = "2026-11-24T02:20:00Z".parse().unwrap();
        let clock = Clock::manual(start);
        let demo = Demo::start(&Scenario::named(scenario).unwrap(), clock.clone(), 7);
        let client = Client::new(demo.service(), "default");
        Self { demo, clock, client }
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(super) fn pods(&self, namespace: &str) -> Api<Pod> {
        Api::namespaced(self.client.clone(), namespace)
    }

    pub(super) async fn events(&self, namespace: &str) -> Vec<Event> {
        let events: Api<Event> = Api::namespaced(self.client.clone(), namespace);
        events.list(&ListParams::default()).await.unwrap().items
    }
}

/// Returns the waiting reason and message of a pod's first container.
pub(super) fn waiting(pod: &Pod) -> (String, String) {
    let status = pod.status.clone().unwrap_or_default();
    let containers = status.container_statuses.unwrap_or_default();
    let waiting = containers.first().and_then(|one| one.state.clone()?.waiting).unwrap_or_default();
    (waiting.reason.unwrap_or_default(), waiting.message.unwrap_or_default())
}
