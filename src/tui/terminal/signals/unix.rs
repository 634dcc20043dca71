//! Signals proper, and a terminal that hangs up.
//!
//! Deliberately absent: a handler for SIGTSTP. With the default one the kernel knows whether anybody could continue us
//! and does not stop us otherwise; after a stop from outside, SIGCONT tells us to take the terminal again.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
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

use super::Ending;
use crate::tui::msg::Msg;

/// How long a stop may take to reach us, in steps.
const STOP_STEP: Duration = Duration::from_millis(5);
const STOP_STEPS: u32 = 20;

pub(super) fn listen(ending: Ending) -> io::Result<()> {
    let signals = iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT])?;
    let on_hangup = ending.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || forward(signals, &ending))?;
    thread::Builder::new().name("hangup".to_owned()).spawn(move || watch_terminal(&on_hangup))?;
    Ok(())
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
pub(in crate::tui::terminal) fn stop_job() -> io::Result<()> {
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
