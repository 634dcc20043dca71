//! What is sent to the registry, in the words of the OCI distribution specification.

use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use ureq::Agent;

use super::description::{Registry, hexadecimal};

/// The media type of an image for one platform.
pub(super) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of a list of images, one a platform.
pub(super) const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// A connection to the registry as its user.
pub(super) struct Client {
    agent: Agent,
    address: String,
    authorization: String,
}

impl Client {
    pub(super) fn new(registry: &Registry) -> Self {
        let agent = Agent::config_builder().timeout_global(Some(Duration::from_secs(30))).proxy(None).build().into();
        Self { agent, address: format!("http://{}", registry.address), authorization: basic_authorization(registry) }
    }

    /// Tells whether the registry answers and takes the password.
    pub(super) fn is_welcome(&self) -> bool {
        self.agent.get(format!("{}/v2/", self.address)).header("Authorization", &self.authorization).call().is_ok()
    }

    /// Sends bytes and returns their digest.
    pub(super) fn push_blob(&self, repository: &str, content: &[u8]) -> Result<String> {
        let digest = digest(content);
        let answer = self
            .agent
            .post(format!("{}/v2/{repository}/blobs/uploads/", self.address))
            .header("Authorization", &self.authorization)
            .send_empty()
            .with_context(|| format!("cannot start an upload to {repository}"))?;
        let location = answer
            .headers()
            .get("Location")
            .and_then(|value| value.to_str().ok())
            .context("the registry does not say where to upload to")?;
        let separator = if location.contains('?') { '&' } else { '?' };
        self.agent
            .put(format!("{}{location}{separator}digest={digest}", self.address))
            .header("Authorization", &self.authorization)
            .header("Content-Type", "application/octet-stream")
            .send(content)
            .with_context(|| format!("cannot upload to {repository}"))?;
        Ok(digest)
    }

    /// Sends a manifest or an index of this media type; the reference is a tag or its own digest.
    pub(super) fn push_manifest(&self, repository: &str, reference: &str, media_type: &str, text: &str) -> Result<()> {
        self.agent
            .put(format!("{}/v2/{repository}/manifests/{reference}", self.address))
            .header("Authorization", &self.authorization)
            .header("Content-Type", media_type)
            .send(text)
            .with_context(|| format!("cannot push {reference} to {repository}"))?;
        Ok(())
    }
}

/// Returns the value of the header that carries the password.
pub(super) fn basic_authorization(registry: &Registry) -> String {
    let credential = format!("{}:{}", registry.user, registry.password);
    format!("Basic {}", STANDARD.encode(credential))
}

/// Returns the name of a content in the registry.
pub(super) fn digest(content: &[u8]) -> String {
    format!("sha256:{}", hexadecimal(&Sha256::digest(content)))
}
