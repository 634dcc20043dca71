//! A namespace with an incident in it and a canary wherever a secret can stand.

use k8s_openapi::api::{
    admissionregistration::v1::ValidatingAdmissionPolicyBinding,
    apps::v1::Deployment,
    core::v1::{Event, Pod},
};
use kube::{
    Api, ResourceExt as _,
    api::{DeleteParams, Patch, PatchParams, PostParams},
};
use serde_json::{Value, json};

use super::canaries::Canaries;
use crate::support::{
    cluster::{Cluster, Namespace, namespace::LimitedUser},
    pty::home::Home,
    wait::{PATIENCE, wait_for, wait_until},
};

/// A deployment that cannot pull its image, though a fitting pull secret is there.
const APP: &str = "checkout";
/// A deployment whose pods are forbidden.
pub(super) const FORBIDDEN: &str = "ledger";
const PULL_SECRET: &str = "harbor-pull-secret";

pub(super) struct Scene {
    pub(super) cluster: Cluster,
    pub(super) namespace: Namespace,
    /// Where podmend lives; its kubeconfig is that of a user who may do everything in the namespace.
    pub(super) home: Home,
    /// Everything that was planted.
    pub(super) canaries: Canaries,
    /// What is never shown, whatever the user asks for.
    pub(super) never_shown: Canaries,
    /// What events tell, apart from one that only its neighbours give away.
    pub(super) event_texts: Vec<String>,
    /// What the policy says when it denies.
    denial: String,
    _user: LimitedUser,
}

impl Scene {
    /// Plants everything, and waits until the incident is there; `None` without a node.
    pub(super) async fn plant() -> Option<Self> {
        let cluster = Cluster::for_test().await?;
        let namespace = cluster.namespace().await;
        let everything = json!([{ "apiGroups": ["*"], "resources": ["*"], "verbs": ["*"] }]);
        let user = namespace.kubeconfig_for("operator", &everything).await;
        let home = Home::new();
        let kubeconfig = std::fs::read_to_string(&user.kubeconfig).expect("it was just written");
        home.write("kubeconfig", &kubeconfig);
        let (mut canaries, mut never_shown) = (Canaries::default(), Canaries::default());
        for canaries in [&mut canaries, &mut never_shown] {
            canaries.add("the kubeconfig's token", &signature(&kubeconfig));
            canaries.add("the pull secret", &cluster.description.registry.password);
        }
        let password = canaries.hatch("the denial");
        never_shown.add("the denial", &password);
        let denial = format!("only the pipeline may do this (robot, password={password})");
        let mut scene =
            Self { cluster, namespace, home, canaries, never_shown, event_texts: Vec::new(), denial, _user: user };
        scene.secrets().await;
        let env = scene.deployment().await;
        scene.events(&env).await;
        scene.policies().await;
        Some(scene)
    }

