//! The reasons of events, of waiting and of ended containers, and of pods: what they say by themselves.

use super::anchor::{
    Fact, Rank,
    Topic::{self, Admission, PodNetwork, Probe, Pull, Runtime, Sandbox, Schedule, Secret, Start, Unknown, Volume},
};
use crate::core::cause::{
    Cause, Grade,
    admission::QUOTA_OR_ADMISSION,
    content::{PULL_BACKOFF_UNSPECIFIED, SIGNATURE_POLICY},
    name::{IMAGE_NEVER_PULL, INVALID_IMAGE_NAME},
    network::{REGISTRY_REFUSED, REGISTRY_TIMEOUT},
    node::{DISK_FULL, EVICTED, NODE_NOT_READY, RUNTIME_UNAVAILABLE, SANDBOX_CNI, VOLUME_MOUNT},
    schedule::{ROLLOUT_STUCK, UNSCHEDULABLE_RESOURCES, UNSCHEDULABLE_TAINT_AFFINITY},
    start::{
        AMBIGUOUS, COMMAND_NOT_FOUND, CONFIG_MISSING, CRASH_EXIT, FAILED, NONROOT_VIOLATION, OOM_KILLED, PROBE_FAILED,
        START_FAILED,
    },
};

/// A reason: what the text beside it is about, and what is told when that text says nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reason {
    pub(super) topic: Topic,
    pub(super) fact: Option<Fact>,
}

impl Reason {
    pub(super) fn says_nothing(self) -> bool {
        self.topic == Unknown && self.fact.is_none()
    }
}

/// Counts only where there is no text.
const PULL_FAILED: Option<Fact> =
    Some(Fact::new(PULL_BACKOFF_UNSPECIFIED, Grade::Likely, Rank::Echo).also(super::frame::PULL_FAILURES));

