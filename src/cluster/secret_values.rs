//! The values of the Secrets of a namespace, for whoever hides them: read only when the user has said so.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use secrecy::{
    SecretString,
    zeroize::{Zeroize as _, Zeroizing},
};

use super::{
    Cluster,
    address::SECRETS,
    http::{Answer, Form},
    slim::{List, Secret},
};

/// Releases of Helm are Secrets by their type, and hold whole charts.
const NO_RELEASES: &str = "type!=helm.sh/release.v1";

/// A value of a Secret, decoded. It cannot be printed, and is wiped when it is dropped.
#[derive(Debug)]
pub struct SecretValue {
    /// The name under which it stands in the Secret.
    pub key: String,
    pub value: SecretString,
}

impl Cluster {
    /// Reads the values that are text. A user who may not list Secrets has none: that is no error.
    pub async fn secret_values(&self, namespace: &str) -> Vec<SecretValue> {
        let path = SECRETS.list(Some(namespace)).with("fieldSelector", NO_RELEASES);
        match self.http().get(&path, Form::Json).await {
            Ok(answer) => decoded(answer),
            Err(_) => Vec::new(),
        }
    }
}

/// Takes the values out of an answer, and wipes what they were encoded in.
fn decoded(mut answer: Answer) -> Vec<SecretValue> {
    let secrets = answer.decode::<List<Secret>>().ok().and_then(|list| list.items).unwrap_or_default();
    answer.body.zeroize();
    secrets.into_iter().filter_map(|secret| secret.data).flat_map(values).collect()
}

fn values(data: BTreeMap<String, String>) -> impl Iterator<Item = SecretValue> {
    data.into_iter().filter_map(|(key, encoded)| {
        let encoded = Zeroizing::new(encoded);
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(encoded.as_bytes()).ok()?);
        let value = std::str::from_utf8(&bytes).ok()?;
        Some(SecretValue { key, value: value.into() })
    })
}
