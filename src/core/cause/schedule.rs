//! Finding a node, and getting on with a rollout.

use super::Family;

causes! {
    Family::Schedule;

    /// No node has the resources that the pod asks for.
    UNSCHEDULABLE_RESOURCES = "unschedulable-resources", "no node has room";

    /// Taints, selectors, affinity or spread rules leave no node.
    UNSCHEDULABLE_TAINT_AFFINITY = "unschedulable-taint-affinity", "no node is allowed";

    /// A rollout has made no progress for longer than its deadline.
    ROLLOUT_STUCK = "rollout-stuck", "rollout does not progress";
}
