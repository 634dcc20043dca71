//! Which logins a kubelet has for an image: those of the pull secrets that the pod names, and no others.
//!
//! Follows k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go (`getPullSecretsForPod`) and
//! pkg/credentialprovider: a secret that is missing or of another type is passed over without a word, one that
//! cannot be read spoils the whole lookup. Node files and credential plug-ins are absent.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};

use crate::{
    core::pull::{ImageReference, lookup_order},
    demo::{
        object::{list, text},
        registry::Login,
        store::Key,
        world::World,
    },
};

/// A login and the secret that it was read from, by namespace, name and uid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credential {
    pub(super) login: Login,
    pub(super) secret: (String, String, String),
}

/// Returns the names of the pull secrets that the pod asks for and that are not there.
pub(super) fn missing_secrets(world: &World, pod: &Value) -> Vec<String> {
    let namespace = text(pod, "/metadata/namespace");
    let absent = |name: &&str| world.store.get(&Key::new("secrets", namespace, name)).is_none();
    named_secrets(pod).filter(absent).map(str::to_owned).collect()
}

/// Returns the logins for an image in the order in which they are tried.
pub(super) fn lookup(world: &World, pod: &Value, image: &ImageReference) -> Result<Vec<Credential>, String> {
    let mut keyring: Vec<(String, Credential)> = Vec::new();
    for name in named_secrets(pod) {
        let key = Key::new("secrets", text(pod, "/metadata/namespace"), name);
        if let Some(secret) = world.store.view(&key) {
            add(&mut keyring, secret)?;
        }
    }
    let keys: Vec<&str> = keyring.iter().map(|(key, _)| key.as_str()).collect();
    let order = lookup_order(&keys, image);
    Ok(order.into_iter().map(|index| keyring[index].1.clone()).collect())
}

fn named_secrets(pod: &Value) -> impl Iterator<Item = &str> {
    let names = list(pod, "/spec/imagePullSecrets").iter().map(|secret| text(secret, "/name"));
    names.filter(|name| !name.is_empty())
}

fn add(keyring: &mut Vec<(String, Credential)>, secret: &Value) -> Result<(), String> {
    let place = ["namespace", "name", "uid"].map(|field| text(&secret["metadata"], &format!("/{field}")).to_owned());
    let [namespace, name, uid] = place;
    for (host, entry) in entries(secret)? {
        let login = login(&entry)?;
        let secret = (namespace.clone(), name.clone(), uid.clone());
        keyring.push((host, Credential { login, secret }));
    }
    Ok(())
}

/// Returns the entries of a secret by registry; none if its type is not one that the kubelet reads.
fn entries(secret: &Value) -> Result<Map<String, Value>, String> {
    let (key, wrapped) = match text(secret, "/type") {
        "kubernetes.io/dockerconfigjson" => (".dockerconfigjson", true),
        "kubernetes.io/dockercfg" => (".dockercfg", false),
        _ => return Ok(Map::new()),
    };
    let encoded = secret["data"].get(key).and_then(Value::as_str).unwrap_or_default();
    let decoded = BASE64_STANDARD.decode(encoded).map_err(|error| error.to_string())?;
    let mut content: Value = serde_json::from_slice(&decoded).map_err(|error| error.to_string())?;
    let entries = if wrapped { content["auths"].take() } else { content };
    Ok(entries.as_object().cloned().unwrap_or_default())
}

/// Reads the login of an entry; `auth`, where it is present, wins over the two fields.
fn login(entry: &Value) -> Result<Login, String> {
    let auth = text(entry, "/auth");
    if auth.is_empty() {
        let (user, password) = (text(entry, "/username"), text(entry, "/password"));
        return Ok(Login { user: user.to_owned(), password: password.to_owned() });
    }
    let decoded = BASE64_STANDARD
        .decode(auth)
        .map_err(|_| format!("illegal base64 data at input byte {}", first_bad_byte(auth)))?;
    let decoded = String::from_utf8_lossy(&decoded);
    let (user, password) =
        decoded.split_once(':').ok_or("unable to parse auth field, must be formatted as base64(username:password)")?;
    Ok(Login { user: user.to_owned(), password: password.to_owned() })
}

fn first_bad_byte(encoded: &str) -> usize {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    encoded.bytes().position(|byte| !good(byte)).unwrap_or(encoded.len() / 4 * 4)
}
