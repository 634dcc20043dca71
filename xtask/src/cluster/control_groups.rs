//! The control group that holds the pods of a cluster, in the one hierarchy of version 2 or in all of version 1.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const ROOT: &str = "/sys/fs/cgroup";

/// Creates a group in every hierarchy; the kubelet wants to find it there.
pub(super) fn create(name: &str) -> Result<()> {
    for hierarchy in hierarchies() {
        let group = hierarchy.join(name);
        if is_version_2(&hierarchy) {
            hand_down_controllers(&hierarchy);
        }
        fs::create_dir_all(&group).with_context(|| {
            format!("cannot create {}; a cluster needs control groups it may write", group.display())
        })?;
        // In version 1 a group without processors and memory takes no process.
        for setting in ["cpuset.cpus", "cpuset.mems"] {
            if let Ok(value) = fs::read_to_string(hierarchy.join(setting)) {
                fs::write(group.join(setting), value)
                    .with_context(|| format!("cannot write {setting} of {}", group.display()))?;
            }
        }
    }
    Ok(())
}

/// Returns the processes in the groups of this name and below.
pub(super) fn members(name: &str) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for hierarchy in hierarchies() {
        collect_members(&hierarchy.join(name), &mut found);
    }
    found
}

/// Removes the groups of this name, from the innermost one outwards; tells whether all are gone.
pub(super) fn remove(name: &str) -> bool {
    let mut are_gone = true;
    for hierarchy in hierarchies() {
        are_gone &= remove_group(&hierarchy.join(name));
    }
    are_gone
}

fn hierarchies() -> Vec<PathBuf> {
    let root = PathBuf::from(ROOT);
    if is_version_2(&root) {
        return vec![root];
    }
    folders(&root).into_iter().filter(|folder| folder.join("cgroup.procs").exists()).collect()
}

fn is_version_2(hierarchy: &Path) -> bool {
    hierarchy.join("cgroup.controllers").exists()
}

/// Lets the children of a hierarchy's root use each controller that it has; systemd often has done so already.
fn hand_down_controllers(hierarchy: &Path) {
    let controllers = fs::read_to_string(hierarchy.join("cgroup.controllers")).unwrap_or_default();
    for controller in controllers.split_whitespace() {
        // What cannot be handed down is what the kubelet then complains about by name.
        let _ = fs::write(hierarchy.join("cgroup.subtree_control"), format!("+{controller}"));
    }
}

fn collect_members(group: &Path, found: &mut BTreeSet<u32>) {
    let members = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    found.extend(members.lines().filter_map(|line| line.parse::<u32>().ok()));
    for child in folders(group) {
        collect_members(&child, found);
    }
}

fn remove_group(group: &Path) -> bool {
    for child in folders(group) {
        remove_group(&child);
    }
    match fs::remove_dir(group) {
        Ok(()) => true,
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}
