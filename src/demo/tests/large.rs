//! A large cluster, and the demo behind a real port.

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use k8s_openapi::api::apps::v1::Deployment;
use kube::api::{Patch, PatchParams};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use super::*;

fn start(pods: usize, namespaces: usize) -> (Demo, Clock, Client) {
    let clock = Clock::manual("2026-11-24T02:20:00Z".parse().unwrap());
    let demo = Demo::start(&Scenario::large(pods, 2, namespaces), clock.clone(), 7);
    let client = Client::new(demo.service(), "default");
    (demo, clock, client)
}

#[tokio::test]
async fn a_large_cluster_has_the_pods_that_were_asked_for() {
    let (_demo, _, client) = start(1000, 9);
    let pods = Api::<Pod>::all(client).list(&ListParams::default()).await.unwrap();
    assert_eq!(pods.items.len(), 1000);
    let failing: Vec<_> = pods.items.iter().filter(|pod| !waiting(pod).0.is_empty()).collect();
    assert_eq!(failing.len(), 20);
    let names: std::collections::BTreeSet<_> =
        pods.items.iter().map(|pod| (pod.metadata.namespace.clone(), pod.metadata.name.clone())).collect();
    assert_eq!(names.len(), 1000);
    let size = serde_json::to_string(&pods.items[500]).unwrap().len();
    assert!((6_000..11_000).contains(&size), "a pod has {size} bytes");
}

#[tokio::test]
async fn a_fix_in_a_large_cluster_heals_as_in_a_small_one() {
    let (_demo, clock, client) = start(300, 3);
    let api: Api<Deployment> = Api::namespaced(client, "team-01");
    let patch = json!({"apiVersion": "apps/v1", "kind": "Deployment",
                       "spec": {"template": {"spec": {"imagePullSecrets": [{"name": "harbor-pull-secret"}]}}}});
    let before = api.get("checkout").await.unwrap().status.unwrap();
    assert_eq!((before.replicas, before.ready_replicas), (Some(2), None));
    api.patch("checkout", &PatchParams::apply("podmend"), &Patch::Apply(patch)).await.unwrap();
    clock.advance(Duration::from_secs(10));
    let after = api.get("checkout").await.unwrap().status.unwrap();
    assert_eq!((after.replicas, after.ready_replicas), (Some(2), Some(2)));
}

#[tokio::test]
async fn the_demo_answers_on_a_port() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let demo = Demo::start(&Scenario::named("healthy").unwrap(), Clock::real(), 7);
    let server = tokio::spawn(serve(demo, listener));
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request =
        Request::get("/api/v1/namespaces/data/pods").header("host", "demo").body(Empty::<Bytes>::new()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.headers().contains_key("audit-id"));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let list: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    server.abort();
}
