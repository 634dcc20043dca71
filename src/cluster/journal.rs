//! The record of every write, made before it is sent: no journal, no write.
//!
//! One JSON object a line, only ever appended to, readable by its owner alone. An intent says what is about to be sent;
//! an outcome says how it ended. An intent without an outcome is a write whose end nobody saw.
//!
//! Only what the redactor made is written. Our fixes set names and no secrets, so that of a request nothing is hidden; what
//! a server says in its refusal may quote anything. An entry of which something was hidden is not taken back, see `undo`.

use std::{
    fs::{File, OpenOptions, create_dir_all},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::core::{
    model::{Kind, ObjectId, Uid},
    plan::{Applied, Change, Pinned, Plan, Purpose, Refusal, Step, Verb},
    redact::{Redacted, redact},
};

/// The journal in its file.
#[derive(Clone, Debug)]
pub struct Journal {
    path: PathBuf,
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Record {
    Intent(Intent),
    Outcome(Outcome),
}

/// What is about to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    pub id: String,
    pub at: Timestamp,
    pub context: String,
    pub server: String,
    /// `fix basic`, `undo 2026-11-24-0220-1`.
    pub purpose: String,
    pub steps: Vec<WrittenStep>,
}

/// One request, and what was there before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WrittenStep {
    pub kind: String,
    pub namespace: String,
    pub name: String,
    /// `create` or `apply`.
    pub verb: String,
    pub body: Value,
    pub uid: String,
    pub resource_version: String,
    /// The values of the fields that the body sets, as they were; a field that was not there is not in it.
    pub before: Value,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub id: String,
    pub at: Timestamp,
    /// `applied`, `refused`, or `unknown`.
    pub result: String,
    /// The server's audit id, or the reason of the refusal.
    pub detail: String,
}

/// An intent with what is known of its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub intent: Intent,
    pub outcome: Option<Outcome>,
}

/// What the file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// Lines that are no records; they are left as they are.
    pub unreadable: usize,
}

impl Journal {
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns an id that no entry has: date, time, and a number within the minute.
    pub fn next_id(&self, now: Timestamp) -> io::Result<String> {
        let minute = now.strftime("%Y-%m-%d-%H%M").to_string();
        let taken = self.read()?.entries.iter().filter(|entry| entry.intent.id.starts_with(&minute)).count();
        Ok(format!("{minute}-{}", taken + 1))
    }

    /// Appends one record and waits until it is on the disk.
    pub fn append(&self, record: &Record) -> io::Result<()> {
        let line = redact(&serde_json::to_string(record)?).text;
        if serde_json::from_str::<Record>(line.as_str()).is_err() {
            return Err(io::Error::other("it would not be a record any more without what has to be hidden in it"));
        }
        self.append_line(&line)
    }

    /// Reads everything; a file that is not there yet is an empty journal.
    pub fn read(&self) -> io::Result<Entries> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Entries::default()),
            Err(error) => return Err(error),
        };
        let mut read = Entries::default();
        for line in BufReader::new(file).split(b'\n') {
            read.take(&line?);
        }
        Ok(read)
    }

    /// Returns the entry of this id.
    pub fn find(&self, id: &str) -> io::Result<Option<Entry>> {
        Ok(self.read()?.entries.into_iter().find(|entry| entry.intent.id == id))
    }

    fn append_line(&self, line: &Redacted) -> io::Result<()> {
        let mut file = self.open_to_append()?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_data()
    }

    fn open_to_append(&self) -> io::Result<File> {
        if let Some(folder) = self.path.parent() {
            create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        owner_only(&mut options);
        let file = options.open(&self.path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        Ok(file)
    }
}

/// Readable by the owner alone, and never through a link that somebody put in its place.
#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).expect("open flags fit into an int");
    options.mode(0o600).custom_flags(no_follow);
}

#[cfg(not(unix))]
fn owner_only(_: &mut OpenOptions) {}

impl Entries {
    fn take(&mut self, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        match serde_json::from_slice(line) {
            Ok(Record::Intent(intent)) => self.entries.push(Entry { intent, outcome: None }),
            Ok(Record::Outcome(outcome)) => {
                let entry = self.entries.iter_mut().rev().find(|entry| entry.intent.id == outcome.id);
                match entry {
                    Some(entry) => entry.outcome = Some(outcome),
                    None => self.unreadable += 1,
                }
            }
            Err(_) => self.unreadable += 1,
        }
    }
}

impl Intent {
    /// Records a plan as it is about to be sent.
    pub fn of(plan: &Plan, at: Timestamp) -> Self {
        Self {
            id: plan.id.clone(),
            at,
            context: plan.context.clone(),
            server: plan.server.clone(),
            purpose: purpose_words(&plan.purpose),
            steps: plan.steps.iter().map(WrittenStep::of).collect(),
        }
    }
}

fn purpose_words(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Fix(variant) => format!("fix {variant}"),
        Purpose::Undo(id) => format!("undo {id}"),
    }
}

impl WrittenStep {
    fn of(step: &Step) -> Self {
        let Change { target, verb, body } = &step.change;
        let pinned = step.pinned.clone();
        Self {
            kind: target.kind.to_string(),
            namespace: target.namespace.clone(),
            name: target.name.clone(),
            verb: match verb {
                Verb::Create => "create".to_owned(),
                Verb::Apply => "apply".to_owned(),
            },
            body: body.clone(),
            uid: pinned.as_ref().map(|pinned| pinned.uid.0.clone()).unwrap_or_default(),
            resource_version: pinned.map(|pinned| pinned.resource_version).unwrap_or_default(),
            before: step.overwritten.clone(),
        }
    }

