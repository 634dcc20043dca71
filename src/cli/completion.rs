//! `podmend completion SHELL`: prints the script that completes podmend's own words.
//!
//! Deliberately absent: names of contexts, namespaces and objects.

use std::io::{self, Write};

use clap_complete::{Shell, generate};

use super::{args, exit};

/// Prints the script.
pub fn run(shell: Shell) -> anyhow::Result<u8> {
    // Into memory first: the generator panics when its reader goes away.
    let mut script = Vec::new();
    generate(shell, &mut args::command(None), "podmend", &mut script);
    io::stdout().write_all(&script)?;
    Ok(exit::DONE)
}
