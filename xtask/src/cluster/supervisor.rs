//! The process outside of the namespaces: ends with its owner, and leaves nothing behind.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags};

use super::cleanup;

const POLL: Duration = Duration::from_millis(200);

/// Runs a node until it ends, its owner ends or its folder is gone; then cleans up.
pub(super) fn run(folder: &Path, owner: Option<u32>) -> Result<()> {
    // Apart from the terminal of whoever started the cluster, so that Ctrl-C there ends it in
    // order, through the owner.
    rustix::process::setsid().context("cannot leave the terminal")?;
    let owner = owner.map(open_owner).transpose()?;
    let mut node = start_node()?;
    while is_wanted(folder, &mut node, owner.as_ref()) {}
    let _ = node.kill();
    let _ = node.wait();
    cleanup::remove(folder)
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

/// Waits a moment, then tells whether there is a node and somebody who wants it.
fn is_wanted(folder: &Path, node: &mut Child, owner: Option<&OwnedFd>) -> bool {
    match owner {
        Some(owner) if has_ended(owner) => return false,
        Some(_) => {}
        None => thread::sleep(POLL),
    }
    folder.exists() && matches!(node.try_wait(), Ok(None))
}

fn open_owner(pid: u32) -> Result<OwnedFd> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.context("not a process id")
        .and_then(|pid| Ok(rustix::process::pidfd_open(pid, PidfdFlags::empty())?))
        .context("cannot find the owner of the cluster")
}

/// Waits for the end of a process, but no longer than a moment.
fn has_ended(process: &OwnedFd) -> bool {
    let moment = Timespec { tv_sec: 0, tv_nsec: POLL.subsec_nanos().into() };
    let mut ready = [PollFd::new(process, PollFlags::IN)];
    poll(&mut ready, Some(&moment)).is_ok_and(|count| count > 0)
}
