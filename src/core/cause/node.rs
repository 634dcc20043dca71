//! The node: its runtime, its disk, its network, its health.

use super::Family;

causes! {
    Family::Node;

    /// The node has no room left.
    ///
    /// ## What podmend sees
    /// - `no space left on device` in the text of a pull or of a start.
    /// - On the node the events `FreeDiskSpaceFailed` and `ImageGCFailed`:
    ///   `Insufficient free disk space on the node's image filesystem`, before that
    ///   `failed to garbage collect required amount of images`; the condition
    ///   `DiskPressure`.
    /// - The kubelet starts to remove images at 85 % and evicts pods when 10 % of the
    ///   node's or 15 % of the images' file system is left (defaults).
    ///
    /// ## Why it happens
    /// - Logs, `emptyDir` volumes or the writable layers of containers grow.
    /// - Images in use fill the disk; those the kubelet does not remove.
    /// - Something outside Kubernetes writes there, or the disk is too small.
    /// - No inodes are left: many small files, and `df -h` shows room.
    ///
    /// ## What to do
    /// - Keep new pods away, and see what fills it:
    /// ```sh
    /// kubectl cordon NODE
    /// kubectl describe node NODE                    # conditions, events
    /// df -h; df -i                                  # on the node
    /// du -xhd1 /var/lib /var/log | sort -h | tail   # on the node
    /// ```
    /// - Make room: `crictl rmi --prune` on the node removes the images that no
    ///   container uses. Not while the registry is in trouble too: they could not be
    ///   pulled again.
    /// - Move the pod that writes so much, or set its `limits.ephemeral-storage`.
    /// - Do not delete files below `/var/lib/containerd` or `/var/lib/kubelet` by
    ///   hand. `kubectl uncordon NODE` when there is room.
    ///
    /// ## Not to be confused with
    /// - `evicted`: the kubelet already removed the pod for it.
    /// - `unpack-or-corrupt`: it could not be written for another reason.
    /// - `volume-mount`: a volume of the pod is full, or not there.
    DISK_FULL = "disk-full", "node disk full";

    /// The kubelet's own limit on pulls was reached; no registry was asked.
    ///
    /// ## What podmend sees
    /// - `pull QPS exceeded`, under the reason `ErrImagePull`. No status of a
    ///   registry is in the text.
    /// - It can hide another cause: when many pods start at once, a pod's first text
    ///   is this one, and the next try tells the true one.
    ///
    /// ## Why it happens
    /// - Many pods start on one node at the same moment: after a reboot, a drain of
    ///   other nodes, a large rollout, a CronJob with many pods. The kubelet lets 5
    ///   pulls a second through, and 10 at once (`registryPullQPS`, `registryBurst`).
    /// - Pods that fail and are made anew without end ask each time.
    ///
    /// ## What to do
    /// - Nothing, mostly: the next try comes after seconds, then after longer ones up
    ///   to 5 minutes. Look whether the number falls:
    /// ```sh
    /// kubectl get pods -A --field-selector spec.nodeName=NODE \
    ///   | grep -c -E 'ErrImagePull|ImagePullBackOff'
    /// ```
    /// - If it does not fall, something makes pods all the time. Find that first:
    /// ```sh
    /// kubectl get pods -A --field-selector spec.nodeName=NODE \
    ///   --sort-by=.metadata.creationTimestamp | tail
    /// ```
    /// - Lasting: fewer pods for each node at once, `IfNotPresent` with fixed tags,
    ///   or a higher limit in the kubelet's configuration. Mind that the registry has
    ///   limits of its own.
    /// - No restart of workloads: that asks once more for each pod.
    ///
    /// ## Not to be confused with
    /// - `rate-limited`: the registry refuses, with 429.
    /// - `pull-cancelled-or-deadline`: a pull that began and was given up.
    NODE_PULL_THROTTLED = "node-pull-throttled", "node throttles its pulls";

    /// The node's container runtime does not answer the kubelet.
    ///
    /// ## What podmend sees
    /// - `container runtime is down`, `Cannot connect to the Docker daemon`,
    ///   `connection refused` at a socket such as `containerd.sock`,
    ///   `DeadlineExceeded` when the kubelet asks for a status.
    /// - Mostly on the node too: its condition `Ready` is False with that text, or
    ///   with `PLEG is not healthy`.
    ///
    /// ## Why it happens
    /// - containerd, CRI-O or cri-dockerd crashed, is being restarted or updated.
    /// - It is alive and stuck: a disk that does not answer, a full disk, far too
    ///   many containers, no memory left.
    /// - After an update the kubelet looks for another socket than there is.
    ///
    /// ## What to do
    /// - One incident for all pods of one node? Then leave the workloads alone and
    ///   look at the node:
    /// ```sh
    /// kubectl get node NODE -o wide
    /// kubectl cordon NODE
    /// systemctl status containerd kubelet               # on the node
    /// journalctl -u containerd --since -30min           # on the node
    /// crictl ps                                         # on the node
    /// ```
    /// - Restart the runtime's service. With containerd and CRI-O the containers that
    ///   run go on meanwhile. With Docker they end unless live restore is on.
    /// - If it does not come back, drain the node (this heeds disruption budgets) and
    ///   replace it:
    /// ```sh
    /// kubectl drain NODE --ignore-daemonsets
    /// ```
    ///
    /// ## Not to be confused with
    /// - `node-not-ready`: the kubelet itself does not report.
    /// - `sandbox-cni`: the runtime answers, and the pod's network fails.
    /// - `pull-cancelled-or-deadline`: only a pull took too long.
    RUNTIME_UNAVAILABLE = "runtime-unavailable", "container runtime does not answer";

    /// The pod's sandbox or its network could not be set up.
    ///
    /// ## What podmend sees
    /// - The event `FailedCreatePodSandBox`: `failed to setup network for sandbox`,
    ///   `networkPlugin cni failed to set up pod`, `no IP addresses available`,
    ///   `failed to find plugin ".." in path`.
    /// - `NetworkNotReady`, `network is not ready`: no network plugin has started
    ///   yet.
    /// - The condition `PodReadyToStartContainers` is False (from 1.29). The
    ///   containers wait in `ContainerCreating`; no image was asked for.
    ///
    /// ## Why it happens
    /// - The pods of the network plugin on this node are not up, or fail.
    /// - No addresses are left: for the node's range, the subnet, or the cloud's
    ///   limit on each machine.
    /// - The plugin's files or its settings are missing on a new node.
    /// - The plugin cannot reach the API server, or may not.
    ///
    /// ## What to do
    /// - One node or all? Look at the network plugin there, and at its log:
    /// ```sh
    /// kubectl -n kube-system get pods -o wide \
    ///   --field-selector spec.nodeName=NODE
    /// kubectl -n NS events --for pod/POD
    /// ls /etc/cni/net.d /opt/cni/bin                    # on the node
    /// ```
    /// - Only this node: cordon it and delete the pod, so that another takes it.
    /// - Addresses used up: remove what is finished, add nodes or addresses.
    /// - If the pause image could not be pulled, the text says so: then the cause is
    ///   that of the pull, and a pull secret of the pod is not used for it.
    ///
    /// ## Not to be confused with
    /// - `runtime-unavailable`: the runtime does not answer at all.
    /// - `volume-mount`: also `ContainerCreating`, with `FailedMount`.
    /// - `not-started`: it waits and nothing says for what.
    SANDBOX_CNI = "sandbox-cni", "pod network not set up";

    /// A volume could not be attached, mounted or provisioned.
    ///
    /// ## What podmend sees
    /// - The events `FailedMount`, `FailedAttachVolume`, `FailedMapVolume`:
    ///   `MountVolume.SetUp failed`, `Multi-Attach error`, `unmounted volumes=[..]`.
    /// - From the scheduler: `pod has unbound immediate PersistentVolumeClaims`.
    /// - The pod waits in `ContainerCreating` or is not scheduled at all.
    ///
    /// ## Why it happens
    /// - A Secret or ConfigMap that is mounted is missing, or lacks a key:
    ///   `references non-existent secret key`.
    /// - `Multi-Attach error`: the volume can be on one node only, and the old pod or
    ///   a node that is lost still holds it.
    /// - The claim is not bound: no such storage class, no volume that fits, no room,
    ///   the provisioner is down.
    /// - The storage's own driver (CSI) does not run on this node; the volume is in
    ///   another zone; a file system is damaged.
    ///
    /// ## What to do
    /// - See which one, and what its claim says:
    /// ```sh
    /// kubectl -n NS events --for pod/POD
    /// kubectl -n NS describe pvc CLAIM
    /// kubectl get volumeattachments | grep VOLUME
    /// ```
    /// - Missing object: make it; the kubelet goes on by itself.
    /// - `Multi-Attach`: let the old pod end. On a node that is dead for certain, see
    ///   `node-not-ready`. Never force it while the old node may still write: two
    ///   writers destroy a file system.
    ///
    /// ## Not to be confused with
    /// - `config-missing`: missing for the environment, not for a volume.
    /// - `unschedulable-taint-affinity`: the node is kept from, the volume is good.
    VOLUME_MOUNT = "volume-mount", "volume not mounted";

    /// The kubelet removed the pod because the node ran short of something.
    ///
    /// ## What podmend sees
    /// - `status.reason` is `Evicted`, the phase Failed: `The node was low on
    ///   resource: memory. Threshold quantity: .., available: ..`, and which
    ///   container used more than it asked for.
    /// - Or a limit of the pod's own: `exceeded its local ephemeral storage limit`,
    ///   `Usage of EmptyDir volume ".." exceeds the limit`.
    /// - The owner has made another pod already; the evicted one stays as a record.
    ///
    /// ## Why it happens
    /// - Pods that use more than they request go first, then those of lower priority.
    ///   No requests: every use is more.
    /// - A node is packed by requests that are too small.
    /// - Logs, an `emptyDir` or a writable layer filled the disk.
    ///
    /// ## What to do
    /// - Is the new pod well? Then it is over; find what took the room:
    /// ```sh
    /// kubectl -n NS get pods -o wide | grep -v Running
    /// kubectl describe node NODE                # pressure, requests, events
    /// kubectl top pods -A --sort-by=memory      # needs the metrics server
    /// ```
    /// - Set the request to what the container really uses; for the disk,
    ///   `limits.ephemeral-storage` and `sizeLimit`.
    /// - An evicted pod is a record only. Remove it when it was read:
    /// ```sh
    /// kubectl -n NS delete pod POD
    /// ```
    ///
    /// ## Not to be confused with
    /// - `oom-killed`: the kernel ended the process, the pod stays.
    /// - `disk-full`: the same shortage, seen by a pull.
    /// - `failed`: ended by itself. A drain deletes pods and leaves none behind.
    EVICTED = "evicted", "evicted";

    /// The pod's node does not report, or is not ready.
    ///
    /// ## What podmend sees
    /// - The node's condition `Ready`: `Unknown` with
    ///   `Kubelet stopped posting node status.` (nothing heard for 50 seconds, or 40
    ///   on older control planes), or `False` with what the kubelet says is wrong.
    /// - Its pods stay as they were last seen, and are no longer ready. After 5
    ///   minutes they are marked for deletion, unless they tolerate it longer.
    ///
    /// ## Why it happens
    /// - The machine is down, out of memory, or cut off.
    /// - The kubelet stopped, or its certificate has expired.
    /// - Ready is False: the runtime or the network plugin is not ready.
    ///
    /// ## What to do
    /// - What is it, one node, one zone, all? Many at once points to the network or
    ///   to the API server, and then move nothing.
    /// ```sh
    /// kubectl get nodes -o wide
    /// kubectl describe node NODE
    /// journalctl -u kubelet --since -30min       # on the node
    /// ```
    /// - A machine that is off for certain: delete the node object, or taint it
    ///   `node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`. Then its pods
    ///   are removed and their volumes set free. Take the taint off again when the
    ///   machine is back.
    /// - Unsafe while it may still run: cut off is not off. A StatefulSet's pod would
    ///   run twice, and two would write to one volume. First make sure in the cloud
    ///   or at the machine that it is off.
    /// - Deployments have new pods elsewhere after the 5 minutes, if there is room.
    ///
    /// ## Not to be confused with
    /// - `stuck-terminating`: the node is well, the pod does not go.
    /// - `runtime-unavailable`: the kubelet reports that its runtime is down.
    NODE_NOT_READY = "node-not-ready", "node not ready";

    /// The pod is deleted and long over its grace period, and is still there.
    ///
    /// ## What podmend sees
    /// - `metadata.deletionTimestamp` (it holds the grace period already) is in the
    ///   past, and the pod is still listed.
    /// - `metadata.finalizers`, the node's condition, and the events `FailedKillPod`.
    ///
    /// ## Why it happens
    /// - The node does not report: nobody there can confirm that it ended.
    /// - A finalizer waits for a controller that is gone or fails.
    /// - The process cannot be ended: it hangs in the disk or a network mount.
    /// - A volume cannot be unmounted, or the runtime does not answer.
    ///
    /// ## What to do
    /// - See which of them:
    /// ```sh
    /// kubectl -n NS get pod POD -o wide
    /// kubectl -n NS get pod POD -o jsonpath='{.metadata.finalizers}'
    /// kubectl -n NS events --for pod/POD
    /// ```
    /// - A finalizer: mend its controller. Taking it away skips the cleaning up that
    ///   it stands for.
    /// - The node: see `node-not-ready`. A process that hangs: reboot the node after
    ///   a drain.
    /// - By force only when the process is known to have ended. It deletes the object
    ///   and does not stop the process:
    /// ```sh
    /// kubectl -n NS delete pod POD --grace-period=0 --force
    /// ```
    /// Unsafe for a StatefulSet: a second pod of the same name starts while the first
    /// may still write.
    ///
    /// ## Not to be confused with
    /// - `node-not-ready`: the node first; its pods then go by themselves.
    /// - A long `terminationGracePeriodSeconds`: that is not over yet.
    STUCK_TERMINATING = "stuck-terminating", "stuck terminating";
}
