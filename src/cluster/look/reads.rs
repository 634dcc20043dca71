//! ServiceAccounts, pull secrets and bindings. Of a secret only the outline leaves this file.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::{
    cluster::{
        address::{CLUSTER_ROLE_BINDINGS, Path, ROLE_BINDINGS, Resource, SECRETS, SERVICE_ACCOUNTS},
        convert,
        http::Form,
        slim::{self, List},
    },
    core::{
        model::{Gap, Kind, ObjectId, Reading, ServiceAccount},
        pull::secret::PullSecret,
    },
};

use super::Look;

/// The two types that the kubelet takes; one list each, since a field selector knows no "or".
const TYPES: [&str; 2] = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];

pub(super) async fn account(look: &Look) -> Reading<ServiceAccount> {
    let name = if look.pod.service_account.is_empty() { "default" } else { &look.pod.service_account };
    let id = ObjectId::new(Kind::ServiceAccount, &look.pod.namespace, name);
    let path = SERVICE_ACCOUNTS.object(&id.namespace, name);
    look.read(&path, &id, convert::service_account).await
}

pub(super) async fn accounts(look: &Look) -> Reading<BTreeMap<String, ServiceAccount>> {
    let path = SERVICE_ACCOUNTS.list(Some(&look.pod.namespace));
    match list::<slim::ServiceAccount>(look, SERVICE_ACCOUNTS, &path).await {
        Ok(accounts) => found(
            look,
            accounts.into_iter().map(convert::service_account).map(|account| (account.name.clone(), account)),
        ),
        Err(gap) => Reading::Unknown(gap),
    }
}

pub(super) async fn named_secret(look: &Look, name: &str) -> Reading<PullSecret> {
    let id = ObjectId::new(Kind::Secret, &look.pod.namespace, name);
    look.read(&SECRETS.object(&id.namespace, name), &id, convert::pull_secret).await
}

pub(super) async fn namespace_secrets(look: &Look) -> Reading<BTreeMap<String, PullSecret>> {
    let mut secrets = BTreeMap::new();
    for kind in TYPES {
        let path = SECRETS.list(Some(&look.pod.namespace)).with("fieldSelector", &format!("type={kind}"));
        match list::<slim::Secret>(look, SECRETS, &path).await {
            Ok(list) => secrets
                .extend(list.into_iter().map(|secret| (secret.metadata.name.clone(), convert::pull_secret(secret)))),
            Err(gap) => return Reading::Unknown(gap),
        }
    }
    found(look, secrets)
}

/// Lists what gives rights to the pod's ServiceAccount by its name, as `Kind name`.
pub(super) async fn bindings(look: &Look) -> Reading<Vec<String>> {
    let namespaced = ROLE_BINDINGS.list(Some(&look.pod.namespace));
    let mut names = Vec::new();
    for (kind, resource, path) in [
        ("RoleBinding", ROLE_BINDINGS, namespaced),
        ("ClusterRoleBinding", CLUSTER_ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS.list(None)),
    ] {
        match list::<slim::Binding>(look, resource, &path).await {
            Ok(list) => names.extend(
                list.iter()
                    .filter(|binding| is_for(binding, look))
                    .map(|binding| format!("{kind} {}", binding.metadata.name)),
            ),
            Err(gap) => return Reading::Unknown(gap),
        }
    }
    Reading::Found { value: names, at: look.cluster.now() }
}

fn is_for(binding: &slim::Binding, look: &Look) -> bool {
    binding.subjects.iter().flatten().any(|subject| {
        subject.kind == "ServiceAccount"
            && subject.name == look.pod.service_account
            && subject.namespace == look.pod.namespace
    })
}

async fn list<T: DeserializeOwned>(look: &Look, resource: Resource, path: &Path) -> Result<Vec<T>, Gap> {
    match look.cluster.http().read::<List<T>>(path, Form::Json).await {
        Ok(list) => Ok(list.items.unwrap_or_default()),
        Err(failure) => {
            let namespace = if resource == CLUSTER_ROLE_BINDINGS { None } else { Some(look.pod.namespace.as_str()) };
            Err(look.cluster.gap(&failure, resource.right("list", namespace)))
        }
    }
}

fn found<T>(look: &Look, entries: impl IntoIterator<Item = (String, T)>) -> Reading<BTreeMap<String, T>> {
    Reading::Found { value: entries.into_iter().collect(), at: look.cluster.now() }
}
