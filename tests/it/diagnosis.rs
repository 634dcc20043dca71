//! What podmend says of each way to fail: the real binary, a real node, and the cause that the test has made.
//!
//! A test sets something broken up in a namespace of its own and asks `podmend diagnose` until it names the cause. Nothing
//! here looks at wording, beyond the names and hosts that have to be in it.

mod credentials;
mod images;
mod limited;
mod many;
mod network;
mod owners;
mod pod;
mod robots;
mod said;
mod scene;
mod start;
