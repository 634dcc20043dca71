//! The node: its runtime, its disk, its network, its health.

use super::Family;

causes! {
    Family::Node;

    /// The node has no room left.
    DISK_FULL = "disk-full", "node disk full";

    /// The kubelet's own limit on pulls was reached; no registry was asked.
    NODE_PULL_THROTTLED = "node-pull-throttled", "node throttles its pulls";

    /// The node's container runtime does not answer the kubelet.
    RUNTIME_UNAVAILABLE = "runtime-unavailable", "container runtime does not answer";

    /// The pod's sandbox or its network could not be set up.
    SANDBOX_CNI = "sandbox-cni", "pod network not set up";

    /// A volume could not be attached, mounted or provisioned.
    VOLUME_MOUNT = "volume-mount", "volume not mounted";

    /// The kubelet removed the pod because the node ran short of something.
    EVICTED = "evicted", "evicted";

    /// The pod's node does not report, or is not ready.
    NODE_NOT_READY = "node-not-ready", "node not ready";

    /// The pod is deleted and long over its grace period, and is still there.
    STUCK_TERMINATING = "stuck-terminating", "stuck terminating";
}
