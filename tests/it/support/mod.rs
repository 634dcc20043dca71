//! What several tests need, and nothing that only one does.
#![allow(dead_code, reason = "not every helper has a test that uses it at all times")]

pub(crate) mod cluster;
pub(crate) mod driver;
pub(crate) mod harbor;
pub(crate) mod pty;
pub(crate) mod schema;
pub(crate) mod served;
pub(crate) mod stage;
pub(crate) mod wait;
