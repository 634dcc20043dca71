//! One reason, many pods: one incident.

use std::collections::BTreeSet;

use futures::future::join_all;
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use serde_json::json;

use super::{
    pod::PodSpec,
    said::{Diagnosis, Incident},
    scene::{APP, Scene},
};
use crate::support::{
    cluster::Namespace,
    harbor::Life,
    wait::{PATIENCE, wait_until},
};

const NAMESPACES: usize = 5;
const WORKLOADS: usize = 20;
const PODS: usize = 60;

#[tokio::test]
async fn one_expired_robot_is_one_incident() {
    let open = (0..NAMESPACES).map(|_| Scene::open());
    let Some(scenes) = join_all(open).await.into_iter().collect::<Option<Vec<Scene>>>() else { return };
    let first = &scenes[0];
    // A host that no other test uses, since all of the cluster is looked at.
    let host = first.cluster.registry_host("many", &first.robots().harbor.url());
    let robot = first.robots().harbor.robot("project+nightly", &["project"], Life::Expired);
    for scene in &scenes {
        scene.namespace.secret_dockerconfig("harbor-pull-secret", &host, &robot.user, &robot.secret).await;
    }
    let pod = PodSpec::of(&format!("{host}/{APP}")).naming(&["harbor-pull-secret"]);
    join_all(scenes.iter().map(|scene| deploy_some(scene, &pod))).await;
    wait_until("all pods fail", PATIENCE, async || {
        join_all(scenes.iter().map(|scene| failing(&scene.namespace))).await.iter().sum::<usize>() == PODS
    })
    .await;

    let here = |said: &Diagnosis| -> Vec<Incident> {
        said.incidents().into_iter().filter(|incident| incident.shared("registry") == &host).collect()
    };
    let has_all = |said: &Diagnosis| here(said).iter().map(|incident| incident.pods().len()).sum::<usize>() == PODS;
    let kubeconfig = &first.cluster.description.kubeconfig;
    let said = first.wait_for_as(kubeconfig, &["-A"], "all pods", has_all).await;
    let [incident] = &here(&said)[..] else { panic!("one incident: {said}") };
    assert_eq!(incident.cause(), "credentials-rejected");
    assert_eq!(incident.workloads().len(), WORKLOADS);
    let namespaces: BTreeSet<&str> =
        incident.workloads().iter().filter_map(|workload| workload["namespace"].as_str()).collect();
    assert_eq!(namespaces, scenes.iter().map(|scene| scene.namespace.name.as_str()).collect());
    let pods: BTreeSet<String> = incident.pods().iter().map(ToString::to_string).collect();
    assert_eq!(pods.len(), PODS, "each pod is named once");
}

async fn deploy_some(scene: &Scene, pod: &PodSpec) {
    for number in 0..WORKLOADS / NAMESPACES {
        let replicas = json!({"replicas": PODS / WORKLOADS});
        scene.controller("Deployment", &format!("web-{number}"), pod, replicas).await;
    }
}

/// Counts the pods that have tried to pull.
async fn failing(namespace: &Namespace) -> usize {
    let pods = namespace.api::<Pod>().list(&ListParams::default()).await.expect("pods can be listed");
    let has_tried = |pod: &Pod| {
        let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_ref());
        let waiting = statuses.and_then(|statuses| statuses.first()?.state.as_ref()?.waiting.as_ref()?.reason.clone());
        waiting.is_some_and(|reason| reason.contains("ImagePull"))
    };
    pods.iter().filter(|pod| has_tried(pod)).count()
}
