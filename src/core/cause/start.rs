//! Starting and running.

pub(super) mod create;
pub(super) mod run;

pub use create::{COMMAND_NOT_FOUND, CONFIG_MISSING, NONROOT_VIOLATION, NOT_STARTED, START_FAILED};
pub use run::{AMBIGUOUS, CRASH_EXIT, FAILED, NOT_READY, OOM_KILLED, PROBE_FAILED};
