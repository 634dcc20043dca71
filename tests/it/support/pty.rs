//! The real binary in a pseudo terminal: keys in, a screen out, every byte kept.
//!
//! Waits are for what the screen shows or for the end of the process, never for time; each gives up after [`PATIENCE`]
//! and then shows the screen. The terminal answers questions as xterm does, unless a test wants one that keeps silent.

mod answers;
pub(crate) mod grammar;
pub(crate) mod home;
pub(crate) mod shell;

use std::{
    fmt::Write as _,
    io::{Read, Write},
    num::NonZeroU16,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal};

pub(crate) use answers::Answers;
use home::Home;

/// How long anything may take on a busy machine before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Columns and rows.
pub(crate) type Size = (u16, u16);

/// What is run, and where.
pub(crate) struct Setting<'a> {
    pub(crate) size: Size,
    /// Laid over the clean environment of [`Home`]; an empty value takes a variable out.
    pub(crate) environment: &'a [(&'a str, &'a str)],
    pub(crate) answers: Answers,
}

impl Default for Setting<'_> {
    fn default() -> Self {
        Self { size: (100, 30), environment: &[], answers: Answers::Dark }
    }
}

/// A program in a terminal. Dropping it kills the program.
pub(crate) struct Pty {
    pub(crate) home: Home,
    master: Option<Box<dyn MasterPty>>,
    writer: Arc<Mutex<Option<Box<dyn Write + Send>>>>,
    process: Pid,
    seen: Arc<Seen>,
}

/// What both threads look at.
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    terminal: vt100::Parser<Answers>,
    raw: Vec<u8>,
    exit: Option<ExitStatus>,
    /// Nobody holds the program's side any more, or we let go of ours.
    closed: bool,
    hanging_up: bool,
}

impl Pty {
    /// Runs podmend with these arguments, separated by spaces.
    pub(crate) fn podmend(arguments: &str, setting: Setting<'_>) -> Self {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        Self::spawn(env!("CARGO_BIN_EXE_podmend"), &arguments, Home::new(), setting)
    }

    pub(crate) fn spawn(program: &str, arguments: &[&str], home: Home, setting: Setting<'_>) -> Self {
        let pair = native_pty_system().openpty(pty_size(setting.size)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        home.furnish(&mut command, setting.environment);
        let child = pair.slave.spawn_command(command).unwrap();
        let process = child.process_id().and_then(|id| Pid::from_raw(id.try_into().ok()?)).unwrap();
        drop(pair.slave);
        let (rows, columns) = drawable(setting.size);
        let state = State {
            terminal: vt100::Parser::new_with_callbacks(rows, columns, 1000, setting.answers),
            raw: Vec::new(),
            exit: None,
            closed: false,
            hanging_up: false,
        };
        let seen = Arc::new(Seen { state: Mutex::new(state), changed: Condvar::new() });
        let writer = Arc::new(Mutex::new(Some(pair.master.take_writer().unwrap())));
        let reader = pair.master.try_clone_reader().unwrap();
        start_reading(reader, Arc::clone(&seen), Arc::clone(&writer));
        start_waiting(child, Arc::clone(&seen));
        Self { home, master: Some(pair.master), writer, process, seen }
    }

    /// Types.
    pub(crate) fn send(&self, keys: &str) {
        if let Some(writer) = self.writer.lock().unwrap().as_mut() {
            // A program that has ended takes no keys; the wait that follows says so better.
            let _ = writer.write_all(keys.as_bytes());
            let _ = writer.flush();
        }
    }

    /// Waits for a text on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(&format!("the text {text:?}"), |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as it is described.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let state = self.wait(PATIENCE, |state| state.closed || is_so(state.terminal.screen()));
        let met = is_so(state.terminal.screen());
        drop(state);
        assert!(met, "waited in vain for {what}; {}", self.describe());
    }

    /// Waits until what was written so far is as it is described.
    #[track_caller]
    pub(crate) fn wait_until_written(&self, what: &str, is_so: impl Fn(&[u8]) -> bool) {
        let met = is_so(&self.wait(PATIENCE, |state| state.closed || is_so(&state.raw)).raw);
        assert!(met, "waited in vain for {what}; {}", self.describe());
    }

