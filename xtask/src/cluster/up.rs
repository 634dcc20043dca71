//! Starting a cluster, as seen from the command line.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::description::Description;
use super::node::{FOLDER_VARIABLE, READY_FILE};
use super::{
    build::{self, build},
    cleanup, components, configuration, control_groups, folder, prerequisites,
};
use crate::workspace::Workspace;

/// Starts a fresh cluster and returns its folder once its node is Ready.
///
/// A cluster of that name which runs already is ended first.
pub(crate) fn up(workspace: &Workspace, name: &str, binaries: Option<PathBuf>, owner: Option<u32>) -> Result<PathBuf> {
    prerequisites::check_running()?;
    let binaries = match binaries {
        Some(ready_made) => ready_made,
        None => build(workspace)?,
    };
    build::check_binaries(&binaries)?;
    let binaries = fs::canonicalize(&binaries).context("cannot find the binaries")?;
    let folder = folder(workspace, name);
    cleanup::remove(&folder)?;
    let mut cluster = Description::new(&folder, &binaries)?;
    configuration::write_all(&cluster)?;
    cluster.write()?;
    control_groups::create(&cluster.control_group)?;
    println!("starting cluster {name}");
    let mut supervisor = start_supervisor(&folder, owner)?;
    wait_until_ready(&folder, &mut supervisor)?;
    cluster.pids = pids(&folder);
    cluster.write()?;
    Ok(folder)
}

fn start_supervisor(folder: &Path, owner: Option<u32>) -> Result<Child> {
    let log = log(folder);
    let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let errors = output.try_clone().context("cannot share a log")?;
    let program = std::env::current_exe().context("cannot find this program")?;
    let owner = owner.map(|pid| format!("--owner-pid={pid}"));
    Command::new(program)
        .args(["cluster", "supervise"])
        .arg(folder)
        .args(owner)
        .env(FOLDER_VARIABLE, folder)
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .spawn()
        .context("cannot start the supervisor")
}

/// Repeats what the supervisor says until the node is Ready.
fn wait_until_ready(folder: &Path, supervisor: &mut Child) -> Result<()> {
    let mut log = File::open(log(folder)).context("cannot read the supervisor's log")?;
    let ready = folder.join(READY_FILE);
    loop {
        let has_ended = supervisor.try_wait().context("cannot watch the supervisor")?.is_some();
        let is_ready = ready.exists();
        let mut news = String::new();
        log.read_to_string(&mut news).context("cannot read the supervisor's log")?;
        print!("{news}");
        if is_ready {
            return Ok(());
        }
        if has_ended {
            bail!("the cluster did not start; its logs are in {}", folder.join("logs").display());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Returns the processes of a cluster by the name of their program.
fn pids(folder: &Path) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for pid in cleanup::marked(folder) {
        let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let program = command.split('\0').next().unwrap_or_default();
        let name = program.rsplit('/').next().unwrap_or_default();
        if components::NAMES.contains(&name) {
            found.insert(name.to_owned(), pid);
        } else if command.contains("\0supervise\0") {
            found.insert("supervisor".to_owned(), pid);
        }
    }
    found
}

fn log(folder: &Path) -> PathBuf {
    folder.join("logs/supervisor.log")
}
