//! Carries effects out and answers with messages; decides nothing.
//!
//! Everything that waits runs on the runtime of the network, never on the thread that draws. A task that is replaced by the
//! next one of its kind is stopped; a write is never stopped, and the program waits for its answer before it ends.

use std::{future::Future, time::Duration};

use secrecy::ExposeSecret as _;
use tokio::{
    runtime::Handle,
    sync::{
        mpsc::{Receiver, Sender, channel},
        watch,
    },
    task::{AbortHandle, JoinHandle},
    time::{sleep, timeout},
};

use crate::{
    cluster::{
        Cluster, Scope, Trouble,
        connect::{self, Options},
        journal::Journal,
    },
    core::{
        model::Subject,
        plan::{Applied, Plan, Refusal, Request},
        redact::Redacted,
    },
};

use super::{
    censor::Censor,
    clipboard::Clipboard,
    draft::Draft,
    effect::Effect,
    highlight::paint_yaml,
    msg::{Connection, Msg, Ticket},
    run::Execute,
};

/// How long a cursor must rest before the cluster is asked: a held key asks nothing.
const REST: Duration = Duration::from_millis(80);

/// How long the program waits at its end for the answer to a write that is on its way.
const LAST_ANSWER: Duration = Duration::from_secs(40);

/// How many answers may wait for the screen before whoever sends them has to.
const WAITING: usize = 64;

/// What an executor needs to know.
#[derive(Debug)]
pub struct Means {
    /// The runtime on which everything that waits is run.
    pub network: Handle,
    pub inbox: Sender<Msg>,
    /// The cluster that was opened before the screen was taken, if that went well.
    pub cluster: Option<Cluster>,
    /// How further contexts are opened; `None` for the demo, which has only one.
    pub options: Option<Options>,
    /// Namespaces to try for a user who may not list them.
    pub namespaces: Vec<String>,
    pub journal: Journal,
}

#[derive(Debug)]
pub struct Executor {
    means: Means,
    /// The cluster that is open now; tasks that were started for another one keep theirs.
    cluster: watch::Sender<Option<Cluster>>,
    clipboard: Clipboard,
    watch: Option<AbortHandle>,
    look: Option<AbortHandle>,
    follow: Option<AbortHandle>,
    writes: Vec<JoinHandle<()>>,
}

impl Executor {
    pub fn new(mut means: Means, clipboard: Clipboard) -> Self {
        let (cluster, _) = watch::channel(means.cluster.take());
        Self { means, cluster, clipboard, watch: None, look: None, follow: None, writes: Vec::new() }
    }

    /// Waits for the answers to writes that are on their way, and says whether all of them came.
    pub fn finish(&mut self) -> bool {
        let writes = std::mem::take(&mut self.writes);
        self.means.network.block_on(async {
            timeout(LAST_ANSWER, async {
                for write in writes {
                    let _ = write.await;
                }
            })
            .await
            .is_ok()
        })
    }

    /// Says whether a write is on its way.
    pub fn is_writing(&self) -> bool {
        self.writes.iter().any(|write| !write.is_finished())
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        self.means.network.spawn(task)
    }

    fn current(&self) -> Option<Cluster> {
        self.cluster.borrow().clone()
    }

    fn connect(&mut self, ticket: Ticket, context: Option<String>) {
        stop(&mut self.watch);
        stop(&mut self.look);
        stop(&mut self.follow);
        let Some(options) = self.means.options.clone() else { return };
        let options = Options { context, screen_taken: true, ..options };
        let (cluster, inbox) = (self.cluster.clone(), self.means.inbox.clone());
        self.watch = Some(self.spawn(open(ticket, options, cluster, inbox)).abort_handle());
    }

    fn watch(&mut self, ticket: Ticket, scope: Scope) {
        stop(&mut self.watch);
        let Some(cluster) = self.current() else { return };
        let (send, receive) = channel(WAITING);
        let namespaces = self.means.namespaces.clone();
        let forward = forward(receive, self.means.inbox.clone(), move |news| Msg::Cluster(ticket, news));
        let pods = async move { cluster.watch_pods(scope, namespaces, send).await };
        self.watch = Some(self.spawn(both(pods, forward)).abort_handle());
    }

    fn look(&mut self, ticket: Ticket, subject: Subject) {
        stop(&mut self.look);
        let Some(cluster) = self.current() else { return };
        let (send, receive) = channel(WAITING);
        let forward = forward(receive, self.means.inbox.clone(), move |part| Msg::Looked(ticket, part));
        let look = async move {
            sleep(REST).await;
            cluster.look(subject, send).await;
        };
        self.look = Some(self.spawn(both(look, forward)).abort_handle());
    }

    fn follow(&mut self, ticket: Ticket, workload: crate::core::model::ObjectId, generation: i64) {
        stop(&mut self.follow);
        let Some(cluster) = self.current() else { return };
        let (send, receive) = channel(WAITING);
        let forward = forward(receive, self.means.inbox.clone(), move |progress| Msg::Followed { ticket, progress });
        let rollout = async move { cluster.follow(workload, generation, send).await };
        self.follow = Some(self.spawn(both(rollout, forward)).abort_handle());
    }

    fn plan(&mut self, ticket: Ticket, request: Request) {
        let (cluster, journal) = (self.current(), self.means.journal.clone());
        self.answer(async move {
            let result = match cluster {
                Some(cluster) => cluster.plan(request, &journal).await,
                None => Err(not_connected()),
            };
            Msg::Planned { ticket, result: result.map(Box::new) }
        });
    }

