//! The images of the test cluster: one small program under several names.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::description::Registry;
use super::registry::{Client, INDEX, MANIFEST, digest};

struct Image {
    repository: &'static str,
    tag: &'static str,
    /// What the program is told to do; see `tests/cluster/images`.
    arguments: &'static [&'static str],
}

const IMAGES: &[Image] = &[
    Image { repository: "podmend/pause", tag: "1", arguments: &["sleep"] },
    Image { repository: "project/app", tag: "1.4.2", arguments: &["sleep"] },
    Image { repository: "project/app", tag: "1.5.0", arguments: &["sleep"] },
    Image { repository: "project/crash", tag: "1", arguments: &["crash"] },
    Image { repository: "project/hungry", tag: "1", arguments: &["allocate", "256"] },
];

/// Lists nothing that runs on a machine on which this is run.
const FOREIGN: Image = Image { repository: "project/foreign", tag: "1", arguments: &["sleep"] };
const FOREIGN_ARCHITECTURE: &str = "mips64le";

/// Tells whether the registry takes images.
pub(super) fn accepts(registry: &Registry) -> bool {
    Client::new(registry).is_welcome()
}

/// Fills the registry with images of a program.
pub(super) fn push_all(registry: &Registry, program: &Path) -> Result<()> {
    let layer = layer(program)?;
    let client = Client::new(registry);
    for image in IMAGES {
        let manifest = push_content(&client, image, architecture(), &layer)?;
        client.push_manifest(image.repository, image.tag, MANIFEST, &manifest)?;
    }
    push_foreign(&client, &layer)
}

/// Pushes an index that has the image for one other architecture only.
fn push_foreign(client: &Client, layer: &[u8]) -> Result<()> {
    let manifest = push_content(client, &FOREIGN, FOREIGN_ARCHITECTURE, layer)?;
    let digest = digest(manifest.as_bytes());
    client.push_manifest(FOREIGN.repository, &digest, MANIFEST, &manifest)?;
    let index = json!({
        "schemaVersion": 2,
        "mediaType": INDEX,
        "manifests": [{
            "mediaType": MANIFEST,
            "digest": digest,
            "size": manifest.len(),
            "platform": {"os": "linux", "architecture": FOREIGN_ARCHITECTURE},
        }],
    });
    client.push_manifest(FOREIGN.repository, FOREIGN.tag, INDEX, &index.to_string())
}

/// Pushes what an image consists of, and returns its manifest.
fn push_content(client: &Client, image: &Image, architecture: &str, layer: &[u8]) -> Result<String> {
    let configuration = json!({
        "os": "linux",
        "architecture": architecture,
        "config": {"Entrypoint": ["/app"], "Cmd": image.arguments},
        "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
    })
    .to_string();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": client.push_blob(image.repository, configuration.as_bytes())?,
            "size": configuration.len(),
        },
        "layers": [{
            "mediaType": "application/vnd.oci.image.layer.v1.tar",
            "digest": client.push_blob(image.repository, layer)?,
            "size": layer.len(),
        }],
    });
    Ok(manifest.to_string())
}

/// Returns an archive with nothing but the program in it.
fn layer(program: &Path) -> Result<Vec<u8>> {
    let content = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o755);
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_data(&mut header, "app", content.as_slice()).context("cannot archive the program")?;
    archive.into_inner().context("cannot archive the program")
}

/// Returns the name Go and images have for the processor of this machine.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
