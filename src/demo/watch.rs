//! Watches: a line for each change, until the client goes away or the time is up.
//!
//! A waiting watch is also what keeps the simulation going: it sleeps until the next moment at which something
//! is due, and brings the world up to it. A cluster that nobody looks at does nothing.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use futures::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    call::{Accept, Call, Resource, include},
    hub::Hub,
    kinds::Kind,
    record::Record,
    refusal::Refusal,
    reply::AnswerBody,
    selector::Selector,
    store::{Change, Store},
    table::{self, Include},
    world::World,
};

/// How often a watch says that it is alive and how far it is.
const BOOKMARK_EVERY: Duration = Duration::from_secs(60);

/// A watch that has been accepted; its lines are asked for one by one.
#[derive(Debug)]
pub(crate) struct Watch {
    kind: &'static Kind,
    namespace: String,
    selector: Selector,
    form: Form,
    /// The newest change that has been told.
    version: u64,
    /// Lines that are ready to be sent.
    lines: VecDeque<Bytes>,
    changed: watch::Receiver<u64>,
    bookmark: Option<Timestamp>,
    end: Timestamp,
    over: bool,
}

/// What a stream of lines carries from one to the next.
type State = (Watch, Arc<Hub>, watch::Receiver<u32>);

#[derive(Clone, Copy, Debug)]
enum Form {
    Full,
    Metadata,
    /// Only the first row says which columns there are.
    Table {
        include: Include,
        told: bool,
    },
}

impl Watch {
    pub(crate) fn new(world: &World, call: &Call, resource: &Resource) -> Result<Self, Refusal> {
        let query = &call.query;
        let selector = Selector::parse(resource.kind, query.get("labelSelector"), query.get("fieldSelector"))?;
        let selector = selector.named(&resource.name);
        let bookmarks = query.is("allowWatchBookmarks");
        let seconds = query.get("timeoutSeconds").parse().unwrap_or(1800);
        let mut watch = Self {
            kind: resource.kind,
            namespace: resource.namespace.clone(),
            selector,
            form: Form::of(call),
            version: world.store.version(),
            lines: VecDeque::new(),
            changed: world.store.subscribe(),
            bookmark: bookmarks.then(|| world.now + BOOKMARK_EVERY),
            end: world.now + Duration::from_secs(seconds),
            over: false,
        };
        watch.start(world, query.get("resourceVersion"), query.is("sendInitialEvents"))?;
        Ok(watch)
    }

    /// Tells what is there, or goes back to the version that the client knows.
    fn start(&mut self, world: &World, version: &str, initial: bool) -> Result<(), Refusal> {
        let from: u64 = match version {
            "" => 0,
            text => text.parse().map_err(|_| Refusal::bad_request(format!("invalid resource version \"{text}\"")))?,
        };
        if from != 0 && !initial {
            self.version = from;
            self.collect(&world.store, world.now);
            return Ok(());
        }
        let present: Vec<_> = world.store.list(self.kind, &self.namespace).cloned().collect();
        for record in present.iter().filter(|record| self.selector.matches(record)).collect::<Vec<_>>() {
            self.push("ADDED", record, world.now);
        }
        if initial {
            let marker = json!({"k8s.io/initial-events-end": "true"});
            self.push_bookmark(&marker);
        }
        Ok(())
    }

    /// Turns the changes since the last look into lines.
    fn collect(&mut self, store: &Store, now: Timestamp) {
        let Some(changes) = store.since(self.version) else {
            self.expire(store);
            return;
        };
        let changes: Vec<Change> = changes.cloned().collect();
        for change in &changes {
            self.tell(change, now);
        }
        if store.version() > self.version {
            self.version = store.version();
        }
    }

    fn tell(&mut self, change: &Change, now: Timestamp) {
        let record = &change.record;
        let elsewhere = !self.namespace.is_empty() && record.namespace != self.namespace;
        if record.kind.plural != self.kind.plural || elsewhere {
            return;
        }
        let before = change.before.as_ref().is_some_and(|before| self.selector.matches(before));
        let after = !change.deleted && self.selector.matches(record);
        let word = match (before, after) {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            (false, false) => return,
        };
        self.push(word, record, now);
    }

