//! Passwords of the demo's registries, made when it starts, and the pull secrets that hold them.
//!
//! A scenario writes `${pull-config KEY ACCOUNT}` where the content of a docker config goes: KEY is the registry
//! key in it, right or wrong, and ACCOUNT one of the scenario's accounts. `${old-pull-config KEY ACCOUNT}` holds
//! a password that the registry no longer takes. So no file and no binary holds anything like a credential.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::Header;
use crate::demo::rng::Rng;

/// Makes the passwords of all accounts; they follow from the seed.
pub(super) fn passwords(header: &Header, seed: u64) -> BTreeMap<String, String> {
    let accounts = header.registries.iter().flat_map(|registry| &registry.accounts);
    accounts.map(|account| (account.clone(), Rng::new(seed, account).password())).collect()
}

/// Fills in the placeholders of an object.
pub(super) fn fill_in(value: &mut Value, passwords: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(filled) = expand(text, passwords) {
                *text = filled;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill_in(item, passwords)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill_in(field, passwords)),
        _ => {}
    }
}

fn expand(text: &str, passwords: &BTreeMap<String, String>) -> Option<String> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    let mut words = inner.split_whitespace();
    let (what, key, account) = (words.next()?, words.next()?, words.next()?);
    let password = passwords.get(account)?;
    match what {
        "pull-config" => Some(config(key, account, password)),
        "old-pull-config" => Some(config(key, account, &password.chars().rev().collect::<String>())),
        _ => None,
    }
}

/// Returns a docker config as `kubectl create secret docker-registry` writes it.
fn config(key: &str, account: &str, password: &str) -> String {
    let auth = BASE64_STANDARD.encode(format!("{account}:{password}"));
    json!({"auths": {key: {"username": account, "password": password, "auth": auth}}}).to_string()
}
