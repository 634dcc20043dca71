//! The pure core: values in, values out. No I/O, no async, no clock, no terminal, no API client.
//!
//! Read in this order: the cluster in our words, what is wrong, why, what to do about it, and how it went.

pub mod model;

pub mod health;
pub mod incident;

pub mod cause;
pub mod diagnose;
pub mod message;
pub mod pull;

pub mod fix;
pub mod plan;
pub mod timeline;

pub mod report;

pub mod diff;
pub mod redact;
pub mod text;
pub mod yaml;
