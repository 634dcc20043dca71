//! `cargo xtask test`: every test, with everything they need.

use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};
use clap::Args;

use crate::workspace::{self, Workspace, cargo};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Folder with ready-made binaries of the cluster, instead of building them
    #[arg(long, value_name = "DIR")]
    binaries: Option<PathBuf>,
    /// Given to `cargo test --workspace`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Sets up, runs the tests, takes down, and returns the exit code of the tests.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let status = run_tests(options, &workspace::find()?)?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

#[cfg(target_os = "linux")]
fn run_tests(options: &Options, workspace: &Workspace) -> Result<ExitStatus> {
    use crate::cluster;

    const CLUSTER_NAME: &str = "test";
    cluster::install_missing()?;
    if options.binaries.is_none() {
        cluster::check_build(workspace)?;
    }
    // Compiled first, so that a mistake shows before minutes are spent on the cluster.
    let compiled = status_of(tests(workspace).arg("--no-run"))?;
    if !compiled.success() {
        return Ok(compiled);
    }
    // This process owns the cluster, so that the cluster ends even where this process is killed.
    let owner = Some(std::process::id());
    let folder = cluster::up(workspace, CLUSTER_NAME, options.binaries.clone(), owner)?;
    let description = folder.join("cluster.json");
    let tested = status_of(tests(workspace).args(&options.arguments).env("PODMEND_TEST_CLUSTER", description));
    cluster::down(workspace, CLUSTER_NAME)?;
    tested
}

/// The node is Linux, so elsewhere the tests that need it say that they did not run.
#[cfg(not(target_os = "linux"))]
fn run_tests(options: &Options, workspace: &Workspace) -> Result<ExitStatus> {
    status_of(tests(workspace).args(&options.arguments))
}

fn status_of(command: &mut Command) -> Result<ExitStatus> {
    command.status().context("cannot run cargo test")
}

fn tests(workspace: &Workspace) -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace"]).current_dir(&workspace.root);
    command
}
