//! The terminal as the operating system has it: its name, its size, its modes, and writing to it.
//!
//! One file a system, with the same functions.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::{is_raw, name, size, write};
#[cfg(windows)]
pub(super) use windows::{is_raw, name, size, write};
