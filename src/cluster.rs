//! The only code that talks to an API server.
//!
//! Everything that comes out of here is a value of `core` or one of the small types below: text is neutralised, secrets are
//! reduced to an outline, and an error is a sentence that says what failed, why, and what to try. Absent on purpose: any
//! knowledge of the screen, and of whether the server is the demo.
//!
//! In reading order: `connect` opens a context and gives a [`Cluster`]; `list` and `watch` keep the pods, `look` what
//! concerns one workload, `survey` looks once at all that fails and at its `surroundings`, `stuck` finds
//! the owners without pods; `write`, `journal` and `undo`
//! change a workload, `follow` sees what comes of that. Below them `http` makes requests, `reader` and `reads` those around
//! a pod, `stream`, `tail` and `mirror` keep a watch going, `slim` and `convert` turn what comes back into our own words, and
//! `failure`, `cause` and `error` say what went wrong.

pub mod connect;
pub mod news;

mod handle;
mod kubeconfig;

mod list;
mod watch;

mod existence;
mod follow;
mod look;
mod reader;
mod reads;
mod secret_values;
mod stuck;
mod surroundings;
mod survey;

pub mod access;
pub mod journal;
mod undo;
mod write;

mod backoff;
mod mirror;
mod owners;
mod pulse;
mod stream;
mod tail;
mod tally;

mod address;
mod certificate;
mod credentials;
mod http;
mod plugin;

mod convert;
mod slim;
mod table;

mod cause;
mod error;
mod failure;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use connect::{Options, embedded};
pub use handle::Cluster;
pub use kubeconfig::{ContextEntry, Contexts};
pub use news::{LookPart, PodNews, Scope, Trouble};
pub use secret_values::SecretValue;
pub use survey::Survey;
