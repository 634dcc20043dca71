//! Repairs as data: what would be sent, how the object looks before and after, and what else it changes.
//!
//! A fix aims at the owner of the truth (the Deployment, never its pod) and owns as few fields as it can.

use super::{
    model::{Dossier, ObjectId, Pod},
    plan::Change,
    pull::secret::Fit,
};

/// A repair that could be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    pub variant: Variant,
    pub target: ObjectId,
    /// The pull secret that it puts in place.
    pub secret: String,
    /// What would be sent, in order.
    pub changes: Vec<Change>,
    /// The documents as they are, YAML without noise.
    pub before: String,
    /// The documents as they would be.
    pub after: String,
    pub risks: Vec<Risk>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// `imagePullSecrets` in the pod template.
    #[default]
    Basic,
    /// A ServiceAccount of this workload's own that brings the secret.
    ServiceAccount,
}

impl Variant {
    pub const ALL: [Self; 2] = [Self::Basic, Self::ServiceAccount];

    /// Returns its name on the screen and in the journal.
    pub fn title(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::ServiceAccount => "service account",
        }
    }
}

/// What else a fix changes, or what about it is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    pub weight: Weight,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Looked into and harmless.
    Fine,
    /// Will happen, and is worth a thought.
    Caution,
    Unknown,
}

/// A pull secret of the namespace and whether it serves this image.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub name: String,
    pub fit: Fit,
}

/// Why there is no fix to show. The text says what would make one possible.
#[derive(Clone, Debug, PartialEq)]
pub struct NoFix(pub String);

/// Lists the pull secrets of the namespace, those that fit the failing image first.
pub fn candidates(pod: &Pod, image: &str, dossier: &Dossier) -> Vec<Candidate> {
    let _ = (pod, image, dossier);
    Vec::new()
}

/// Generates the repair of this variant for the workload that owns the pod.
///
/// `secret` is the user's choice; without one the first candidate that fits is taken.
pub fn propose(
    pod: &Pod,
    image: &str,
    dossier: &Dossier,
    variant: Variant,
    secret: Option<&str>,
) -> Result<Fix, NoFix> {
    let _ = (pod, image, dossier, variant, secret);
    Err(NoFix("to be written".to_owned()))
}
