//! There are no process groups: what a plugin has started outlives it. It is only known to compile.

use tokio::process::Command;

/// `CREATE_NO_WINDOW`: the command gets a console that nobody sees, and not ours.
const HIDDEN: u32 = 0x0800_0000;

/// Takes our console from the command.
pub(super) fn lead(command: &mut Command) {
    command.creation_flags(HIDDEN);
}

/// Does nothing; the plugin itself ends when its handle is dropped.
pub(super) fn kill(_: Option<u32>) {}
