//! What a cluster sees of this machine's files.
//!
//! Runs in a mount namespace of its own. There `/run` is empty but for the cluster's folder and its
//! binaries, which gives them short paths (a socket's has at most 108 bytes), and the folders into
//! which Kubernetes writes no matter what it is told are the cluster's own. Kernel settings that
//! the kubelet and the network plugin would change are covered by plain files. So nothing
//! outside of the folder changes, and nothing is left mounted when the namespace ends.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context, Result};
use rustix::mount::{self, MountFlags};

use super::description::Description;

/// The folder of the cluster, as the cluster sees it.
pub(super) const INSIDE: &str = "/run/podmend";
/// The folder of the binaries, as the cluster sees it.
pub(super) const BINARIES: &str = "/run/podmend-bin";

/// Values the kubelet (the first five) and the network plugin insist on.
const KERNEL_SETTINGS: &[(&str, &str)] = &[
    ("vm/overcommit_memory", "1"),
    ("vm/panic_on_oom", "0"),
    ("kernel/panic", "10"),
    ("kernel/panic_on_oops", "1"),
    ("kernel/keys/root_maxkeys", "1000000"),
    ("kernel/keys/root_maxbytes", "25000000"),
    ("net/ipv4/ip_forward", "1"),
];

/// Lays the cluster's own folders over those of the machine.
pub(super) fn arrange(cluster: &Description) -> Result<()> {
    let host = cluster.folder.join("host");
    arrange_run(cluster, &host.join("run"))?;
    for name in ["lib", "log"] {
        let own = host.join(name);
        create(&own)?;
        bind(&own, &Path::new("/var").join(name))?;
    }
    for (name, value) in KERNEL_SETTINGS {
        cover_kernel_setting(name, value)?;
    }
    Ok(())
}

/// Has every process of the cluster ask this name server and no other.
pub(super) fn cover_name_servers(address: Ipv4Addr) -> Result<()> {
    let setting = Path::new("/etc/resolv.conf");
    if !setting.exists() {
        return Ok(());
    }
    let cover = Path::new(INSIDE).join("host/resolv.conf");
    fs::write(&cover, format!("nameserver {address}\n"))
        .with_context(|| format!("cannot write {}", cover.display()))?;
    bind(&cover, setting)
}

/// Builds the new `/run` next to the old one, which may hold what goes into it.
fn arrange_run(cluster: &Description, run: &Path) -> Result<()> {
    create(run)?;
    mount::mount("podmend", run, "tmpfs", MountFlags::NOSUID, c"mode=755")
        .with_context(|| format!("cannot mount a tmpfs on {}", run.display()))?;
    bind_new(&cluster.folder, &run.join("podmend"))?;
    bind_new(&cluster.binaries, &run.join("podmend-bin"))?;
    // Where systemd resolves names, /etc/resolv.conf points here.
    let names = Path::new("/run/systemd/resolve");
    if names.is_dir() {
        bind_new(names, &run.join("systemd/resolve"))?;
    }
    mount::mount_bind_recursive(run, "/run").context("cannot mount the new /run")
}

fn cover_kernel_setting(name: &str, value: &str) -> Result<()> {
    let setting = Path::new("/proc/sys").join(name);
    if !setting.exists() {
        return Ok(());
    }
    let folder = Path::new(INSIDE).join("host/settings");
    create(&folder)?;
    let cover = folder.join(name.replace('/', "."));
    fs::write(&cover, format!("{value}\n")).with_context(|| format!("cannot write {}", cover.display()))?;
    bind(&cover, &setting)
}

fn bind_new(source: &Path, target: &Path) -> Result<()> {
    create(target)?;
    bind(source, target)
}

fn bind(source: &Path, target: &Path) -> Result<()> {
    mount::mount_bind(source, target)
        .with_context(|| format!("cannot mount {} on {}", source.display(), target.display()))
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}
