//! The node: its disk, its runtime, the pod's network, volumes, and what the kubelet does under pressure.

use super::anchor::{
    ALL, Anchor, Edge, Fact, Follow, Rank, Role, SANDBOX, START, Topic, Topics, VOLUME, mark, suggests, tells,
};
use crate::core::cause::{
    Cause, Grade,
    admission::SERVICEACCOUNT_NOT_FOUND,
    node::{DISK_FULL, EVICTED, NODE_NOT_READY, NODE_PULL_THROTTLED, RUNTIME_UNAVAILABLE, SANDBOX_CNI, VOLUME_MOUNT},
    schedule::UNSCHEDULABLE_RESOURCES,
    start::{CONFIG_MISSING, OOM_KILLED, START_FAILED},
};

/// Where the kubelet speaks to the runtime; a driver of volumes or networks is spoken to in the same words.
const RUNTIME: Topics = Topics::of(&[
    Topic::Unknown,
    Topic::Pull,
    Topic::Sandbox,
    Topic::Start,
    Topic::Process,
    Topic::Secret,
    Topic::Runtime,
]);
const LISTING: Topics = Topics::of(&[Topic::Runtime]);
/// Where a full disk is the node's own: what is written is an image, or the kubelet's files.
const NODES_DISK: Topics = Topics::of(&[
    Topic::Unknown,
    Topic::Pull,
    Topic::Secret,
    Topic::Runtime,
    Topic::Schedule,
    Topic::Admission,
    Topic::Elsewhere,
]);
const SANDBOX_OR_NETWORK: Topics = Topics::of(&[Topic::Sandbox, Topic::PodNetwork]);
const SANDBOX_TOO: &[Cause] = &[SANDBOX_CNI];
const DISK: &[Cause] = &[DISK_FULL];

/// What failed, if nothing better is said, where the network of a pod is set up.
pub(super) const NETWORK: Fact = Fact::new(SANDBOX_CNI, Grade::Certain, Rank::Plain);
/// As [`NETWORK`], for a sandbox: the runtime may not have answered, or an image may be missing.
pub(super) const MAKING_SANDBOX: Fact = Fact::new(SANDBOX_CNI, Grade::Likely, Rank::Setting);
pub(super) const MOUNTING: Fact = Fact::new(VOLUME_MOUNT, Grade::Certain, Rank::Plain);

