//! What comes from outside: the signals that end or continue us, and the loss of the terminal.
//!
//! Every one is a message to the loop. When the loop has not given the terminal back soon after it was asked to end,
//! because it waits for a terminal that takes no more output, the process ends all the same.
//!
//! Deliberately absent: a handler for SIGTSTP. With the default one the kernel knows whether anybody could continue us
//! and does not stop us otherwise; after a stop from outside, SIGCONT tells us to take the terminal again.

use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, Ordering},
    },
    thread,
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags},
    process::Signal,
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM},
    iterator,
};
use tokio::sync::mpsc::Sender;

use super::guard;
use crate::tui::msg::Msg;

/// How long the loop has to give the terminal back.
const GRACE: Duration = Duration::from_millis(800);

/// How long a stop may take to reach us, in steps.
const STOP_STEP: Duration = Duration::from_millis(5);
const STOP_STEPS: u32 = 20;

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
    let signals = iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT])?;
    let ending = Ending { cause: cause.clone(), inbox };
    let on_hangup = ending.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || forward(signals, &ending))?;
    thread::Builder::new().name("hangup".to_owned()).spawn(move || watch_terminal(&on_hangup))?;
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

fn forward(mut signals: iterator::Signals, ending: &Ending) {
    for signal in signals.forever() {
        if signal == SIGCONT {
            let _ = ending.inbox.blocking_send(Msg::Resumed);
        } else {
            ending.begin(signal);
        }
    }
}

/// Waits until the other side of the terminal is closed. SIGHUP says so too, but not to a program that `nohup` started
/// or that does not belong to the session.
fn watch_terminal(ending: &Ending) {
    let stdin = rustix::stdio::stdin();
    loop {
        let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
        match rustix::event::poll(&mut watched, None) {
            Err(rustix::io::Errno::INTR) => {}
            Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => {
                return ending.begin(SIGHUP);
            }
            // This system cannot watch a terminal in this way.
            Ok(_) | Err(_) => return,
        }
    }
}

/// Stops the whole job, as the terminal's own Ctrl-Z would, and returns when it is continued.
///
/// The whole job, because the shell waits for all of it: with `make run` or `sh -c podmend` nobody would get a prompt if
/// only we stopped. Where no shell could ever continue us the kernel ignores the signal, and this returns at once.
pub(super) fn stop_job() -> io::Result<()> {
    let continued = Arc::new(AtomicBool::new(false));
    let registration = signal_hook::flag::register(SIGCONT, Arc::clone(&continued))?;
    let sent = rustix::process::kill_current_process_group(Signal::TSTP);
    // The kernel may give the signal to another of our threads first, so that we run on for a moment.
    for _ in 0..STOP_STEPS {
        if continued.load(Ordering::SeqCst) {
            break;
        }
        thread::sleep(STOP_STEP);
    }
    signal_hook::low_level::unregister(registration);
    Ok(sent?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_signal_is_the_cause() {
        let cause = Cause::default();
        assert_eq!(cause.exit_code(), None);
        assert!(cause.set(SIGTERM));
        assert!(!cause.set(SIGINT));
        assert_eq!(cause.exit_code(), Some(143));
    }
}