    async fn secrets(&mut self) {
        self.namespace.fitting_secret(PULL_SECRET).await;
        let password = self.canaries.hatch("the secret's data");
        self.never_shown.add("the secret's data", &password);
        let secret = json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": { "name": "checkout-db" },
            "stringData": { "password": password, "dsn": format!("postgres://app:{password}@db/app") },
        });
        self.namespace.apply(&secret.to_string()).await;
    }

    /// Returns the value of the container's variable.
    async fn deployment(&mut self) -> String {
        let mut hatch = |name| self.canaries.hatch(name);
        // What gives it away comes first: the line is longer than any screen.
        let containers =
            json!([{ "env": [{ "name": "SMTP_PASSWORD", "value": hatch("last-applied") }], "name": "app" }]);
        let last_applied =
            json!({ "spec": { "template": { "spec": { "containers": containers } } }, "kind": "Deployment" });
        let upstream = format!("https://svc:{}@upstream.internal.corp/v2", hatch("the address").replace('+', "%2B"));
        let from_secret = json!({ "secretKeyRef": { "name": "checkout-db", "key": "password" } });
        let env = hatch("the env");
        let labels = json!({ "app": APP });
        let deployment = json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {
                "name": APP,
                "labels": labels,
                "annotations": {
                    "kubectl.kubernetes.io/last-applied-configuration": last_applied.to_string(),
                    "example.com/upstream": upstream,
                },
            },
            "spec": {
                "replicas": 1,
                "selector": { "matchLabels": labels },
                "template": {
                    "metadata": { "labels": labels },
                    "spec": {
                        "terminationGracePeriodSeconds": 1,
                        "containers": [{
                            "name": "app",
                            "image": self.cluster.private_image("project/app:1.4.2"),
                            "args": ["sleep", format!("--password={}", hatch("an argument")), "--token", hatch("the next argument")],
                            "env": [
                                { "name": "DB_PASSWORD", "value": env.as_str() },
                                { "name": "CACHE_PASSWORD", "valueFrom": from_secret },
                            ],
                        }],
                    },
                },
            },
        });
        self.namespace.apply(&deployment.to_string()).await;
        env
    }

    /// Somebody's controllers quote what they were given, one of them without a word of what it is.
    async fn events(&mut self, env: &str) {
        let pod = wait_for("the pod fails to pull", PATIENCE, async || {
            self.namespace.pods(APP).await.into_iter().find(is_waiting_for_its_image)
        })
        .await;
        let deployment = self.namespace.api::<Deployment>().get(APP).await.expect("it was just created");
        let token = self.canaries.hatch("the pod's event");
        let password = self.canaries.hatch("the deployment's event");
        let refused = format!("Failed to pull image: 401 Unauthorized for \"Authorization: Bearer {token}\"");
        let told = format!("the webhook was told user=svc password={password} and refused it");
        let bare = format!("no entry for host 10.0.0.7, user app, {env}");
        self.event("Pod", "v1", &pod, &refused).await;
        self.event("Pod", "v1", &pod, &bare).await;
        self.event("Deployment", "apps/v1", &deployment, &told).await;
        self.event_texts = vec![refused, told];
    }

    async fn event(&self, kind: &str, version: &str, about: &impl kube::Resource, message: &str) {
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let (name, number) = (about.name_any(), message.len());
        let event = json!({
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": { "name": format!("{name}.canary-{number}"), "namespace": self.namespace.name },
            "involvedObject": {
                "apiVersion": version, "kind": kind, "name": name, "namespace": self.namespace.name, "uid": about.uid(),
            },
            "type": "Warning",
            "reason": "Refused",
            "message": message,
            "source": { "component": "canary" },
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
        });
        self.namespace.apply(&event.to_string()).await;
    }

    /// One policy denies the fix whenever it is bound; the other only warns of it, and is bound for good. Both also quote
    /// a value of the deployment without a word of what it is.
    async fn policies(&mut self) {
        let token = self.canaries.hatch("the warning");
        self.never_shown.add("the warning", &token);
        let warning = format!("change it in the chart: helm --set token={token}");
        for (name, message, quoted) in [("deny", &self.denial, "env[0].value"), ("warn", &warning, "args[3]")] {
            let policy = json!({
                "apiVersion": "admissionregistration.k8s.io/v1",
                "kind": "ValidatingAdmissionPolicy",
                "metadata": { "name": self.policy(name) },
                "spec": {
                    "matchConstraints": { "resourceRules": [{
                        "apiGroups": ["apps"],
                        "apiVersions": ["v1"],
                        "operations": ["UPDATE"],
                        "resources": ["deployments"],
                    }] },
                    "validations": [{
                        "expression": "!has(object.spec.template.spec.imagePullSecrets)",
                        "messageExpression": format!("'{message} beside ' + object.spec.template.spec.containers[0].{quoted}"),
                    }],
                },
            });
            self.namespace.apply(&policy.to_string()).await;
        }
        self.bind("warn", "Warn").await;
    }

    fn policy(&self, name: &str) -> String {
        format!("{name}-{}", self.namespace.name)
    }

    async fn bind(&self, policy: &str, action: &str) {
        let binding = json!({
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": { "name": self.policy(policy) },
            "spec": {
                "policyName": self.policy(policy),
                "validationActions": [action],
                "matchResources": { "namespaceSelector": {
                    "matchLabels": { "kubernetes.io/metadata.name": self.namespace.name },
                } },
            },
        });
        self.namespace.apply(&binding.to_string()).await;
    }

    /// From here on the server denies the fix, and says why.
    pub(super) async fn deny(&self) {
        self.bind("deny", "Deny").await;
        wait_until("the policy denies the fix", PATIENCE, async || self.denied().await.contains(&self.denial)).await;
    }

    /// From here on the server allows it again.
    pub(super) async fn allow(&self) {
        let bindings = Api::<ValidatingAdmissionPolicyBinding>::all(self.cluster.client.clone());
        bindings.delete(&self.policy("deny"), &DeleteParams::default()).await.expect("it was bound");
        wait_until("the fix is allowed", PATIENCE, async || self.denied().await.is_empty()).await;
    }

    /// Tries the fix, as a dry run of somebody else's, and returns what the server says against it.
    async fn denied(&self) -> String {
        let fix = json!({ "spec": { "template": { "spec": { "imagePullSecrets": [{ "name": PULL_SECRET }] } } } });
        let dry_run = PatchParams { dry_run: true, ..PatchParams::default() };
        let answer = self.namespace.api::<Deployment>().patch(APP, &dry_run, &Patch::Merge(fix)).await;
        answer.err().map(|error| error.to_string()).unwrap_or_default()
    }

    /// Adds a deployment whose pods a policy forbids, and waits until its owner says so.
    pub(super) async fn block(&mut self) {
        let password = self.canaries.hatch("the forbidden pod's env");
        let policy = json!({
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicy",
            "metadata": { "name": self.policy("forbid") },
            "spec": {
                "matchConstraints": { "resourceRules": [{
                    "apiGroups": [""],
                    "apiVersions": ["v1"],
                    "operations": ["CREATE"],
                    "resources": ["pods"],
                }] },
                "validations": [{
                    "expression": format!("object.metadata.labels['app'] != '{FORBIDDEN}'"),
                    "messageExpression": "'no secrets in clear: ' + object.spec.containers[0].env[0].value",
                }],
            },
        });
        self.namespace.apply(&policy.to_string()).await;
        self.bind("forbid", "Deny").await;
        let labels = json!({ "app": FORBIDDEN });
        let image = self.cluster.public_image("project/app:1.4.2");
        let env = json!([{ "name": "PGPASSWORD", "value": password }]);
        let template = json!({
            "metadata": { "name": FORBIDDEN, "labels": labels },
            "spec": { "containers": [{ "name": "app", "image": image, "env": env }] },
        });
        let pod: Pod = serde_json::from_value(template.clone()).expect("it is a pod");
        let dry_run = PostParams { dry_run: true, ..PostParams::default() };
        wait_until("the policy forbids the pod", PATIENCE, async || {
            self.namespace.api::<Pod>().create(&dry_run, &pod).await.is_err()
        })
        .await;
        let deployment = json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": { "name": FORBIDDEN },
            "spec": { "selector": { "matchLabels": labels }, "template": template },
        });
        self.namespace.apply(&deployment.to_string()).await;
        wait_until("its owner says so", PATIENCE, async || {
            let quotes = |event: &Event| event.message.as_ref().is_some_and(|message| message.contains(&password));
            self.namespace.events(FORBIDDEN).await.iter().any(quotes)
        })
        .await;
    }

    /// Makes the deployment so long that no terminal takes it as a whole.
    pub(super) async fn lengthen(&self) {
        self.annotate(&json!({ "example.com/notes": "nothing to see in this line\n".repeat(3_000) })).await;
    }

    pub(super) async fn shorten(&self) {
        self.annotate(&json!({ "example.com/notes": null })).await;
    }

    async fn annotate(&self, annotations: &Value) {
        let patch = json!({ "metadata": { "annotations": annotations } });
        let deployments = self.namespace.api::<Deployment>();
        deployments.patch(APP, &PatchParams::default(), &Patch::Merge(patch)).await.expect("it takes annotations");
    }

    /// Returns everything in the cluster in which something was planted, and the kubeconfig.
    pub(super) async fn everything(&self) -> String {
        let namespaced = |kinds: &str| kinds.replace("{}", &self.namespace.name);
        let policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
        let mut everything = std::fs::read_to_string(self.home.path().join("kubeconfig")).expect("it is there");
        for path in [
            namespaced("/apis/apps/v1/namespaces/{}/deployments"),
            namespaced("/api/v1/namespaces/{}/secrets"),
            namespaced("/api/v1/namespaces/{}/events"),
            policies.to_owned(),
        ] {
            everything += &self.cluster.get(&path).await.expect("it can be read").to_string();
        }
        everything
    }
}

/// Returns the part of the token in a kubeconfig that is secret. The parts before it tell names in base64.
fn signature(kubeconfig: &str) -> String {
    let kubeconfig: Value = serde_json::from_str(kubeconfig).expect("it is written as JSON");
    let token = kubeconfig["users"][0]["user"]["token"].as_str().expect("the user has a token");
    token.rsplit_once('.').expect("a token has three parts").1.to_owned()
}

fn is_waiting_for_its_image(pod: &Pod) -> bool {
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_ref());
    let waiting = statuses.and_then(|statuses| statuses.first()?.state.as_ref()?.waiting.as_ref()?.reason.clone());
    waiting.is_some_and(|reason| reason == "ErrImagePull" || reason == "ImagePullBackOff")
}
