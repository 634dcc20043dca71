//! The real Kubernetes that `cargo xtask test` starts for the tests.

mod audit;
pub(crate) mod namespace;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use http::header::{HeaderValue, USER_AGENT};
use kube::api::{DynamicObject, Patch, PatchParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::core::GroupVersionKind;
use kube::discovery::{Scope, pinned_kind};
use kube::{Api, Client, Config};
use serde::Deserialize;

pub(crate) use audit::Write;
pub(crate) use namespace::Namespace;

/// Names the file that describes the cluster.
const CLUSTER_VARIABLE: &str = "PODMEND_TEST_CLUSTER";
/// What the tests' own requests call themselves, in the audit log and as owner of fields.
const TEST_AGENT: &str = "integration-test";

/// What the tests know of their cluster.
#[derive(Debug, Deserialize)]
pub(crate) struct Description {
    pub(crate) kubeconfig: PathBuf,
    pub(crate) audit_log: PathBuf,
    pub(crate) node: String,
    pub(crate) registry: Registry,
    /// Where the node looks up the hosts in image names, one folder with a `hosts.toml` each; read at every pull.
    pub(crate) registry_hosts: PathBuf,
    pub(crate) ports: Ports,
}

/// Where the cluster's own servers listen, on 127.0.0.1.
#[derive(Debug, Deserialize)]
pub(crate) struct Ports {
    pub(crate) kube_apiserver: u16,
}

/// The registry of the cluster and the one user it lets in.
#[derive(Debug, Deserialize)]
pub(crate) struct Registry {
    pub(crate) address: String,
    /// Host in image names whose pull needs a secret.
    pub(crate) name: String,
    /// Host in image names whose pull needs none.
    pub(crate) public_name: String,
    pub(crate) user: String,
    pub(crate) password: String,
}

/// The cluster, as its administrator sees it.
#[derive(Clone)]
pub(crate) struct Cluster {
    pub(crate) client: Client,
    pub(crate) description: std::sync::Arc<Description>,
}

impl Cluster {
    /// Returns the cluster, or says that the test cannot run without one and returns `None`.
    ///
    /// Panics in CI on Linux, where a test that did not run must not look like one that passed.
    pub(crate) async fn for_test() -> Option<Self> {
        let Some(path) = std::env::var_os(CLUSTER_VARIABLE) else {
            say_why_not();
            return None;
        };
        let text = fs::read(&path).expect("the description of the cluster can be read");
        let description: Description = serde_json::from_slice(&text).expect("the description of the cluster is whole");
        let client = client(&description.kubeconfig, TEST_AGENT).await;
        Some(Self { client, description: description.into() })
    }

    /// Returns an administrator's client that calls itself something else.
    pub(crate) async fn client_as(&self, agent: &str) -> Client {
        client(&self.description.kubeconfig, agent).await
    }

    /// Returns the full name of an image whose pull needs a secret, such as `project/app:1.4.2`.
    pub(crate) fn private_image(&self, image: &str) -> String {
        format!("{}/{image}", self.description.registry.name)
    }

    /// Returns the full name of an image that every pod can pull.
    pub(crate) fn public_image(&self, image: &str) -> String {
        format!("{}/{image}", self.description.registry.public_name)
    }

    /// Tells the node where a host in image names is to be found, and returns the host: `down-4711.internal.corp`.
    ///
    /// The same name is the same host in this process, and another one in every other.
    pub(crate) fn registry_host(&self, name: &str, url: &str) -> String {
        let host = format!("{name}-{}.internal.corp", std::process::id());
        let folder = self.description.registry_hosts.join(&host);
        let text = format!("server = \"{url}\"\n\n[host.\"{url}\"]\ncapabilities = [\"pull\", \"resolve\"]\n");
        fs::create_dir_all(&folder).expect("the tests run as whoever started the cluster");
        // The node may be reading it.
        let whole = tempfile::NamedTempFile::new_in(&folder).expect("a file can be created there");
        fs::write(&whole, text).expect("it can be written");
        whole.persist(folder.join("hosts.toml")).expect("it can be renamed");
        host
    }

    /// Creates a namespace of its own for a test; it is deleted with the returned value.
    pub(crate) async fn namespace(&self) -> Namespace {
        Namespace::create(self).await
    }

    /// Applies every document of a YAML text; a namespaced object without one goes to `namespace`.
    pub(crate) async fn apply(&self, namespace: &str, yaml: &str) {
        for document in serde_yaml::Deserializer::from_str(yaml) {
            let object = DynamicObject::deserialize(document).expect("the test's YAML is an object");
            self.apply_object(namespace, &object).await;
        }
    }

    /// Returns what the API server answers at a path, such as `/api/v1/namespaces/x/pods`.
    pub(crate) async fn get(&self, path: &str) -> kube::Result<serde_json::Value> {
        let request = http::Request::get(path).body(Vec::new()).expect("the test's path is one");
        self.client.request(request).await
    }

    /// Returns every request to write that an agent sent about a namespace, dry runs included, oldest first.
    ///
    /// The agent is the beginning of the request's user agent.
    pub(crate) async fn writes_by(&self, agent: &str, namespace: &str) -> Vec<Write> {
        audit::writes_by(self, agent, namespace).await
    }

    async fn apply_object(&self, namespace: &str, object: &DynamicObject) {
        let types = object.types.as_ref().expect("the test's YAML says its kind");
        let kind = GroupVersionKind::try_from(types).expect("the test's YAML says its version");
        let (resource, capabilities) = pinned_kind(&self.client, &kind).await.expect("the cluster knows the kind");
        let api: Api<DynamicObject> = match (capabilities.scope, &object.metadata.namespace) {
            (Scope::Cluster, _) => Api::all_with(self.client.clone(), &resource),
            (Scope::Namespaced, own) => {
                let namespace = own.as_deref().unwrap_or(namespace);
                Api::namespaced_with(self.client.clone(), namespace, &resource)
            }
        };
        let name = object.metadata.name.as_deref().expect("the test's YAML has a name");
        let parameters = PatchParams::apply(TEST_AGENT).force();
        api.patch(name, &parameters, &Patch::Apply(object)).await.expect("the cluster accepts the test's YAML");
    }
}

/// Connects with a kubeconfig file, and never with the user's own.
async fn client(kubeconfig: &Path, agent: &str) -> Client {
    let kubeconfig = Kubeconfig::read_from(kubeconfig).expect("the kubeconfig can be read");
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .expect("the kubeconfig is whole");
    let agent = HeaderValue::from_str(agent).expect("an agent is a header value");
    config.headers.push((USER_AGENT, agent));
    Client::try_from(config).expect("a client can be built")
}

/// Written past the test harness, which would hide it from a run in which all is well.
fn say_why_not() {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let message = format!("{test} DID NOT RUN: it needs a Kubernetes node; run it with `cargo xtask test`");
    let is_expected = cfg!(target_os = "linux") && std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(!is_expected, "{message}");
    let _ = writeln!(io::stderr(), "{message}");
}
