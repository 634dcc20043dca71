//! The kubelet's rules for pulling an image: what a reference names, which credential answers to
//! it, and what a pull secret really holds.
//!
//! The sources are those of Kubernetes 1.36; each item names its file. Passwords never leave
//! [`secret`], and asking a registry is no business of this module.

pub mod credentials;
pub mod keyring;
pub mod reference;
pub mod secret;

pub use credentials::{Lookup, Outcome, Try, given_at_creation, lookup, shadowed};
pub use keyring::{NearMiss, key_matches, lookup_order, near_miss};
pub use reference::{ImageReference, InvalidReference};
pub use secret::{
    Entry, EntryProblem, Fingerprint, FingerprintKey, Fit, Form, Hint, Lifetime, Problem, PullSecret, outline,
    outline_fingerprinted,
};
