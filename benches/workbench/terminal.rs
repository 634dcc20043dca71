//! The real binary in a pseudo terminal, with a clock beside it.

use std::{
    io::{Read, Write},
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

use crate::process::{Usage, peak_memory_mb};

const SIZE: PtySize = PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 };

/// Longer than anything here should ever take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the terminal must be silent before the next key is pressed.
const SILENCE: Duration = Duration::from_millis(15);

pub(crate) struct Workbench {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    started: Instant,
    _master: Box<dyn MasterPty + Send>,
    _home: TempDir,
}

impl Workbench {
    pub(crate) fn start(kubeconfig: &Path) -> Self {
        let home = TempDir::new().expect("a folder");
        let pty = native_pty_system().openpty(SIZE).expect("a pseudo terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_podmend"));
        command.args(["--theme", "dark", "-A"]);
        command.env("KUBECONFIG", kubeconfig);
        command.env("TERM", "xterm-256color");
        for variable in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            command.env(variable, home.path());
        }
        let started = Instant::now();
        let child = pty.slave.spawn_command(command).expect("the program starts");
        drop(pty.slave);
        let output = read_aside(pty.master.try_clone_reader().expect("the output can be read"));
        let writer = pty.master.take_writer().expect("the input can be written");
        let screen = vt100::Parser::new(cells(SIZE.rows), cells(SIZE.cols), 0);
        Self { child, writer, output, screen, started, _master: pty.master, _home: home }
    }

    /// Returns how long after the start this text was on the screen.
    pub(crate) fn wait_for(&mut self, text: &str) -> Duration {
        while !self.screen.screen().contents().contains(text) {
            let (at, bytes) = self
                .output
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| panic!("{text:?} never came; the screen was\n{}", self.screen.screen().contents()));
            self.screen.process(&bytes);
            if self.screen.screen().contents().contains(text) {
                return at.duration_since(self.started);
            }
        }
        self.started.elapsed()
    }

    /// Presses keys one by one and returns for each the time until the first byte of the frame it caused.
    pub(crate) fn key_times(&mut self, count: usize) -> Vec<Duration> {
        (0..count)
            .map(|index| {
                self.be_silent();
                let key = if index % 40 < 20 { b"j" } else { b"k" };
                let pressed = Instant::now();
                self.writer.write_all(key).and_then(|()| self.writer.flush()).expect("the key is taken");
                let (at, bytes) = self.output.recv_timeout(PATIENCE).expect("a frame");
                self.screen.process(&bytes);
                at.duration_since(pressed)
            })
            .collect()
    }

    /// Takes in what comes until nothing has come for a moment.
    fn be_silent(&mut self) {
        loop {
            match self.output.recv_timeout(SILENCE) {
                Ok((_, bytes)) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended"),
            }
        }
    }

    /// Returns the CPU time used while nobody touches it.
    pub(crate) fn idle_cpu(&mut self, time: Duration) -> Duration {
        self.be_silent();
        let pid = self.pid();
        let before = Usage::of(pid);
        thread::sleep(time);
        Usage::of(pid).cpu_since(before)
    }

    pub(crate) fn peak_memory_mb(&self) -> f64 {
        peak_memory_mb(self.pid())
    }

    fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).expect("a screen has cells")
}

/// Reads in a thread of its own, so that each piece of output has the time at which it came.
pub(crate) fn read_aside(mut reader: Box<dyn Read + Send>) -> Receiver<(Instant, Vec<u8>)> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        while let Ok(length) = reader.read(&mut buffer) {
            if length == 0 || sender.send((Instant::now(), buffer[..length].to_vec())).is_err() {
                return;
            }
        }
    });
    receiver
}
