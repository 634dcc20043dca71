//! Tests of the whole program, in one binary, since linking is what takes the time.
//!
//! On Unix only: they drive it in a pseudo terminal and send it signals.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that is not set up as it should be has failed")]

mod canary;
mod causes;
mod cluster_layer;
mod cluster_smoke;
mod copy;
mod demo;
mod diagnose_cli;
mod diagnosis;
mod explain;
mod harbor;
mod heal;
mod keys;
mod layering;
mod pictures;
mod process;
mod readme;
mod redact;
mod support;
mod terminal;
mod undo;
mod without_pods;
mod write;
