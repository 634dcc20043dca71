//! What every namespace is given: its `default` `ServiceAccount` and the cluster's CA certificate.

use serde_json::json;

use super::MANAGER;
use crate::demo::{apply::managers::Author, kinds, store::Key, world::World};

pub(super) fn sync(world: &mut World, key: &Key) {
    if world.store.get(key).is_none() {
        return;
    }
    let author = Author::new(MANAGER);
    let account = json!({"metadata": {"name": "default", "namespace": key.name}});
    let certificate = json!({
        "metadata": {"name": "kube-root-ca.crt", "namespace": key.name},
        "data": {"ca.crt": "the demo cluster has no certificate"},
    });
    for (plural, object) in [("serviceaccounts", account), ("configmaps", certificate)] {
        // What is there already, for instance from the scenario, stays.
        let _ = world.create(kinds::named(plural), object, &author);
    }
}
