//! Starting and running.

use super::Family;

causes! {
    Family::Start;

    /// A ConfigMap, a Secret or a key that a container refers to is not there.
    CONFIG_MISSING = "config-missing", "configuration missing";

    /// The process cannot be started: not there, or not executable.
    COMMAND_NOT_FOUND = "command-not-found", "command not found";

    /// The runtime could not create or start the container.
    START_FAILED = "start-failed", "container not started";

    /// The image would run as root, which the pod forbids.
    NONROOT_VIOLATION = "nonroot-violation", "image runs as root";

    /// The container starts, ends, and is started again.
    CRASH_EXIT = "crash-exit", "crash loop";

    /// The kernel killed the process because it reached its memory limit.
    OOM_KILLED = "oom-killed", "killed, out of memory";

    /// A probe of the container fails.
    PROBE_FAILED = "probe-failed", "probe fails";

    /// The pod is up and does not become ready, and nothing says why.
    NOT_READY = "not-ready", "does not become ready";

    /// The pod waits to be started, and nothing says for what.
    NOT_STARTED = "not-started", "does not start";

    /// The pod ended with an error and is not started again.
    FAILED = "failed", "ended with an error";

    /// What was said does not tell the cause.
    AMBIGUOUS = "ambiguous", "cannot be told";
}