    fn expire(&mut self, store: &Store) {
        let refusal = Refusal::expired(format!("too old resource version: {} ({})", self.version, store.compacted()));
        self.lines.push_back(line("ERROR", refusal.status().to_string().as_bytes()));
        self.over = true;
    }

    fn push(&mut self, word: &str, record: &Record, now: Timestamp) {
        let mut object = Vec::with_capacity(record.size() + 64);
        match &mut self.form {
            Form::Full => record.write_full(&mut object),
            Form::Metadata => record.write_metadata(&mut object),
            Form::Table { include, told } => {
                write_table(record, *include, !*told, now, &mut object);
                *told = true;
            }
        }
        self.lines.push_back(line(word, &object));
    }

    fn push_bookmark(&mut self, annotations: &Value) {
        let mut metadata = json!({"resourceVersion": self.version.to_string()});
        if !annotations.is_null() {
            metadata["annotations"] = annotations.clone();
        }
        let object = json!({"kind": self.kind.name, "apiVersion": self.kind.api_version(), "metadata": metadata});
        self.lines.push_back(line("BOOKMARK", object.to_string().as_bytes()));
    }

    /// Brings the watch up to a moment: bookmarks when they are due, and the end.
    fn keep_time(&mut self, now: Timestamp) {
        if now >= self.end {
            self.over = true;
        } else if self.bookmark.is_some_and(|due| due <= now) {
            self.push_bookmark(&Value::Null);
            self.bookmark = Some(now + BOOKMARK_EVERY);
        }
    }

    /// Returns the next line, or nothing when the watch is over.
    async fn next(mut self, hub: Arc<Hub>, mut cuts: watch::Receiver<u32>) -> Option<(Bytes, State)> {
        loop {
            hub.not_hanging().await;
            if let Some(line) = self.lines.pop_front() {
                return Some((line, (self, hub, cuts)));
            }
            if self.over {
                return None;
            }
            self.changed.mark_unchanged();
            let due = hub.with_world(|world| {
                self.collect(&world.store, world.now);
                self.keep_time(world.now);
                world.agenda.next_due()
            });
            if self.lines.is_empty() && !self.over {
                self.wait(&hub, &mut cuts, due).await;
            }
        }
    }

    async fn wait(&mut self, hub: &Hub, cuts: &mut watch::Receiver<u32>, due: Option<Timestamp>) {
        let wake = [due, self.bookmark, Some(self.end)].into_iter().flatten().min().unwrap_or(self.end);
        tokio::select! {
            changed = self.changed.changed() => self.over |= changed.is_err(),
            _ = cuts.changed() => self.over = true,
            () = hub.clock().sleep_until(wake) => {}
        }
    }

    /// Returns the body of the answer.
    pub(crate) fn body(self, hub: Arc<Hub>) -> AnswerBody {
        let cuts = hub.cuts();
        let lines = stream::unfold((self, hub, cuts), |(watch, hub, cuts)| watch.next(hub, cuts));
        let frames = futures::StreamExt::map(lines, |line| Ok::<_, Infallible>(Frame::data(line)));
        StreamBody::new(frames).boxed_unsync()
    }
}

impl Form {
    fn of(call: &Call) -> Self {
        match call.accept {
            Accept::Table => Self::Table { include: include(&call.query), told: false },
            Accept::Metadata => Self::Metadata,
            _ => Self::Full,
        }
    }
}

fn line(word: &str, object: &[u8]) -> Bytes {
    let mut line = Vec::with_capacity(object.len() + 32);
    line.extend_from_slice(format!("{{\"type\":\"{word}\",\"object\":").as_bytes());
    line.extend_from_slice(object);
    line.extend_from_slice(b"}\n");
    Bytes::from(line)
}

fn write_table(record: &Record, include: Include, columns: bool, now: Timestamp, out: &mut Vec<u8>) {
    let definitions = if columns { table::definitions(record.kind) } else { Value::Null };
    let head = format!(
        "{{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{{\"resourceVersion\":\"{}\"}},\
         \"columnDefinitions\":{definitions},\"rows\":[",
        record.version
    );
    out.extend_from_slice(head.as_bytes());
    table::write_row(record, include, now, out);
    out.extend_from_slice(b"]}");
}
