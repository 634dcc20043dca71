//! The values of Secrets, for whoever hides them.

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::cluster::fixture::{Reply, cluster};

const PATH: &str = "/api/v1/namespaces/team-a/secrets";

fn list() -> Value {
    json!({ "items": [
        { "metadata": { "name": "db" }, "type": "Opaque",
            "data": { "password": "cGxhaW4td29yZHM=", "binary": "/wAB", "broken": "*" } },
        { "metadata": { "name": "empty" }, "type": "Opaque", "data": null },
    ] })
}

#[tokio::test]
async fn values_that_are_text_are_decoded_and_cannot_be_printed() {
    let (cluster, log) = cluster(|_| Reply::ok(list()));
    let values = cluster.secret_values("team-a").await;
    let [password] = &values[..] else { panic!("{values:?}") };
    assert_eq!((password.key.as_str(), password.value.expose_secret()), ("password", "plain-words"));
    assert!(!format!("{values:?}").contains("plain-words"));
    assert_eq!(log.count(|asked| asked.is_get(PATH) && asked.path.contains("helm.sh")), 1, "{:?}", log.all());
}

#[tokio::test]
async fn a_refusal_and_an_answer_that_is_none_are_no_error() {
    for answer in [Reply::forbid, || Reply::Cut, || Reply::ok(json!({ "items": 1 }))] {
        let (cluster, _) = cluster(move |_| answer());
        assert!(cluster.secret_values("team-a").await.is_empty());
    }
}
