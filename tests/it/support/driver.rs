//! The whole workbench without a terminal: scripted keys in, the text of the screen out, the real executor in between.

use std::{
    io,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures::stream;
use jiff::{Timestamp, tz::TimeZone};
use podmend::{
    cluster::{Cluster, Scope, journal::Journal},
    core::redact::Redactor,
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
use ratatui::{Terminal, backend::TestBackend};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

/// Longer than anything in these tests should take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A workbench that runs in a thread of its own until it is quit or dropped.
pub(crate) struct Driver {
    keys: Option<mpsc::UnboundedSender<io::Result<Event>>>,
    screen: watch::Receiver<String>,
    thread: Option<JoinHandle<Model>>,
    _state: TempDir,
}

/// A screen in memory that shows its text to whoever waits for it.
struct Memory {
    terminal: Terminal<TestBackend>,
    text: watch::Sender<String>,
}

impl Screen for Memory {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| view(model, frame)).expect("memory does not fail");
        self.text.send_replace(self.terminal.backend().to_string());
        Ok(())
    }

    fn redraw(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Driver {
    /// Opens the workbench on this cluster; must be called on a runtime, which does the cluster's work.
    pub(crate) fn start(cluster: Cluster, scope: Scope, width: u16, height: u16) -> Self {
        let state = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::at(state.path().join("journal.jsonl"));
        let (keys, input) = mpsc::unbounded_channel();
        let (text, screen) = watch::channel(String::new());
        let network = tokio::runtime::Handle::current();
        let thread = thread::spawn(move || {
            let (inbox_sender, mut inbox) = mpsc::channel(256);
            let session = Session::new(cluster.context(), cluster.server(), scope);
            let mut model = Model::new(settings(), session, Timestamp::now(), TimeZone::UTC);
            (model.width, model.height) = (width, height);
            let means = Means {
                network,
                inbox: inbox_sender,
                cluster: Some(cluster),
                options: None,
                namespaces: Vec::new(),
                journal,
            };
            let mut executor = Executor::new(means, Clipboard::new());
            let terminal = Terminal::new(TestBackend::new(width, height)).expect("memory does not fail");
            let mut screen = Memory { terminal, text };
            let input = Box::pin(stream::unfold(input, async |mut input| Some((input.recv().await?, input))));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
            let (screen, inbox, executor) = (&mut screen, &mut inbox, &mut executor);
            let world = World { screen, input, inbox, executor, clock: Timestamp::now };
            runtime.block_on(run(model, world)).expect("the screen stays")
        });
        Self { keys: Some(keys), screen, thread: Some(thread), _state: state }
    }

    /// Presses each character as a key of its own.
    pub(crate) fn press(&self, keys: &str) {
        for key in keys.chars() {
            self.press_code(KeyCode::Char(key));
        }
    }

    pub(crate) fn press_code(&self, code: KeyCode) {
        let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        self.keys.as_ref().expect("the workbench runs").send(Ok(event)).expect("the workbench reads its keys");
    }

    /// Waits until this text is on the screen, and returns the screen.
    pub(crate) async fn wait_for(&mut self, text: &str) -> String {
        let mut screen = self.screen.clone();
        let found = tokio::time::timeout(PATIENCE, screen.wait_for(|screen| screen.contains(text))).await;
        match found {
            Ok(Ok(screen)) => screen.clone(),
            _ => panic!("{text:?} did not come; the screen is\n{}", *self.screen.borrow()),
        }
    }

    /// Presses a key again and again until this text is on the screen, as somebody does who cannot wait.
    pub(crate) async fn press_until(&mut self, key: char, text: &str) -> String {
        const AGAIN: Duration = Duration::from_millis(100);
        let deadline = Instant::now() + PATIENCE;
        loop {
            assert!(
                Instant::now() < deadline,
                "pressed {key:?} in vain for {text:?}; the screen is\n{}",
                self.screen()
            );
            self.press(&key.to_string());
            let seen = tokio::time::timeout(AGAIN, self.screen.wait_for(|screen| screen.contains(text))).await;
            if let Ok(Ok(screen)) = seen {
                return screen.clone();
            }
        }
    }

    pub(crate) fn screen(&self) -> String {
        self.screen.borrow().clone()
    }

    /// Quits and returns the model that was shown last.
    pub(crate) fn quit(mut self) -> Model {
        self.press("q");
        self.thread.take().expect("it was not quit before").join().expect("the workbench ends well")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Without a source of keys the loop ends.
        self.keys = None;
    }
}

fn settings() -> Settings {
    Settings {
        theme: Theme::default(),
        keymap: Keymap::default(),
        ascii: false,
        read_only: false,
        protected: vec!["prod".to_owned()],
        demo: true,
        redactor: Redactor::default(),
        learns_secrets: false,
    }
}
