//! One complete look at what fails, as `podmend diagnose` reports it: the value behind its JSON and YAML, described in
//! `docs/diagnose.md` and `docs/diagnosis.schema.json`, and behind its text.
//!
//! Every text in it went through the redactor and is neutralised.

use std::collections::BTreeSet;

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::source_at;
use crate::core::{
    diagnose::{Evidence, Grade, Mark, Shared},
    incident::{self, Affected, Board, Incident, Serving},
    model::{Gap, ObjectId, Reading, Snapshot, Unseen},
    redact::Redactor,
    text::neutralise,
};

/// The name and version of what is written: within a version nothing is taken away, and what is added may be ignored.
pub const SCHEMA: &str = "podmend.diagnosis/v1";

/// What was looked at, and what was found.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub context: &'a str,
    /// The namespace that was asked for; `None` for all.
    pub namespace: Option<&'a str>,
    pub snapshot: &'a Snapshot,
    /// What could not be read around the failing pods.
    pub gaps: &'a [Gap],
    pub board: &'a Board,
    /// Knows what is hidden from the reader; what is secret in the snapshot's objects it is told here.
    pub redactor: &'a Redactor,
}

/// How times are written.
#[derive(Clone, Debug)]
pub enum Times {
    /// RFC 3339 in UTC, for programs.
    Utc,
    /// Short, in the reader's zone.
    Local(TimeZone),
}

/// The report. Absent in the serialised form are only the names of `shared` that are not shared; whatever else is not
/// known is null, and a list without entries is empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnosis {
    pub schema: &'static str,
    pub context: String,
    /// The namespaces that were looked at.
    pub namespaces: Vec<String>,
    /// Whether everything that matters could be read.
    pub complete: bool,
    /// What could not, and why.
    pub errors: Vec<String>,
    pub incidents: Vec<Trouble>,
}

/// One incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trouble {
    pub id: String,
    pub cause: &'static str,
    /// `certain`, `likely` or `unknown`.
    pub confidence: &'static str,
    /// Causes that the evidence does not rule out beside it.
    pub also: Vec<&'static str>,
    pub title: String,
    pub since: Option<String>,
    pub shared: Things,
    pub workloads: Vec<Workload>,
    pub evidence: Vec<Link>,
    pub sentence: String,
    pub said: Option<String>,
    pub next: Option<String>,
}

/// What those that fail of the same cause have in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Things {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// `namespace/name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// A workload and those of its pods that fail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Workload {
    pub kind: String,
    pub namespace: String,
    pub name: String,
    pub container: Option<String>,
    pub image: Option<String>,
    pub pods: Vec<String>,
    /// How many pods it should have and cannot create.
    pub missing: u32,
    pub serving: Option<Replicas>,
}

/// How many replicas serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replicas {
    pub wanted: u32,
    pub ready: u32,
    /// Those that are ready are from before the rollout: the old `ReplicaSet` still carries the traffic.
    pub before_rollout: bool,
}

/// One link of the chain of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    pub link: &'static str,
    /// `ok`, `broken` or `unknown`.
    pub state: &'static str,
    pub text: String,
    pub source: Option<String>,
    pub needs: Option<String>,
}

impl Diagnosis {
    /// Makes the report of a look.
    pub fn of(look: &Look<'_>, times: &Times) -> Self {
        learn(look.snapshot, look.redactor);
        let clean = Clean(look.redactor);
        let errors = errors(look, clean);
        Self {
            schema: SCHEMA,
            context: clean.text(look.context),
            namespaces: namespaces(look, clean),
            complete: errors.is_empty(),
            errors,
            incidents: look.board.incidents().map(|incident| Trouble::of(incident, times, clean)).collect(),
        }
    }
}

/// Shows the redactor the objects and all that was said about them: what gives a secret away in one of them stands without
/// a word of what it is in another.
fn learn(snapshot: &Snapshot, redactor: &Redactor) {
    for around in snapshot.surroundings.values() {
        for object in around.workloads.values().chain(around.pods.values()).filter_map(Reading::found) {
            redactor.redact(&format!("{object:#}"));
        }
        let events: BTreeSet<&str> = around.events.values().flatten().map(|event| event.message.as_str()).collect();
        redactor.redact(&events.into_iter().collect::<Vec<_>>().join("\n"));
    }
}

impl Trouble {
    fn of(incident: &Incident, times: &Times, clean: Clean<'_>) -> Self {
        let finding = &incident.finding;
        let shared = clean.shared(&incident.shared);
        Self {
            id: incident::id(incident.cause, &shared),
            cause: incident.cause.name(),
            confidence: confidence(incident.grade),
            also: incident.also.iter().map(|cause| cause.name()).collect(),
            title: clean.line(&incident.title),
            since: incident.since.map(|since| times.date(since)),
            shared: Things::of(shared),
            workloads: incident.workloads.values().map(|affected| Workload::of(affected, clean)).collect(),
            evidence: finding.evidence.iter().map(|link| Link::of(link, times, clean)).collect(),
            sentence: clean.line(&finding.sentence),
            said: some(clean.text(finding.said.trim())),
            next: some(clean.line(&finding.next)),
        }
    }
}

