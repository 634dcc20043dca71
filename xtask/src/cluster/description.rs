//! What a cluster consists of, as written to its `cluster.json`, which tests read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::network::{self, Ports};

/// Name of the only node.
pub(super) const NODE: &str = "node-1";
/// Addresses of services. Nothing on the machine routes them, so clusters can share them.
pub(super) const SERVICE_SUBNET: &str = "10.96.0.0/24";

/// Everything about a cluster that is decided before it starts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Description {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) binaries: PathBuf,
    /// Credentials of an administrator, for `KUBECONFIG`.
    pub(super) kubeconfig: PathBuf,
    pub(super) audit_log: PathBuf,
    pub(super) node: String,
    pub(super) node_address: IpAddr,
    pub(super) registry: Registry,
    /// Where containerd looks up the hosts in image names, one folder with a `hosts.toml` each. Read at every pull, so
    /// a test may add hosts of its own.
    pub(super) registry_hosts: PathBuf,
    /// Where a name server listens that knows no name.
    pub(super) name_server: Ipv4Addr,
    pub(super) ports: Ports,
    pub(super) pod_subnet: String,
    pub(super) control_group: String,
    /// Processes by name, once all of them run.
    #[serde(default)]
    pub(super) pids: BTreeMap<String, u32>,
}

/// The registry and the one user it lets in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Registry {
    /// Host and port of its plain HTTP.
    pub(super) address: String,
    /// Host in image names whose pull needs the password.
    pub(super) name: String,
    /// Host in image names that the node pulls with a credential of its own.
    pub(super) public_name: String,
    pub(super) user: String,
    pub(super) password: String,
}

impl Description {
    /// Decides on ports, addresses and a password for a new cluster.
    pub(super) fn new(folder: &Path, binaries: &Path) -> Result<Self> {
        let ports = Ports::free()?;
        let pods = network::free_subnet(folder)?;
        Ok(Self {
            name: super::name_of(folder),
            folder: folder.to_owned(),
            binaries: binaries.to_owned(),
            kubeconfig: folder.join("kubeconfig"),
            audit_log: folder.join("logs/audit.log"),
            node: NODE.into(),
            node_address: network::machine_address(),
            registry: Registry {
                address: format!("127.0.0.1:{}", ports.registry),
                name: "harbor.internal.corp".into(),
                public_name: "public.internal.corp".into(),
                user: "robot$project".into(),
                password: random_password()?,
            },
            registry_hosts: folder.join("config/certs.d"),
            name_server: pods.name_server(),
            pod_subnet: pods.to_string(),
            control_group: control_group(folder),
            ports,
            pids: BTreeMap::new(),
        })
    }

    /// Reads the description of the cluster in a folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("cluster.json");
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("cannot understand {}", path.display()))
    }

    /// Writes the description to the folder of the cluster.
    pub(super) fn write(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("cannot write cluster.json")?;
        write_private(&self.folder.join("cluster.json"), &text)
    }
}

/// Returns the control group of the pods of the cluster in a folder, unique on this machine.
pub(super) fn control_group(folder: &Path) -> String {
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let name = super::name_of(folder);
    format!("podmend-{name}-{}", hexadecimal(&digest[..4]))
}

/// Writes a file that only its owner may read.
pub(super) fn write_private(path: &Path, text: &str) -> Result<()> {
    let whole = path.with_extension("new");
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&whole)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .and_then(|()| fs::rename(&whole, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Returns two digits for each byte.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn random_password() -> Result<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).context("cannot make up a password")?;
    Ok(hexadecimal(&bytes))
}
