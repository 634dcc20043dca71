//! Until the process runs.

use crate::core::cause::Family;

causes! {
    Family::Start;

    /// A ConfigMap, a Secret or a key that a container refers to is not there.
    ///
    /// ## What podmend sees
    /// - The reason `CreateContainerConfigError`: `configmap ".." not found`,
    ///   `secret ".." not found`, `couldn't find key X in ConfigMap NS/NAME`,
    ///   `couldn't find key X in Secret NS/NAME`.
    /// - The field in the template: `env`, `valueFrom`, `envFrom`.
    ///
    /// ## Why it happens
    /// - It was not rolled out together with the workload, or into another namespace.
    ///   A pod reads those of its own namespace only.
    /// - The name or the key is misspelt, or was renamed; Kustomize puts a hash
    ///   behind the name.
    /// - What makes it (External Secrets, Sealed Secrets, cert-manager, an operator)
    ///   fails or comes late.
    ///
    /// ## What to do
    /// - See what is there; of a Secret the keys only:
    /// ```sh
    /// kubectl -n NS get configmap,secret
    /// kubectl -n NS get secret NAME -o json | jq '.data | keys'
    /// ```
    /// - Make it, or correct the name where the manifest comes from. When it comes
    ///   the kubelet starts the container by itself, without a restart.
    /// - Is it not needed? `optional: true` at the reference says so.
    /// - Values in the environment are read at the start only: containers that run
    ///   already keep the old ones until they are started anew.
    ///
    /// ## Not to be confused with
    /// - `volume-mount`: it is missing for a volume; the pod waits in
    ///   `ContainerCreating`.
    /// - `pull-secret-missing`: it is missing for the pull of the image.
    /// - `nonroot-violation`: the same reason with another text.
    CONFIG_MISSING = "config-missing", "configuration missing";

    /// The process cannot be started: not there, or not executable.
    ///
    /// ## What podmend sees
    /// - `executable file not found in $PATH`, `no such file or directory`,
    ///   `permission denied` behind `exec:` or `unable to start container process`;
    ///   `no command specified`; `exec format error`.
    /// - The reasons `RunContainerError`, `CreateContainerError`, `StartError`,
    ///   `ContainerCannotRun`; exit code 127 or 126 where a shell started it, 128
    ///   from the runtime.
    ///
    /// ## Why it happens
    /// - `command` in the template takes the place of the image's entry point; a
    ///   shell line was put there as one word, or the image has no shell.
    /// - The file is there and its interpreter is not: a script with `#!/bin/bash` in
    ///   an image without bash, line ends of Windows, a program that wants another C
    ///   library.
    /// - It is not executable, or a volume was mounted over it.
    /// - `exec format error`: the program is for another processor.
    ///
    /// ## What to do
    /// - Compare the template with the image:
    /// ```sh
    /// kubectl -n NS get pod POD -o json | jq '.spec.containers[]
    ///   | {name, image, command, args}'
    /// skopeo inspect --config docker://HOST/REPO:TAG | jq .config
    /// ```
    /// - A shell line needs a shell: `command: ["sh", "-c", "a && b"]`.
    /// - Correct the template or the image and roll it out; a restart alone does the
    ///   same again. If the last version ran:
    /// ```sh
    /// kubectl -n NS rollout undo deployment/NAME
    /// ```
    ///
    /// ## Not to be confused with
    /// - `crash-exit`: it was started, and ended.
    /// - `platform-mismatch`: the image could not be pulled for this processor.
    /// - `start-failed`: the runtime failed at something else.
    COMMAND_NOT_FOUND = "command-not-found", "command not found";

    /// The runtime could not create or start the container.
    ///
    /// ## What podmend sees
    /// - The reasons `CreateContainerError`, `RunContainerError`, `StartError`,
    ///   `PostStartHookError` and others, with a text that is none of the better
    ///   known ones. What was said is on the Why pane.
    ///
    /// ## Why it happens
    /// - A mount inside the container: a file over a directory, a `subPath` that is
    ///   not there, a read-only place.
    /// - A security setting that the node does not have: a seccomp or AppArmor
    ///   profile, a runtime class, SELinux.
    /// - A resource: a device that is not there, a memory limit too small even to
    ///   start, no process ids left.
    /// - `name .. is reserved`: an earlier try still holds the name, mostly on a slow
    ///   node.
    /// - A `postStart` hook failed (event `FailedPostStartHook`); the container is
    ///   then killed, and shows as a crash loop.
    ///
    /// ## What to do
    /// - Read the last part of the text: runtimes put the reason at the end.
    /// ```sh
    /// kubectl -n NS events --for pod/POD
    /// kubectl -n NS get pods -o wide -l app=NAME
    /// ```
    /// - Only on one node? Then it is the node: cordon it, and let another take the
    ///   pod by deleting it.
    /// - On all nodes since the last rollout? Then it is the template: compare with
    ///   the revision before, and go back to it:
    /// ```sh
    /// kubectl -n NS rollout history deployment/NAME
    /// kubectl -n NS rollout undo deployment/NAME
    /// ```
    ///
    /// ## Not to be confused with
    /// - `command-not-found`, `config-missing`, `nonroot-violation`: known by text.
    /// - `runtime-unavailable`: the runtime does not answer at all.
    /// - `crash-exit`: it started, and ended.
    START_FAILED = "start-failed", "container not started";

    /// The image would run as root, which the pod forbids.
    ///
    /// ## What podmend sees
    /// - The reason `CreateContainerConfigError` with
    ///   `container has runAsNonRoot and image will run as root`, or `image has
    ///   non-numeric user (..), cannot verify user is non-root`, or `container's
    ///   runAsUser breaks non-root policy`.
    /// - `securityContext` of the pod and of the container; that of the container
    ///   wins.
    ///
    /// ## Why it happens
    /// - `runAsNonRoot: true` is set, and the image names no user: that is root.
    /// - The image names its user by name (`USER app`). The kubelet can judge a
    ///   number only; the image may be good.
    /// - `runAsUser: 0` and `runAsNonRoot: true` contradict each other.
    /// - A namespace was made stricter, and the template was given the field to pass.
    ///
    /// ## What to do
    /// - See what the image says:
    /// ```sh
    /// skopeo inspect --config docker://HOST/REPO:TAG | jq .config.User
    /// ```
    /// - A name: write its number into the template (`runAsUser: 10001`), or
    ///   `USER 10001` into the image.
    /// - Root: best an image that does not need it. `runAsUser` with another number
    ///   may work, and fails where the files belong to root or a port below 1024 is
    ///   wanted: try it outside production.
    /// - Do not take `runAsNonRoot` away to get it running: that gives the process
    ///   root, and where Pod Security is enforced the pod is refused then.
    /// - A change of the template rolls out by itself; no restart.
    ///
    /// ## Not to be confused with
    /// - `quota-or-admission`: `violates PodSecurity` refuses the pod, so none is
    ///   made.
    /// - `config-missing`: the same reason with another text.
    NONROOT_VIOLATION = "nonroot-violation", "image runs as root";

    /// The pod waits to be started, and nothing says for what.
    ///
    /// ## What podmend sees
    /// - `ContainerCreating` or `PodInitializing` for longer than a minute, without
    ///   an event that tells more.
    ///
    /// ## Why it happens
    /// - A large image is being pulled: the event `Pulling` is there, `Pulled` is
    ///   not. By default a node pulls one image after the other.
    /// - A volume is being attached; that takes minutes in some clouds.
    /// - An init container runs long: it waits for a database, or migrates one.
    /// - The network of the pod is not ready, and the events have expired.
    /// - No node, no condition, no event: `schedulerName` names a scheduler that does
    ///   not run.
    /// - The kubelet restarted: it forgets the reason and falls back to these words
    ///   until the next failure.
    ///
    /// ## What to do
    /// - Look at events, init containers and node, in this order:
    /// ```sh
    /// kubectl -n NS events --for pod/POD
    /// kubectl -n NS get pod POD -o json | jq '.status
    ///   | .initContainerStatuses[]? | {name, state}'
    /// kubectl -n NS logs POD -c INIT --tail=50
    /// kubectl -n NS get pod POD -o wide; kubectl get node NODE
    /// ```
    /// - An init container that waits: mend what it waits for.
    /// - On the node, if all else is silent: the kubelet's log, for this pod.
    /// ```sh
    /// journalctl -u kubelet --since -10min | grep POD
    /// ```
    /// - Do not delete a pod that pulls: its successor begins anew, on another node
    ///   with nothing.
    ///
    /// ## Not to be confused with
    /// - `volume-mount`, `sandbox-cni`: an event says so.
    /// - `unschedulable-resources`: no node was found yet.
    /// - `not-ready`: it has started.
    NOT_STARTED = "not-started", "does not start";
}
