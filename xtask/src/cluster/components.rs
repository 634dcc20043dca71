//! The command lines of the processes.

use super::description::{Description, NODE, SERVICE_SUBNET};
use super::mounts::INSIDE;

/// A process of the cluster; its program has the same name.
pub(super) struct Component {
    pub(super) name: &'static str,
    pub(super) arguments: Vec<String>,
}

/// Names of all processes, in the order in which they start.
pub(super) const NAMES: [&str; 7] =
    ["etcd", "registry", "containerd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"];

/// Returns what can start at once.
pub(super) fn foundation(cluster: &Description) -> [Component; 4] {
    [
        etcd(cluster),
        Component { name: "registry", arguments: vec!["serve".into(), format!("{INSIDE}/config/registry.json")] },
        Component {
            name: "containerd",
            arguments: vec!["--config".into(), format!("{INSIDE}/config/containerd.toml")],
        },
        kube_apiserver(cluster),
    ]
}

/// Returns what needs an API server that answers.
pub(super) fn clients(cluster: &Description) -> [Component; 3] {
    [kube_controller_manager(), kube_scheduler(), kubelet(cluster)]
}

fn etcd(cluster: &Description) -> Component {
    let client = format!("http://127.0.0.1:{}", cluster.ports.etcd);
    let peer = format!("http://127.0.0.1:{}", cluster.ports.etcd_peer);
    component(
        "etcd",
        &[
            ("data-dir", format!("{INSIDE}/data/etcd")),
            ("listen-client-urls", client.clone()),
            ("advertise-client-urls", client),
            ("listen-peer-urls", peer.clone()),
            ("initial-advertise-peer-urls", peer.clone()),
            ("initial-cluster", format!("default={peer}")),
            // Nobody needs the data of a test after a power cut.
            ("unsafe-no-fsync", "true".into()),
        ],
    )
}

fn kube_apiserver(cluster: &Description) -> Component {
    let pki = |name: &str| format!("{INSIDE}/pki/{name}");
    component(
        "kube-apiserver",
        &[
            ("etcd-servers", format!("http://127.0.0.1:{}", cluster.ports.etcd)),
            ("bind-address", "127.0.0.1".into()),
            ("secure-port", cluster.ports.kube_apiserver.to_string()),
            ("endpoint-reconciler-type", "none".into()),
            ("cert-dir", format!("{INSIDE}/pki")),
            ("tls-cert-file", pki("kube-apiserver.crt")),
            ("tls-private-key-file", pki("kube-apiserver.key")),
            ("client-ca-file", pki("ca.crt")),
            ("kubelet-preferred-address-types", "InternalIP".into()),
            ("kubelet-client-certificate", pki("kube-apiserver-kubelet-client.crt")),
            ("kubelet-client-key", pki("kube-apiserver-kubelet-client.key")),
            ("service-account-issuer", "https://kubernetes.default.svc".into()),
            ("service-account-key-file", pki("service-accounts.pub")),
            ("service-account-signing-key-file", pki("service-accounts.key")),
            ("service-cluster-ip-range", SERVICE_SUBNET.into()),
            ("authorization-mode", "Node,RBAC".into()),
            ("enable-admission-plugins", "NodeRestriction".into()),
            ("allow-privileged", "true".into()),
            ("audit-policy-file", format!("{INSIDE}/config/audit-policy.json")),
            ("audit-log-path", format!("{INSIDE}/logs/audit.log")),
            ("audit-log-mode", "blocking".into()),
        ],
    )
}

fn kube_controller_manager() -> Component {
    component(
        "kube-controller-manager",
        &[
            ("kubeconfig", format!("{INSIDE}/config/kube-controller-manager")),
            ("service-account-private-key-file", format!("{INSIDE}/pki/service-accounts.key")),
            ("root-ca-file", format!("{INSIDE}/pki/ca.crt")),
            ("leader-elect", "false".into()),
            ("secure-port", "0".into()),
        ],
    )
}

fn kube_scheduler() -> Component {
    component(
        "kube-scheduler",
        &[
            ("kubeconfig", format!("{INSIDE}/config/kube-scheduler")),
            ("leader-elect", "false".into()),
            ("secure-port", "0".into()),
        ],
    )
}

fn kubelet(cluster: &Description) -> Component {
    component(
        "kubelet",
        &[
            ("config", format!("{INSIDE}/config/kubelet.json")),
            ("kubeconfig", format!("{INSIDE}/config/kubelet")),
            ("root-dir", format!("{INSIDE}/data/kubelet")),
            ("cert-dir", format!("{INSIDE}/data/kubelet/pki")),
            ("hostname-override", NODE.into()),
            ("node-ip", cluster.node_address.to_string()),
        ],
    )
}

fn component(name: &'static str, flags: &[(&str, String)]) -> Component {
    Component { name, arguments: flags.iter().map(|(flag, value)| format!("--{flag}={value}")).collect() }
}
