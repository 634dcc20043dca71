//! The names of the links, in the order in which they are shown. Stable: the JSON output has them.

/// The way of the name: the image reference can be read.
pub(super) const IMAGE_NAME: &str = "image-name";

/// What the registry answered, or whether it could be asked.
pub(super) const REGISTRY_ANSWER: &str = "registry-answer";

/// A credential reached the registry.
pub(super) const CREDENTIAL_SENT: &str = "credential-sent";

/// The pod's own `spec.imagePullSecrets`: all that the kubelet looks at.
pub(super) const POD_NAMES_SECRET: &str = "pod-names-secret";

/// What the workload's template names for the pods to come.
pub(super) const TEMPLATE_NAMES_SECRET: &str = "template-names-secret";

/// What the ServiceAccount gives to pods that name nothing.
pub(super) const SERVICE_ACCOUNT_GIVES: &str = "service-account-gives";

/// The named secret, found and in order: it exists, and its type, form and host fit.
pub(super) const SECRET_FITS: &str = "secret-fits";

/// There is a secret of this name in the pod's namespace.
pub(super) const SECRET_EXISTS: &str = "secret-exists";

/// There is one of this name in another namespace.
pub(super) const SECRET_ELSEWHERE: &str = "secret-elsewhere";

/// What the kubelet said when it could not read a secret.
pub(super) const KUBELET_READS_SECRET: &str = "kubelet-reads-secret";

/// The secret has a type that the kubelet reads.
pub(super) const SECRET_TYPE: &str = "secret-type";

/// The secret holds what a pull secret must hold.
pub(super) const SECRET_CONTENT: &str = "secret-content";

/// The secret has a credential for the registry of the image.
pub(super) const SECRET_HOST: &str = "secret-host";

/// The credential lasts, by what it says of itself.
pub(super) const SECRET_EXPIRY: &str = "secret-expiry";

/// Something about the login that is seldom meant; never a fault by itself.
pub(super) const SECRET_HINT: &str = "secret-hint";

/// A secret of the namespace would do.
pub(super) const CANDIDATE_FITS: &str = "candidate-fits";

/// The registry takes the credential.
pub(super) const REGISTRY_ACCEPTS: &str = "registry-accepts";

/// What the node is, or how it is.
pub(super) const NODE: &str = "node";

/// The events of the pod could be read.
pub(super) const EVENTS: &str = "events";

/// Another container of the pod that cannot have its image either.
pub(super) const OTHER_CONTAINER: &str = "other-container";
