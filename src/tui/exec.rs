//! Carries effects out and answers with messages; decides nothing.
//!
//! Everything that waits runs on the runtime of the network, never on the thread that draws. A task that is replaced by the
//! next one of its kind is stopped; an apply is never stopped, and the program waits for its answer before it ends.

use std::{future::Future, path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::mpsc::{Receiver, Sender, channel},
    task::{AbortHandle, JoinHandle},
    time::{sleep, timeout},
};

use crate::{
    cluster::{
        Cluster, Trouble,
        connect::{self, Options},
        journal::Journal,
    },
    core::{model::Pod, plan::Refusal, redact::Redacted},
};

use super::{
    clipboard::Clipboard,
    effect::Effect,
    highlight::paint_yaml,
    msg::{Connection, Msg, Ticket},
    run::Execute,
};

/// How long a cursor must rest before the cluster is asked: a held key asks nothing.
const REST: Duration = Duration::from_millis(80);

/// How long the program waits at its end for the answer to a write that is on its way.
const LAST_ANSWER: Duration = Duration::from_secs(15);

/// How many messages may wait for the screen before their senders have to.
const WAITING: usize = 256;

/// What may be said of a cluster that is not open.
const NOT_CONNECTED: &str = "not connected to a cluster";

#[derive(Debug)]
pub struct Executor {
    network: Handle,
    inbox: Sender<Msg>,
    /// `None` while no context is open.
    cluster: Arc<std::sync::Mutex<Option<Cluster>>>,
    options: Options,
    /// Namespaces to try for a user who may not list them.
    namespaces: Vec<String>,
    journal: PathBuf,
    clipboard: Clipboard,
    watch: Option<AbortHandle>,
    look: Option<AbortHandle>,
    follow: Option<AbortHandle>,
    writes: Vec<JoinHandle<()>>,
}
