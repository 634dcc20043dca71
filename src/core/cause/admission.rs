//! Pods that may not be created.

use super::Family;

causes! {
    Family::Admission;

    /// Creating the pods was refused by a quota or an admission policy.
    QUOTA_OR_ADMISSION = "quota-or-admission", "pods not admitted";

    /// The pods run as a ServiceAccount that does not exist.
    SERVICEACCOUNT_NOT_FOUND = "serviceaccount-not-found", "ServiceAccount does not exist";
}
