//! The registries of the scenario and what they and containerd say when an image is asked for.
//!
//! The texts are those of containerd 2.2 under a kubelet 1.36; a registry here uses Basic authentication, as
//! Harbor's robot accounts do.

use std::collections::BTreeMap;

use super::scenario::{Header, Image, Run};
use crate::core::pull::ImageReference;

/// A name and a password to log in with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: String,
}

#[derive(Debug, Default)]
pub(crate) struct Registries {
    hosts: BTreeMap<String, Registry>,
}

#[derive(Debug)]
struct Registry {
    /// Whether everything may be pulled without an account.
    open: bool,
    accounts: BTreeMap<String, String>,
    images: BTreeMap<String, Image>,
}

impl Registries {
    /// Sets up the registries of a scenario with the passwords of this run.
    pub(crate) fn new(header: &Header, passwords: &BTreeMap<String, String>) -> Self {
        let hosts = header.registries.iter().map(|registry| {
            let accounts = registry.accounts.iter().map(|account| {
                let password = passwords.get(account).cloned().unwrap_or_default();
                (account.clone(), password)
            });
            let images = registry.images.iter().map(|image| (image.name.clone(), image.clone()));
            let set_up = Registry { open: registry.open, accounts: accounts.collect(), images: images.collect() };
            (registry.host.clone(), set_up)
        });
        Self { hosts: hosts.collect() }
    }

    /// Asks for an image with each login in turn, as the kubelet does; without any it asks anonymously.
    /// Returns the image and which login was taken, or the errors of all of them, each text once.
    pub(crate) fn pull(&self, image: &ImageReference, logins: &[Login]) -> Result<(&Image, Option<usize>), String> {
        let mut errors: Vec<String> = Vec::new();
        let tries = if logins.is_empty() { vec![None] } else { (0..logins.len()).map(Some).collect() };
        for index in tries {
            match self.pull_once(image, index.map(|index| &logins[index])) {
                Ok(found) => return Ok((found, index)),
                Err(error) if !errors.contains(&error) => errors.push(error),
                Err(_) => {}
            }
        }
        match errors.as_slice() {
            [error] => Err(error.clone()),
            errors => Err(format!("[{}]", errors.join(", "))),
        }
    }

    /// Returns what an image does when it runs; one that no registry has just runs.
    pub(crate) fn run(&self, image: &ImageReference) -> Run {
        let found = self.hosts.get(&image.domain).and_then(|registry| registry.images.get(&path(image)));
        found.map(|image| image.run.clone()).unwrap_or_default()
    }

    fn pull_once(&self, image: &ImageReference, login: Option<&Login>) -> Result<&Image, String> {
        let (host, written, url) = (&image.domain, &whole_name(image), manifest_url(image));
        let Some(registry) = self.hosts.get(host) else {
            let why =
                format!("failed to do request: Head \"{url}\": dial tcp: lookup {host} on 10.96.0.10:53: no such host");
            return Err(unresolved(written, &why));
        };
        let found = registry.images.get(&path(image));
        let free = registry.open || found.is_some_and(|image| image.open);
        match login {
            Some(login) if registry.accounts.get(&login.user) != Some(&login.password) => {
                let why = format!("unexpected status from HEAD request to {url}: 401 Unauthorized");
                Err(unresolved(written, &why))
            }
            None if !free => Err(unresolved(written, NO_CREDENTIALS)),
            _ => found.ok_or_else(|| {
                let missing = unresolved(written, &format!("{written}: not found"));
                format!("rpc error: code = NotFound desc = {missing}")
            }),
        }
    }
}

const NO_CREDENTIALS: &str = "pull access denied, repository does not exist or may require authorization: \
    authorization failed: no basic auth credentials";

fn unresolved(image: &str, why: &str) -> String {
    format!("failed to pull and unpack image \"{image}\": failed to resolve image: {why}")
}

/// Returns an image's whole name with its tag, as containerd writes it.
pub(crate) fn whole_name(image: &ImageReference) -> String {
    format!("{}/{}", image.domain, path(image))
}

/// Returns the repository with its tag or digest, without the host.
fn path(image: &ImageReference) -> String {
    match (&image.tag, &image.digest) {
        (_, Some(digest)) => format!("{}@{digest}", image.path),
        (tag, None) => format!("{}:{}", image.path, tag.as_deref().unwrap_or("latest")),
    }
}

fn manifest_url(image: &ImageReference) -> String {
    let host = if image.is_docker_hub() { "registry-1.docker.io" } else { &image.domain };
    let version = image.digest.as_deref().or(image.tag.as_deref()).unwrap_or("latest");
    format!("https://{host}/v2/{}/manifests/{version}", image.path)
}
