//! A namespace with something broken in it, and what podmend says of it.

use std::{
    path::Path,
    sync::OnceLock,
    time::{Duration, Instant},
};

use k8s_openapi::api::core::v1::{Event, Pod};
use kube::api::ListParams;
use podmend::core::cause::Cause;
use serde_json::{Value, json};

use super::{
    pod::PodSpec,
    said::{Diagnosis, Incident, diagnose},
};
use crate::support::{
    cluster::{Cluster, Namespace},
    harbor::{Harbor, Obstacle, Project},
    wait::{PATIENCE, wait_until},
};

pub(super) const APP: &str = "project/app:1.4.2";

/// Twice what the slowest takes: a pod counts as not becoming ready after a minute.
const LONG: Duration = Duration::from_secs(150);
const PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Scene {
    pub(super) cluster: Cluster,
    pub(super) namespace: Namespace,
}

/// The registry that behaves as Harbor, and its host in image names.
pub(super) struct Robots {
    pub(super) harbor: Harbor,
    pub(super) host: String,
}

impl Scene {
    /// Returns an empty namespace; `None` where there is no cluster.
    pub(super) async fn open() -> Option<Self> {
        let cluster = Cluster::for_test().await?;
        let namespace = cluster.namespace().await;
        Some(Self { cluster, namespace })
    }

    /// Returns an image that needs a pull secret.
    pub(super) fn private(&self) -> String {
        self.cluster.private_image(APP)
    }

    /// Returns an image that every pod can have.
    pub(super) fn public(&self) -> String {
        self.cluster.public_image(APP)
    }

    /// Creates a pull secret with the right user and password under this key.
    pub(super) async fn secret_for(&self, name: &str, key: &str) {
        let registry = &self.cluster.description.registry;
        self.namespace.secret_dockerconfig(name, key, &registry.user, &registry.password).await;
    }

    /// Creates an object, or something of a few.
    pub(super) async fn create(&self, kind: &str, name: &str, fields: Value) {
        let version = match kind {
            "Deployment" | "StatefulSet" | "DaemonSet" => "apps/v1",
            "Job" | "CronJob" => "batch/v1",
            _ => "v1",
        };
        let mut object = fields;
        object["apiVersion"] = json!(version);
        object["kind"] = json!(kind);
        object["metadata"]["name"] = json!(name);
        self.namespace.apply(&object.to_string()).await;
    }

    /// Creates a Deployment of one replica.
    pub(super) async fn deploy(&self, name: &str, pod: &PodSpec) {
        self.controller("Deployment", name, pod, json!({"replicas": 1})).await;
    }

    /// Creates something that keeps pods of a template running.
    pub(super) async fn controller(&self, kind: &str, name: &str, pod: &PodSpec, mut spec: Value) {
        let labels = json!({"app": name});
        spec["selector"] = json!({"matchLabels": labels});
        spec["template"] = json!({"metadata": {"labels": labels}, "spec": pod.value()});
        self.create(kind, name, json!({"spec": spec})).await;
    }

    /// Waits until podmend names this cause for the one thing that is broken, this sure.
    pub(super) async fn incident(&self, cause: Cause, confidence: &str) -> Incident {
        self.wait_for_a_warning().await;
        // A container that goes away in this moment has no log to read; an administrator may read everything else.
        let is_told = |said: &Diagnosis| {
            said.is_complete() && said.incident(cause).is_some_and(|found| found.confidence() == confidence)
        };
        let said = self.wait_for(&format!("{cause}, {confidence}, all of it read"), is_told).await;
        assert_eq!(said.incidents().len(), 1, "one thing is broken: {said}");
        said.incident(cause).expect("it was found")
    }

    /// Asks as an administrator until the diagnosis is as wanted.
    pub(super) async fn wait_for(&self, what: &str, is_wanted: impl Fn(&Diagnosis) -> bool) -> Diagnosis {
        let kubeconfig = &self.cluster.description.kubeconfig;
        self.wait_for_as(kubeconfig, &["-n", &self.namespace.name], what, is_wanted).await
    }

    /// Asks as somebody, about these namespaces, until the diagnosis is as wanted.
    pub(super) async fn wait_for_as(
        &self,
        kubeconfig: &Path,
        scope: &[&str],
        what: &str,
        is_wanted: impl Fn(&Diagnosis) -> bool,
    ) -> Diagnosis {
        let deadline = Instant::now() + LONG;
        loop {
            let said = diagnose(kubeconfig, scope).await;
            said.assert_hides(&self.cluster.description.registry.password);
            if is_wanted(&said) {
                return said;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}; last it said {said}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the pod of a Deployment is ready.
    pub(super) async fn wait_until_ready(&self, app: &str) {
        let is_ready = |pod: &Pod| {
            let conditions = pod.status.as_ref().and_then(|status| status.conditions.as_ref());
            conditions.is_some_and(|all| all.iter().any(|one| one.type_ == "Ready" && one.status == "True"))
        };
        wait_until("the pod is ready", PATIENCE, async || self.namespace.pods(app).await.iter().any(is_ready)).await;
    }

    /// Waits until a Deployment has a pod, in whatever state.
    pub(super) async fn wait_for_a_pod(&self, app: &str) {
        wait_until("there is a pod", PATIENCE, async || !self.namespace.pods(app).await.is_empty()).await;
    }

    /// Waits until the cluster itself says that something is wrong, which costs less than to ask podmend.
    pub(super) async fn wait_for_a_warning(&self) {
        let warnings = ListParams::default().fields("type=Warning");
        wait_until("the cluster warns", PATIENCE, async || {
            let events = self.namespace.api::<Event>().list(&warnings).await;
            events.is_ok_and(|events| !events.items.is_empty())
        })
        .await;
    }

    /// Returns the registry that behaves as Harbor, one for all tests, with projects that hand images out or do not.
    pub(super) fn robots(&self) -> &'static Robots {
        static ROBOTS: OnceLock<Robots> = OnceLock::new();
        ROBOTS.get_or_init(|| {
            let harbor = Harbor::start(&self.cluster.description.registry);
            harbor.project("project", Project::default());
            harbor.project("other", Project::default());
            let obstructed = |obstacle| Project { obstacle: Some(obstacle), ..Project::default() };
            harbor.project("guarded", obstructed(Obstacle::Vulnerable));
            harbor.project("cache", obstructed(Obstacle::UpstreamBusy));
            let host = self.cluster.registry_host("robots", &harbor.url());
            Robots { harbor, host }
        })
    }
}
