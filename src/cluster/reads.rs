//! What decides whether a pod starts: ServiceAccounts, pull secrets, bindings, nodes and logs.
//!
//! Of a secret only the outline leaves this file, and only pull secrets are listed: by their type, so that no other secret
//! is read along the way.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::core::{
    model::{Event, Gap, Kind, Node, ObjectId, Pod, Reading, Right, ServiceAccount},
    pull::secret::PullSecret,
};

use super::{
    address::{CLUSTER_ROLE_BINDINGS, EVENTS, NODES, PODS, ROLE_BINDINGS, SECRETS, SERVICE_ACCOUNTS},
    convert,
    failure::Failure,
    http::Form,
    reader::Reader,
    slim::{self, List},
    surroundings::with_type,
};

/// The two types that the kubelet takes; one list each, since a field selector knows no "or".
const TYPES: [&str; 2] = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];
/// Of a log so many lines are read, and of those not more than so many bytes.
const LOG_LINES: &str = "20";
const LOG_BYTES: &str = "65536";

/// Returns the name of the ServiceAccount that a pod runs as; the admission plugin fills in the usual one.
pub(super) fn account_of(service_account: &str) -> &str {
    if service_account.is_empty() { "default" } else { service_account }
}

pub(super) async fn account(reader: &Reader, namespace: &str, name: &str) -> Reading<ServiceAccount> {
    let id = ObjectId::new(Kind::ServiceAccount, namespace, name);
    reader.object(&SERVICE_ACCOUNTS.object(namespace, name), &id, convert::service_account).await
}

pub(super) async fn accounts(reader: &Reader, namespace: &str) -> Reading<BTreeMap<String, ServiceAccount>> {
    let (at, path) = (reader.now(), SERVICE_ACCOUNTS.list(Some(namespace)));
    match reader.list::<slim::ServiceAccount>(SERVICE_ACCOUNTS, Some(namespace), &path).await {
        Ok(accounts) => {
            let accounts = accounts.into_iter().map(convert::service_account);
            Reading::Found { value: accounts.map(|account| (account.name.clone(), account)).collect(), at }
        }
        Err(gap) => Reading::Unknown(gap),
    }
}

pub(super) async fn named_secret(reader: &Reader, namespace: &str, name: &str) -> Reading<PullSecret> {
    let id = ObjectId::new(Kind::Secret, namespace, name);
    reader.object(&SECRETS.object(namespace, name), &id, convert::pull_secret).await
}

pub(super) async fn pull_secrets(reader: &Reader, namespace: &str) -> Reading<BTreeMap<String, PullSecret>> {
    let at = reader.now();
    let mut secrets = BTreeMap::new();
    for kind in TYPES {
        let path = SECRETS.list(Some(namespace)).with("fieldSelector", &format!("type={kind}"));
        match reader.list::<slim::Secret>(SECRETS, Some(namespace), &path).await {
            Ok(list) => secrets
                .extend(list.into_iter().map(|secret| (secret.metadata.name.clone(), convert::pull_secret(secret)))),
            Err(gap) => return Reading::Unknown(gap),
        }
    }
    Reading::Found { value: secrets, at }
}

/// Reads a pod as a whole, by the right to list that it was found with.
pub(super) async fn pod(reader: &Reader, namespace: &str, name: &str) -> Reading<Value> {
    let at = reader.now();
    let path = PODS.list(Some(namespace)).named(name);
    match reader.list::<Value>(PODS, Some(namespace), &path).await {
        Ok(mut pods) => match pods.pop() {
            Some(pod) => Reading::Found { value: with_type(&Kind::Pod, pod), at },
            None => Reading::Absent { at },
        },
        Err(gap) => Reading::Unknown(gap),
    }
}

