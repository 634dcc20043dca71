//! Ends whatever is left of a cluster, from any state.
//!
//! Relies on nothing a cluster wrote: its processes are known by a variable in their environment,
//! its pods by their control group, both of which follow from the folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal};

use super::description::{Description, control_group};
use super::network;
use super::node::FOLDER_VARIABLE;

/// Ends all processes of the cluster in a folder and removes its files except the logs.
pub(super) fn remove(folder: &Path) -> Result<()> {
    let control_groups = control_groups(folder);
    wait_until("its processes did not end", || {
        let processes = processes(folder, &control_groups);
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
    wait_until("its control groups did not empty", || control_groups.iter().all(|group| remove_group(group)))?;
    remove_files(folder)
}

/// Returns the processes whose environment or control group says that they belong to a cluster.
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

fn processes(folder: &Path, control_groups: &[PathBuf]) -> BTreeSet<u32> {
    let mut found = marked(folder);
    for group in control_groups {
        collect_members(group, &mut found);
    }
    found
}

fn collect_members(group: &Path, found: &mut BTreeSet<u32>) {
    let members = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    found.extend(members.lines().filter_map(|line| line.parse::<u32>().ok()));
    for child in folders(group) {
        collect_members(&child, found);
    }
}

/// Returns the control group of the cluster in the one hierarchy of version 2 or all of version 1.
fn control_groups(folder: &Path) -> Vec<PathBuf> {
    let root = Path::new("/sys/fs/cgroup");
    let name = control_group(folder);
    let mut hierarchies = folders(root);
    hierarchies.push(root.into());
    hierarchies.into_iter().map(|hierarchy| hierarchy.join(&name)).filter(|group| group.is_dir()).collect()
}

/// Removes a control group from the innermost one outwards; tells whether it is gone.
fn remove_group(group: &Path) -> bool {
    for child in folders(group) {
        remove_group(&child);
    }
    match fs::remove_dir(group) {
        Ok(()) => true,
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
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

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}

fn wait_until(otherwise: &str, condition: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(15);
    while !condition() {
        ensure!(Instant::now() < deadline, "cannot end the cluster: {otherwise} within 15 s; try again");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