    pub fn target(&self) -> ObjectId {
        ObjectId::new(Kind::named(&self.kind), &self.namespace, &self.name)
    }

    pub fn is_apply(&self) -> bool {
        self.verb == "apply"
    }
}

impl Outcome {
    pub fn of(id: &str, at: Timestamp, result: &Result<Applied, Refusal>) -> Self {
        let (result, detail) = match result {
            Ok(applied) => ("applied", applied.audit_id.clone()),
            Err(Refusal::Unsettled { why, .. }) => ("unknown", why.clone()),
            Err(refusal) => ("refused", refusal.to_string()),
        };
        Self { id: id.to_owned(), at, result: result.to_owned(), detail: redact(&detail).text.to_string() }
    }
}

/// The identity of an object as a plan pins it.
pub(super) fn pinned(object: &Value) -> Option<Pinned> {
    let meta = &object["metadata"];
    Some(Pinned {
        uid: Uid(meta["uid"].as_str()?.to_owned()),
        resource_version: meta["resourceVersion"].as_str()?.to_owned(),
        generation: meta["generation"].as_i64().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent(id: &str) -> Record {
        Record::Intent(Intent {
            id: id.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            context: "staging".to_owned(),
            server: "https://staging:6443".to_owned(),
            purpose: "fix basic".to_owned(),
            steps: Vec::new(),
        })
    }

    fn journal() -> (tempfile::TempDir, Journal) {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path().join("podmend/journal.jsonl"));
        (folder, journal)
    }

    #[test]
    fn what_was_appended_is_read_with_its_outcome() {
        let (_folder, journal) = journal();
        assert_eq!(journal.read().unwrap(), Entries::default());
        journal.append(&intent("a")).unwrap();
        journal.append(&intent("b")).unwrap();
        let refused = Err(Refusal::ReadOnly);
        journal.append(&Record::Outcome(Outcome::of("a", Timestamp::UNIX_EPOCH, &refused))).unwrap();
        let read = journal.read().unwrap();
        assert_eq!(read.entries.len(), 2);
        assert_eq!(journal.find("a").unwrap().unwrap().outcome.unwrap().result, "refused");
        assert_eq!(journal.find("b").unwrap().unwrap().outcome, None);
    }

    #[test]
    fn what_a_refusal_quotes_is_not_recorded() {
        let value = ["Zw7", "Tr0ub4", "dor"].concat();
        let (_folder, journal) = journal();
        journal.append(&intent("a")).unwrap();
        let target = ObjectId::new(Kind::Deployment, "web", "api");
        let refused = Err(Refusal::Denied { target, message: format!("env \"DB_PASSWORD={value}\" is in clear") });
        journal.append(&Record::Outcome(Outcome::of("a", Timestamp::UNIX_EPOCH, &refused))).unwrap();
        let written = std::fs::read_to_string(journal.path()).unwrap();
        assert!(!written.contains(&value), "{written}");
        let outcome = journal.find("a").unwrap().unwrap().outcome.unwrap();
        assert!(outcome.detail.contains("DB_PASSWORD=REDACTED-"), "{outcome:?}");
    }

    #[test]
    fn what_a_fix_sends_is_recorded_as_it_is() {
        let spec = serde_json::json!({"spec": {"template": {"spec": {
            "imagePullSecrets": [{"name": "registry-token"}, {"name": "harbor-pull-secret-7f9c2d"}],
            "serviceAccountName": "api-key-rotator", "serviceAccount": "api-key-rotator"}}}});
        let step = WrittenStep {
            kind: "Deployment".to_owned(),
            namespace: "password-service".to_owned(),
            name: "auth-token".to_owned(),
            verb: "apply".to_owned(),
            body: spec.clone(),
            uid: "5f0c2c3e-8b1d-4c58-9d6e-0a1b2c3d4e5f".to_owned(),
            resource_version: "48219047".to_owned(),
            before: spec,
        };
        let Record::Intent(mut written) = intent("2026-11-24-0220-1") else { unreachable!("it is an intent") };
        written.context = "arn:aws:eks:eu-west-1:000000000000:cluster/prod".to_owned();
        written.steps = vec![step];
        let (_folder, journal) = journal();
        journal.append(&Record::Intent(written.clone())).unwrap();
        assert_eq!(journal.find("2026-11-24-0220-1").unwrap().unwrap().intent, written);
    }

    #[test]
    fn a_broken_line_is_counted_and_loses_nothing() {
        let (_folder, journal) = journal();
        journal.append(&intent("a")).unwrap();
        let mut file = OpenOptions::new().append(true).open(journal.path()).unwrap();
        file.write_all(b"{\"record\":\"int\n").unwrap();
        journal.append(&intent("b")).unwrap();
        let read = journal.read().unwrap();
        assert_eq!((read.entries.len(), read.unreadable), (2, 1));
    }

    #[test]
    fn ids_of_one_minute_are_told_apart() {
        let (_folder, journal) = journal();
        let first = journal.next_id(Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(first, "1970-01-01-0000-1");
        journal.append(&intent(&first)).unwrap();
        assert_eq!(journal.next_id(Timestamp::UNIX_EPOCH).unwrap(), "1970-01-01-0000-2");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it_and_no_link_is_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, journal) = journal();
        journal.append(&intent("a")).unwrap();
        assert_eq!(journal.path().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let link = Journal::at(folder.path().join("link.jsonl"));
        symlink(journal.path(), link.path()).unwrap();
        assert!(link.append(&intent("b")).is_err());
        assert_eq!(journal.read().unwrap().entries.len(), 1);
    }
}
