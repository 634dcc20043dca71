//! Creating a container, starting its process, and what becomes of the process.

use super::anchor::{
    Anchor,
    Edge::{self, Token},
    Fact,
    Follow::{ExitCode, Name, NotFalse},
    PROCESS, Rank, Role, START, Topic, Topics, mark, suggests, tells,
};
use crate::core::cause::{
    Cause, Grade,
    content::{PLATFORM_MISMATCH, PULL_BACKOFF_UNSPECIFIED},
    node::{NODE_NOT_READY, RUNTIME_UNAVAILABLE, VOLUME_MOUNT},
    schedule::{ROLLOUT_STUCK, UNSCHEDULABLE_RESOURCES},
    start::{
        AMBIGUOUS, COMMAND_NOT_FOUND, CONFIG_MISSING, CRASH_EXIT, FAILED, NONROOT_VIOLATION, OOM_KILLED, PROBE_FAILED,
        START_FAILED,
    },
};

const CRASH: &[Cause] = &[CRASH_EXIT];
const START_TOO: &[Cause] = &[START_FAILED];
const KILLED: &[Cause] = &[OOM_KILLED, PROBE_FAILED, CRASH_EXIT];
pub(super) const STUCK: &[Cause] = &[PULL_BACKOFF_UNSPECIFIED, CRASH_EXIT, PROBE_FAILED, UNSCHEDULABLE_RESOURCES];
const TERMINATED: &[Cause] = &[PROBE_FAILED, CRASH_EXIT, NODE_NOT_READY];

/// What failed, if nothing better is said, where a container is created or started.
pub(super) const STARTING: Fact =
    Fact::new(START_FAILED, Grade::Likely, Rank::Setting).also(&[COMMAND_NOT_FOUND, RUNTIME_UNAVAILABLE]);
pub(super) const PROBING: Fact = Fact::new(PROBE_FAILED, Grade::Certain, Rank::Plain);

const RUNS: Topics = Topics::of(&[Topic::Unknown, Topic::Start, Topic::Process]);

