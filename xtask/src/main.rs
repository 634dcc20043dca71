//! Tasks of podmend's developers: `cargo xtask cluster`, `cargo xtask test` and `cargo xtask pictures`.
//!
//! Deliberately does not depend on podmend itself, so that a cluster is up before podmend is
//! compiled.
#![expect(clippy::print_stderr, reason = "a task talks to the developer who started it")]

#[cfg(target_os = "linux")]
mod cluster;
mod pictures;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Tasks of podmend's developers")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Starts, ends and shows a real one-node Kubernetes for tests
    #[cfg(target_os = "linux")]
    Cluster {
        #[command(subcommand)]
        command: cluster::Command,
    },
    /// Runs every test, with a fresh test cluster for those that need one
    Test(test::Options),
    /// Draws the README's pictures anew, which a test compares with what the program draws
    Pictures,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    match task {
        #[cfg(target_os = "linux")]
        Task::Cluster { command } => cluster::run(command).map(|()| ExitCode::SUCCESS),
        Task::Test(options) => test::run(&options),
        Task::Pictures => pictures::run(),
    }
}