pub(super) const ANCHORS: &[Anchor] = &[
    // --- disk: errno ENOSPC and EDQUOT, Windows' ERROR_DISK_FULL
    tells("no space left on device", DISK_FULL).within(NODES_DISK).rank(Rank::Root).common(),
    tells("not enough space on the disk", DISK_FULL).within(NODES_DISK).rank(Rank::Root).common(),
    tells("disk quota exceeded", DISK_FULL).within(NODES_DISK).rank(Rank::Sharp).common(),
    // The kernel says the same of control groups and keyrings.
    suggests("no space left on device", DISK_FULL, &[START_FAILED]).within(STARTING).rank(Rank::Root),
    suggests("not enough space on the disk", DISK_FULL, &[START_FAILED]).within(STARTING).rank(Rank::Root),
    suggests("disk quota exceeded", DISK_FULL, &[START_FAILED]).within(STARTING).rank(Rank::Sharp),
    suggests("no space left on device", DISK_FULL, SANDBOX_TOO).within(SANDBOX_OR_NETWORK).rank(Rank::Root),
    suggests("not enough space on the disk", DISK_FULL, SANDBOX_TOO).within(SANDBOX_OR_NETWORK).rank(Rank::Root),
    suggests("disk quota exceeded", DISK_FULL, SANDBOX_TOO).within(SANDBOX_OR_NETWORK).rank(Rank::Sharp),
    // A volume has a size of its own: secrets and tokens lie in a tmpfs as large as the pod's memory limit.
    suggests("no space left on device", VOLUME_MOUNT, DISK).within(VOLUME).rank(Rank::Sharp),
    suggests("not enough space on the disk", VOLUME_MOUNT, DISK).within(VOLUME).rank(Rank::Sharp),
    suggests("disk quota exceeded", VOLUME_MOUNT, DISK).within(VOLUME).rank(Rank::Sharp),
    // cadvisor, ocicni: the kernel's limit of watches.
    mark("inotify_add_watch", Role::Aside("\n")),
    mark("add watch on", Role::Aside("\n")),
    // moby daemon/graphdriver/devmapper.
    tells("Create more free space in thin pool", DISK_FULL).rank(Rank::Root),
    // containers/storage, Kubernetes pkg/kubelet/images/image_gc_manager.go.
    tells("failed to garbage collect required amount of images", DISK_FULL).rank(Rank::Sharp),
    suggests("is over the high threshold, trying to free", DISK_FULL, &[]),
    suggests("wanted to free", DISK_FULL, &[]),
    tells("FreeDiskSpaceFailed", DISK_FULL).edge(Edge::Token),
    tells("Insufficient free disk space on the node's image filesystem", DISK_FULL),
    suggests("NodeHasDiskPressure", DISK_FULL, &[EVICTED]).edge(Edge::Token),
    suggests("Attempting to reclaim ephemeral-storage", DISK_FULL, &[EVICTED]),
    suggests("Attempting to reclaim nodefs", DISK_FULL, &[EVICTED]),
    suggests("Attempting to reclaim imagefs", DISK_FULL, &[EVICTED]),
    suggests("Attempting to reclaim memory", EVICTED, &[]),
    // --- the kubelet's own limit: Kubernetes pkg/kubelet/images/helpers.go
    tells("pull QPS exceeded", NODE_PULL_THROTTLED).rank(Rank::Sharp),
    // --- the runtime: docker/cli, Kubernetes pkg/kubelet/kubelet.go and runtime.go, pleg/generic.go
    down("Cannot connect to the Docker daemon"),
    down("Is the docker daemon running"),
    down("failed to get docker version"),
    down("Container runtime sanity check failed"),
    down("container runtime is down"),
    down("container runtime not ready"),
    down("container runtime status check may not have completed yet"),
    down("RuntimeReady=false"),
    down("PLEG is not healthy"),
    down("error determining status"),
    down("Runtime service is not running"),
    // Kubernetes cri-client, and gRPC's client below it: nobody is at the socket, or it speaks another version.
    down("validate service connection"),
    down("validate CRI v1 runtime API"),
    down("runtime API is not implemented"),
    down("unknown service runtime."),
    down("containerd.sock").edge(Edge::Free),
    down("crio.sock").edge(Edge::Free),
    down("docker.sock").edge(Edge::Free),
    down("dockershim.sock").edge(Edge::Free),
    down("cri-dockerd.sock").edge(Edge::Free),
    down("//./pipe/containerd").edge(Edge::Free),
    down("//./pipe/docker").edge(Edge::Free),
    down("dial unix"),
    down("connection error: desc"),
    down("grpc: the connection is unavailable"),
    down("transport is closing"),
    down("code = Unimplemented"),
    down("container did not start before the specified timeout"),
    down("all SubConns are in TransientFailure"),
    down("error reading from server: EOF"),
    // containerd internal/cri/server/service.go.
    down("server is not initialized yet"),
    down("ttrpc: closed"),
    // A sandbox or container that was begun and not heard of again.
    silent("context deadline exceeded", SANDBOX, SANDBOX_TOO),
    silent("code = DeadlineExceeded", SANDBOX, SANDBOX_TOO),
    silent("operation timeout", SANDBOX, SANDBOX_TOO),
    silent("context canceled", SANDBOX, SANDBOX_TOO),
    silent("context deadline exceeded", STARTING, &[START_FAILED]),
    silent("code = DeadlineExceeded", STARTING, &[START_FAILED]),
    silent("operation timeout", STARTING, &[START_FAILED]),
    silent("context canceled", STARTING, &[START_FAILED]),
    silent("context deadline exceeded", LISTING, &[]),
    silent("code = DeadlineExceeded", LISTING, &[]),
    silent("operation timeout", LISTING, &[]),
    silent("context canceled", LISTING, &[]),
    // hcsshim internal/hcs/errors.go.
    silent("timeout waiting for notification", STARTING, &[START_FAILED]),
    // containerd internal/cri/server/container_create.go, cri-o server/container_create.go: an earlier try still goes on.
    silent("failed to reserve container name", ALL, &[START_FAILED]),
    silent("reserving ctr name", ALL, &[START_FAILED]),
    silent("reserving container name", ALL, &[START_FAILED]),
    suggests("failed to reserve sandbox name", SANDBOX_CNI, &[RUNTIME_UNAVAILABLE]),
    suggests("reserving pod name", SANDBOX_CNI, &[RUNTIME_UNAVAILABLE]),
    // --- the pod's network where no frame says so: Kubernetes pkg/kubelet/kubelet.go, containerd and libcni
    tells("network is not ready", SANDBOX_CNI),
    tells("network plugin is not ready", SANDBOX_CNI),
    tells("NetworkPluginNotReady", SANDBOX_CNI),
    tells("runtime network not ready", SANDBOX_CNI).rank(Rank::Sharp),
    tells("cni plugin not initialized", SANDBOX_CNI).rank(Rank::Sharp),
    tells("cni config uninitialized", SANDBOX_CNI).rank(Rank::Sharp),
    tells("cni config load failed", SANDBOX_CNI).rank(Rank::Sharp),
    suggests("Pod sandbox changed, it will be killed and re-created", SANDBOX_CNI, &[RUNTIME_UNAVAILABLE])
        .rank(Rank::Echo),
    suggests("unable to ensure pod container exists", SANDBOX_CNI, &[RUNTIME_UNAVAILABLE]),
    suggests("container init was OOM-killed", OOM_KILLED, SANDBOX_TOO).within(SANDBOX).rank(Rank::Sharp),
    // --- volumes where no frame says so
    suggests("references non-existent", VOLUME_MOUNT, &[CONFIG_MISSING]).within(VOLUME),
    suggests("configmap", VOLUME_MOUNT, &[CONFIG_MISSING]).within(VOLUME).follow(NOT_FOUND),
    suggests("serviceaccounts", VOLUME_MOUNT, &[SERVICEACCOUNT_NOT_FOUND]).within(VOLUME).follow(NOT_FOUND),
    suggests("secret", VOLUME_MOUNT, &[CONFIG_MISSING]).within(VOLUME).follow(NOT_FOUND),
    // runc libcontainer/rootfs_linux.go, crun: what the runtime itself mounts, such as control groups, fails in the same words.
    suggests("error mounting", VOLUME_MOUNT, &[START_FAILED]).within(START).rank(Rank::Sharp),
    suggests("rootfs_linux.go", VOLUME_MOUNT, &[START_FAILED]).within(START).rank(Rank::Sharp),
    // Where the kubelet keeps a pod's volumes, pkg/kubelet/kubelet_getters.go.
    mounting("/volumes/kubernetes.io~").edge(Edge::Free),
    mounting("/volume-subpaths/").edge(Edge::Free),
    // moby volume/mounts/validate.go.
    mounting("invalid mount config for type"),
    mounting("bind source path does not exist"),
    mounting("invalid bind mount spec"),
    mounting("Are you trying to mount a directory onto a file"),
    mounting("error while creating mount source path"),
    suggests("mount through procfd", VOLUME_MOUNT, &[START_FAILED]).within(START).rank(Rank::Sharp),
    // Kubernetes pkg/kubelet/kubelet_pods.go makeMounts.
    mounting("for volumeMount"),
    mounting("failed to prepare subPath"),
    mounting("failed to create subPath"),
    mounting("cannot find volume"),
    mounting("failed to stat").rank(Rank::Plain),
    mounting("but it is not a shared"),
    // cri-o server/container_create.go: a path of the host that is to be mounted.
    suggests("Error: stat", VOLUME_MOUNT, &[START_FAILED])
        .within(Topics::of(&[Topic::Start]))
        .follow(Follow::Name(": no such file or directory"))
        .rank(Rank::Vague),
    mounting("failed to mkdir").rank(Rank::Vague),
    // --- eviction: Kubernetes pkg/kubelet/eviction/helpers.go
    suggests("The node was low on resource: ephemeral-storage", EVICTED, DISK).rank(Rank::Sharp),
    tells("The node was low on resource", EVICTED).rank(Rank::Sharp),
    suggests("The node had condition: [DiskPressure", EVICTED, DISK).rank(Rank::Sharp),
    tells("The node had condition:", EVICTED).rank(Rank::Sharp),
    tells("exceeded its local ephemeral storage limit", EVICTED).rank(Rank::Sharp),
    tells("ephemeral local storage usage exceeds", EVICTED).rank(Rank::Sharp),
    tells("Usage of EmptyDir volume", EVICTED).rank(Rank::Sharp),
    tells("eviction manager: pod", EVICTED).rank(Rank::Plain),
    suggests("eviction manager: must evict", EVICTED, &[]),
    suggests("Evicted", EVICTED, &[]).edge(Edge::Token),
    // pkg/kubelet/preemption/preemption.go, nodeshutdown; the scheduler and the taint manager end pods too.
    suggests("Preempted in order to admit critical pod", EVICTED, &[UNSCHEDULABLE_RESOURCES]),
    suggests("Pod was terminated in response to imminent node shutdown", NODE_NOT_READY, &[EVICTED]),
    suggests("node is shutting down", NODE_NOT_READY, &[EVICTED]),
    suggests("Marking for deletion Pod", NODE_NOT_READY, &[EVICTED]),
    suggests("NodeNotReady", NODE_NOT_READY, &[RUNTIME_UNAVAILABLE]).edge(Edge::Token).rank(Rank::Vague),
    suggests("Node is not ready", NODE_NOT_READY, &[RUNTIME_UNAVAILABLE]).rank(Rank::Vague),
    suggests("Kubelet stopped posting node status", NODE_NOT_READY, &[RUNTIME_UNAVAILABLE]),
];

const NOT_FOUND: Follow = Follow::Name(" not found");
const STARTING: Topics = Topics::of(&[Topic::Start, Topic::Process]);

const fn down(text: &'static str) -> Anchor {
    tells(text, RUNTIME_UNAVAILABLE).within(RUNTIME).rank(Rank::Sharp)
}

const fn silent(text: &'static str, within: Topics, also: &'static [Cause]) -> Anchor {
    suggests(text, RUNTIME_UNAVAILABLE, also).within(within).rank(Rank::Vague)
}

const fn mounting(text: &'static str) -> Anchor {
    tells(text, VOLUME_MOUNT).within(START).rank(Rank::Sharp)
}
