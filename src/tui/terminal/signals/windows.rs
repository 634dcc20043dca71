//! What a console tells its programs. It is only known to compile.
//!
//! Deliberately absent: stopping a job. There are none here, and `update` says so before it comes to that.

use std::{io, thread};

use tokio::{
    runtime::Builder,
    signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close},
};

use super::Ending;

/// The numbers that the exit code has elsewhere.
const SIGHUP: i32 = 1;
const SIGINT: i32 = 2;

pub(super) fn listen(ending: Ending) -> io::Result<()> {
    let runtime = Builder::new_current_thread().build()?;
    let mut console = Console { interrupt: ctrl_c()?, stop: ctrl_break()?, close: ctrl_close()? };
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        // The message is sent outside of the runtime, which forbids to wait in it.
        while let Some(signal) = runtime.block_on(console.next()) {
            ending.begin(signal);
        }
    })?;
    Ok(())
}

struct Console {
    interrupt: CtrlC,
    stop: CtrlBreak,
    close: CtrlClose,
}

impl Console {
    async fn next(&mut self) -> Option<i32> {
        tokio::select! {
            Some(()) = self.interrupt.recv() => Some(SIGINT),
            Some(()) = self.stop.recv() => Some(SIGINT),
            Some(()) = self.close.recv() => Some(SIGHUP),
            else => None,
        }
    }
}

pub(in crate::tui::terminal) fn stop_job() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
