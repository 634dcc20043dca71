//! Field ownership and server-side apply, after sigs.k8s.io/structured-merge-diff.

pub(crate) mod managers;
