//! The command line: what was asked for, how podmend is set up, and one file a subcommand.
//!
//! In reading order: [`args`] says what can be asked for, [`config`] how file, environment and flags become one set of
//! settings, [`look`] which theme that is on this terminal, [`runtime`] where the network runs, [`ndjson`] how a
//! batch is answered, and [`exit`] what the process ends with. Nothing here draws, and nothing here asks an API server by
//! itself.

pub mod args;
pub mod config;
pub mod exit;
pub mod look;
pub mod ndjson;
pub mod process;
pub mod runtime;

pub mod completion;
pub mod diagnose;
pub mod explain;
pub mod journal;
pub mod redact;
pub mod undo;
pub mod workbench;
