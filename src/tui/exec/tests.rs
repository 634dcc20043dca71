use std::time::Instant;

use http::Request;
use kube::client::Body;
use serde_json::json;
use tower::ServiceExt as _;

use super::*;
use crate::demo::{Clock, Demo, Scenario};

/// A demo with a Secret of whose value no text tells that it is one.
async fn demo() -> Demo {
    let demo = Demo::start(&Scenario::named("no-secret").unwrap(), Clock::real(), 1);
    let secret = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "note" },
        "stringData": { "note": "sesame-street-9", "username": "jane-9000" } });
    let request = Request::post("/api/v1/namespaces/team-a/secrets")
        .header("content-type", "application/json")
        .body(Body::from(secret.to_string().into_bytes()))
        .unwrap();
    assert!(demo.service().oneshot(request).await.unwrap().status().is_success());
    demo
}

fn executor(demo: &Demo) -> (Executor, Receiver<Msg>) {
    let (inbox, messages) = channel(8);
    let means = Means {
        network: Handle::current(),
        inbox,
        cluster: Some(connect::embedded(demo.service(), "demo")),
        options: None,
        namespaces: Vec::new(),
        journal: Journal::at("/nonexistent"),
    };
    (Executor::new(means, Clipboard::new()), messages)
}

#[tokio::test]
async fn the_values_of_secrets_are_hidden_once_they_are_read() {
    let (mut executor, _messages) = executor(&demo().await);
    let censor = Censor::default();
    let text = "jane-9000 said sesame-street-9";
    assert_eq!(censor.shown(text), text);
    let namespaces = vec!["nowhere".to_owned(), "team-a".to_owned()];
    executor.start(Effect::LearnSecrets { namespaces, censor: censor.clone() });
    let began = Instant::now();
    while censor.shown(text) == text {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing was learnt");
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(censor.shown(text), "jane-9000 said REDACTED-secret-data-1");
}
