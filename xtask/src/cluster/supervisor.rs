//! The process outside of the namespaces: ends with those the cluster is for, and leaves nothing behind.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags};

use super::cleanup;
use super::node::READY_FILE;

const POLL: Duration = Duration::from_millis(200);

/// Runs a node until it ends, nobody wants it any more or its files are being removed; then cleans up.
pub(super) fn run(folder: &Path, owner: Option<u32>) -> Result<()> {
    // Apart from the terminal of whoever started the cluster, so that Ctrl-C there ends it in order,
    // through those who want it.
    rustix::process::setsid().context("cannot leave the terminal")?;
    let wanted_by = WantedBy {
        starter: rustix::process::getppid().map(open).transpose()?,
        owner: owner.map(|pid| open(process_id(pid)?)).transpose()?,
    };
    let mut node = start_node()?;
    while wanted_by.someone(folder) && has_files(folder) && matches!(node.try_wait(), Ok(None)) {
        thread::sleep(POLL);
    }
    let _ = node.kill();
    let _ = node.wait();
    cleanup::remove(folder)
}

/// Those whose end ends the cluster.
struct WantedBy {
    /// Waits for the node to be Ready, and is of no importance afterwards.
    starter: Option<OwnedFd>,
    owner: Option<OwnedFd>,
}

impl WantedBy {
    fn someone(&self, folder: &Path) -> bool {
        let is_ready = folder.join(READY_FILE).exists();
        let starter = self.starter.as_ref().filter(|_| !is_ready);
        !starter.into_iter().chain(&self.owner).any(has_ended)
    }
}

/// Starts the node in namespaces of its own, which end when `unshare` does.
fn start_node() -> Result<Child> {
    let program = std::env::current_exe().context("cannot find this program")?;
    Command::new("unshare")
        .args(["--fork", "--pid", "--mount", "--mount-proc", "--kill-child"])
        .arg(program)
        .args(["cluster", "node"])
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot run unshare")
}

/// Whoever removes the target folder under a running cluster wants it gone.
fn has_files(folder: &Path) -> bool {
    folder.join("cluster.json").exists()
}

fn process_id(number: u32) -> Result<Pid> {
    i32::try_from(number).ok().and_then(Pid::from_raw).context("the owner of the cluster must be a process id")
}

fn open(process: Pid) -> Result<OwnedFd> {
    rustix::process::pidfd_open(process, PidfdFlags::empty())
        .context("cannot watch the process that the cluster is for; has it ended?")
}

fn has_ended(process: &OwnedFd) -> bool {
    let mut ready = [PollFd::new(process, PollFlags::IN)];
    poll(&mut ready, Some(&Timespec::default())).is_ok_and(|count| count > 0)
}
