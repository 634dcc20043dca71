use std::{fs, net::TcpListener};

use tempfile::TempDir;
use tokio::sync::mpsc;

use super::*;
use crate::cluster::{PodNews, Scope};

/// A folder with a kubeconfig of two contexts, the current one at this server.
fn kubeconfig(server: &str, user: &str) -> (TempDir, Options) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: here\n\
         clusters:\n- name: c\n  cluster: {{server: \"{server}\"}}\n\
         contexts:\n- name: here\n  context: {{cluster: c, user: u, namespace: shop}}\n- name: broken\n  context: {{cluster: gone}}\n\
         users:\n- name: u\n  user: {user}\n"
    );
    fs::write(&path, text).unwrap();
    let options = Options { kubeconfig: Some(path), ..Options::default() };
    (folder, options)
}

async fn first_trouble(options: &Options) -> Trouble {
    let cluster = open(options).await.unwrap();
    let (send, mut news) = mpsc::channel(8);
    let watching = tokio::spawn(async move { cluster.watch_pods(Scope::AllNamespaces, Vec::new(), send).await });
    let trouble = loop {
        if let PodNews::Troubled(trouble) = news.recv().await.expect("the view goes on") {
            break trouble;
        }
    };
    watching.abort();
    trouble
}

#[tokio::test]
async fn a_context_is_opened_without_asking_the_server() {
    let (_folder, options) = kubeconfig("https://user:password@127.0.0.1:1/base/", "{}");
    let cluster = open(&options).await.unwrap();
    assert_eq!((cluster.context(), cluster.namespace(), cluster.user()), ("here", "shop", "u"));
    assert_eq!(cluster.server(), "https://127.0.0.1:1/base");
    assert_eq!(format!("{cluster:?}"), r#"Cluster { context: "here", server: "https://127.0.0.1:1/base", .. }"#);
}

#[tokio::test]
async fn a_context_that_is_not_there_or_not_whole_is_explained() {
    let (_folder, mut options) = kubeconfig("https://127.0.0.1:1", "{}");
    options.context = Some("nowhere".to_owned());
    assert_eq!(open(&options).await.unwrap_err().hint, "it has here, broken");
    options.context = Some("broken".to_owned());
    assert_eq!(open(&options).await.unwrap_err().why, "it names the cluster gone, which is not there");
    assert_eq!(contexts(&options).unwrap().namespaces(), ["shop"]);
}

#[tokio::test]
async fn a_plugin_is_run_once_for_a_context() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let answer = r#"{"kind":"ExecCredential","status":{"token":"t"}}"#;
    let command = format!("echo run >> {}; echo '{answer}'", runs.display());
    let user = serde_json::json!({ "exec": { "apiVersion": "client.authentication.k8s.io/v1",
        "command": "/bin/sh", "args": ["-c", command], "interactiveMode": "IfAvailable" } });
    let (_kept, options) = kubeconfig("https://127.0.0.1:1", &user.to_string());
    open(&Options { screen_taken: true, ..options }).await.unwrap();
    assert_eq!(fs::read_to_string(runs).unwrap(), "run\n");
}

#[tokio::test]
async fn the_redactor_knows_what_a_context_is_opened_with() {
    let (_folder, options) = kubeconfig("https://127.0.0.1:1", "{token: sesame-street-1, password: sesame-street-2}");
    open(&options).await.unwrap();
    let said = options.redactor.redact("it said sesame-street-1 and sesame-street-2").text;
    assert_eq!(said.as_str(), "it said REDACTED-token-1 and REDACTED-password-1");
}

#[tokio::test]
async fn a_server_that_is_down_is_told_from_a_name_that_is_wrong() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (_down, options) = kubeconfig(&format!("https://127.0.0.1:{port}"), "{}");
    let trouble = first_trouble(&options).await;
    assert_eq!(trouble.why, format!("https://127.0.0.1:{port} refuses connections"));
    let (_unnamed, options) = kubeconfig("https://no-such-host.invalid", "{}");
    let trouble = first_trouble(&options).await;
    assert!(trouble.why.contains("cannot be resolved"), "{trouble:?}");
}
