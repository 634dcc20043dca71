//! What comes from outside: the signals that end or continue us, and the loss of the terminal.
//!
//! Every one is a message to the loop. When the loop has not given the terminal back soon after it was asked to end,
//! because it waits for a terminal that takes no more output, the process ends all the same. Who listens, and how a job
//! is stopped, is one file a system.

use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::sync::mpsc::Sender;

use super::guard;
use crate::tui::msg::Msg;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(super) use system::stop_job;

/// How long the loop has to give the terminal back.
const GRACE: Duration = Duration::from_millis(800);

/// Which signal ended the program, if one did.
#[derive(Clone, Debug, Default)]
pub struct Cause(Arc<AtomicI32>);

impl Cause {
    /// Returns the exit code of a program ended by this signal, as shells have it.
    pub fn exit_code(&self) -> Option<u8> {
        match self.0.load(Ordering::SeqCst) {
            0 => None,
            signal => u8::try_from(128 + signal).ok(),
        }
    }

    /// Returns `false` when there was a cause already.
    fn set(&self, signal: i32) -> bool {
        self.0.compare_exchange(0, signal, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

/// Starts to listen. Sends `Terminated` and `Resumed`, never anything else.
pub fn listen(inbox: Sender<Msg>) -> io::Result<Cause> {
    let cause = Cause::default();
    system::listen(Ending { cause: cause.clone(), inbox })?;
    Ok(cause)
}

#[derive(Clone)]
struct Ending {
    cause: Cause,
    inbox: Sender<Msg>,
}

impl Ending {
    /// Asks the loop to end, and sees to it that the terminal is let go. A second
    /// signal does not wait, nor does one that comes when the loop has ended.
    fn begin(&self, signal: i32) {
        let first = self.cause.set(signal);
        if !first || !guard::is_taken() {
            self.force();
        }
        let ending = self.clone();
        let waiting = thread::Builder::new().name("ending".to_owned()).spawn(move || {
            thread::sleep(GRACE);
            if guard::is_taken() {
                ending.force();
            }
        });
        if waiting.is_err() {
            self.force();
        }
        let _ = self.inbox.blocking_send(Msg::Terminated);
    }

    /// Ends the process without the loop. Only the modes of the terminal are given back, which cannot block; the loop is
    /// stuck because writing to the terminal does.
    fn force(&self) -> ! {
        let _ = crossterm::terminal::disable_raw_mode();
        process::exit(self.cause.exit_code().map_or(1, i32::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_signal_is_the_cause() {
        let cause = Cause::default();
        assert_eq!(cause.exit_code(), None);
        assert!(cause.set(15));
        assert!(!cause.set(2));
        assert_eq!(cause.exit_code(), Some(143));
    }
}
