//! The way of a pull secret to the registry: which step failed, so that nothing fitting was sent.

use crate::core::cause::Family;

causes! {
    Family::Credentials;

    /// The kubelet could not read a pull secret that the pod names.
    ///
    /// ## What podmend sees
    /// - The event `FailedToRetrieveImagePullSecret`: `Unable to retrieve some image
    ///   pull secrets (a, b); attempting to pull the image may not succeed.` It is
    ///   sent by kubelets from 1.28.
    /// - On 1.28 to 1.36 the event comes at every sync, also while the image is there
    ///   and the pod runs. So it tells of the secret, and does not prove that a pull
    ///   failed for it. Before 1.28 it does not exist.
    /// - The pull goes on without this secret; the text of its failure is that of a
    ///   pull without a credential.
    ///
    /// ## Why it happens
    /// - There is no such secret in the namespace of the pod: misspelt, deleted, or
    ///   made in another namespace.
    /// - A controller copies it into new namespaces and came after the pods.
    /// - The kubelet could not reach the API server just then.
    ///
    /// ## What to do
    /// - See whether it is there:
    /// ```sh
    /// kubectl -n NS get pod POD -o jsonpath='{.spec.imagePullSecrets}'
    /// kubectl -n NS get secret SECRET
    /// ```
    /// - Make it, or take the name out of the template if nothing needs it. A pod
    ///   that runs and reports this will fail at its next pull: mend it before.
    ///
    /// ## Not to be confused with
    /// - `pull-secret-missing`: the same, seen by reading the secret.
    /// - `config-missing`, `volume-mount`: the secret is not one for pulling.
    SECRET_NOT_FOUND = "secret-not-found", "pull secret cannot be read";

    /// The pod names no pull secret and its ServiceAccount gives none, so the kubelet
    /// asks without a credential.
    ///
    /// ## What podmend sees
    /// - `spec.imagePullSecrets` of the pod is empty. A ServiceAccount fills it when
    ///   the pod is created, so what was not filled in then is not used.
    /// - The text: `no basic auth credentials` or `failed to fetch anonymous token`
    ///   (CERTAIN), or a bare 401 of an older containerd, of CRI-O or cri-dockerd
    ///   (LIKELY: a node can hold credentials that the API does not show).
    ///
    /// ## Why it happens
    /// - The manifest never named one; in another namespace the ServiceAccount did.
    /// - The nodes had the image, and a new node or tag needs the registry. Kubelets
    ///   from 1.35 check the pod's credential for cached images too.
    /// - The image was public before, or the chart's value was left empty.
    ///
    /// ## What to do
    /// - Press `3`, the fix of a Deployment: `basic` names a fitting secret of the
    ///   namespace in the pod template, and with it what the ServiceAccount gave,
    ///   since naming any switches those off. `service account` gives the workload an
    ///   account of its own.
    /// - Both replace the pods. The account is unsafe where the old one carries RBAC,
    ///   a cloud identity or an OpenShift SCC: the pods lose them.
    /// - No secret to name: make one, as under `pull-secret-missing`. Not on the
    ///   ServiceAccount `default`, which would hand it to every pod without an
    ///   account of its own.
    /// - Anything else: change the template. A StatefulSet's stuck pod has to be
    ///   deleted after that; a Job has to be made anew.
    /// - Helm, Argo CD or Flux: put the same change into the source as well.
    ///
    /// ## Not to be confused with
    /// - `pods-predate-fix`: the ServiceAccount gives one now.
    /// - `pull-secret-missing`: one is named and is not there.
    NO_PULL_SECRET = "no-pull-secret", "no pull secret";

    /// The pod names a pull secret that does not exist in its namespace.
    ///
    /// ## What podmend sees
    /// - `spec.imagePullSecrets` of the pod has the name; reading the secret found
    ///   nothing. Where you may list secrets, it names the other namespaces that have
    ///   one.
    /// - The text is that of a pull without any credential. From 1.28 the event
    ///   `FailedToRetrieveImagePullSecret` names it too.
    ///
    /// ## Why it happens
    /// - It was made in another namespace. A pod uses only those of its own.
    /// - The name is misspelt; nothing checks it when the pod is created.
    /// - It was deleted, or what copies or writes it (External Secrets, Reflector)
    ///   fails or came late.
    ///
    /// ## What to do
    /// - Does something write it? Mend that. Else make it, without the password on
    ///   the command line or in the history:
    /// ```sh
    /// umask 077
    /// skopeo login --authfile auth.json HOST     # asks for user, password
    /// skopeo inspect --authfile auth.json docker://HOST/REPO:TAG | jq .Name
    /// kubectl -n NS create secret docker-registry SECRET \
    ///   --from-file=.dockerconfigjson=auth.json
    /// rm auth.json
    /// ```
    /// - To replace one of this name: `create` with `--dry-run=client -o yaml`, piped
    ///   into `kubectl replace -f -`. Its labels are lost then; `apply` would keep
    ///   the password in an annotation.
    /// - No restart: the pods use it at their next try, within 5 minutes.
    /// - A wrong name: correct it in the template, which replaces the pods.
    ///
    /// ## Not to be confused with
    /// - `no-pull-secret`: none is named.
    /// - `config-missing`: a secret for the environment, not for pulling.
    /// - `pull-secret-just-came`: it is there by now.
    PULL_SECRET_MISSING = "pull-secret-missing", "pull secret does not exist";

    /// The named secret has a type that the kubelet ignores for pulling.
    ///
    /// ## What podmend sees
    /// - `type` of the secret is neither `kubernetes.io/dockerconfigjson` nor
    ///   `kubernetes.io/dockercfg`; mostly it is `Opaque`. The right key inside does
    ///   not help: the type decides.
    /// - The text is that of a pull without any credential. There is no event: the
    ///   kubelet passes over it without a word.
    ///
    /// ## Why it happens
    /// - It was made with `kubectl create secret generic` and no `--type`.
    /// - A tool writes `Opaque` unless told otherwise. In External Secrets that is
    ///   `spec.target.template.type`.
    /// - It is another secret: the one with the application's own login.
    ///
    /// ## What to do
    /// - If a tool writes it, set the type there. Else make it anew: the type of a
    ///   secret cannot be changed. Its content stays out of sight:
    /// ```sh
    /// umask 077
    /// kubectl -n NS get secret SECRET \
    ///   -o jsonpath='{.data.\.dockerconfigjson}' | base64 -d > auth.json
    /// jq -e .auths auth.json >/dev/null \
    ///   && kubectl -n NS delete secret SECRET
    /// kubectl -n NS create secret docker-registry SECRET \
    ///   --from-file=.dockerconfigjson=auth.json
    /// rm auth.json
    /// ```
    /// - Between delete and create no pull can use it; pods that run are not touched.
    ///   Unsafe when something else reads it, as a volume or in the environment.
    /// - No restart: the next try is within 5 minutes.
    ///
    /// ## Not to be confused with
    /// - `pull-secret-malformed`: the right type with unusable content.
    /// - `pull-secret-missing`: there is no such secret.
    PULL_SECRET_WRONG_TYPE = "pull-secret-wrong-type", "pull secret of the wrong type";

    /// The named secret does not hold what a pull secret must hold.
    ///
    /// ## What podmend sees
    /// - The outline of the secret: not JSON, encoded twice, no `auths`, an empty
    ///   entry, an `auth` that is not base64 or has no colon, no user or password, a
    ///   token only, a credential that is in a store on somebody's machine, or a
    ///   password that ends in white space.
    /// - What is missing or empty the kubelet passes over, and asks without it. What
    ///   does not parse, or a bad `auth`, makes it give up: one such secret blocks
    ///   all pulls of the pod that need a login. From 1.34 the waiting reason is then
    ///   the decoding error itself, such as `illegal base64 data at input byte 0`,
    ///   and before that `ErrImagePull` with it.
    /// - The API server takes all of this: it wants the key and some JSON.
    ///
    /// ## Why it happens
    /// - The value was base64-encoded by hand under `data`, twice.
    /// - It is a copy of a laptop's file with `credsStore`: no password is in it.
    /// - A template left `auth` empty or put a line break into it.
    /// - `auth` differs from `username` and `password` beside it: `auth` wins.
    ///
    /// ## What to do
    /// - See the form without the values:
    /// ```sh
    /// kubectl -n NS get secret SECRET \
    ///   -o jsonpath='{.data.\.dockerconfigjson}' \
    ///   | base64 -d | jq '.auths | map_values(keys)'
    /// ```
    /// - Replace it, as under `pull-secret-missing`; if a tool writes it, mend its
    ///   template. No restart: the next try is within 5 minutes.
    ///
    /// ## Not to be confused with
    /// - `pull-secret-wrong-type`: the content may be good, the type is not.
    /// - `pull-secret-host-mismatch`: good entries for other hosts.
    /// - `credentials-rejected`: a good form, refused by the registry.
    PULL_SECRET_MALFORMED = "pull-secret-malformed", "pull secret cannot be used";

    /// The named secret has no credential for the registry of the image.
    ///
    /// ## What podmend sees
    /// - The keys under `auths`, none of which matches the image as the kubelet
    ///   matches it, and the nearest miss.
    /// - The text is that of a pull without any credential, and no event.
    ///
    /// ## Why it happens
    /// - The port: `HOST:443` is not `HOST`. It must stand in both or in neither.
    /// - Upper case, a dot at the end, or `/v1` without a last slash.
    /// - A path: `HOST/team` serves every image below a path that begins with `team`,
    ///   also `team2`, and no other project.
    /// - A wildcard stands for one part: `*.corp` is not `a.b.corp`.
    /// - Docker Hub: `docker.io` or `https://index.docker.io/v1/`, and neither
    ///   `registry-1.docker.io` nor `hub.docker.com`.
    /// - The image moved to another registry. A mirror does not matter: the host in
    ///   the image's name counts.
    ///
    /// ## What to do
    /// - See the keys:
    /// ```sh
    /// kubectl -n NS get secret SECRET \
    ///   -o jsonpath='{.data.\.dockerconfigjson}' \
    ///   | base64 -d | jq '.auths | keys'
    /// ```
    /// - Write the key as it stands in the image: host, port if there is one.
    ///   `https://` before it is dropped and does no harm. Replace the secret as
    ///   under `pull-secret-missing`. No restart: the next try is within 5 minutes.
    /// - Or name another secret in the template: `3` offers those that fit.
    ///
    /// ## Not to be confused with
    /// - `credentials-rejected`: an entry matched and was refused.
    /// - `pull-secret-shadowed`: a fitting secret is on the ServiceAccount.
    PULL_SECRET_HOST_MISMATCH = "pull-secret-host-mismatch", "pull secret is for another host";

    /// The ServiceAccount gives a fitting secret, and a list of the pod's own
    /// switched it off.
    ///
    /// ## What podmend sees
    /// - `spec.imagePullSecrets` of the pod is not empty and nothing in it fits.
    /// - The ServiceAccount of the pod names a secret that does fit. It is copied
    ///   into a pod only if the pod's own list is empty: all or nothing, never
    ///   merged.
    ///
    /// ## Why it happens
    /// - Someone added a secret for a second registry, say for a sidecar, to the
    ///   template, and the ServiceAccount's secret for the first one was gone.
    /// - A chart or an admission webhook adds a list to every pod.
    /// - OpenShift: a list in the template drops the generated secret for the
    ///   internal registry.
    ///
    /// ## What to do
    /// - Name all that are needed in the template. The fix `basic` (`3`) adds the
    ///   fitting one to those that are there and removes none; the pods are replaced.
    /// - Or take the list out of the template, if the ServiceAccount gives all that
    ///   is needed. Look at every container and init container first.
    /// - See both lists:
    /// ```sh
    /// kubectl -n NS get pod POD -o jsonpath='{.spec.imagePullSecrets}'
    /// kubectl -n NS get sa NAME -o jsonpath='{.imagePullSecrets}'
    /// ```
    /// - A change of the ServiceAccount does not help here: the pod's list wins.
    /// - Helm, Argo CD or Flux: put the same change into the source as well.
    ///
    /// ## Not to be confused with
    /// - `no-pull-secret`: neither pod nor ServiceAccount names one.
    /// - `pods-predate-fix`: the pod's list is empty, and the ServiceAccount's was.
    /// - `pull-secret-host-mismatch`: the ServiceAccount has none that fits either.
    PULL_SECRET_SHADOWED = "pull-secret-shadowed", "pull secret shadowed";

    /// The secret that was missing at the last try is there and fits now.
    ///
    /// ## What podmend sees
    /// - The last text says that nothing was sent (`no basic auth credentials`), and
    ///   a secret that the pod names exists, has the right type and fits the host.
    /// - The text is older than the secret: the kubelet waits before it tries again,
    ///   10 seconds at first, then twice as long each time, up to 5 minutes.
    ///
    /// ## Why it happens
    /// - Someone, or a controller that copies secrets, made it after the pod started.
    /// - It was replaced: wrong type or wrong host before, right now.
    ///
    /// ## What to do
    /// - Wait, up to 5 minutes. The kubelet reads the secret at each try; nothing in
    ///   the cluster has to be changed, and a rollout restart does no good.
    /// - In a hurry, delete the pods that wait. New ones start with no waiting time:
    /// ```sh
    /// kubectl -n NS delete pod POD
    /// ```
    /// Unsafe for a bare pod, which nobody makes again. Leave those that run alone.
    /// - If the next try fails too, the text is a new one: look again.
    /// - Did it come late by itself? Then the next namespace or node will wait too:
    ///   make the secret before the workload.
    ///
    /// ## Not to be confused with
    /// - `pods-predate-fix`: the pod does not name the secret, so waiting is in vain.
    /// - `credentials-rejected`: it was sent, and refused.
    /// - `pull-secret-missing`: it is not there.
    PULL_SECRET_JUST_CAME = "pull-secret-just-came", "pull secret came just now";

    /// Secret or ServiceAccount are right now; these pods carry the list they were
    /// created with.
    ///
    /// ## What podmend sees
    /// - `spec.imagePullSecrets` of the pod is empty.
    /// - The ServiceAccount gives a secret today. It is copied into a pod when the
    ///   pod is created and never later; the field of a pod cannot be changed.
    ///
    /// ## Why it happens
    /// - The ServiceAccount was mended after the pods had been made.
    /// - A controller that adds secrets to ServiceAccounts was slower than the first
    ///   pods of a new namespace.
    ///
    /// ## What to do
    /// - Make the pods anew. Only those that fail, by name:
    /// ```sh
    /// kubectl -n NS delete pod POD
    /// ```
    /// - Or all of the workload, also those that run, one after the other:
    /// ```sh
    /// kubectl -n NS rollout restart deployment/NAME
    /// ```
    /// That does not move a StatefulSet that waits for its stuck pod, nor one with
    /// the strategy `OnDelete`: delete the pod. A Job has to be made anew.
    /// - podmend's fix `basic` helps as well: it names the secret in the template,
    ///   which replaces the pods. It leaves a list in the template that switches the
    ///   ServiceAccount's off from then on, so prefer new pods where they suffice.
    /// - Unsafe: a bare pod is not made again by anyone.
    ///
    /// ## Not to be confused with
    /// - `no-pull-secret`: the ServiceAccount gives none today either.
    /// - `pull-secret-just-came`: the pod names the secret; it only has to wait.
    /// - `pull-secret-shadowed`: the pod has a list of its own.
    PODS_PREDATE_FIX = "pods-predate-fix", "pods older than the fix";
}
