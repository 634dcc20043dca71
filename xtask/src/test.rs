//! `cargo xtask test`: every test, with everything they need.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::cluster;
use crate::workspace::{self, Workspace, cargo};

/// Names the description of the cluster to the tests.
const CLUSTER_VARIABLE: &str = "PODMEND_TEST_CLUSTER";
const CLUSTER_NAME: &str = "test";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Folder with ready-made binaries of the cluster, instead of building them
    #[arg(long, value_name = "DIR")]
    binaries: Option<std::path::PathBuf>,
    /// Given to `cargo test --workspace`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Sets up, runs the tests, takes down, and returns the exit code of the tests.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let workspace = workspace::find()?;
    cluster::install_missing()?;
    if options.binaries.is_none() {
        cluster::check_build(&workspace)?;
    }
    compile(&workspace)?;
    // This process owns the cluster, so that the cluster ends even where this process is killed.
    let owner = Some(std::process::id());
    let folder = cluster::up(&workspace, CLUSTER_NAME, options.binaries.clone(), owner)?;
    let status = tests(&workspace).args(&options.arguments).env(CLUSTER_VARIABLE, folder.join("cluster.json")).status();
    cluster::down(&workspace, CLUSTER_NAME)?;
    let code = status.context("cannot run cargo test")?.code();
    Ok(ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// Compiles first, so that a mistake shows before minutes are spent on the cluster.
fn compile(workspace: &Workspace) -> Result<()> {
    let status = tests(workspace).arg("--no-run").status().context("cannot run cargo test")?;
    ensure!(status.success(), "the tests do not compile");
    Ok(())
}

fn tests(workspace: &Workspace) -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace"]).current_dir(&workspace.root);
    command
}
