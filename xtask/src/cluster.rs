//! A real one-node Kubernetes on this machine: etcd, the control plane, containerd, a kubelet and
//! a registry that asks for a password.
//!
//! Everything runs in a process and mount namespace of its own, whose end ends it all, and keeps
//! its files in `target/cluster/NAME`. [`supervisor`] lives outside of that namespace and
//! [`node`] is its first process.
#![expect(clippy::print_stdout, reason = "a task talks to the developer who started it")]

mod api;
mod build;
mod certificates;
mod cleanup;
mod components;
mod configuration;
mod control_groups;
mod description;
mod images;
mod kubeconfig;
mod mounts;
mod names;
mod network;
mod node;
mod prerequisites;
mod processes;
mod registry;
mod status;
mod supervisor;
mod up;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Args, Subcommand};

use crate::workspace::{self, Workspace};

pub(crate) use build::{build, check_build};
pub(crate) use prerequisites::install_missing;
pub(crate) use up::up;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Builds the binaries of the cluster; does nothing when they are there already
    Build,
    /// Starts a cluster and returns once its node is Ready
    Up {
        #[command(flatten)]
        cluster: Name,
        /// Folder with ready-made binaries, instead of building them
        #[arg(long, value_name = "DIR")]
        binaries: Option<PathBuf>,
        /// Ends the cluster when this process has ended
        #[arg(long, value_name = "PID")]
        owner_pid: Option<u32>,
    },
    /// Ends a cluster and removes what is left of it, also after a crash
    Down {
        #[command(flatten)]
        cluster: Name,
    },
    /// Says what runs
    Status {
        #[command(flatten)]
        cluster: Name,
    },
    /// Outside of the namespaces: keeps the node running and cleans up after it
    #[command(hide = true)]
    Supervise {
        folder: PathBuf,
        #[arg(long)]
        owner_pid: Option<u32>,
    },
    /// Inside of the namespaces: starts the processes
    #[command(hide = true)]
    Node,
}

#[derive(Debug, Args)]
pub(crate) struct Name {
    /// Name of the cluster; several can run side by side
    #[arg(long, default_value = "dev", value_parser = checked_name)]
    name: String,
}

/// Carries out one of the commands.
pub(crate) fn run(command: Command) -> Result<()> {
    match command {
        Command::Build => build(&workspace::find()?).map(drop),
        Command::Up { cluster, binaries, owner_pid } => {
            let folder = up(&workspace::find()?, &cluster.name, binaries, owner_pid)?;
            status::print(&folder)
        }
        Command::Down { cluster } => down(&workspace::find()?, &cluster.name),
        Command::Status { cluster } => status::print(&folder(&workspace::find()?, &cluster.name)),
        Command::Supervise { folder, owner_pid } => supervisor::run(&folder, owner_pid),
        Command::Node => node::run(),
    }
}

/// Ends a cluster, whatever state it is in.
pub(crate) fn down(workspace: &Workspace, name: &str) -> Result<()> {
    ensure!(rustix::process::geteuid().is_root(), "only root can end a cluster");
    cleanup::remove(&folder(workspace, name))?;
    println!("cluster {name} is gone; its logs stay in target/cluster/{name}/logs");
    Ok(())
}

/// Returns the folder of all clusters' files.
fn clusters(workspace: &Workspace) -> PathBuf {
    workspace.target.join("cluster")
}

/// Returns the folder of one cluster's files.
fn folder(workspace: &Workspace, name: &str) -> PathBuf {
    clusters(workspace).join(name)
}

/// Returns the name of a cluster, from its folder.
fn name_of(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Names end up in paths of files and control groups.
fn checked_name(name: &str) -> Result<String, String> {
    let fits = (1..=32).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if name == "bin" {
        return Err("the binaries are kept under this name".into());
    }
    if fits { Ok(name.into()) } else { Err("a name has up to 32 lower-case letters, digits and dashes".into()) }
}
