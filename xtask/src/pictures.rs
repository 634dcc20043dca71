//! `cargo xtask pictures`: draws the README's pictures anew.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace::{self, Workspace, cargo};

/// Lets the test that compares the pictures write them.
pub(crate) fn run() -> Result<ExitCode> {
    let status = drawing(&workspace::find()?).status().context("cannot run cargo test")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn drawing(workspace: &Workspace) -> Command {
    let mut command = cargo();
    command.args(["test", "--package", "podmend", "--test", "it", "pictures::"]);
    command.env("PODMEND_UPDATE", "1").current_dir(&workspace.root);
    command
}