    /// Presses a key again and again until a text is on the screen, as somebody does who cannot wait.
    #[track_caller]
    pub(crate) fn press_until(&self, key: &str, text: &str) {
        const AGAIN: Duration = Duration::from_millis(100);
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.send(key);
            let shown = |state: &State| state.terminal.screen().contents().contains(text);
            if shown(&self.wait(AGAIN, |state| state.closed || shown(state))) {
                return;
            }
            assert!(Instant::now() < deadline, "pressed {key:?} in vain for {text:?}; {}", self.describe());
        }
    }

    /// Waits for the end of the program and returns how it ended.
    #[track_caller]
    pub(crate) fn wait_exit(&self, within: Duration) -> ExitStatus {
        let state = self.wait(within, |state| state.exit.is_some());
        let exit = state.exit.clone();
        drop(state);
        exit.unwrap_or_else(|| panic!("still running after {within:?}; {}", self.describe()))
    }

    /// Returns everything that was written, once the program has ended.
    #[track_caller]
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.wait(PATIENCE, |state| state.closed).raw.clone()
    }

    /// Returns what was written so far.
    pub(crate) fn raw_so_far(&self) -> Vec<u8> {
        self.state().raw.clone()
    }

    /// Returns the text on the screen.
    pub(crate) fn screen(&self) -> String {
        self.state().terminal.screen().contents()
    }

    /// Returns the text on the screen with its colours, as escape sequences in Rust's notation, one row a line.
    pub(crate) fn styled_screen(&self) -> String {
        let state = self.state();
        let screen = state.terminal.screen();
        let mut styled = String::new();
        for row in screen.rows_formatted(0, screen.size().1.get()) {
            writeln!(styled, "{}", row.escape_debug()).unwrap();
        }
        styled
    }

    /// Returns what vt100 knows of the terminal.
    pub(crate) fn terminal(&self) -> vt100::Screen {
        self.state().terminal.screen().clone()
    }

    pub(crate) fn resize(&self, size: Size) {
        let (rows, columns) = drawable(size);
        self.state().terminal.screen_mut().set_size(rows, columns);
        self.master.as_ref().unwrap().resize(pty_size(size)).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.process, signal).unwrap();
    }

    pub(crate) fn process(&self) -> Pid {
        self.process
    }

    /// Closes the terminal, as a lost SSH connection does.
    ///
    /// Our reader has to let go as well, and reads until something comes: so the program is made to draw.
    pub(crate) fn hang_up(&mut self) {
        self.state().hanging_up = true;
        self.send("\x0c");
        drop(self.wait(PATIENCE, |state| state.closed));
        self.writer.lock().unwrap().take();
        self.master.take();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.seen.state.lock().unwrap()
    }

    fn wait(&self, within: Duration, is_so: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let deadline = Instant::now() + within;
        let mut state = self.state();
        while !is_so(&state) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.seen.changed.wait_timeout(state, left).unwrap().0;
        }
        state
    }

    fn describe(&self) -> String {
        let state = self.state();
        let end = state.exit.as_ref().map_or_else(|| "it runs".to_owned(), |exit| format!("it ended: {exit}"));
        let rule = "-".repeat(60);
        format!("{end}; the screen is\n{rule}\n{}\n{rule}", state.terminal.screen().contents())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.state().exit.is_none() {
            let _ = rustix::process::kill_process(self.process, Signal::KILL);
        }
    }
}

fn start_reading(mut reader: Box<dyn Read + Send>, seen: Arc<Seen>, writer: Arc<Mutex<Option<Box<dyn Write + Send>>>>) {
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        loop {
            // An error is how Linux says that the other side is closed.
            let count = reader.read(&mut bytes).unwrap_or(0);
            let mut state = seen.state.lock().unwrap();
            state.raw.extend_from_slice(&bytes[..count]);
            state.terminal.process(&bytes[..count]);
            let answer = state.terminal.callbacks_mut().take();
            let ends = count == 0 || state.hanging_up;
            if ends {
                drop(std::mem::replace(&mut reader, Box::new(std::io::empty())));
                state.closed = true;
            }
            drop(state);
            seen.changed.notify_all();
            if ends {
                return;
            }
            if let Some(writer) = writer.lock().unwrap().as_mut() {
                let _ = writer.write_all(&answer);
            }
        }
    });
}

fn start_waiting(mut child: Box<dyn Child + Send + Sync>, seen: Arc<Seen>) {
    thread::spawn(move || {
        let exit = child.wait().unwrap();
        seen.state.lock().unwrap().exit = Some(exit);
        seen.changed.notify_all();
    });
}

fn pty_size((cols, rows): Size) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// Returns a terminal on which nothing was written yet, to see again what a program wrote to one of this size.
pub(crate) fn blank(size: Size) -> vt100::Parser {
    let (rows, columns) = drawable(size);
    vt100::Parser::new(rows, columns, 0)
}

/// vt100 has no screen without cells, and one of 65535 by 65535 does not fit in memory. Returns rows and columns.
fn drawable((columns, rows): Size) -> (NonZeroU16, NonZeroU16) {
    let within = |cells: u16, most: u16| NonZeroU16::new(cells.min(most)).unwrap_or(NonZeroU16::MIN);
    (within(rows, 200), within(columns, 500))
}
