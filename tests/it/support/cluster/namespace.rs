//! A namespace of one test and what tests put into it.

use std::path::{Path, PathBuf};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use k8s_openapi::api::authentication::v1::{TokenRequest, TokenRequestSpec};
use k8s_openapi::api::core::v1::{Event, Pod, ServiceAccount};
use kube::api::{DeleteParams, ListParams, ObjectMeta, PostParams};
use kube::config::Kubeconfig;
use kube::{Api, ResourceExt};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Cluster, TEST_AGENT, client};
use crate::support::wait::{PATIENCE, wait_until};

type KubernetesNamespace = k8s_openapi::api::core::v1::Namespace;

/// A namespace that is deleted when it goes out of scope.
pub(crate) struct Namespace {
    pub(crate) name: String,
    cluster: Cluster,
}

/// Somebody who may do little, and the kubeconfig with which they do it.
pub(crate) struct LimitedUser {
    pub(crate) kubeconfig: PathBuf,
    /// The user's name in the eyes of the API server.
    pub(crate) name: String,
    _folder: TempDir,
}

impl Namespace {
    /// Creates a namespace in which pods can be created.
    pub(super) async fn create(cluster: &Cluster) -> Self {
        let metadata = ObjectMeta { generate_name: Some("test-".into()), ..ObjectMeta::default() };
        let wanted = KubernetesNamespace { metadata, ..KubernetesNamespace::default() };
        let created = Api::<KubernetesNamespace>::all(cluster.client.clone())
            .create(&PostParams::default(), &wanted)
            .await
            .expect("a namespace can be created");
        let namespace = Self { name: created.name_any(), cluster: cluster.clone() };
        let accounts: Api<ServiceAccount> = namespace.api();
        wait_until("the namespace has its ServiceAccount", PATIENCE, async || accounts.get("default").await.is_ok())
            .await;
        namespace
    }

    /// Returns access to the objects of one kind in this namespace.
    pub(crate) fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = kube::core::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.cluster.client.clone(), &self.name)
    }

    /// Applies every document of a YAML text here.
    pub(crate) async fn apply(&self, yaml: &str) {
        self.cluster.apply(&self.name, yaml).await;
    }

    /// Creates a secret of type `kubernetes.io/dockerconfigjson` for one registry.
    pub(crate) async fn secret_dockerconfig(&self, name: &str, host: &str, user: &str, password: &str) {
        let credential = STANDARD.encode(format!("{user}:{password}"));
        let entry = json!({"username": user, "password": password, "auth": credential});
        let content = json!({"auths": {host: entry}}).to_string();
        let secret = json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name},
            "type": "kubernetes.io/dockerconfigjson",
            "data": {".dockerconfigjson": STANDARD.encode(content)},
        });
        self.apply(&secret.to_string()).await;
    }

    /// Creates a secret with which the private images can really be pulled.
    pub(crate) async fn fitting_secret(&self, name: &str) {
        let registry = &self.cluster.description.registry;
        self.secret_dockerconfig(name, &registry.name, &registry.user, &registry.password).await;
    }

    /// Creates a Deployment of one container named `app`, without a pull secret.
    pub(crate) async fn deployment(&self, name: &str, image: &str, replicas: u32) {
        let labels = json!({"app": name});
        let deployment = json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name, "labels": labels},
            "spec": {
                "replicas": replicas,
                "selector": {"matchLabels": labels},
                "template": {
                    "metadata": {"labels": labels},
                    "spec": {
                        "containers": [{"name": "app", "image": image}],
                        "terminationGracePeriodSeconds": 1,
                    },
                },
            },
        });
        self.apply(&deployment.to_string()).await;
    }

    /// Returns the pods with a label `app` of this value, those that are being deleted left out.
    pub(crate) async fn pods(&self, app: &str) -> Vec<Pod> {
        let selector = ListParams::default().labels(&format!("app={app}"));
        let pods = self.api::<Pod>().list(&selector).await.expect("pods can be listed");
        pods.into_iter().filter(|pod| pod.metadata.deletion_timestamp.is_none()).collect()
    }

    /// Returns the events about objects of this name or of names that begin with it and a dash.
    pub(crate) async fn events(&self, about: &str) -> Vec<Event> {
        let is_about = |event: &Event| {
            let name = event.involved_object.name.as_deref().unwrap_or_default();
            name == about || name.starts_with(&format!("{about}-"))
        };
        let events = self.api::<Event>().list(&ListParams::default()).await.expect("events can be listed");
        events.into_iter().filter(is_about).collect()
    }

    /// Creates a user who may do in this namespace what the rules of a Role say, and nothing elsewhere.
    ///
    /// The rules are as in YAML: `json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}])`.
    pub(crate) async fn kubeconfig_for(&self, user: &str, rules: &Value) -> LimitedUser {
        let metadata = json!({"name": user, "namespace": self.name});
        let role = json!({"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": user});
        let subject = json!({"kind": "ServiceAccount", "name": user, "namespace": self.name});
        let rbac = "rbac.authorization.k8s.io/v1";
        for object in [
            json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}),
            json!({"apiVersion": rbac, "kind": "Role", "metadata": metadata, "rules": rules}),
            json!({"apiVersion": rbac, "kind": "RoleBinding", "metadata": metadata, "roleRef": role, "subjects": [subject]}),
        ] {
            self.apply(&object.to_string()).await;
        }
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let kubeconfig = folder.path().join("kubeconfig");
        self.write_kubeconfig(&self.token(user).await, &kubeconfig);
        LimitedUser { kubeconfig, name: format!("system:serviceaccount:{}:{user}", self.name), _folder: folder }
    }

    async fn token(&self, account: &str) -> String {
        let spec = TokenRequestSpec { expiration_seconds: Some(3600), ..TokenRequestSpec::default() };
        let request = TokenRequest { spec: Some(spec), ..TokenRequest::default() };
        let answer = self
            .api::<ServiceAccount>()
            .create_token_request(account, &PostParams::default(), &request)
            .await
            .expect("a token can be requested");
        answer.status.and_then(|status| status.token).expect("a token request is answered with a token")
    }

    fn write_kubeconfig(&self, token: &str, path: &Path) {
        let administrator = Kubeconfig::read_from(&self.cluster.description.kubeconfig);
        let administrator = administrator.expect("the kubeconfig can be read");
        let content = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": administrator.clusters,
            "users": [{"name": "limited", "user": {"token": token}}],
            "contexts": [{"name": "limited", "context": {
                "cluster": administrator.clusters[0].name,
                "user": "limited",
                "namespace": self.name,
            }}],
            "current-context": "limited",
        });
        std::fs::write(path, content.to_string()).expect("a temporary file can be written");
    }
}

impl LimitedUser {
    /// Returns a client of this user.
    pub(crate) async fn client(&self) -> kube::Client {
        client(&self.kubeconfig, TEST_AGENT).await
    }
}

impl Drop for Namespace {
    /// Asks for the deletion and does not wait for it; what is left goes with the cluster.
    fn drop(&mut self) {
        let kubeconfig = self.cluster.description.kubeconfig.clone();
        let name = self.name.clone();
        // The runtime of the test may be ending, so this needs one of its own.
        let deletion = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let api: Api<KubernetesNamespace> = Api::all(client(&kubeconfig, TEST_AGENT).await);
                let _ = api.delete(&name, &DeleteParams::default()).await;
            });
        });
        let _ = deletion.join();
    }
}
