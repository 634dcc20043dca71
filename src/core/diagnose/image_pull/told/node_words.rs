//! The node itself.

use crate::core::cause::{Cause, node};

use super::{Facts, Words};

pub(super) fn words(cause: Cause, facts: &Facts<'_>) -> Option<Words> {
    let name = facts.node_name();
    let (sentence, next) = match cause {
        node::DISK_FULL => (
            format!("{name} has no room left for the image."),
            format!("Free room on {name} (crictl rmi --prune), or send the pod elsewhere: kubectl cordon {name}."),
        ),
        node::NODE_PULL_THROTTLED => (
            format!("The kubelet of {name} has reached its own limit on pulls; no registry was asked."),
            "Wait: it tries again by itself. If it happens often, raise registryPullQPS and registryBurst of the kubelet."
                .to_owned(),
        ),
        node::RUNTIME_UNAVAILABLE => (
            format!("The container runtime of {name} does not answer its kubelet."),
            format!("Look at the runtime on {name}: systemctl status containerd, or crio."),
        ),
        _ => return None,
    };
    Some(Words { sentence, next })
}