/// Kubernetes `pkg/kubelet`: `events/event.go`, `images/types.go`, `container/sync_result.go`, `lifecycle/predicate.go`;
/// `pkg/controller`, `pkg/scheduler`; the runtimes' reasons of ended containers.
const REASONS: &[(&str, Topic, Option<Fact>)] = &[
    ("ErrImagePull", Pull, PULL_FAILED),
    ("ImagePullBackOff", Pull, PULL_FAILED),
    ("InspectFailed", Pull, Some(likely(INVALID_IMAGE_NAME, &[RUNTIME_UNAVAILABLE]))),
    ("ImageInspectError", Start, Some(likely(INVALID_IMAGE_NAME, &[RUNTIME_UNAVAILABLE]))),
    ("InvalidImageName", Pull, Some(certain(INVALID_IMAGE_NAME))),
    ("ErrImageNeverPull", Pull, Some(certain(IMAGE_NEVER_PULL))),
    ("RegistryUnavailable", Pull, Some(likely(REGISTRY_REFUSED, &[REGISTRY_TIMEOUT]))),
    ("SignatureValidationFailed", Pull, Some(certain(SIGNATURE_POLICY))),
    ("FailedToRetrieveImagePullSecret", Secret, None),
    ("FailedCreatePodSandBox", Sandbox, None),
    ("CreatePodSandboxError", Sandbox, None),
    ("FailedPodSandBoxStatus", Sandbox, None),
    ("FailedKillPod", Sandbox, None),
    ("SandboxChanged", Sandbox, None),
    ("NetworkNotReady", PodNetwork, None),
    // ovn-kubernetes go-controller/pkg/ovn.
    ("ErrorAddingLogicalPort", PodNetwork, None),
    ("ErrorAddingResource", PodNetwork, None),
    ("ErrorUpdatingResource", PodNetwork, None),
    ("FailedMount", Volume, None),
    ("FailedAttachVolume", Volume, None),
    ("FailedDetachVolume", Volume, None),
    ("FailedMapVolume", Volume, None),
    ("FailedUnMount", Volume, None),
    ("VolumeResizeFailed", Volume, None),
    ("FileSystemResizeFailed", Volume, None),
    ("VolumeFailedDelete", Volume, None),
    ("VolumeFailedRecycle", Volume, None),
    ("ProvisioningFailed", Volume, None),
    ("FailedBinding", Volume, None),
    ("WaitForFirstConsumer", Volume, None),
    ("ExternalProvisioning", Volume, None),
    ("VolumeMismatch", Volume, None),
    ("Unhealthy", Probe, None),
    ("ProbeWarning", Probe, None),
    ("CreateContainerConfigError", Start, Some(likely(CONFIG_MISSING, &[NONROOT_VIOLATION, VOLUME_MOUNT]))),
    ("CreateContainerError", Start, None),
    ("RunContainerError", Start, None),
    ("ContainerCannotRun", Start, None),
    ("StartError", Start, None),
    ("FailedPostStartHook", Unknown, Some(likely(CRASH_EXIT, &[COMMAND_NOT_FOUND, START_FAILED]))),
    ("PostStartHookError", Unknown, Some(likely(CRASH_EXIT, &[COMMAND_NOT_FOUND, START_FAILED]))),
    ("CrashLoopBackOff", Unknown, Some(likely(CRASH_EXIT, &[]))),
    ("BackoffLimitExceeded", Unknown, Some(likely(CRASH_EXIT, &[FAILED]))),
    ("OOMKilled", Unknown, Some(root(OOM_KILLED))),
    ("OOMKilling", Unknown, Some(root(OOM_KILLED))),
    ("SystemOOM", Unknown, Some(root(OOM_KILLED))),
    ("Error", Unknown, Some(unknown(&[CRASH_EXIT, OOM_KILLED, PROBE_FAILED]))),
    ("ContainerStatusUnknown", Unknown, Some(unknown(&[NODE_NOT_READY, RUNTIME_UNAVAILABLE, EVICTED]))),
    ("Killing", Unknown, Some(unknown(&[PROBE_FAILED, EVICTED]))),
    ("Evicted", Unknown, Some(certain(EVICTED))),
    ("Preempting", Unknown, Some(likely(EVICTED, &[UNSCHEDULABLE_RESOURCES]))),
    ("Preempted", Unknown, Some(likely(EVICTED, &[UNSCHEDULABLE_RESOURCES]))),
    ("EvictionThresholdMet", Unknown, Some(likely(EVICTED, &[DISK_FULL]))),
    ("NodeHasDiskPressure", Unknown, Some(likely(DISK_FULL, &[EVICTED]))),
    ("FreeDiskSpaceFailed", Unknown, Some(certain(DISK_FULL))),
    ("ImageGCFailed", Runtime, Some(likely(DISK_FULL, &[RUNTIME_UNAVAILABLE]))),
    ("ContainerGCFailed", Runtime, Some(likely(RUNTIME_UNAVAILABLE, &[]))),
    ("NodeNotReady", Unknown, Some(likely(NODE_NOT_READY, &[RUNTIME_UNAVAILABLE]))),
    ("NodeLost", Unknown, Some(likely(NODE_NOT_READY, &[RUNTIME_UNAVAILABLE]))),
    ("NodeShutdown", Unknown, Some(likely(NODE_NOT_READY, &[EVICTED]))),
    ("TaintManagerEviction", Unknown, Some(likely(NODE_NOT_READY, &[EVICTED, UNSCHEDULABLE_TAINT_AFFINITY]))),
    ("FailedScheduling", Schedule, None),
    ("Unschedulable", Schedule, None),
    ("NotTriggerScaleUp", Schedule, None),
    ("NodeAffinity", Schedule, Some(certain(UNSCHEDULABLE_TAINT_AFFINITY))),
    ("MatchNodeSelector", Schedule, Some(certain(UNSCHEDULABLE_TAINT_AFFINITY))),
    ("PodToleratesNodeTaints", Schedule, Some(certain(UNSCHEDULABLE_TAINT_AFFINITY))),
    ("TaintToleration", Schedule, Some(certain(UNSCHEDULABLE_TAINT_AFFINITY))),
    ("NodeName", Schedule, Some(certain(UNSCHEDULABLE_TAINT_AFFINITY))),
    ("NodePorts", Schedule, Some(likely(UNSCHEDULABLE_RESOURCES, &[UNSCHEDULABLE_TAINT_AFFINITY]))),
    ("PodOSSelectorNodeLabelDoesNotMatch", Schedule, Some(certain(UNSCHEDULABLE_TAINT_AFFINITY))),
    ("PodOSNotSupported", Schedule, Some(likely(UNSCHEDULABLE_TAINT_AFFINITY, &[]))),
    ("TopologyAffinityError", Schedule, Some(certain(UNSCHEDULABLE_RESOURCES))),
    ("UnexpectedAdmissionError", Schedule, Some(likely(UNSCHEDULABLE_RESOURCES, &[QUOTA_OR_ADMISSION]))),
    ("FailedCreate", Admission, None),
    ("ReplicaSetCreateError", Admission, None),
    ("SysctlForbidden", Unknown, Some(likely(QUOTA_OR_ADMISSION, &[]))),
    ("AppArmor", Unknown, Some(likely(QUOTA_OR_ADMISSION, &[]))),
    ("FailedCreatePodContainer", Sandbox, Some(likely(SANDBOX_CNI, &[RUNTIME_UNAVAILABLE]))),
    ("ProgressDeadlineExceeded", Unknown, Some(likely(ROLLOUT_STUCK, super::start::STUCK))),
];

/// Returns what a reason says, or that it says nothing.
pub(super) fn known(reason: &str) -> Reason {
    let reason = reason.trim();
    if reason.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("OutOf")) {
        return Reason { topic: Schedule, fact: Some(certain(UNSCHEDULABLE_RESOURCES)) };
    }
    let row = REASONS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(reason));
    row.map_or(Reason { topic: Unknown, fact: None }, |(_, topic, fact)| Reason { topic: *topic, fact: *fact })
}

const fn certain(cause: Cause) -> Fact {
    Fact::new(cause, Grade::Certain, Rank::Setting)
}

const fn likely(cause: Cause, also: &'static [Cause]) -> Fact {
    Fact::new(cause, Grade::Likely, Rank::Setting).also(also)
}

const fn unknown(also: &'static [Cause]) -> Fact {
    Fact::new(AMBIGUOUS, Grade::CannotTell, Rank::Setting).also(also)
}

const fn root(cause: Cause) -> Fact {
    Fact::new(cause, Grade::Certain, Rank::Root)
}
