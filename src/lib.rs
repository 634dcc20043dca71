//! podmend: why a pod does not come up, the fix of a failed pull as a diff, and the proof that it healed.
//!
//! In reading order:
//!
//! - [`core`] is pure: the cluster in our own words, what is wrong with it, why, and what would mend it.
//! - [`cluster`] is the only code that talks to an API server: lists, watches, reads, access reviews, writes.
//! - [`demo`] is an API server inside the process, with controllers and a kubelet; `cluster` does not know that it is one.
//! - [`tui`] is the workbench on the screen.
//! - [`cli`] is the command line: arguments, configuration, one file a subcommand.
//!
//! Dependencies point down only: `cli` and `tui` use `cluster` and `core`, `cluster` and `demo` use `core`, `core` uses
//! nothing of ours. `tests/it/layering.rs` holds that.

pub mod cli;
pub mod cluster;
pub mod core;
pub mod demo;
pub mod tui;