/// Finds out in which namespaces there is a secret of this name; of the secrets themselves nothing is read but metadata.
pub(super) async fn elsewhere(reader: &Reader, name: &str) -> Reading<Vec<String>> {
    let (at, path) = (reader.now(), SECRETS.list(None).named(name).with("resourceVersion", "0"));
    match reader.read::<List<slim::Object>>(&path, Form::MetadataList).await {
        Ok(list) => {
            let mut namespaces: Vec<String> =
                list.items.unwrap_or_default().into_iter().map(|secret| secret.metadata.namespace).collect();
            namespaces.sort();
            Reading::Found { value: namespaces, at }
        }
        Err(failure) => Reading::Unknown(reader.gap(&failure, SECRETS.right("list", None))),
    }
}

/// Leaves out a namespace of an answer about all others.
pub(super) fn without(namespace: &str, reading: Reading<Vec<String>>) -> Reading<Vec<String>> {
    match reading {
        Reading::Found { mut value, at } => {
            value.retain(|other| other != namespace);
            Reading::Found { value, at }
        }
        other => other,
    }
}

pub(super) async fn node(reader: &Reader, name: &str) -> Reading<Node> {
    let id = ObjectId::new(Kind::Node, "", name);
    reader.object(&NODES.object("", name), &id, convert::node).await
}

/// Reads the events of a namespace, or of all; the API server keeps no index of them, so whoever needs those of some sorts them out.
pub(super) async fn events(
    reader: &Reader,
    namespace: Option<&str>,
    selector: Option<&str>,
) -> Result<Vec<Event>, Gap> {
    let mut path = EVENTS.list(namespace);
    if let Some(selector) = selector {
        path = path.with("fieldSelector", selector);
    }
    let events = reader.list::<slim::Event>(EVENTS, namespace, &path).await?;
    Ok(events.into_iter().map(convert::event).collect())
}

/// Which run of a container a log is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// It ended, and another one has begun or is waited for.
    Before,
    /// The last one; it ended, and none follows yet.
    Last,
}

/// Reads the last lines that a container wrote in a run that ended.
pub(super) async fn log(
    reader: &Reader,
    namespace: &str,
    pod: &str,
    container: &str,
    run: Run,
) -> Reading<Vec<String>> {
    let at = reader.now();
    let mut path = PODS
        .object(namespace, pod)
        .part("log")
        .with("container", container)
        .with("tailLines", LOG_LINES)
        .with("limitBytes", LOG_BYTES);
    if run == Run::Before {
        path = path.with("previous", "true");
    }
    match reader.get(&path, Form::Text).await {
        Ok(answer) => match convert::log(&answer.body) {
            Ok(value) => Reading::Found { value, at },
            Err(why) => Reading::Unknown(Gap::Failed(why)),
        },
        Err(failure) if failure.is_not_found() || is_without_log(&failure) => Reading::Absent { at },
        Err(failure) => Reading::Unknown(reader.gap(&failure, Right::new("get", "", "pods/log", Some(namespace)))),
    }
}

/// The kubelet has no such run any more: `previous terminated container "x" in pod "y" not found`, with the code 400
/// (`pkg/kubelet/kubelet_pods.go`, validateContainerLogStatus).
fn is_without_log(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(status) if status.code == 400 && status.message.ends_with("not found"))
}

/// Lists what gives rights to the pod's ServiceAccount by its name, as `Kind name`.
pub(super) async fn bindings(reader: &Reader, pod: &Pod) -> Reading<Vec<String>> {
    let at = reader.now();
    let mut names = Vec::new();
    for (kind, resource, namespace) in [
        ("RoleBinding", ROLE_BINDINGS, Some(pod.namespace.as_str())),
        ("ClusterRoleBinding", CLUSTER_ROLE_BINDINGS, None),
    ] {
        match reader.list::<slim::Binding>(resource, namespace, &resource.list(namespace)).await {
            Ok(list) => names.extend(
                list.iter()
                    .filter(|binding| is_for(binding, pod))
                    .map(|binding| format!("{kind} {}", binding.metadata.name)),
            ),
            Err(gap) => return Reading::Unknown(gap),
        }
    }
    Reading::Found { value: names, at }
}

fn is_for(binding: &slim::Binding, pod: &Pod) -> bool {
    binding.subjects.iter().flatten().any(|subject| {
        subject.kind == "ServiceAccount" && subject.name == pod.service_account && subject.namespace == pod.namespace
    })
}
