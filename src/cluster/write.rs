//! Every write: planned with a dry run, recorded, sent exactly once, and settled when its answer was lost.
//!
//! Server-side apply as our own field manager, never forced; the uid and the resourceVersion that were reviewed are in the
//! body, so the server refuses when the object is another one by now. Nothing here sends a write again that may have been
//! done.

use http::HeaderMap;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::core::{
    model::ObjectId,
    plan::{Applied, Change, FIELD_MANAGER, Plan, Purpose, Refusal, Request, Step, Verb, overwritten},
    yaml::readable,
};

use super::{
    Cluster,
    access::{Access, review},
    address::{Path, Resource, right_to},
    failure::{Failure, shown, shown_beside},
    http::{Answer, Form, Payload, as_podmend, header_text},
    journal::{Intent, Journal, Outcome, Record, pinned},
};

mod refusal;
mod settle;

use refusal::refusal;

/// How often a dry run or a write is bound to the object anew before the object is said to change too fast.
const BINDINGS: u32 = 4;

impl Cluster {
    /// Asks for the rights and makes a dry run of every change, bound to the objects as they are now.
    ///
    /// # Errors
    /// The first thing that stands in the way; nothing was written in any case.
    pub async fn plan(&self, request: Request, journal: &Journal) -> Result<Plan, Refusal> {
        let began = Instant::now();
        let made = self.now();
        let id = journal.next_id(made).map_err(|error| no_journal(&error))?;
        for change in &request.changes {
            self.require(change).await?;
        }
        let mut steps = Vec::new();
        let mut warnings = Vec::new();
        for change in request.changes {
            match self.rehearse(change.clone()).await {
                Ok((step, said)) => {
                    steps.push(step);
                    warnings.extend(said);
                }
                Err(Refusal::Exists { .. }) if self.is_done_already(&change).await => {
                    warnings.push(format!("{} is there already, made by podmend, and stays as it is", change.target));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        if steps.is_empty() {
            return Err(Refusal::NotSent { why: "there is nothing left to do".to_owned() });
        }
        if let Purpose::Undo(_) = request.purpose {
            warnings.extend(super::undo::leftovers(&steps));
        }
        Ok(Plan {
            id,
            purpose: request.purpose,
            context: self.context().to_owned(),
            server: self.server().to_owned(),
            steps,
            warnings,
            took: began.elapsed(),
            made,
        })
    }

    /// Writes the journal, then sends each step once, in order, until one fails.
    ///
    /// # Errors
    /// How it ended, if not well. `Unsettled` is the only end after which the object may have changed.
    pub async fn apply(&self, plan: &Plan, journal: &Journal) -> Result<Applied, Refusal> {
        if self.is_read_only() {
            return Err(Refusal::ReadOnly);
        }
        if plan.server != self.server() || plan.context != self.context() {
            return Err(Refusal::NotSent { why: "the plan was made for another cluster".to_owned() });
        }
        // Looked at before the first step is sent, so that a plan that is void is not half carried out.
        for step in &plan.steps {
            self.rebound(step).await?;
        }
        let intent = Record::Intent(Intent::of(plan, self.now()));
        journal.append(&intent).map_err(|error| no_journal(&error))?;
        let result = self.send_all(plan).await;
        let outcome = Record::Outcome(Outcome::of(&plan.id, self.now(), &result));
        // The write is done or refused by now; that its outcome could not be recorded changes neither.
        let _ = journal.append(&outcome);
        result
    }

    /// Binds a step to the object as it is now, provided that it still is what was reviewed.
    ///
    /// A controller writes a status whenever it likes, and with it a new resourceVersion; what was reviewed is the rest.
    async fn rebound(&self, step: &Step) -> Result<Step, Refusal> {
        let Some(reviewed) = &step.pinned else { return Ok(step.clone()) };
        let target = &step.change.target;
        let live = self.live(target).await?;
        match pinned(&live) {
            Some(now) if now.uid != reviewed.uid => Err(Refusal::Gone { target: target.clone() }),
            Some(now) if readable(&live) == step.before => Ok(Step { pinned: Some(now), ..step.clone() }),
            _ => Err(Refusal::Changed { target: target.clone() }),
        }
    }

    async fn send_all(&self, plan: &Plan) -> Result<Applied, Refusal> {
        let mut differs = false;
        let mut last = None;
        for step in &plan.steps {
            let (object, headers) = self.send_bound(step).await?;
            differs |= readable(&object) != step.after;
            last = Some((object, headers));
        }
        let (object, headers) = last.ok_or(Refusal::NotSent { why: "there is nothing to apply".to_owned() })?;
        let meta = &object["metadata"];
        Ok(Applied {
            id: plan.id.clone(),
            at: self.now(),
            audit_id: header_text(&headers, "audit-id"),
            resource_version: meta["resourceVersion"].as_str().unwrap_or_default().to_owned(),
            generation: meta["generation"].as_i64().unwrap_or_default(),
            differs_from_review: differs,
        })
    }

    /// Sends one step, bound to the object as it is at this moment.
    ///
    /// When a controller writes a status between the look and the write, the server refuses ours as out of date: a plain
    /// no. It is bound anew then, provided that what was reviewed still stands.
    async fn send_bound(&self, step: &Step) -> Result<(Value, HeaderMap), Refusal> {
        for _ in 1..BINDINGS {
            match self.send(&self.rebound(step).await?).await {
                Err(Refusal::Changed { .. }) => {}
                result => return result,
            }
        }
        self.send(&self.rebound(step).await?).await
    }

    /// Asks whether the change is allowed, so that nothing is sent for nothing.
    async fn require(&self, change: &Change) -> Result<(), Refusal> {
        let (verb, name) = match change.verb {
            Verb::Create => ("create", ""),
            Verb::Apply => ("patch", change.target.name.as_str()),
        };
        let right = right_to(verb, &change.target);
        match review(self.http(), &right, name).await {
            Access::Denied { reason } => Err(Refusal::MissingRight { right, reason }),
            // Where the review itself is not to be had, the dry run will tell.
            Access::Allowed | Access::Unknown => Ok(()),
        }
    }

    /// Makes the dry run of one change and returns it with the server's warnings.
    ///
    /// A dry run that was overtaken by somebody's write, as a rule that of a status, is made anew: it writes nothing.
    async fn rehearse(&self, change: Change) -> Result<(Step, Vec<String>), Refusal> {
        for _ in 1..BINDINGS {
            match self.rehearse_once(change.clone()).await {
                Err(Refusal::Changed { .. }) => {}
                result => return result,
            }
        }
        self.rehearse_once(change).await
    }

    async fn rehearse_once(&self, change: Change) -> Result<(Step, Vec<String>), Refusal> {
        let live = match change.verb {
            Verb::Create => None,
            Verb::Apply => Some(self.live(&change.target).await?),
        };
        let mut step = Step {
            pinned: live.as_ref().and_then(pinned),
            before: live.as_ref().map(readable).unwrap_or_default(),
            after: String::new(),
            overwritten: live.as_ref().map_or_else(|| json!({}), |live| overwritten(live, &fields(&change.body))),
            change,
        };
        let answer = self.request(&step, true).await.map_err(|failure| self.refused(&failure, &step, true))?;
        let object: Value = answer.decode().map_err(|failure| self.refused(&failure, &step, true))?;
        step.after = readable(&object);
        let warnings = warnings(&answer.headers).map(|warning| shown_beside(&step.before, &warning)).collect();
        Ok((step, warnings))
    }

    /// Says whether an object that was to be created is there as we would make it, and made by us: an earlier plan got
    /// that far. One that somebody else made is never taken for ours.
    async fn is_done_already(&self, change: &Change) -> bool {
        let Ok(live) = self.live(&change.target).await else { return false };
        let managers = live["metadata"]["managedFields"].as_array().map(Vec::as_slice).unwrap_or_default();
        managers.iter().any(|entry| entry["manager"] == FIELD_MANAGER) && settle::holds(&live, &fields(&change.body))
    }

    pub(super) async fn live(&self, target: &ObjectId) -> Result<Value, Refusal> {
        let path = object_path(target)?;
        self.http().read(&path, Form::Json).await.map_err(|failure| refusal(&failure, target, "get", self.setting()))
    }

    /// Sends one step for real; an answer that was lost is looked for in the object itself.
    async fn send(&self, step: &Step) -> Result<(Value, HeaderMap), Refusal> {
        let failure = match self.request(step, false).await {
            Ok(answer) => match answer.decode() {
                Ok(object) => return Ok((object, answer.headers)),
                Err(failure) => failure,
            },
            Err(failure) => failure,
        };
        if !settle::is_open(&failure) {
            return Err(self.refused(&failure, step, false));
        }
        settle::settle(self, step, &failure).await
    }

    async fn request(&self, step: &Step, dry_run: bool) -> Result<Answer, Failure> {
        let body = pinned_body(step);
        let bytes = serde_json::to_vec(&body).map_err(|error| Failure::Garbled(shown(&error.to_string())))?;
        let target = &step.change.target;
        let Some(resource) = Resource::of(&target.kind) else {
            return Err(Failure::Garbled(format!("podmend does not know where {} is served", target.kind)));
        };
        let (path, payload) = match step.change.verb {
            Verb::Create => (resource.list(Some(&target.namespace)), Payload::Create(bytes)),
            Verb::Apply => (resource.object(&target.namespace, &target.name), Payload::Apply(bytes)),
        };
        let answer = self.http().write(&as_podmend(path, dry_run), payload).await;
        answer.map_err(|failure| failure.about(&step.before))
    }

    fn refused(&self, failure: &Failure, step: &Step, dry_run: bool) -> Refusal {
        let verb = match step.change.verb {
            Verb::Create => "create",
            Verb::Apply => "patch",
        };
        match refusal(failure, &step.change.target, verb, self.setting()) {
            Refusal::NotSent { why } if dry_run => Refusal::NotSent { why: format!("the dry run failed: {why}") },
            other => other,
        }
    }
}

fn object_path(target: &ObjectId) -> Result<Path, Refusal> {
    match Resource::of(&target.kind) {
        Some(resource) => Ok(resource.object(&target.namespace, &target.name)),
        None => Err(Refusal::NotSent { why: format!("podmend does not write objects of kind {}", target.kind) }),
    }
}

/// Puts the identity that was reviewed into the body: the server refuses if it is another one by now.
fn pinned_body(step: &Step) -> Value {
    let mut body = step.change.body.clone();
    if let Some(pinned) = &step.pinned {
        body["metadata"]["uid"] = pinned.uid.0.clone().into();
        body["metadata"]["resourceVersion"] = pinned.resource_version.clone().into();
    }
    body
}

/// The body without what only says which object it is about.
pub(super) fn fields(body: &Value) -> Value {
    let mut fields = body.clone();
    if let Some(object) = fields.as_object_mut() {
        for key in ["apiVersion", "kind", "metadata"] {
            object.remove(key);
        }
    }
    fields
}

/// Reads the `Warning` headers, `299 - "text"` (RFC 9110 had them as RFC 7234 5.5), in words.
fn warnings(headers: &HeaderMap) -> impl Iterator<Item = String> {
    headers.get_all("warning").iter().filter_map(|value| value.to_str().ok()).map(unquoted)
}

fn unquoted(warning: &str) -> String {
    match (warning.find('"'), warning.rfind('"')) {
        (Some(first), Some(last)) if first < last => warning[first + 1..last].replace("\\\"", "\""),
        _ => warning.to_owned(),
    }
}

fn no_journal(error: &std::io::Error) -> Refusal {
    Refusal::NoJournal { why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        model::{Kind, Uid},
        plan::Pinned,
    };

    #[test]
    fn the_identity_goes_along() {
        let target = ObjectId::new(Kind::Deployment, "web", "api");
        let body = json!({ "metadata": { "name": "api" }, "spec": {} });
        let step = Step {
            change: Change { target, verb: Verb::Apply, body },
            pinned: Some(Pinned { uid: Uid("u".to_owned()), resource_version: "7".to_owned(), generation: 1 }),
            before: String::new(),
            after: String::new(),
            overwritten: json!({}),
        };
        assert_eq!(
            pinned_body(&step),
            json!({ "metadata": { "name": "api", "uid": "u", "resourceVersion": "7" }, "spec": {} })
        );
    }

    #[test]
    fn warnings_come_without_their_wrapping() {
        let mut headers = HeaderMap::new();
        headers.append("warning", r#"299 - "unknown field \"spec.x\"""#.parse().unwrap());
        assert_eq!(warnings(&headers).collect::<Vec<_>>(), [r#"unknown field "spec.x""#]);
    }
}
