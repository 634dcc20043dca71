//! What a workload still does while some of its pods fail, read off its own status.

use std::sync::Arc;

use serde_json::Value;

use crate::core::model::{Kind, Reading};

/// How many replicas of a workload serve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Serving {
    /// It was not read, or it is of a kind that does not serve: a Job, a bare pod.
    #[default]
    Unknown,
    Counted {
        /// How many there should be.
        wanted: u32,
        /// How many are ready.
        ready: u32,
        /// Whether those that are ready are what was there before the rollout that is stuck: the old ReplicaSet's pods.
        old: bool,
    },
}

/// Reads it off the workload as the server gave it, JSON of the API.
///
/// The fields and their defaults are those of `apps/v1`: a count of zero is left out of a status.
pub fn serving(kind: &Kind, workload: &Reading<Arc<Value>>) -> Serving {
    let Some(workload) = workload.found() else { return Serving::Unknown };
    let (spec, status) = (&workload["spec"], &workload["status"]);
    let (wanted, total, updated, ready) = match kind {
        Kind::Deployment | Kind::StatefulSet => {
            (count(&spec["replicas"], 1), "replicas", "updatedReplicas", "readyReplicas")
        }
        Kind::ReplicaSet => (count(&spec["replicas"], 1), "replicas", "replicas", "readyReplicas"),
        Kind::DaemonSet => (
            count(&status["desiredNumberScheduled"], 0),
            "currentNumberScheduled",
            "updatedNumberScheduled",
            "numberReady",
        ),
        _ => return Serving::Unknown,
    };
    let of_status = |field: &str| count(&status[field], 0);
    let (total, updated, ready) = (of_status(total), of_status(updated), of_status(ready));
    // While the controller has not seen the newest spec, its numbers are about the one before.
    let is_current = workload["metadata"]["generation"].as_i64() <= status["observedGeneration"].as_i64();
    let not_updated = total.saturating_sub(updated);
    // As many as are ready were there before: then none of the new ones need be.
    let old = is_current && ready > 0 && ready <= not_updated;
    Serving::Counted { wanted, ready, old }
}

fn count(field: &Value, default: u32) -> u32 {
    match field.as_i64() {
        Some(number) => u32::try_from(number.max(0)).unwrap_or(u32::MAX),
        None => default,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::core::model::sample::found;

    fn of(kind: &Kind, spec: &Value, status: &Value) -> Serving {
        let object = json!({ "metadata": { "generation": 2 }, "spec": spec, "status": status });
        serving(kind, &found(object))
    }

    fn counted(wanted: u32, ready: u32, old: bool) -> Serving {
        Serving::Counted { wanted, ready, old }
    }

    #[test]
    fn a_stuck_rollout_leaves_the_old_pods_serving() {
        let spec = json!({ "replicas": 3 });
        let stuck = json!({ "observedGeneration": 2, "replicas": 4, "updatedReplicas": 1, "readyReplicas": 3 });
        assert_eq!(of(&Kind::Deployment, &spec, &stuck), counted(3, 3, true));
        let down = json!({ "observedGeneration": 2, "replicas": 3, "updatedReplicas": 3 });
        assert_eq!(of(&Kind::Deployment, &spec, &down), counted(3, 0, false));
        let half = json!({ "observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "readyReplicas": 2 });
        assert_eq!(of(&Kind::Deployment, &spec, &half), counted(3, 2, false));
        let unseen = json!({ "observedGeneration": 1, "replicas": 4, "updatedReplicas": 1, "readyReplicas": 3 });
        assert_eq!(of(&Kind::Deployment, &spec, &unseen), counted(3, 3, false));
    }

    #[test]
    fn other_kinds_have_other_fields_and_defaults() {
        let behind_first = json!({ "observedGeneration": 2, "replicas": 3, "updatedReplicas": 1, "readyReplicas": 2 });
        assert_eq!(of(&Kind::StatefulSet, &json!({ "replicas": 3 }), &behind_first), counted(3, 2, true));
        let nodes = json!({
            "observedGeneration": 2, "desiredNumberScheduled": 5, "currentNumberScheduled": 5,
            "updatedNumberScheduled": 1, "numberReady": 4,
        });
        assert_eq!(of(&Kind::DaemonSet, &json!({}), &nodes), counted(5, 4, true));
        assert_eq!(of(&Kind::ReplicaSet, &json!({}), &json!({ "observedGeneration": 2 })), counted(1, 0, false));
        assert_eq!(of(&Kind::Job, &json!({}), &json!({})), Serving::Unknown);
        assert_eq!(serving(&Kind::Deployment, &Reading::NotAsked), Serving::Unknown);
    }

    #[test]
    fn odd_fields_are_no_panic() {
        let odd =
            of(&Kind::Deployment, &json!({ "replicas": -4 }), &json!({ "readyReplicas": "three", "replicas": 1e300 }));
        assert_eq!(odd, counted(0, 0, false));
    }
}
