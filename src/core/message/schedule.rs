//! Finding a node: the scheduler's, the autoscaler's and the kubelet's own words.

use super::anchor::{Anchor, Edge, Rank, SCHEDULE, suggests, tells};
use crate::core::cause::{
    Cause,
    node::VOLUME_MOUNT,
    schedule::{UNSCHEDULABLE_RESOURCES, UNSCHEDULABLE_TAINT_AFFINITY},
};

const TAINT_AFFINITY: &[Cause] = &[UNSCHEDULABLE_TAINT_AFFINITY];
const RESOURCES: &[Cause] = &[UNSCHEDULABLE_RESOURCES];
const VOLUME: &[Cause] = &[VOLUME_MOUNT];

/// The scheduler gives one reason a node; nodes that lack room are closer to the pod's wishes than nodes that are
/// excluded by a rule, so the rule counts less.
pub(super) const ANCHORS: &[Anchor] = &[
    // --- room: Kubernetes pkg/scheduler/framework/plugins/noderesources/fit.go
    room("Insufficient"),
    room("Too many pods"),
    // pkg/kubelet/lifecycle/predicate.go, cm/devicemanager/manager.go, cm/topologymanager, cm/memorymanager.
    tells("Node didn't have enough", UNSCHEDULABLE_RESOURCES),
    tells("Node did not have enough", UNSCHEDULABLE_RESOURCES),
    tells("Allocate failed due to", UNSCHEDULABLE_RESOURCES),
    tells("Update plugin resources failed due to", UNSCHEDULABLE_RESOURCES),
    tells("Resources cannot be allocated with Topology locality", UNSCHEDULABLE_RESOURCES),
    tells("not enough cpus available to satisfy request", UNSCHEDULABLE_RESOURCES),
    tells("OutOfcpu", UNSCHEDULABLE_RESOURCES).edge(Edge::Token),
    tells("OutOfmemory", UNSCHEDULABLE_RESOURCES).edge(Edge::Token),
    tells("OutOfpods", UNSCHEDULABLE_RESOURCES).edge(Edge::Token),
    tells("OutOfephemeral-storage", UNSCHEDULABLE_RESOURCES).edge(Edge::Token),
    tells("OutOfnvidia.com/gpu", UNSCHEDULABLE_RESOURCES),
    // Before 1.10, plugin/pkg/scheduler/algorithm/predicates.
    room("PodExceedsFreeCPU"),
    room("PodExceedsFreeMemory"),
    room("PodExceedsMaxPodNumber"),
    room("PodFitsResources"),
    // dynamicresources, nodevolumelimits, nodeports; the cluster autoscaler.
    room("cannot allocate all claims"),
    suggests("exceed max volume count", UNSCHEDULABLE_RESOURCES, VOLUME).within(SCHEDULE).beside(),
    suggests("MaxGCEPDVolumeCount", UNSCHEDULABLE_RESOURCES, VOLUME).within(SCHEDULE).beside(),
    suggests("MaxEBSVolumeCount", UNSCHEDULABLE_RESOURCES, VOLUME).within(SCHEDULE).beside(),
    suggests("didn't have free ports", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("PodFitsHostPorts", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("max node group size reached", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("max cluster limit reached", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("max limit reached", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("no nodes available to schedule pods", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE),
    suggests("didn't trigger scale-up", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE).rank(Rank::Setting),
    // kubernetes-sigs/karpenter pkg/controllers/provisioning/scheduling: one reason a pool.
    suggests("no instance type", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE),
    suggests("exceed limits for nodepool", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE),
    suggests("would exceed node resources", UNSCHEDULABLE_RESOURCES, TAINT_AFFINITY).within(SCHEDULE),
    rule("did not tolerate"),
    rule("incompatible requirements"),
    // --- rules: tainttoleration, nodeaffinity, interpodaffinity, podtopologyspread, nodeunschedulable, nodename
    rule("had taint"),
    rule("had taints"),
    rule("had untolerated taint"),
    rule("didn't tolerate"),
    rule("didn't match"),
    rule("did not match"),
    rule("didn't satisfy"),
    rule("does not satisfy"),
    rule("filtered out by the prefilter result"),
    rule("node(s) were unschedulable"),
    rule("node(s) were not ready"),
    rule("node(s) had disk pressure"),
    rule("node(s) had memory pressure"),
    rule("node(s) had pid pressure"),
    rule("node(s) had network unavailable"),
    rule("doesn't match node"),
    rule("MatchNodeSelector"),
    rule("MatchInterPodAffinity"),
    rule("PodToleratesNodeTaints"),
    rule("CheckServiceAffinity"),
    rule("CheckNodeUnschedulable"),
    rule("CheckNodeCondition"),
    rule("CheckNodeMemoryPressure"),
    rule("CheckNodeDiskPressure"),
    rule("NodeUnderDiskPressure"),
    rule("NodeUnderMemoryPressure"),
    rule("NodeUnschedulable"),
    rule("NodeNotReady"),
    rule("NodeNetworkUnavailable"),
    rule("NodeOutOfDisk"),
    rule("PodAffinity"),
    rule("HostName"),
    // pkg/kubelet/lifecycle/predicate.go.
    tells("Predicate NodeAffinity failed", UNSCHEDULABLE_TAINT_AFFINITY),
    tells("Predicate MatchNodeSelector failed", UNSCHEDULABLE_TAINT_AFFINITY),
    tells("Predicate TaintToleration failed", UNSCHEDULABLE_TAINT_AFFINITY),
    tells("label doesn't match node label", UNSCHEDULABLE_TAINT_AFFINITY),
    suggests("OS field doesn't match node OS", UNSCHEDULABLE_TAINT_AFFINITY, &[]),
    // volumezone, volumebinding: a volume that ties the pod to other nodes.
    suggests("had volume node affinity conflict", VOLUME_MOUNT, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("had no available volume zone", VOLUME_MOUNT, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("NoVolumeZoneConflict", VOLUME_MOUNT, TAINT_AFFINITY).within(SCHEDULE).beside(),
    suggests("NoVolumeNodeConflict", VOLUME_MOUNT, TAINT_AFFINITY).within(SCHEDULE).beside(),
    // --- volumes, by the scheduler's word: volumebinding
    unbound("unbound immediate PersistentVolumeClaims"),
    unbound("unbound PersistentVolumeClaims"),
    unbound("PersistentVolumeClaim is not bound"),
    unbound("didn't find available persistent volumes to bind"),
    unbound("bound to non-existent"),
    unbound("binding volumes"),
    unbound("waiting for ephemeral volume controller"),
    unbound("error while running \"VolumeBinding\""),
    unbound("running PreBind plugin \"VolumeBinding\""),
    unbound("provisioning failed"),
    unbound("persistentvolumeclaim").follow(super::anchor::Follow::Name(" not found")),
    unbound("persistentvolumeclaim").follow(super::anchor::Follow::Name(" is being deleted")),
    unbound("persistentvolume").follow(super::anchor::Follow::Name(" not found")),
    suggests("did not have enough free storage", VOLUME_MOUNT, RESOURCES).within(SCHEDULE).beside(),
    suggests("NoDiskConflict", VOLUME_MOUNT, RESOURCES).within(SCHEDULE).beside(),
    suggests("had no available disk", VOLUME_MOUNT, RESOURCES).within(SCHEDULE).beside(),
];

const fn room(text: &'static str) -> Anchor {
    tells(text, UNSCHEDULABLE_RESOURCES).within(SCHEDULE).beside().common()
}

const fn rule(text: &'static str) -> Anchor {
    tells(text, UNSCHEDULABLE_TAINT_AFFINITY).within(SCHEDULE).rank(Rank::Vague).beside().common()
}

const fn unbound(text: &'static str) -> Anchor {
    tells(text, VOLUME_MOUNT).within(SCHEDULE).rank(Rank::Sharp)
}
