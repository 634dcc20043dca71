//! Finding a node, and getting on with a rollout.

use super::Family;

causes! {
    Family::Schedule;

    /// No node has the resources that the pod asks for.
    ///
    /// ## What podmend sees
    /// - The condition `PodScheduled` is False, `Unschedulable`, and the event
    ///   `FailedScheduling`: `0/5 nodes are available: 3 Insufficient cpu, 2
    ///   Insufficient memory`, `Too many pods`. podmend says how many nodes fail for
    ///   what.
    /// - Also when a kubelet refuses a pod after all: `OutOfcpu`, `OutOfmemory`,
    ///   `OutOfpods`.
    ///
    /// ## Why it happens
    /// - The requests of the pods fill the nodes. What counts is what is requested,
    ///   not what is used: nodes may be idle.
    /// - One pod asks for more than the largest node has. Then waiting is in vain.
    /// - Nodes are missing: drained, broken, or the autoscaler is at its limit.
    /// - A device (GPU) or extended resource is not there or not announced.
    /// - A rollout with surge needs room for both versions at once.
    ///
    /// ## What to do
    /// - Compare request and room; then the nodes that are out:
    /// ```sh
    /// kubectl -n NS get pod POD -o json \
    ///   | jq '.spec.containers[].resources.requests'
    /// kubectl describe nodes | grep -A8 'Allocated resources'
    /// kubectl get nodes
    /// ```
    /// - Add nodes, or raise the autoscaler's limit; look at its events too.
    /// - Take away what is not needed now: scale down what matters less.
    /// - Lower the request only to what the container really uses.
    /// - Deleting the pod changes nothing. podmend has no fix for this.
    ///
    /// ## Not to be confused with
    /// - `unschedulable-taint-affinity`: there is room, and it is not allowed.
    /// - `quota-or-admission`: the namespace's quota; then there is no pod.
    /// - `volume-mount`: `unbound immediate PersistentVolumeClaims`.
    UNSCHEDULABLE_RESOURCES = "unschedulable-resources", "no node has room";

    /// Taints, selectors, affinity or spread rules leave no node.
    ///
    /// ## What podmend sees
    /// - The event `FailedScheduling`: `node(s) had untolerated taint(s)` (older
    ///   schedulers name the taint),
    ///   `node(s) didn't match Pod's node affinity/selector`,
    ///   `didn't match pod anti-affinity rules`,
    ///   `didn't match pod topology spread constraints`, `were unschedulable`,
    ///   `didn't have free ports for the requested pod ports`.
    /// - The numbers say how many nodes fail for what. A mix with `Insufficient ..`
    ///   means that the nodes that are allowed are full.
    ///
    /// ## Why it happens
    /// - A label that the selector wants was never set, or a new node pool lacks it.
    /// - Nodes are cordoned, or tainted for being not ready or under pressure.
    /// - Anti-affinity with more replicas than nodes or zones.
    /// - A pod belongs on special nodes and lacks the toleration.
    ///
    /// ## What to do
    /// - Put both sides next to each other:
    /// ```sh
    /// kubectl -n NS get pod POD -o json | jq '.spec
    ///   | {nodeSelector, affinity, tolerations, topologySpreadConstraints}'
    /// kubectl get nodes --show-labels
    /// kubectl get nodes -o json \
    ///   | jq '.items[] | [.metadata.name, .spec.taints]'
    /// ```
    /// - Mend the side that is wrong: the node's label, or the template. A toleration
    ///   allows a node and does not draw the pod there.
    /// - Cordoned by a drain that is over: `kubectl uncordon NODE`.
    /// - Do not take a taint off whose reason you do not know: not-ready and pressure
    ///   taints come back, others guard something.
    ///
    /// ## Not to be confused with
    /// - `unschedulable-resources`: allowed, and full.
    /// - `node-not-ready`: the taint is a consequence of it.
    /// - `volume-mount`: the volume decides the node (`volume node affinity`).
    UNSCHEDULABLE_TAINT_AFFINITY = "unschedulable-taint-affinity", "no node is allowed";

    /// A rollout has made no progress for longer than its deadline.
    ///
    /// ## What podmend sees
    /// - The Deployment's condition `Progressing` is False with
    ///   `ProgressDeadlineExceeded`: `ReplicaSet ".." has timed out progressing.` The
    ///   deadline is 10 minutes by default.
    /// - Whether the old ReplicaSet still serves, and with how many pods.
    /// - A StatefulSet has no such condition; there a pod that is not ready holds up
    ///   all that come after it.
    ///
    /// ## Why it happens
    /// - The new pods fail. Their own cause is the one to mend, and podmend lists it
    ///   as an incident of its own.
    /// - The new pods cannot be made or placed: quota, no room.
    /// - `maxUnavailable: 0` and no room for one pod more.
    /// - A StatefulSet of the kind `OrderedReady` waits for its stuck pod, and so
    ///   does not give it the corrected template.
    ///
    /// ## What to do
    /// - Look at the new pods first. If the old ones serve, there is time:
    /// ```sh
    /// kubectl -n NS rollout status deployment/NAME --timeout=5s
    /// kubectl -n NS get replicasets,pods -l app=NAME -o wide
    /// ```
    /// - Go back if the new version is not needed tonight:
    /// ```sh
    /// kubectl -n NS rollout undo deployment/NAME
    /// ```
    /// With Helm use `helm rollback`, with Argo CD or Flux the source: else it is
    /// rolled out again.
    /// - StatefulSet: correct the template, then delete the stuck pod.
    /// - The deadline undoes nothing by itself, and a rollout that is mended goes on.
    ///   A restart adds a third generation of pods.
    ///
    /// ## Not to be confused with
    /// - `unschedulable-resources`, `quota-or-admission`: the reason behind it.
    /// - A paused Deployment: it does nothing on purpose (`spec.paused`).
    ROLLOUT_STUCK = "rollout-stuck", "rollout does not progress";
}