    fn plan_undo(&mut self, ticket: Ticket, id: String) {
        let (cluster, journal) = (self.current(), self.means.journal.clone());
        self.answer(async move {
            let result = match cluster {
                Some(cluster) => cluster.plan_undo(&id, &journal).await,
                None => Err(not_connected()),
            };
            Msg::Planned { ticket, result: result.map(Box::new) }
        });
    }

    fn apply(&mut self, ticket: Ticket, plan: Box<Plan>) {
        let (cluster, journal) = (self.current(), self.means.journal.clone());
        let task = self.answer(async move {
            let result: Result<Applied, Refusal> = match cluster {
                Some(cluster) => cluster.apply(&plan, &journal).await,
                None => Err(not_connected()),
            };
            Msg::Applied { ticket, result }
        });
        self.writes.retain(|write| !write.is_finished());
        self.writes.push(task);
    }

    fn redact(&self, ticket: Ticket, draft: Box<Draft>, censor: Censor) {
        let inbox = self.means.inbox.clone();
        self.means.network.spawn_blocking(move || {
            let _ = inbox.blocking_send(Msg::Redacted { ticket, result: draft.redacted(&censor) });
        });
    }

    fn learn_secrets(&self, namespaces: Vec<String>, censor: Censor) {
        let Some(cluster) = self.current() else { return };
        self.spawn(async move {
            for namespace in namespaces {
                let values = cluster.secret_values(&namespace).await;
                censor.know_secrets(values.iter().map(|secret| (secret.key.as_str(), secret.value.expose_secret())));
            }
        });
    }

    fn copy(&mut self, text: &Redacted, lines: usize, hidden: String) {
        let result = self.clipboard.deliver(text, &mut std::io::stdout());
        // The loop drains this very inbox, so waiting for room in it would wait for ever.
        let _ = self.means.inbox.try_send(Msg::Delivered { lines, hidden, result });
    }

    fn highlight(&self, id: u64, text: String) {
        let inbox = self.means.inbox.clone();
        self.means.network.spawn_blocking(move || {
            let lines = paint_yaml(&text);
            let _ = inbox.blocking_send(Msg::Highlighted { text: id, lines });
        });
    }

    fn answer(&self, question: impl Future<Output = Msg> + Send + 'static) -> JoinHandle<()> {
        let inbox = self.means.inbox.clone();
        self.spawn(async move {
            // Fails when the program has ended; then nobody wants the answer.
            let _ = inbox.send(question.await).await;
        })
    }
}

impl Execute for Executor {
    fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Connect { ticket, context } => self.connect(ticket, context),
            Effect::Watch { ticket, scope } => self.watch(ticket, scope),
            Effect::Look { ticket, subject } => self.look(ticket, subject),
            Effect::Plan { ticket, request } => self.plan(ticket, *request),
            Effect::PlanUndo { ticket, id } => self.plan_undo(ticket, id),
            Effect::Apply { ticket, plan } => self.apply(ticket, plan),
            Effect::Follow { ticket, workload, generation } => self.follow(ticket, workload, generation),
            Effect::Redact { ticket, draft, censor } => self.redact(ticket, draft, censor),
            Effect::LearnSecrets { namespaces, censor } => self.learn_secrets(namespaces, censor),
            Effect::Copy { text, lines, hidden } => self.copy(&text, lines, hidden),
            Effect::Highlight { id, text } => self.highlight(id, text),
            // Both concern the screen, which the loop has in its hands.
            Effect::Redraw | Effect::Suspend => {}
        }
    }
}

fn stop(task: &mut Option<AbortHandle>) {
    if let Some(task) = task.take() {
        task.abort();
    }
}

fn not_connected() -> Refusal {
    Refusal::NotSent { why: "not connected to a cluster".to_owned() }
}

/// Opens a context and says what became known of it.
async fn open(ticket: Ticket, options: Options, current: watch::Sender<Option<Cluster>>, inbox: Sender<Msg>) {
    let session = match connect::open(&options).await {
        Ok(cluster) => {
            let session = connection(&options, Some(&cluster), None);
            current.send_replace(Some(cluster));
            session
        }
        Err(trouble) => {
            current.send_replace(None);
            connection(&options, None, Some(trouble))
        }
    };
    let _ = inbox.send(Msg::Connected { ticket, session }).await;
}

/// Describes a context that was opened, or could not be.
pub fn connection(options: &Options, cluster: Option<&Cluster>, trouble: Option<Trouble>) -> Connection {
    let contexts = connect::contexts(options).unwrap_or_default();
    let named = options.context.clone().or_else(|| contexts.current.clone()).unwrap_or_default();
    Connection {
        context: cluster.map_or(named, |cluster| cluster.context().to_owned()),
        server: cluster.map(|cluster| cluster.server().to_owned()).unwrap_or_default(),
        contexts: contexts.names().map(ToString::to_string).collect(),
        namespace: cluster.map(|cluster| cluster.namespace().to_owned()).unwrap_or_default(),
        trouble,
    }
}

/// Runs a source of news and what passes them on, until either ends.
async fn both(source: impl Future<Output = ()>, forward: impl Future<Output = ()>) {
    tokio::join!(source, forward);
}

async fn forward<T>(mut from: Receiver<T>, to: Sender<Msg>, wrap: impl Fn(T) -> Msg) {
    while let Some(news) = from.recv().await {
        if to.send(wrap(news)).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
