//! The kubelet's rules for pulling an image: what a reference names, which credential answers to
//! it, and what a pull secret really holds.
//!
//! The sources are those of Kubernetes 1.36; each item names its file. Passwords never leave
//! [`secret`], and asking a registry is no business of this module.

pub mod credentials;
pub mod keyring;
pub mod reference;
pub mod secret;

use super::text::{neutralise_line, truncate};

pub use credentials::{Lookup, Outcome, Try, given_at_creation, lookup, shadowed};
pub use keyring::{NearMiss, key_matches, lookup_order, near_miss};
pub use reference::{ImageReference, InvalidReference};
pub use secret::{
    Entry, EntryProblem, Fingerprint, FingerprintKey, Fit, Form, Hint, Lifetime, Problem, PullSecret, outline,
    outline_fingerprinted,
};

/// How many columns of a key or a user name are shown.
const LONGEST_SHOWN: usize = 256;

/// Makes a text of a secret or an image fit to be shown: one line, nothing hidden in it, and not long.
fn shown(text: &str) -> String {
    let line = neutralise_line(text);
    if line.len() <= LONGEST_SHOWN { line.into_owned() } else { truncate(&line, LONGEST_SHOWN) }
}
