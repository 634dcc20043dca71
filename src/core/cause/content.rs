//! What was pulled, and who refuses it.

use super::Family;

causes! {
    Family::Content;

    /// The image has no version for the node's system or processor.
    ///
    /// ## What podmend sees
    /// - containerd: `no match for platform in manifest: not found`. Docker: `no
    ///   matching manifest for linux/arm64 in the manifest list entries`. CRI-O: `no
    ///   image found in .. for architecture`.
    /// - The platform of the node, where nodes may be read.
    ///
    /// ## Why it happens
    /// - The image was built on one kind of machine only, and the node is another:
    ///   arm64 nodes beside amd64 ones, a laptop with an Apple processor.
    /// - A new node pool brought a processor that was not there before.
    /// - A Windows image on a Linux node, or another Windows version than the node's.
    ///
    /// ## What to do
    /// - Compare what the image has with what the nodes are:
    /// ```sh
    /// skopeo inspect --raw docker://HOST/REPO:TAG \
    ///   | jq '.manifests[]?.platform'
    /// kubectl get nodes -L kubernetes.io/arch,kubernetes.io/os
    /// ```
    /// No output of the first: the tag is of one platform only.
    /// - Build and push it for the missing platform under the same tag; the next try
    ///   is within 5 minutes.
    /// - Or keep the pods away from those nodes, in the template:
    /// ```yaml
    /// nodeSelector: {kubernetes.io/arch: amd64}
    /// ```
    /// - A pull secret does not help.
    ///
    /// ## Not to be confused with
    /// - `command-not-found`, `crash-exit`: an image of one platform is pulled on
    ///   every node, and fails there with `exec format error` or a missing file.
    /// - `image-or-tag-not-found`: the tag is missing for all platforms.
    PLATFORM_MISMATCH = "platform-mismatch", "image is for another platform";

    /// The runtime does not take the format of the image.
    ///
    /// ## What podmend sees
    /// - containerd 2.1 and later: `media type ".." is no longer supported since
    ///   containerd v2.1, please rebuild the image as ..`. 2.0: `Pulling Schema 1
    ///   images have been deprecated`.
    /// - `schema 1 not supported`, from several versions.
    ///
    /// ## Why it happens
    /// - The image is of Docker's schema 1 and old. The nodes were updated to
    ///   containerd 2, and what was pulled before is pulled no more.
    /// - An old registry or mirror keeps nothing newer.
    /// - It is no image: a Helm chart or another artefact under that name.
    ///
    /// ## What to do
    /// - See what it is:
    /// ```sh
    /// skopeo inspect --raw docker://HOST/REPO:TAG \
    ///   | jq .mediaType,.schemaVersion
    /// ```
    /// - Schema 1 without a source to build from: copy it once in the newer format,
    ///   under a tag of your own, and use that:
    /// ```sh
    /// skopeo copy --format v2s2 docker://HOST/REPO:TAG \
    ///   docker://HOST/REPO:NEWTAG
    /// ```
    /// - Better, build it anew: an image that old has old holes too.
    /// - Nodes that still run it have it cached. Do not drain or update them before
    ///   the new image is there.
    ///
    /// ## Not to be confused with
    /// - `platform-mismatch`: the format is good, the processor is another.
    /// - `unpack-or-corrupt`: the format is good, the data is not.
    MANIFEST_UNSUPPORTED = "manifest-unsupported", "image format not supported";

    /// The image arrived and could not be checked or unpacked.
    ///
    /// ## What podmend sees
    /// - `failed size validation`, `unexpected commit digest`, `short read`: what
    ///   came is not what the manifest says.
    /// - `failed to extract layer`, `failed to register layer`,
    ///   `failed to unpack image`, `input/output error`: it came and could not be
    ///   written or unpacked.
    /// - `content digest sha256:.. not found` while unpacking: the node's store has
    ///   lost a part.
    ///
    /// ## Why it happens
    /// - The transfer was cut or changed on the way, mostly by a proxy.
    /// - The node's disk or file system has a fault, or became read-only.
    /// - The store of the runtime is damaged, after a crash or a hand that removed
    ///   files below it.
    /// - The image was pushed broken.
    ///
    /// ## What to do
    /// - Does the same image fail on several nodes? Then it is the image, the
    ///   registry or a proxy: pull it elsewhere, and push it anew if it is broken.
    /// ```sh
    /// skopeo copy docker://HOST/REPO:TAG dir:/tmp/check
    /// ```
    /// - Only one node? Keep new pods away from it, look at its disk, and let it
    ///   fetch the image anew:
    /// ```sh
    /// kubectl cordon NODE
    /// dmesg | grep -iE 'i/o error|read-only'      # on the node
    /// crictl rmi HOST/REPO:TAG                    # on the node
    /// ```
    /// - Deleting the pod lets it be placed on another node. Replace a node whose
    ///   disk has faults; do not repair the store by hand.
    ///
    /// ## Not to be confused with
    /// - `disk-full`: `no space left on device`.
    /// - `image-decrypt-key-missing`: whole, and encrypted.
    /// - `manifest-unsupported`: whole, in a format of no use.
    UNPACK_OR_CORRUPT = "unpack-or-corrupt", "image is damaged";

    /// The node's policy does not take the image's signature.
    ///
    /// ## What podmend sees
    /// - CRI-O: the reason `SignatureValidationFailed` (from 1.28; before,
    ///   `ErrImagePull`), `Source image rejected: A signature was required, but no
    ///   signature exists`.
    /// - `invalid policy in "/etc/containers/policy.json"`: the policy itself is
    ///   broken, and then no image can be pulled on that node.
    /// - containerd: `image verifier .. blocked pull of ..`.
    ///
    /// ## Why it happens
    /// - The image is not signed, or by a key or identity that the policy does not
    ///   name.
    /// - It was copied into another registry without its signature, or the policy
    ///   ties the signature to the old name.
    /// - The signature is not looked for in the right place (`registries.d`).
    /// - The policy was changed and has a mistake.
    ///
    /// ## What to do
    /// - See what the policy wants on the node, and what the image has:
    /// ```sh
    /// cat /etc/containers/policy.json
    /// cosign verify --key KEY HOST/REPO:TAG
    /// ```
    /// - Sign the image, or copy it together with its signature (`cosign copy`).
    /// - A broken policy: mend it by the way that makes the nodes. OpenShift: in
    ///   `ClusterImagePolicy` or the machine configuration, not on the node.
    /// - Do not open the policy to `insecureAcceptAnything` to get through the night:
    ///   that switches the check off for every image of the scope. A digest known to
    ///   be good is the safer way out.
    ///
    /// ## Not to be confused with
    /// - `registry-policy-blocked`: the registry refuses; the node checks nothing.
    /// - `quota-or-admission`: an admission policy refuses the pod, so there is none.
    /// - `registry-tls-untrusted`: the connection, not the image.
    SIGNATURE_POLICY = "signature-policy", "signature refused";

    /// The registry refuses to hand out this image by its own policy.
    ///
    /// ## What podmend sees
    /// - `412 Precondition Failed`. That is all that containerd shows, since it asks
    ///   with HEAD; CRI-O and Docker show the words too: `PROJECTPOLICYVIOLATION`,
    ///   `current image with 3 vulnerabilities cannot be pulled due to configured
    ///   policy`, `The image is not signed by cosign.`
    ///
    /// ## Why it happens
    /// - Harbor's project does not let images out above a severity, and a new
    ///   vulnerability became known. The image did not change: nodes that have it go
    ///   on, new ones cannot get it.
    /// - It was not scanned yet, or the scan failed: that counts as refused too.
    /// - The project wants a signature, and the image has none.
    ///
    /// ## What to do
    /// - Read the words; the login asks for the password:
    /// ```sh
    /// skopeo login --authfile auth.json HOST
    /// skopeo inspect --authfile auth.json docker://HOST/REPO:TAG
    /// rm auth.json
    /// ```
    /// - Build the image anew on a mended base and roll that out. Not scanned: start
    ///   the scan in Harbor; when it is done the next try succeeds.
    /// - Sign it, where the signature is what is missing.
    /// - For one known finding a project's administrator can allow the CVE for a
    ///   time. Who answers for security decides that, and not the one on call alone.
    /// - A pull secret does not help. No restart: the next try is within 5 minutes.
    ///
    /// ## Not to be confused with
    /// - `signature-policy`: the node refuses.
    /// - `auth-forbidden`: 403, the caller is refused and not the image.
    REGISTRY_POLICY_BLOCKED = "registry-policy-blocked", "blocked by the registry's policy";

    /// The image is encrypted and the node has no key for it.
    ///
    /// ## What podmend sees
    /// - `missing private key needed for decryption`, beside the digest of a layer.
    /// - The pull itself was allowed: manifest and layers came.
    ///
    /// ## Why it happens
    /// - Images are decrypted with keys that lie on the node, not with anything in
    ///   the cluster. This node was never given the key: a new node or pool.
    /// - The image was encrypted for another key, or the key was changed.
    /// - The runtime is not set up to decrypt: containerd needs the decoder of
    ///   `imgcrypt` and its stream processors.
    ///
    /// ## What to do
    /// - Find out whether some nodes can: those where the pods run.
    /// ```sh
    /// kubectl -n NS get pods -l app=NAME -o wide
    /// ```
    /// - Which recipients the image has, see with `skopeo inspect --raw`: layers with
    ///   `+encrypted` in their type carry the wrapped keys.
    /// - Give the node the key by the way that makes the nodes. containerd takes it
    ///   from `/etc/containerd/ocicrypt/keys` as its documentation sets it up, or
    ///   from a key provider; CRI-O from `/etc/crio/keys`.
    /// - Until then keep the pods on nodes that have it, with a label and a
    ///   `nodeSelector`.
    /// - Unsafe: a decrypted copy in the registry, or the key in an image, a
    ///   ConfigMap or a ticket. A pull secret does not help.
    ///
    /// ## Not to be confused with
    /// - `unpack-or-corrupt`: damaged, not encrypted.
    /// - `credentials-lack-right`: the registry did not hand it out.
    IMAGE_DECRYPT_KEY_MISSING = "image-decrypt-key-missing", "no key for the image";

    /// The kubelet waits before it pulls again; the text does not say why.
    ///
    /// ## What podmend sees
    /// - Only `Back-off pulling image ".."` or `trying and failing to pull image`.
    ///   Kubelets before 1.32 put this in the place of the error; later ones add the
    ///   error behind it, until the kubelet restarts.
    /// - No event `Failed` with `Failed to pull image` any more: events live for an
    ///   hour by default, and a pod that fails for long gets few new ones.
    ///
    /// ## Why it happens
    /// - Any failure of a pull. The first text is gone, the failure is not.
    ///
    /// ## What to do
    /// - Get the text again. The kubelet tries every 5 minutes at the latest, and
    ///   podmend takes the event up when it comes. To look by hand:
    /// ```sh
    /// kubectl -n NS events --for pod/POD --watch
    /// ```
    /// - In a hurry, delete one of the failing pods: its successor tries at once and
    ///   says why. Unsafe for a bare pod, which nobody makes again.
    /// - Without the right to read events ask for it; or look into the kubelet's log
    ///   on the node:
    /// ```sh
    /// journalctl -u kubelet --since -10min | grep 'Failed to pull image'
    /// ```
    /// - Do not guess a cause and change secrets: half of the usual ones have nothing
    ///   to do with credentials.
    ///
    /// ## Not to be confused with
    /// - `crash-exit`: `Back-off restarting failed container` is about a container
    ///   that ran.
    /// - `no-pull-secret` and the other causes of a pull: there the text is known.
    /// - `ambiguous`: there is a text, and it does not tell.
    PULL_BACKOFF_UNSPECIFIED = "pull-backoff-unspecified", "pull failed";
}
