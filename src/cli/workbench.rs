//! `podmend` and `podmend demo`: puts the workbench together and runs it.
//!
//! What may need the user or the shell's screen (the kubeconfig, a credential plugin that asks for a password) happens
//! before the screen is taken; talking to the API server happens after the first frame.

use std::io::{self, Write};

use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::mpsc::channel;

use super::{
    args::{Arguments, Target},
    config::Config,
    exit, journal, look,
    runtime::{Network, on_this_thread},
};
use crate::{
    cluster::{
        Cluster, Scope, Trouble,
        connect::{self, Options},
        journal::Journal,
    },
    core::redact::Redactor,
    demo::{Clock, Demo, Scenario},
    tui::{
        clipboard::Clipboard,
        exec::{Executor, Means, connection},
        model::{Link, Model, NoticeKind, Session, Settings},
        run::{World, run},
        terminal::{self, Mouse, Workbench, input, signals},
        update::is_protected,
    },
};

/// How many messages wait for the loop before whoever sends them has to.
const INBOX: usize = 256;

/// The demo's names are the same every time, so that it can be written and talked about.
const DEMO_SEED: u64 = 1;

/// Opens the workbench on the cluster of the kubeconfig.
pub fn open(arguments: &Arguments) -> anyhow::Result<u8> {
    terminal::check()?;
    let config = Config::load(arguments)?;
    let network = Network::start()?;
    let options = options(&arguments.target, &config);
    let (cluster, trouble) = match open_cluster(&network, options.clone()) {
        Ok(cluster) => (Some(cluster), None),
        Err(trouble) => (None, Some(trouble)),
    };
    let session = session(&options, cluster.as_ref(), trouble, &arguments.target, &config);
    let namespaces = namespaces(&options, &config);
    let redactor = options.redactor.clone();
    let journal = journal::of_clusters();
    let opened = Opened { cluster, options: Some(options), namespaces, journal, redactor, demo: false };
    open_workbench(&network, config, session, opened)
}

/// Opens the workbench on a cluster inside this process.
pub fn demo(arguments: &Arguments, scenario: Option<&str>) -> anyhow::Result<u8> {
    let usual = || Scenario::names().next().unwrap_or_default();
    let scenario = Scenario::named(scenario.unwrap_or_else(usual))?;
    terminal::check()?;
    let config = Config::load(arguments)?;
    let network = Network::start()?;
    let demo = Demo::start(&scenario, Clock::real(), DEMO_SEED);
    let mut cluster = network.wait_for(async move { connect::embedded(demo.service(), "demo") });
    if config.read_only {
        cluster = cluster.read_only();
    }
    let session = Session::new(cluster.context(), cluster.server(), scope(&arguments.target));
    let opened = Opened {
        cluster: Some(cluster),
        options: None,
        namespaces: Vec::new(),
        journal: journal::of_the_demo(),
        redactor: Redactor::new(config.hiding.policy.clone()),
        demo: true,
    };
    open_workbench(&network, config, session, opened)
}

/// Opens the context, running its credential plugin.
pub(super) fn open_cluster(network: &Network, options: Options) -> Result<Cluster, Trouble> {
    network.wait_for(async move { connect::open(&options).await })
}

pub(super) fn options(target: &Target, config: &Config) -> Options {
    Options {
        kubeconfig: target.kubeconfig.clone(),
        context: target.context.clone(),
        impersonate: target.user.clone(),
        impersonate_groups: target.groups.clone(),
        read_only: config.read_only,
        screen_taken: false,
        redactor: Redactor::new(config.hiding.policy.clone()),
    }
}

/// What the workbench is opened on.
struct Opened {
    cluster: Option<Cluster>,
    options: Option<Options>,
    namespaces: Vec<String>,
    journal: Journal,
    /// Knows the credentials that the cluster was opened with.
    redactor: Redactor,
    demo: bool,
}

fn session(
    options: &Options,
    cluster: Option<&Cluster>,
    trouble: Option<Trouble>,
    target: &Target,
    config: &Config,
) -> Session {
    let known = connection(options, cluster, trouble);
    let mut session = Session::new(&known.context, &known.server, scope(target));
    session.contexts = known.contexts;
    session.protected = is_protected(&session.context, &config.protected);
    if let Some(trouble) = known.trouble {
        session.link = Link::Troubled { at: None, trouble };
    }
    session
}

pub(super) fn scope(target: &Target) -> Scope {
    target.namespace.clone().map_or(Scope::AllNamespaces, Scope::Namespace)
}

/// Where to look for a user who may not list namespaces: what the configuration says, then what the kubeconfig names.
pub(super) fn namespaces(options: &Options, config: &Config) -> Vec<String> {
    let named = connect::contexts(options).map(|contexts| contexts.namespaces()).unwrap_or_default();
    let more = named.into_iter().filter(|name| !config.namespaces.contains(name));
    config.namespaces.iter().cloned().chain(more).collect()
}

fn open_workbench(network: &Network, config: Config, session: Session, opened: Opened) -> anyhow::Result<u8> {
    let mouse = if config.mouse { Mouse::Captured } else { Mouse::Left };
    let mut model = model(config, session, opened.redactor, opened.demo);
    let (sender, mut inbox) = channel(INBOX);
    let cause = signals::listen(sender.clone())?;
    let means = Means {
        network: network.handle().clone(),
        inbox: sender,
        cluster: opened.cluster,
        options: opened.options,
        namespaces: opened.namespaces,
        journal: opened.journal,
    };
    let mut executor = Executor::new(means, Clipboard::new());
    let ended = on_this_thread(async {
        let mut screen = Workbench::open(mouse)?;
        let size = screen.size()?;
        (model.width, model.height) = (size.width, size.height);
        let (screen, inbox, executor) = (&mut screen, &mut inbox, &mut executor);
        let world = World { screen, input: input::events()?, inbox, executor, clock: Timestamp::now };
        run(model, world).await
    })?;
    // An answer that nobody takes in any more must not be waited for.
    drop(inbox);
    wait_for_writes(&mut executor)?;
    match (cause.exit_code(), ended) {
        (Some(code), _) => Ok(code),
        (None, Ok(_)) => Ok(exit::DONE),
        (None, Err(error)) => Err(error.into()),
    }
}

fn model(config: Config, session: Session, redactor: Redactor, demo: bool) -> Model {
    let (theme, warnings) = look::theme(&config);
    let settings = Settings {
        theme,
        keymap: config.keymap,
        ascii: config.ascii,
        read_only: config.read_only,
        protected: config.protected,
        demo,
        learns_secrets: config.hiding.learns_secrets,
        redactor,
    };
    let mut model = Model::new(settings, session, Timestamp::now(), TimeZone::system());
    if let Some(warning) = warnings.first() {
        model.notify(NoticeKind::Problem, warning.as_str());
    }
    model
}

/// A write that was sent is not left without its answer in the journal, unless the user insists.
fn wait_for_writes(executor: &mut Executor) -> anyhow::Result<()> {
    if !executor.is_writing() {
        return Ok(());
    }
    let mut say = io::stderr();
    let _ = writeln!(say, "podmend: waiting for the answer to a write that is on its way; Ctrl-C does not wait");
    anyhow::ensure!(executor.finish(), "no answer came to the last write; `podmend journal` lists it as not known");
    Ok(())
}
