//! Files with which programs find the API server and identify themselves.

use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::certificates::{Authority, Identity};
use super::description::{NODE, write_private};

/// Writes one for the administrator and one for each process that talks to the API server.
pub(super) fn write_all(authority: &Authority, port: u16, administrator: &Path, folder: &Path) -> Result<()> {
    let write = |user: &str, group: Option<&str>, path: &Path| {
        let identity = authority.client(user, group)?;
        write_private(path, &kubeconfig(&authority.certificate, &identity, port)?)
    };
    write("podmend-test-admin", Some("system:masters"), administrator)?;
    // Without accounts of their own for its controllers, it needs the rights of all of them.
    write("system:kube-controller-manager", Some("system:masters"), &folder.join("kube-controller-manager"))?;
    write("system:kube-scheduler", None, &folder.join("kube-scheduler"))?;
    write(&format!("system:node:{NODE}"), Some("system:nodes"), &folder.join("kubelet"))
}

/// Certificates are inside of the file, so that it can be copied anywhere.
fn kubeconfig(authority: &str, identity: &Identity, port: u16) -> Result<String> {
    let encoded = |text: &str| STANDARD.encode(text);
    let content = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "podmend-test", "cluster": {
            "server": format!("https://127.0.0.1:{port}"),
            "certificate-authority-data": encoded(authority),
        }}],
        "users": [{"name": "podmend-test", "user": {
            "client-certificate-data": encoded(&identity.certificate),
            "client-key-data": encoded(&identity.key),
        }}],
        "contexts": [{"name": "podmend-test", "context": {
            "cluster": "podmend-test",
            "user": "podmend-test",
        }}],
        "current-context": "podmend-test",
    });
    serde_json::to_string_pretty(&content).context("cannot write a kubeconfig")
}
