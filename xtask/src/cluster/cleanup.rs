//! Ends whatever is left of a cluster, from any state.
//!
//! Relies on nothing a cluster wrote: its processes are known by a variable in their environment, its pods by
//! their control group, both of which follow from the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal};

use super::description::{Description, control_group};
use super::node::FOLDER_VARIABLE;
use super::{control_groups, network};

/// Ends all processes of the cluster in a folder and removes its files except the logs.
pub(super) fn remove(folder: &Path) -> Result<()> {
    let group = control_group(folder);
    wait_until("its processes did not end", || {
        let mut processes = marked(folder);
        processes.append(&mut control_groups::members(&group));
        for pid in &processes {
            let pid = i32::try_from(*pid).ok().and_then(Pid::from_raw);
            let _ = pid.map(|pid| rustix::process::kill_process(pid, Signal::KILL));
        }
        processes.is_empty()
    })?;
    if let Ok(cluster) = Description::read(folder) {
        // The kernel takes network namespaces apart after the last process has ended.
        wait_until("its network did not go away", || matches!(network::has_routes(&cluster.pod_subnet), Ok(false)))?;
    }
    wait_until("its control groups did not empty", || control_groups::remove(&group))?;
    remove_files(folder)
}

/// Returns the processes whose environment says that they belong to the cluster in a folder.
pub(super) fn marked(folder: &Path) -> BTreeSet<u32> {
    let mut mark = format!("{FOLDER_VARIABLE}=").into_bytes();
    mark.extend(folder.as_os_str().as_encoded_bytes());
    let is_marked = |pid: u32| {
        fs::read(format!("/proc/{pid}/environ"))
            .is_ok_and(|environment| environment.split(|byte| *byte == 0).any(|variable| variable == mark))
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| *pid != std::process::id() && is_marked(*pid))
        .collect()
}

fn remove_files(folder: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        if entry.file_name() == "logs" {
            continue;
        }
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

fn wait_until(otherwise: &str, condition: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(15);
    while !condition() {
        ensure!(Instant::now() < deadline, "cannot end the cluster: {otherwise} within 15 s; try again");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
