//! A plugin's process group, which ends as a whole.

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;

/// Gives the command a group of its own. It also loses the terminal with that, which is just as well here.
pub(super) fn lead(command: &mut Command) {
    command.process_group(0);
}

/// Ends the plugin together with what it started.
pub(super) fn kill(leader: Option<u32>) {
    let group = leader.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    // A group that is gone already needs no ending.
    _ = group.map(|group| kill_process_group(group, Signal::KILL));
}