impl Things {
    fn of(shared: Shared) -> Self {
        let account = shared.service_account.map(|account| format!("{}/{}", account.namespace, account.name));
        Self {
            registry: shared.registry,
            secret: shared.secret,
            user: shared.user,
            service_account: account,
            node: shared.node,
            image: shared.image,
            other: shared.other,
        }
    }
}

impl Workload {
    fn of(affected: &Affected, clean: Clean<'_>) -> Self {
        let workload = &affected.workload;
        Self {
            kind: workload.kind.to_string(),
            namespace: clean.name(&workload.namespace),
            name: clean.name(&workload.name),
            container: affected.container.as_deref().map(|container| clean.name(container)),
            image: some(clean.line(&affected.image)),
            pods: affected.pods.iter().map(|pod| clean.name(&pod.name)).collect(),
            missing: affected.missing,
            serving: match affected.serving {
                Serving::Unknown => None,
                Serving::Counted { wanted, ready, old } => Some(Replicas { wanted, ready, before_rollout: old }),
            },
        }
    }
}

impl Link {
    fn of(link: &Evidence, times: &Times, clean: Clean<'_>) -> Self {
        let state = match link.mark {
            Mark::Sound => "ok",
            Mark::Broken => "broken",
            Mark::Unknown => "unknown",
        };
        Self {
            link: link.link,
            state,
            text: clean.line(&link.text),
            source: some(clean.line(&source_at(&link.source, |at| times.clock(at)))),
            needs: link.needs.as_deref().map(|needs| clean.line(needs)),
        }
    }
}

impl Times {
    fn date(&self, at: Timestamp) -> String {
        match self {
            Self::Utc => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            Self::Local(zone) => at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
        }
    }

    fn clock(&self, at: Timestamp) -> String {
        match self {
            Self::Utc => self.date(at),
            Self::Local(zone) => super::clock(at, zone),
        }
    }
}

fn confidence(grade: Grade) -> &'static str {
    match grade {
        Grade::Certain => "certain",
        Grade::Likely => "likely",
        Grade::CannotTell => "unknown",
    }
}

/// The namespaces that were looked at: those that could be listed, or the one that was asked for.
fn namespaces(look: &Look<'_>, clean: Clean<'_>) -> Vec<String> {
    let unseen: BTreeSet<&str> = look.snapshot.unseen.iter().filter_map(|unseen| unseen.namespace.as_deref()).collect();
    let asked: Vec<&str> = match look.namespace {
        Some(namespace) => vec![namespace],
        None => look.snapshot.namespaces.iter().map(String::as_str).collect(),
    };
    asked.into_iter().filter(|name| !unseen.contains(name)).map(|name| clean.line(name)).collect()
}

/// What could not be read although it matters, each once, in the order of the look.
fn errors(look: &Look<'_>, clean: Clean<'_>) -> Vec<String> {
    let unseen = look.snapshot.unseen.iter().map(not_looked_at);
    let mut errors: Vec<String> = Vec::new();
    for error in unseen.chain(look.gaps.iter().map(reason)).map(|error| clean.line(&error)) {
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    errors
}

fn not_looked_at(unseen: &Unseen) -> String {
    let what = match &unseen.namespace {
        Some(namespace) => format!("the pods of {namespace}"),
        None => "the pods of all other namespaces".to_owned(),
    };
    format!("{what} were not looked at: {}", reason(&unseen.why))
}

fn reason(gap: &Gap) -> String {
    match gap {
        Gap::Forbidden(right) => format!("needs the right to {right}"),
        Gap::Failed(why) => why.clone(),
    }
}

/// Takes out of a text what is secret, and what could harm a terminal or deceive a reader.
///
/// The placeholders of every text are counted by themselves: that of a name is the same in every run, and with it the id of
/// its incident.
#[derive(Clone, Copy)]
struct Clean<'a>(&'a Redactor);

impl Clean<'_> {
    fn text(self, text: &str) -> String {
        neutralise(self.0.apart().redact(text).text.as_str()).into_owned()
    }

    /// Does what [`Clean::text`] does, and leaves one line.
    fn line(self, text: &str) -> String {
        self.text(text).replace('\n', "\\n")
    }

    /// Leaves the name of an object as it is, since a program looks for it, unless it holds a word of the user's list.
    fn name(self, name: &str) -> String {
        let is_listed = self.0.policy().lists.values.iter().any(|word| name.contains(word.trim()));
        if is_listed { self.line(name) } else { name.to_owned() }
    }

    /// The names in an id must not hold what the redactor would find in their own spelling, and not in the id's.
    fn shared(self, shared: &Shared) -> Shared {
        let clean = |name: &Option<String>| name.as_deref().map(|name| self.line(name));
        Shared {
            registry: clean(&shared.registry),
            secret: clean(&shared.secret),
            user: clean(&shared.user),
            service_account: shared.service_account.as_ref().map(|account| ObjectId {
                namespace: self.name(&account.namespace),
                name: self.name(&account.name),
                ..account.clone()
            }),
            node: clean(&shared.node),
            image: clean(&shared.image),
            other: clean(&shared.other),
        }
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
