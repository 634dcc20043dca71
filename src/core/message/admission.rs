//! Creating the pod: what the API server, its quota, its policies and its webhooks refuse.

use super::anchor::{ADMISSION, ALL, Anchor, Follow::Name, Rank, Topic, Topics, suggests, tells};
use crate::core::cause::{
    Cause,
    admission::{QUOTA_OR_ADMISSION, SERVICEACCOUNT_NOT_FOUND},
    content::SIGNATURE_POLICY,
};

const CREATING: Topics = Topics::of(&[Topic::Admission]);
const ACCOUNT: &[Cause] = &[SERVICEACCOUNT_NOT_FOUND];

pub(super) const ANCHORS: &[Anchor] = &[
    // Kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go.
    tells("exceeded quota:", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    tells("failed quota:", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    tells("insufficient quota to match these scopes", QUOTA_OR_ADMISSION).within(ADMISSION),
    tells("status unknown for quota", QUOTA_OR_ADMISSION).within(ADMISSION),
    // plugin/pkg/admission/limitranger/admission.go.
    tells("usage per Container is", QUOTA_OR_ADMISSION).within(ADMISSION),
    tells("usage per Pod is", QUOTA_OR_ADMISSION).within(ADMISSION),
    tells("limit to request ratio", QUOTA_OR_ADMISSION).within(ADMISSION),
    // staging/src/k8s.io/pod-security-admission/admission/admission.go.
    tells("violates PodSecurity", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    // PodSecurityPolicy, and OpenShift's apiserver-library-go pkg/securitycontextconstraints.
    tells("unable to validate against any", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    tells("no providers available to validate pod request", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    // staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook and policy/validating; Gatekeeper and Kyverno stand behind.
    tells("admission webhook", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    tells("failed calling webhook", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    tells("failed calling admission webhook", QUOTA_OR_ADMISSION).within(ALL).rank(Rank::Sharp),
    tells("ValidatingAdmissionPolicy", QUOTA_OR_ADMISSION).within(ADMISSION).rank(Rank::Sharp),
    tells("was blocked due to the following policies", QUOTA_OR_ADMISSION).within(ADMISSION),
    // plugin/pkg/admission: imagepolicy, priority, runtimeclass, eventratelimit, namespace/lifecycle.
    suggests("image policy webhook", QUOTA_OR_ADMISSION, &[SIGNATURE_POLICY]).within(ALL).rank(Rank::Sharp),
    tells("no PriorityClass with name", QUOTA_OR_ADMISSION).within(ADMISSION),
    tells("pod rejected: RuntimeClass", QUOTA_OR_ADMISSION).within(ADMISSION),
    tells("because it is being terminated", QUOTA_OR_ADMISSION).within(ADMISSION),
    // staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/status.go, and validation.
    suggests("is forbidden:", QUOTA_OR_ADMISSION, &[]).within(ADMISSION).rank(Rank::Vague),
    suggests("is invalid:", QUOTA_OR_ADMISSION, &[]).within(ADMISSION).rank(Rank::Vague),
    // staging/src/k8s.io/apiserver/pkg/endpoints/handlers: mostly a webhook that is slow or broken.
    suggests("request did not complete within", QUOTA_OR_ADMISSION, &[]).within(CREATING),
    suggests("Internal error occurred:", QUOTA_OR_ADMISSION, &[]).within(CREATING).rank(Rank::Vague),
    // pkg/kubelet/sysctl/allowlist.go, lifecycle/handlers.go.
    suggests("forbidden sysctl", QUOTA_OR_ADMISSION, &[]),
    suggests("Cannot enforce AppArmor", QUOTA_OR_ADMISSION, &[]),
    // --- plugin/pkg/admission/serviceaccount/admission.go
    tells("error looking up service account", SERVICEACCOUNT_NOT_FOUND).within(ADMISSION).rank(Rank::Sharp),
    tells("serviceaccount", SERVICEACCOUNT_NOT_FOUND).within(ADMISSION).follow(Name(" not found")).rank(Rank::Sharp),
    tells("serviceaccounts", SERVICEACCOUNT_NOT_FOUND).within(ADMISSION).follow(Name(" not found")).rank(Rank::Sharp),
    // Before 1.6.
    tells("service account", SERVICEACCOUNT_NOT_FOUND)
        .within(ADMISSION)
        .follow(Name(" was not found"))
        .rank(Rank::Sharp),
    suggests("no API token found for service account", QUOTA_OR_ADMISSION, ACCOUNT).within(ADMISSION).rank(Rank::Sharp),
];
