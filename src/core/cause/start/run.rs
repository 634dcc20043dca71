//! While the process runs, and how it ends.

use crate::core::cause::Family;

causes! {
    Family::Start;

    /// The container starts, ends, and is started again.
    ///
    /// ## What podmend sees
    /// - The reason `CrashLoopBackOff`. Its text,
    ///   `back-off 5m0s restarting failed container`, never has the cause.
    /// - How the last run ended: `lastState.terminated` with exit code, signal and
    ///   time, the last lines of its log where `get pods/log` is allowed, and what
    ///   changed shortly before.
    ///
    /// ## Why it happens
    /// - The application ends with an error: settings, a database that does not
    ///   answer, a migration that fails. Exit codes 1 and 2 are the program's own.
    /// - It ends with 0: it has nothing to do, or runs in the background.
    /// - 128 and more is a signal: 137 SIGKILL, 139 a crash, 143 SIGTERM. 137 alone
    ///   does not say out of memory: a failing probe and a lost node give it too.
    ///
    /// ## What to do
    /// - Read the run that ended, not the one that waits:
    /// ```sh
    /// kubectl -n NS logs POD -c CONTAINER --previous --tail=50
    /// kubectl -n NS rollout history deployment/NAME
    /// ```
    /// - Since the last rollout? Go back, then look for the reason in quiet:
    /// ```sh
    /// kubectl -n NS rollout undo deployment/NAME
    /// ```
    /// Unsafe after a migration of data that the old version cannot read.
    /// - All versions fail? Look at what it depends on. A restart does not help: it
    ///   is restarted anyhow, at most every 5 minutes.
    ///
    /// ## Not to be confused with
    /// - `oom-killed`, `probe-failed`: somebody else ended it.
    /// - `command-not-found`: it never started.
    /// - `pull-backoff-unspecified`: `Back-off pulling image` is about the image.
    CRASH_EXIT = "crash-exit", "crash loop";

    /// The kernel killed the process because it reached its memory limit.
    ///
    /// ## What podmend sees
    /// - `terminated.reason` is `OOMKilled`, now or in `lastState`; or the kernel's
    ///   own words, `Memory cgroup out of memory: Killed process`. Exit code 137
    ///   alone is no proof, and a killed child process need not end the container.
    /// - The container's `resources.limits.memory`, and how often it happened.
    ///
    /// ## Why it happens
    /// - The limit is below what the program needs at its peak: start, a large
    ///   request, a cache.
    /// - A runtime that does not know the limit (heap of Java, Go, Node.js set by
    ///   hand), or a memory-backed `emptyDir`, which counts too.
    /// - A leak: it takes longer each time until it comes.
    /// - Without a limit: the node itself ran out of memory (`SystemOOM` on it).
    ///
    /// ## What to do
    /// - Compare use and limit:
    /// ```sh
    /// kubectl -n NS get pod POD -o json | jq '.spec.containers[]
    ///   | {name, resources}'
    /// kubectl -n NS top pod POD --containers     # needs the metrics server
    /// kubectl -n NS logs POD -c CONTAINER --previous --tail=50
    /// ```
    /// - Enough in the node and the quota? Raise limit and request in the source of
    ///   the manifest. The new template replaces the pods.
    /// - A leak: going back to the version before helps, a higher limit only delays.
    /// - Do not remove the limit: then the node runs out, and others are hit.
    ///
    /// ## Not to be confused with
    /// - `evicted`: the kubelet removed the whole pod, for the node's sake.
    /// - `crash-exit`: 137 with the reason `Error` may be anything that kills.
    /// - `probe-failed`: the kubelet killed it; the code may be 137 too.
    OOM_KILLED = "oom-killed", "killed, out of memory";

    /// A probe of the container fails.
    ///
    /// ## What podmend sees
    /// - The event `Unhealthy`: `Liveness probe failed`, `Readiness probe failed`,
    ///   `Startup probe failed`, with what the probe got.
    /// - The event `Killing`:
    ///   `Container .. failed liveness probe, will be restarted`. A liveness or
    ///   startup probe has the container killed; a readiness probe only takes the pod
    ///   out of its Services. The exit code tells nothing: what ends well on SIGTERM
    ///   ends with 0.
    ///
    /// ## Why it happens
    /// - The application is not up: it waits for something else, or is overloaded.
    /// - It starts slower than the probe allows. Defaults: every 10 seconds, 1 second
    ///   for an answer, 3 failures.
    /// - Port, path, scheme or command of the probe are wrong, mostly since a new
    ///   version; or a redirect or a login answers at that path.
    /// - CPU throttling: the answer takes longer than a second.
    /// - `errored and resulted in unknown state`: the probe's command is not in the
    ///   image. Then nothing is restarted, and the probe guards nothing.
    ///
    /// ## What to do
    /// - Try the probe from the inside (if the image has `wget`), read the log:
    /// ```sh
    /// kubectl -n NS get pod POD -o json | jq '.spec.containers[]
    ///   | {name, livenessProbe, readinessProbe, startupProbe}'
    /// kubectl -n NS exec POD -c CONTAINER -- \
    ///   wget -qO- http://127.0.0.1:PORT/PATH
    /// kubectl -n NS logs POD -c CONTAINER --previous --tail=50
    /// ```
    /// - A slow start wants a `startupProbe`, not a longer liveness probe.
    /// - A liveness probe must not ask other services: then their failure restarts
    ///   all of yours.
    /// - Since the last rollout: `kubectl -n NS rollout undo deployment/NAME`.
    ///
    /// ## Not to be confused with
    /// - `crash-exit`: it ended by itself.
    /// - `not-ready`: not ready, and no probe says so.
    /// - `oom-killed`: the kernel killed it.
    PROBE_FAILED = "probe-failed", "probe fails";

    /// The pod is up and does not become ready, and nothing says why.
    ///
    /// ## What podmend sees
    /// - The condition `Ready` is False for longer than a minute, the containers run,
    ///   and no event of a failing probe was found.
    /// - The condition's own text: `containers with unready status`, or a readiness
    ///   gate that is not met.
    ///
    /// ## Why it happens
    /// - A readiness probe fails; its events are older than an hour, or may not be
    ///   read.
    /// - A readiness gate (`spec.readinessGates`) waits for a controller, mostly that
    ///   of a cloud's load balancer.
    /// - An init container or sidecar has not finished or started.
    /// - The node is cut off: then its pods lose `Ready` without doing anything.
    ///
    /// ## What to do
    /// - See what is missing, by condition and container:
    /// ```sh
    /// kubectl -n NS get pod POD -o json | jq '.status.conditions'
    /// kubectl -n NS get pod POD -o json | jq '.spec.readinessGates'
    /// kubectl -n NS events --for pod/POD
    /// kubectl -n NS logs POD --all-containers --tail=50
    /// ```
    /// - A gate: look at the controller that sets that condition.
    /// - Without the right to read events ask for it: they mostly say it.
    /// - A restart is a last resort, and takes the traces along: read the log first.
    ///   If no other pod serves, a pod that is not ready serves nobody, so there is
    ///   little to lose.
    ///
    /// ## Not to be confused with
    /// - `probe-failed`: an event says which probe.
    /// - `not-started`: the container does not run yet.
    /// - `node-not-ready`: the node is the reason.
    NOT_READY = "not-ready", "does not become ready";

    /// The pod ended with an error and is not started again.
    ///
    /// ## What podmend sees
    /// - The phase Failed; exit code and reason of the container that ended, or
    ///   `status.reason` and `status.message` of the pod.
    ///
    /// ## Why it happens
    /// - `restartPolicy: Never`, as Jobs have it, and an exit code that is not 0.
    /// - `DeadlineExceeded`: `activeDeadlineSeconds` was over.
    /// - The kubelet refused the pod: `Pod was rejected:`, with `NodeAffinity`,
    ///   `UnexpectedAdmissionError`, `TopologyAffinityError`, `NodeShutdown` and
    ///   others. `OutOfcpu` and its like are a cause of their own.
    /// - `Terminated`: the node was shut down in order. `ContainerStatusUnknown` with
    ///   137: the kubelet could not find the container any more.
    ///
    /// ## What to do
    /// - A Job: read the log before it is cleaned up, and look at the Job's own
    ///   conditions:
    /// ```sh
    /// kubectl -n NS logs POD --all-containers --tail=50
    /// kubectl -n NS describe job NAME
    /// ```
    /// - A Job of a CronJob once more, after the reason is mended:
    /// ```sh
    /// kubectl -n NS create job NAME-again --from=cronjob/NAME
    /// ```
    /// Unsafe if it may not run twice: payments, mails, migrations.
    /// - Rejected pods: their owner has made others. If those are rejected too, look
    ///   at the node that the text names.
    /// - A bare pod stays as it is; delete it and make it anew from its source.
    ///
    /// ## Not to be confused with
    /// - `crash-exit`: it is started again.
    /// - `evicted`: removed by the kubelet for want of something.
    /// - `unschedulable-resources`: also when a kubelet refuses for want of room.
    FAILED = "failed", "ended with an error";

    /// What was said does not tell the cause.
    ///
    /// ## What podmend sees
    /// - A text without anything that one cause alone would say, or with traces of
    ///   several that contradict each other; or no text at all.
    /// - podmend does not guess: the grade is CANNOT TELL, and what would settle it
    ///   stands with the `?` links.
    ///
    /// ## Why it happens
    /// - Texts that stand for many causes: `Error`, exit code 137, `API error (500)`,
    ///   `unexpected status code` without the code, a line that was cut.
    /// - The first error was overwritten by a later one, or has expired: events live
    ///   for an hour by default.
    /// - Several credentials were tried, and each failed in its own way.
    /// - A tool or a plugin with words of its own.
    ///
    /// ## What to do
    /// - Get the whole text. That of the event is longer than what a list shows:
    /// ```sh
    /// kubectl -n NS get events --field-selector involvedObject.name=POD \
    ///   -o json | jq -r '.items[] | .reason + ": " + .message'
    /// ```
    /// - Give podmend the missing right that a `?` link names, or ask someone who has
    ///   it to look.
    /// - Wait for the next try, at most 5 minutes, and look at the fresh text.
    ///   Deleting one failing pod brings it sooner; not a bare pod.
    /// - On the node, the logs of kubelet and runtime have what the event cut off.
    ///
    /// ## Not to be confused with
    /// - `pull-backoff-unspecified`: known to be a pull; only the reason is gone.
    /// - `not-ready`, `not-started`: nothing was said at all.
    AMBIGUOUS = "ambiguous", "cannot be told";
}
