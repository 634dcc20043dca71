//! The configuration files of the processes.
//!
//! The paths inside them are those of the mount namespace: see [`super::mounts`].

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::certificates::{self, Authority};
use super::description::{Description, NODE, Registry, write_private};
use super::kubeconfig;
use super::mounts::{BINARIES, INSIDE};
use super::registry::basic_authorization;

/// Creates the folders and files of a new cluster.
pub(super) fn write_all(cluster: &Description) -> Result<()> {
    let folder = &cluster.folder;
    for name in ["pki", "config/cni", "logs", "data/etcd", "data/kubelet"] {
        create(&folder.join(name))?;
    }
    let authority = Authority::new()?;
    certificates::write(&authority, &folder.join("pki"))?;
    let config = folder.join("config");
    kubeconfig::write_all(&authority, cluster.ports.kube_apiserver, &cluster.kubeconfig, &config)?;
    write_private(&config.join("audit-policy.json"), &audit_policy().to_string())?;
    write_private(&config.join("kubelet.json"), &kubelet(cluster).to_string())?;
    write_private(&config.join("containerd.toml"), &containerd(&cluster.registry))?;
    write_private(&config.join("cni/10-podmend.conflist"), &pod_network(&cluster.pod_subnet).to_string())?;
    write_private(&config.join("registry.json"), &registry(cluster).to_string())?;
    write_private(&config.join("passwords"), &passwords(&cluster.registry)?)?;
    registry_hosts(&cluster.registry, &cluster.registry_hosts)
}

/// Every write with what was sent, every read by a person without it, no housekeeping.
///
/// The audit log is how tests know what was really written.
fn audit_policy() -> Value {
    let components =
        ["system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", &format!("system:node:{NODE}")];
    json!({
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "omitManagedFields": true,
        "rules": [
            {
                "level": "None",
                "users": components,
                "resources": [{"group": "coordination.k8s.io", "resources": ["leases"]}],
            },
            {"level": "Request", "verbs": ["create", "update", "patch", "delete", "deletecollection"]},
            {"level": "None", "users": components},
            {"level": "None", "nonResourceURLs": ["/readyz*", "/livez*", "/healthz*"]},
            {"level": "Metadata"},
        ],
    })
}

/// Settings without which the kubelet would need systemd, disks with room or a swapless machine.
fn kubelet(cluster: &Description) -> Value {
    json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": cluster.node_address,
        "port": cluster.ports.kubelet,
        "readOnlyPort": 0,
        "healthzPort": 0,
        "authentication": {
            "anonymous": {"enabled": false},
            "webhook": {"enabled": false},
            "x509": {"clientCAFile": format!("{INSIDE}/pki/ca.crt")},
        },
        "authorization": {"mode": "AlwaysAllow"},
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": format!("/{}", cluster.control_group),
        "enforceNodeAllocatable": [],
        "failCgroupV1": false,
        "failSwapOn": false,
        "makeIPTablesUtilChains": false,
        "oomScoreAdj": 0,
        "imageGCHighThresholdPercent": 100,
        "evictionHard": {
            "memory.available": "50Mi",
            "nodefs.available": "1%",
            "imagefs.available": "1%",
        },
        "resolvConf": "",
        "clusterDNS": ["10.96.0.10"],
        "volumePluginDir": format!("{INSIDE}/data/kubelet/volume-plugins"),
        "shutdownGracePeriod": "0s",
        // Tests side by side pull more often than a node should, and none should wait for the slow pull of another.
        "registryPullQPS": 0,
        "serializeImagePulls": false,
        "maxPods": 240,
    })
}

/// `restrict_oom_score_adj` because this machine may not let root lower it, `native` because
/// overlayfs cannot lie upon the overlayfs of a container.
fn containerd(registry: &Registry) -> String {
    let sandbox = format!("{}/podmend/pause:1", registry.public_name);
    let runc = super::prerequisites::find_program("runc").unwrap_or_else(|| "runc".into());
    format!(
        r#"version = 3
root = "{INSIDE}/data/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.snapshotter.v1.blockfile", "io.containerd.snapshotter.v1.erofs"]

[grpc]
address = "/run/containerd/containerd.sock"

[plugins.'io.containerd.internal.v1.opt']
path = "{INSIDE}/data/containerd-opt"

[plugins.'io.containerd.cri.v1.images']
snapshotter = "native"

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "{sandbox}"

[plugins.'io.containerd.cri.v1.images'.registry]
config_path = "{INSIDE}/config/certs.d"

[[plugins.'io.containerd.transfer.v1.local'.unpack_config]]
platform = "linux"
snapshotter = "native"

[plugins.'io.containerd.cri.v1.runtime']
restrict_oom_score_adj = true
disable_apparmor = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ["{BINARIES}"]
conf_dir = "{INSIDE}/config/cni"

[plugins.'io.containerd.cri.v1.runtime'.containerd]
default_runtime_name = "runc"

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = "{runc}"
"#,
        runc = runc.display()
    )
}

/// Pods and the machine reach each other; pods reach nothing else.
fn pod_network(subnet: &str) -> Value {
    json!({
        "cniVersion": "1.0.0",
        "name": "podmend",
        "plugins": [{
            "type": "ptp",
            "ipMasq": false,
            "ipam": {
                "type": "host-local",
                "dataDir": format!("{INSIDE}/data/addresses"),
                "ranges": [[{"subnet": subnet}]],
                "routes": [{"dst": "0.0.0.0/0"}],
            },
        }],
    })
}

fn registry(cluster: &Description) -> Value {
    json!({
        "version": "0.1",
        "log": {"level": "info", "accesslog": {"disabled": false}},
        "storage": {"filesystem": {"rootdirectory": format!("{INSIDE}/data/registry")}},
        "http": {"addr": cluster.registry.address, "relativeurls": true, "secret": cluster.registry.password},
        "auth": {"htpasswd": {"realm": "harbor", "path": format!("{INSIDE}/config/passwords")}},
    })
}

/// The cheapest hash there is, since the registry computes it for every request.
fn passwords(registry: &Registry) -> Result<String> {
    let hash = bcrypt::hash(&registry.password, 4).context("cannot hash a password")?;
    Ok(format!("{}:{hash}\n", registry.user))
}

/// Tells containerd where the hosts in image names really are.
///
/// For the public name the node brings the password itself, so that pods need none.
fn registry_hosts(registry: &Registry, folder: &Path) -> Result<()> {
    let address = format!("http://{}", registry.address);
    let private = format!("server = \"{address}\"\n\n[host.\"{address}\"]\ncapabilities = [\"pull\", \"resolve\"]\n");
    let public =
        format!("{private}\n[host.\"{address}\".header]\nauthorization = \"{}\"\n", basic_authorization(registry));
    for (host, text) in [(&registry.name, private), (&registry.public_name, public)] {
        create(&folder.join(host))?;
        write_private(&folder.join(host).join("hosts.toml"), &text)?;
    }
    Ok(())
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}
