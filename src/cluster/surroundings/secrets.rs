//! The pull secrets and ServiceAccounts of a namespace: listed where that is allowed, else one by one by their names.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures::future::join_all;
use serde_json::Value;

use crate::{
    cluster::{reader::Reader, reads},
    core::{
        model::{Reading, ServiceAccount, Surroundings},
        pull::secret::PullSecret,
    },
};

use super::Need;

/// So many secrets or accounts of one namespace are read by name.
const MOST: usize = 64;

pub(super) struct Credentials {
    pull_secrets: Reading<BTreeMap<String, PullSecret>>,
    accounts: Reading<BTreeMap<String, ServiceAccount>>,
}

impl Credentials {
    pub(super) fn put_into(self, surroundings: &mut Surroundings) {
        surroundings.pull_secrets = self.pull_secrets.map(Arc::new);
        surroundings.accounts = self.accounts.map(Arc::new);
    }
}

/// Lists what the needs ask for.
pub(super) async fn read(reader: &Reader, namespace: &str, needs: &[&Need]) -> Credentials {
    let secrets = async {
        if needs.iter().any(|need| need.secrets.is_some()) {
            reads::pull_secrets(reader, namespace).await
        } else {
            Reading::NotAsked
        }
    };
    let accounts = async {
        if needs.iter().any(|need| need.account.is_some()) {
            reads::accounts(reader, namespace).await
        } else {
            Reading::NotAsked
        }
    };
    let (pull_secrets, accounts) = tokio::join!(Box::pin(secrets), Box::pin(accounts));
    Credentials { pull_secrets, accounts }
}

/// Reads by name what the lists do not show: accounts where they may not be listed, then secrets that are of another type,
/// absent, or may not be listed.
pub(super) async fn read_named(
    reader: &Reader,
    namespace: &str,
    needs: &[&Need],
    templates: BTreeSet<String>,
    surroundings: &mut Surroundings,
) {
    let used: BTreeSet<&String> = needs.iter().filter_map(|need| need.account.as_ref()).collect();
    if matches!(surroundings.accounts, Reading::Unknown(_)) {
        let reads = used.iter().take(MOST).map(async |name| {
            let name: &str = name;
            (name.to_owned(), reads::account(reader, namespace, name).await)
        });
        surroundings.named_accounts = join_all(reads).await.into_iter().collect();
    }
    if !needs.iter().any(|need| need.secrets.is_some()) {
        return;
    }
    let mut names = templates;
    names.extend(needs.iter().flat_map(|need| need.secrets.iter().flatten()).cloned());
    names.extend(
        used.iter().filter_map(|name| account(surroundings, name)).flat_map(|account| account.pull_secrets.clone()),
    );
    if let Some(listed) = surroundings.pull_secrets.found() {
        names.retain(|name| !listed.contains_key(name));
    }
    let reads = names.into_iter().take(MOST).map(async |name| {
        let secret = reads::named_secret(reader, namespace, &name).await;
        (name, secret)
    });
    surroundings.named_secrets = join_all(reads).await.into_iter().collect();
}

fn account<'a>(surroundings: &'a Surroundings, name: &str) -> Option<&'a ServiceAccount> {
    let listed = surroundings.accounts.found().and_then(|accounts| accounts.get(name));
    listed.or_else(|| surroundings.named_accounts.get(name)?.found())
}

/// Returns the pull secrets that the templates of the workloads name; pods may be older than their template.
pub(super) fn of_templates(surroundings: &Surroundings) -> BTreeSet<String> {
    let templates = surroundings.workloads.values().filter_map(Reading::found).map(|workload| template(workload));
    let names = templates.filter_map(|spec| spec?["imagePullSecrets"].as_array()).flatten();
    names.filter_map(|secret| secret["name"].as_str()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn template(workload: &Value) -> Option<&Value> {
    ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"].iter().find_map(|path| workload.pointer(path))
}

/// Returns the named secrets that are not there.
pub(super) fn absent(surroundings: &Surroundings) -> impl Iterator<Item = &String> {
    let named = surroundings.named_secrets.iter();
    named.filter(|(_, reading)| matches!(reading, Reading::Absent { .. })).map(|(name, _)| name)
}
