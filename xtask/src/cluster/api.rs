//! The few questions that starting a cluster asks its API server.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring;
use serde_json::Value;
use ureq::Agent;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

use super::description::NODE;

/// A connection as the user of a kubeconfig that we wrote.
pub(super) struct Api {
    agent: Agent,
    server: String,
}

impl Api {
    /// Reads a kubeconfig; asks the server nothing yet.
    pub(super) fn connect(kubeconfig: &Path) -> Result<Self> {
        let text = fs::read(kubeconfig).with_context(|| format!("cannot read {}", kubeconfig.display()))?;
        let content: Value = serde_json::from_slice(&text).context("cannot understand the kubeconfig")?;
        let cluster = &content["clusters"][0]["cluster"];
        let user = &content["users"][0]["user"];
        let authority = Certificate::from_pem(&decoded(&cluster["certificate-authority-data"])?)?;
        let certificate = Certificate::from_pem(&decoded(&user["client-certificate-data"])?)?;
        let key = PrivateKey::from_pem(&decoded(&user["client-key-data"])?)?;
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::Specific(Arc::new(vec![authority])))
            .client_cert(Some(ClientCert::new_with_certs(&[certificate], key)))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(Duration::from_secs(5)))
            .proxy(None)
            .build()
            .into();
        Ok(Self { agent, server: cluster["server"].as_str().unwrap_or_default().to_owned() })
    }

    /// Tells whether the API server has started completely.
    pub(super) fn is_ready(&self) -> bool {
        self.get("/readyz").is_ok()
    }

    /// Tells whether pods can be created in the default namespace.
    pub(super) fn has_service_account(&self) -> bool {
        self.get("/api/v1/namespaces/default/serviceaccounts/default").is_ok()
    }

    /// Tells whether pods can run on the node.
    pub(super) fn is_node_ready(&self) -> bool {
        let Ok(text) = self.get(&format!("/api/v1/nodes/{NODE}")) else {
            return false;
        };
        let node: Value = serde_json::from_str(&text).unwrap_or_default();
        let conditions = node["status"]["conditions"].as_array();
        let is_ready = conditions
            .into_iter()
            .flatten()
            .any(|condition| condition["type"] == "Ready" && condition["status"] == "True");
        is_ready && node["spec"]["taints"].is_null()
    }

    fn get(&self, path: &str) -> Result<String, ureq::Error> {
        self.agent.get(format!("{}{path}", self.server)).call()?.body_mut().read_to_string()
    }
}

fn decoded(value: &Value) -> Result<Vec<u8>> {
    STANDARD.decode(value.as_str().unwrap_or_default()).context("the kubeconfig is damaged")
}