pub(super) const ANCHORS: &[Anchor] = &[
    // --- configuration: Kubernetes pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, and the API server's 404
    tells("secret", CONFIG_MISSING).within(START).follow(Name(" not found")),
    tells("secrets", CONFIG_MISSING).within(START).follow(Name(" not found")),
    tells("configmap", CONFIG_MISSING).within(START).follow(Name(" not found")),
    tells("configmaps", CONFIG_MISSING).within(START).follow(Name(" not found")),
    tells("couldn't find key", CONFIG_MISSING).within(START),
    suggests("failed to sync configmap cache", CONFIG_MISSING, START_TOO).within(START),
    suggests("failed to sync secret cache", CONFIG_MISSING, START_TOO).within(START),
    suggests("from the EnvFrom", CONFIG_MISSING, &[]).within(START),
    suggests("CreateContainerConfigError", CONFIG_MISSING, &[NONROOT_VIOLATION, VOLUME_MOUNT])
        .edge(Token)
        .rank(Rank::Setting),
    // moby daemon/names.go: what is left of an earlier try.
    suggests("The container name", START_FAILED, &[RUNTIME_UNAVAILABLE]).follow(Name(" is already in use")),
    // --- root: Kubernetes pkg/kubelet/kuberuntime/security_context.go
    tells("container has runAsNonRoot", NONROOT_VIOLATION).rank(Rank::Sharp),
    tells("runAsUser breaks non-root policy", NONROOT_VIOLATION).rank(Rank::Sharp),
    tells("cannot verify user is non-root", NONROOT_VIOLATION).rank(Rank::Sharp),
    tells("image will run as root", NONROOT_VIOLATION).rank(Rank::Sharp),
    tells("non-root policy", NONROOT_VIOLATION).within(START).rank(Rank::Plain),
    // --- the process: Go os/exec; runc libcontainer/init_linux.go and its log before it has a standard error of its own
    tells("executable file not found in", COMMAND_NOT_FOUND).within(START).rank(Rank::Sharp),
    tells("not found in $PATH", COMMAND_NOT_FOUND).within(START).rank(Rank::Sharp),
    tells("no such file or directory", COMMAND_NOT_FOUND).within(PROCESS),
    tells("permission denied", COMMAND_NOT_FOUND).within(PROCESS),
    tells("not a directory", COMMAND_NOT_FOUND).within(PROCESS),
    tells("is a directory", COMMAND_NOT_FOUND).within(PROCESS),
    suggests("exec format error", COMMAND_NOT_FOUND, &[PLATFORM_MISMATCH]).within(START).rank(Rank::Sharp),
    tells("chdir to cwd", COMMAND_NOT_FOUND).within(START).rank(Rank::Plain),
    // containerd and moby, when neither image nor pod names one.
    tells("no command specified", COMMAND_NOT_FOUND).within(START).rank(Rank::Sharp),
    // moby daemon/errors.go before runc; crun src/libcrun/container.c and utils.c.
    tells("not found or does not exist", COMMAND_NOT_FOUND).within(START),
    tells("attempted to invoke a command that was not found", COMMAND_NOT_FOUND).within(START).rank(Rank::Sharp),
    tells("OCI permission denied", COMMAND_NOT_FOUND).within(START),
    tells("open executable", COMMAND_NOT_FOUND).within(START),
    // kata-containers src/agent/rustjail/src/container.rs.
    tells("the file", COMMAND_NOT_FOUND).within(START).follow(Name(" was not found")),
    // hcsshim, Windows' ERROR_FILE_NOT_FOUND and ERROR_PATH_NOT_FOUND.
    tells("The system cannot find the file specified", COMMAND_NOT_FOUND).within(START),
    tells("The system cannot find the path specified", COMMAND_NOT_FOUND).within(START),
    // Shells, in a container's log.
    suggests(": command not found", COMMAND_NOT_FOUND, CRASH).within(RUNS).edge(Edge::End),
    suggests("sh:", COMMAND_NOT_FOUND, CRASH).within(RUNS).follow(Name(": not found")),
    suggests("sh: 1:", COMMAND_NOT_FOUND, CRASH).within(RUNS).follow(Name(": not found")),
    suggests("can't open file", COMMAND_NOT_FOUND, CRASH).within(RUNS).rank(Rank::Vague),
    suggests("Cannot find module", CRASH_EXIT, &[COMMAND_NOT_FOUND]).within(RUNS).rank(Rank::Vague),
    // --- memory: Linux mm/oom_kill.c and mm/memcontrol.c; Kubernetes pkg/kubelet/oom; node-problem-detector
    tells("OOMKilled", OOM_KILLED).edge(Token).follow(NotFalse).rank(Rank::Root),
    tells("Memory cgroup out of memory", OOM_KILLED).rank(Rank::Root),
    tells("Out of memory: Kill", OOM_KILLED).rank(Rank::Root),
    tells("invoked oom-killer", OOM_KILLED).rank(Rank::Root),
    tells("oom-kill:", OOM_KILLED).rank(Rank::Root),
    tells("System OOM encountered", OOM_KILLED).rank(Rank::Root),
    tells("OOMKilling", OOM_KILLED).edge(Token).rank(Rank::Root),
    tells("SystemOOM", OOM_KILLED).edge(Token).rank(Rank::Root),
    suggests("container init was OOM-killed", OOM_KILLED, START_TOO).within(START).rank(Rank::Sharp),
    suggests("cannot allocate memory", START_FAILED, &[OOM_KILLED]).within(START),
    // --- the end of the process
    mark("exit code", Role::Code).within(RUNS).follow(ExitCode),
    mark("exitCode", Role::Code).within(RUNS).follow(ExitCode),
    mark("exited with code", Role::Code).within(RUNS).follow(ExitCode),
    mark("exited with", Role::Code).within(RUNS).follow(ExitCode),
    mark("exited (", Role::Code).within(RUNS).follow(ExitCode),
    mark("exit status", Role::Code).within(Topics::of(&[Topic::Unknown])).follow(ExitCode),
    // Kubernetes pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff, container/sync_result.go.
    tells("Back-off restarting failed", CRASH_EXIT).rank(Rank::Echo),
    tells("restarting failed container", CRASH_EXIT).rank(Rank::Echo),
    tells("restarting failed docker container", CRASH_EXIT).rank(Rank::Echo),
    tells("CrashLoopBackOff", CRASH_EXIT).edge(Token).rank(Rank::Echo),
    suggests("reached the specified backoff limit", CRASH_EXIT, &[FAILED]).rank(Rank::Vague),
    suggests("Container failed with error", CRASH_EXIT, START_TOO).rank(Rank::Vague),
    suggests("panic:", CRASH_EXIT, &[]).within(RUNS).rank(Rank::Vague),
    suggests("Traceback (most recent call last)", CRASH_EXIT, &[]).within(RUNS).rank(Rank::Vague),
    suggests("Segmentation fault", CRASH_EXIT, &[]).within(RUNS).rank(Rank::Vague),
    suggests("java.lang.OutOfMemoryError", CRASH_EXIT, &[OOM_KILLED]).within(RUNS).rank(Rank::Vague),
    // Hooks: pkg/kubelet/lifecycle/handlers.go.
    suggests("PostStartHook", CRASH_EXIT, &[COMMAND_NOT_FOUND, START_FAILED]).rank(Rank::Setting),
    suggests("lifecycle hook", CRASH_EXIT, &[COMMAND_NOT_FOUND, START_FAILED]).rank(Rank::Setting),
    // --- probes where no frame says so: pkg/kubelet/prober, kuberuntime_manager.go
    // The runtime was told to run a command in a container, which probes do, and now and then a hook.
    suggests("ExecSync", PROBE_FAILED, &[RUNTIME_UNAVAILABLE]).rank(Rank::Sharp),
    tells("failed liveness probe", PROBE_FAILED).rank(Rank::Sharp),
    tells("failed startup probe", PROBE_FAILED).rank(Rank::Sharp),
    tells("failed readiness probe", PROBE_FAILED).rank(Rank::Sharp),
    tells("is unhealthy, it will be killed and re-created", PROBE_FAILED).rank(Rank::Sharp),
    tells("HTTP probe failed with statuscode", PROBE_FAILED),
    // --- a rollout
    suggests("has timed out progressing", ROLLOUT_STUCK, STUCK).rank(Rank::Vague),
    suggests("ProgressDeadlineExceeded", ROLLOUT_STUCK, STUCK).edge(Token).rank(Rank::Vague),
];

/// Returns what the exit code of a container tells.
///
/// 137 and 143 are signals that the kernel, the kubelet and the process itself can send alike; never an OOM kill by itself.
pub(super) const fn exit(code: u32) -> Fact {
    let (cause, also, grade): (Cause, &'static [Cause], Grade) = match code {
        126 | 127 => (COMMAND_NOT_FOUND, CRASH, Grade::Likely),
        137 => (AMBIGUOUS, KILLED, Grade::CannotTell),
        // The runtime's own, when the process never began.
        128 => (START_FAILED, &[COMMAND_NOT_FOUND], Grade::Likely),
        143 => (AMBIGUOUS, TERMINATED, Grade::CannotTell),
        _ => (CRASH_EXIT, &[], Grade::Likely),
    };
    Fact::new(cause, grade, Rank::Vague).also(also)
}
