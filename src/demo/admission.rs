//! What the server checks and adds when an object is created, beyond the rules of its kind.

use serde_json::{Value, json};

use super::{
    kinds::{self, Kind},
    object::{self, is_empty, items, list, set, set_default, slot, text},
    quota,
    refusal::Refusal,
    store::Key,
    world::World,
};

/// Admits a new object; pods get what their `ServiceAccount` adds.
pub(crate) fn admit(world: &World, kind: &Kind, object: &mut Value) -> Result<(), Refusal> {
    if kind.namespaced() {
        namespace_exists(world, object)?;
    }
    if kind.plural == "pods" {
        service_account(world, kind, object)?;
        quota::admit(world, kind, object)?;
        tolerations(object);
        quality_of_service(object);
    }
    Ok(())
}

fn namespace_exists(world: &World, object: &Value) -> Result<(), Refusal> {
    let namespace = text(object, "/metadata/namespace");
    let namespaces = kinds::named("namespaces");
    if world.store.get(&Key::new(namespaces.plural, "", namespace)).is_some() {
        return Ok(());
    }
    Err(Refusal::not_found(namespaces, namespace))
}

/// The `ServiceAccount` plug-in: names the account, copies its pull secrets into a pod that has none of its own,
/// and mounts a token. Follows k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go.
fn service_account(world: &World, kind: &Kind, pod: &mut Value) -> Result<(), Refusal> {
    if text(pod, "/spec/serviceAccountName").is_empty() {
        set(pod, "/spec/serviceAccountName", "default");
        set(pod, "/spec/serviceAccount", "default");
    }
    let namespace = text(pod, "/metadata/namespace").to_owned();
    let name = text(pod, "/spec/serviceAccountName").to_owned();
    let key = Key::new("serviceaccounts", &namespace, &name);
    let Some(account) = world.store.view(&key) else {
        let why = format!("error looking up service account {namespace}/{name}: serviceaccount \"{name}\" not found");
        return Err(Refusal::forbidden(kind, called(pod), &why));
    };
    let secrets = &account["imagePullSecrets"];
    if list(pod, "/spec/imagePullSecrets").is_empty() && !is_empty(secrets) {
        set(pod, "/spec/imagePullSecrets", secrets.clone());
    }
    let automount = pod["spec"].get("automountServiceAccountToken").or(account.get("automountServiceAccountToken"));
    if automount != Some(&json!(false)) {
        mount_token(world, pod);
    }
    Ok(())
}

/// Returns what a refusal calls a pod that is being created: by the beginning of a name that is yet to be drawn.
pub(crate) fn called(pod: &Value) -> &str {
    let beginning = text(pod, "/metadata/generateName");
    if beginning.is_empty() { text(pod, "/metadata/name") } else { beginning }
}

const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

fn mount_token(world: &World, pod: &mut Value) {
    let mounts = list(pod, "/spec/volumes").iter().any(|volume| text(volume, "/name").starts_with("kube-api-access-"));
    if mounts {
        return;
    }
    // The real suffix is random; one that follows from the name keeps a dry run from drawing names.
    let suffix = super::rng::name_hash(&format!("{}{}", text(pod, "/metadata/name"), world.store.version()));
    let volume = format!("kube-api-access-{}", &suffix[..5]);
    items(slot(pod, "/spec/volumes")).push(json!({
        "name": volume,
        "projected": {"defaultMode": 420, "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [
                {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}},
            ]}},
        ]},
    }));
    for containers in ["/spec/initContainers", "/spec/containers"] {
        for container in pod.pointer_mut(containers).and_then(Value::as_array_mut).into_iter().flatten() {
            let mount = json!({"name": volume, "readOnly": true, "mountPath": TOKEN_PATH});
            items(slot(container, "/volumeMounts")).push(mount);
        }
    }
}

/// The default tolerations and the priority that two more plug-ins add.
fn tolerations(pod: &mut Value) {
    let tolerate =
        |key: &str| json!({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300});
    let both = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map(tolerate);
    set_default(pod, "/spec/priority", 0);
    set_default(pod, "/spec/preemptionPolicy", "PreemptLowerPriority");
    set_default(pod, "/spec/tolerations", Value::from(both.to_vec()));
}

fn quality_of_service(pod: &mut Value) {
    let containers = list(pod, "/spec/containers");
    let resources = |container: &Value, which: &str| object::texts(container, &format!("/resources/{which}")).count();
    let none = containers.iter().all(|one| resources(one, "requests") == 0 && resources(one, "limits") == 0);
    let full = containers
        .iter()
        .all(|one| resources(one, "limits") >= 2 && one["resources"]["limits"] == one["resources"]["requests"]);
    let class = match (none, full) {
        (true, _) => "BestEffort",
        (_, true) => "Guaranteed",
        _ => "Burstable",
    };
    set(pod, "/status/qosClass", class);
}
