//! Taking a write back: the fields that it added are given up, those that it changed get their old values.
//!
//! Giving up is an apply that does not list the fields any more: what nobody else owns goes, what others own stays.

use serde_json::json;

use crate::core::{
    model::Kind,
    plan::{Change, Plan, Purpose, Refusal, Request, Step, Verb},
};

use super::{
    Cluster,
    journal::{Entry, Journal, WrittenStep},
};

/// What the placeholders of the redactor begin with.
const PLACEHOLDER: &str = "REDACTED-";

impl Cluster {
    /// Plans the taking back of a journal entry, with a dry run like any other write.
    ///
    /// # Errors
    /// When there is no such entry, it is of another cluster, or something stands in the way of the dry run.
    pub async fn plan_undo(&self, id: &str, journal: &Journal) -> Result<Plan, Refusal> {
        let entry = journal.find(id).map_err(|error| Refusal::NoJournal { why: error.to_string() })?;
        let entry =
            entry.ok_or_else(|| not_sent(format!("the journal has no entry {id}; `podmend journal` lists them")))?;
        if entry.intent.server != self.server() {
            return Err(not_sent(format!(
                "{id} was written to {}, and this is {}; choose context {}",
                entry.intent.server,
                self.server(),
                entry.intent.context
            )));
        }
        if was_redacted(&entry.intent.steps) {
            return Err(not_sent(format!(
                "something of {id} was hidden when it was recorded, and a placeholder must not be written; take it back \
                 by hand"
            )));
        }
        let request = request(&entry);
        if request.changes.is_empty() {
            return Err(not_sent(format!("{id} changed nothing that can be taken back")));
        }
        let mut plan = self.plan(request, journal).await?;
        plan.warnings.extend(entry.intent.steps.iter().filter(|step| !step.is_apply()).map(stays));
        Ok(plan)
    }
}

fn not_sent(why: String) -> Refusal {
    Refusal::NotSent { why }
}

/// Says that the record of these steps does not hold all of what was sent or was there before.
fn was_redacted(steps: &[WrittenStep]) -> bool {
    serde_json::to_string(steps).map_or(true, |steps| steps.contains(PLACEHOLDER))
}

fn request(entry: &Entry) -> Request {
    let steps = entry.intent.steps.iter().rev().filter(|step| step.is_apply());
    Request { purpose: Purpose::Undo(entry.intent.id.clone()), changes: steps.map(reversed).collect() }
}

/// An apply of what was there before, and of nothing else.
fn reversed(step: &WrittenStep) -> Change {
    let mut body = json!({
        "apiVersion": step.body["apiVersion"],
        "kind": step.body["kind"],
        "metadata": { "name": step.name, "namespace": step.namespace },
    });
    if let (Some(body), Some(before)) = (body.as_object_mut(), step.before.as_object()) {
        body.extend(before.clone());
    }
    Change { target: step.target(), verb: Verb::Apply, body }
}

/// A created object is left where it is: pods may still run with it.
fn stays(step: &WrittenStep) -> String {
    format!(
        "{} stays, because pods may still run with it; later: kubectl -n {} delete {} {}",
        step.target(),
        step.namespace,
        step.kind.to_lowercase(),
        step.name
    )
}

/// Says what the server's answer still has of what was to be taken back.
///
/// The old alias of `serviceAccountName` brings the name back when only one of the two is given up.
pub(super) fn leftovers(steps: &[Step]) -> Vec<String> {
    let unchanged = steps.iter().filter(|step| step.before == step.after && step.change.target.kind != Kind::Pod);
    unchanged
        .map(|step| {
            format!("{} stays as it is: what was applied is gone already, or others own it now", step.change.target)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::core::redact::redact;

    fn step() -> WrittenStep {
        WrittenStep {
            kind: "Deployment".to_owned(),
            namespace: "web".to_owned(),
            name: "api".to_owned(),
            verb: "apply".to_owned(),
            body: json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "api" },
                "spec": { "template": { "spec": { "serviceAccountName": "new", "x": 1 } } } }),
            uid: "u".to_owned(),
            resource_version: "1".to_owned(),
            before: json!({ "spec": { "template": { "spec": { "serviceAccountName": "old" } } } }),
        }
    }

    #[test]
    fn a_step_of_which_something_was_hidden_is_known() {
        let value = ["Zw7", "Tr0ub4", "dor"].concat();
        let mut step = step();
        assert!(!was_redacted(&[step.clone()]));
        step.before = json!({ "password": redact(&format!("password: {value}")).text.as_str() });
        assert!(was_redacted(&[step]));
    }

    #[test]
    fn what_was_added_is_given_up_and_what_was_changed_is_restored() {
        let body: Value = reversed(&step()).body;
        assert_eq!(
            body,
            json!({ "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": { "name": "api", "namespace": "web" },
            "spec": { "template": { "spec": { "serviceAccountName": "old" } } } })
        );
    }
}
