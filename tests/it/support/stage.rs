//! The whole workbench on the demo cluster, in a time of its own: on a runtime whose time is paused, it passes only while
//! nothing else is to be done. So every run of the same keys shows the same screens, to the last digit of every time.

use std::{cell::RefCell, io, rc::Rc, time::Duration};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures::{Stream, stream};
use jiff::tz::TimeZone;
use podmend::{
    cluster::{Cluster, Scope, connect::embedded, journal::Journal},
    core::redact::Redactor,
    demo::{Clock, Demo, Scenario},
    tui::{
        clipboard::Clipboard,
        exec::{Executor, Means},
        keys::Keymap,
        model::{Model, Session, Settings},
        run::{Screen, World, run},
        theme::Theme,
        view::view,
    },
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    time::sleep,
};

/// The night of the incident.
const NIGHT: &str = "2026-11-24T02:20:00Z";

/// Longer than any answer of the demo takes.
const QUIET: Duration = Duration::from_secs(1);

/// What a script has in its hands: the keys, and a look at the screen.
pub(crate) struct Stage {
    keys: UnboundedSender<io::Result<Event>>,
    screen: Rc<RefCell<Buffer>>,
}

/// Opens the workbench as `podmend demo` does, and lets a script play on it.
pub(crate) async fn play<T>(theme: Theme, (width, height): (u16, u16), script: impl AsyncFnOnce(Stage) -> T) -> T {
    let clock = Clock::started(NIGHT.parse().expect("a time"));
    let cluster = cluster(&clock);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (sender, mut inbox) = mpsc::channel(256);
    let session = Session::new(cluster.context(), cluster.server(), Scope::AllNamespaces);
    let mut model = Model::new(settings(theme), session, clock.now(), TimeZone::UTC);
    (model.width, model.height) = (width, height);
    let means = Means {
        network: tokio::runtime::Handle::current(),
        inbox: sender,
        cluster: Some(cluster),
        options: None,
        namespaces: Vec::new(),
        journal: Journal::at(folder.path().join("journal.jsonl")),
    };
    let mut executor = Executor::new(means, Clipboard::new());
    let terminal = Terminal::new(TestBackend::new(width, height)).expect("memory does not fail");
    let mut memory = Memory { terminal, last: Rc::default() };
    let (keys, input) = mpsc::unbounded_channel();
    let stage = Stage { keys, screen: memory.last.clone() };
    let world = World {
        screen: &mut memory,
        input: events(input),
        inbox: &mut inbox,
        executor: &mut executor,
        clock: || clock.now(),
    };
    let workbench = run(model, world);
    tokio::select! {
        ended = workbench => panic!("the workbench ended before the script: {}", ended.is_ok()),
        result = script(stage) => result,
    }
}

fn cluster(clock: &Clock) -> Cluster {
    let usual = Scenario::names().next().expect("there is a scenario");
    let scenario = Scenario::named(usual).expect("it has a name that is known");
    let demo = Demo::start(&scenario, clock.clone(), 1);
    let clock = clock.clone();
    embedded(demo.service(), "demo").with_clock(move || clock.now())
}

fn events(keys: UnboundedReceiver<io::Result<Event>>) -> impl Stream<Item = io::Result<Event>> + Unpin {
    Box::pin(stream::unfold(keys, async |mut keys| Some((keys.recv().await?, keys))))
}

fn settings(theme: Theme) -> Settings {
    Settings {
        theme,
        keymap: Keymap::default(),
        ascii: false,
        read_only: false,
        protected: vec!["prod".to_owned()],
        demo: true,
        redactor: Redactor::default(),
        learns_secrets: false,
    }
}

/// Keeps the frame that was drawn last.
struct Memory {
    terminal: Terminal<TestBackend>,
    last: Rc<RefCell<Buffer>>,
}

impl Screen for Memory {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| view(model, frame)).expect("memory does not fail");
        self.last.borrow_mut().clone_from(self.terminal.backend().buffer());
        Ok(())
    }

    fn redraw(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stage {
    /// Presses a key, and waits until everything that it leads to at once has happened.
    pub(crate) async fn press(&self, key: char) {
        let event = Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE));
        self.keys.send(Ok(event)).expect("the workbench reads its keys");
        self.wait(QUIET).await;
    }

    /// Lets time pass.
    pub(crate) async fn wait(&self, time: Duration) {
        sleep(time).await;
    }

    /// Returns what is on the screen.
    pub(crate) fn screen(&self) -> Buffer {
        self.screen.borrow().clone()
    }
}
