//! Pods that may not be created.

use super::Family;

causes! {
    Family::Admission;

    /// Creating the pods was refused by a quota or an admission policy.
    ///
    /// ## What podmend sees
    /// - No pod: the event `FailedCreate` on the ReplicaSet, StatefulSet, DaemonSet
    ///   or Job, and the Deployment's condition `ReplicaFailure`. A list of pods
    ///   shows nothing of it.
    /// - `exceeded quota: .., requested: .., used: .., limited: ..`;
    ///   `must specify limits.memory`; `violates PodSecurity "restricted:latest"`;
    ///   `admission webhook ".." denied the request`;
    ///   `ValidatingAdmissionPolicy '..' denied request`;
    ///   `unable to validate against any security context constraint`.
    /// - `Pod ".." is invalid: spec..`: no policy; the template contradicts itself,
    ///   say with a request above its limit.
    ///
    /// ## Why it happens
    /// - The quota is used up, or the surge of a rollout does not fit into it.
    /// - The quota wants requests or limits, and the template has none.
    /// - A policy was made stricter; pods that run are not asked again, new ones are.
    /// - `failed calling webhook`: the policy's own service does not answer, and it
    ///   is set to refuse then.
    ///
    /// ## What to do
    /// - Read the words of the refusal; they name the rule:
    /// ```sh
    /// kubectl -n NS events --for replicaset/NAME
    /// kubectl -n NS describe resourcequota,limitrange
    /// kubectl get namespace NS -o jsonpath='{.metadata.labels}'
    /// ```
    /// - Quota: remove what is not needed, or have it raised by whoever owns it.
    /// - Policy: correct the template as it asks. Do not relax the namespace.
    /// - A webhook that is down: mend its pods. Deleting its configuration lets
    ///   everything pass, for all namespaces.
    /// - The controller tries again by itself, at growing intervals.
    ///
    /// ## Not to be confused with
    /// - `serviceaccount-not-found`: refused for a missing ServiceAccount.
    /// - `unschedulable-resources`: the pod exists and finds no node.
    /// - `nonroot-violation`: the kubelet refuses a container, the pod exists.
    QUOTA_OR_ADMISSION = "quota-or-admission", "pods not admitted";

    /// The pods run as a ServiceAccount that does not exist.
    ///
    /// ## What podmend sees
    /// - No pod: the event `FailedCreate` on the owner: `error looking up service
    ///   account NS/NAME: serviceaccount "NAME" not found`.
    /// - `spec.serviceAccountName` of the template, and that there is none of this
    ///   name in the namespace, where ServiceAccounts may be read.
    ///
    /// ## Why it happens
    /// - The manifest of the account was not rolled out, or later than the workload.
    /// - The name is misspelt, or a chart was told not to make the account and to use
    ///   one that nobody made.
    /// - It was deleted. Pods that run go on, and new ones are refused.
    /// - It is in another namespace: a pod uses one of its own only.
    /// - `default` in a new namespace: it comes a moment after the namespace.
    ///
    /// ## What to do
    /// - See what there is, and what the template wants:
    /// ```sh
    /// kubectl -n NS get serviceaccounts
    /// kubectl -n NS get deployment NAME \
    ///   -o jsonpath='{.spec.template.spec.serviceAccountName}'
    /// ```
    /// - Roll out the account from its source, with its role bindings, annotations of
    ///   a cloud identity and pull secrets. An empty one of that name lets the pods
    ///   start and then fail at the first thing they may not do.
    /// - Do not switch to `default` to get it running: other rights, another
    ///   identity, other pull secrets.
    /// - The controller makes the pods by itself, at growing intervals.
    ///
    /// ## Not to be confused with
    /// - `quota-or-admission`: refused for another reason.
    /// - `no-pull-secret`: the account is there and gives no pull secret.
    SERVICEACCOUNT_NOT_FOUND = "serviceaccount-not-found", "ServiceAccount does not exist";
}
