//! Where things are and who runs them: addresses, internal hosts, registries, e-mails, accounts.
//!
//! No credentials; a profile says whether they are hidden. What every cluster has alike stays: loopback addresses,
//! names of services, public hosts.

mod accounts;
mod address;
mod host;
mod public;

use super::{Find, Profile};

pub(super) use host::is_key_of_login;

/// Finds what a profile hides, in no order.
pub(super) fn find(text: &str, profile: Profile) -> Vec<Find> {
    let mut finds = address::find(text);
    finds.extend(host::find(text));
    finds.extend(accounts::find(text));
    if profile >= Profile::Public {
        finds.extend(public::find(text));
    }
    finds
}
