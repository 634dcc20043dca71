//! What the process ends with. Scripts depend on these numbers.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done: the workbench was left, the list was printed, the change was taken back; `diagnose`: nothing fails |
//! | 1 | not done, because the user or the server said no; `diagnose`: something fails; `redact --check`: something would be hidden |
//! | 2 | could not: wrong usage, no terminal, a configuration or kubeconfig that cannot be read, no answer, nothing may be read |
//! | 101 | podmend has a bug; the message says where the report is |
//! | 128 + n | ended by signal n: 129 after SIGHUP, 130 after SIGINT, 143 after SIGTERM |

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::anyhow;

use super::{
    args::Arguments,
    config::{Config, Hiding},
};
use crate::{
    cluster::Trouble,
    core::{
        redact::{Policy, Redactor},
        text,
    },
};

/// Done.
pub const DONE: u8 = 0;

/// Somebody said no.
pub const DECLINED: u8 = 1;

/// Something in the cluster fails.
pub const FAILING: u8 = 1;

/// Something would be hidden.
pub const FOUND: u8 = 1;

/// Could not.
pub const UNABLE: u8 = 2;

/// Turns what came of a mode into the process's end, and says on standard error what went wrong.
pub fn finish(outcome: anyhow::Result<u8>, arguments: &Arguments) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::from(DONE),
        Err(error) => {
            // There is nobody left to tell when standard error is gone too.
            let _ = writeln!(io::stderr(), "podmend: {}", sentence(&error, hiding(arguments).at_home()));
            ExitCode::from(UNABLE)
        }
    }
}

/// Returns why a cluster could not be asked, and in brackets what to try.
pub(super) fn trouble(trouble: &Trouble) -> anyhow::Error {
    let hint = if trouble.hint.is_empty() { String::new() } else { format!(" ({})", trouble.hint) };
    anyhow!("{}: {}{hint}", trouble.what, trouble.why)
}

/// A configuration that cannot be read may be the very error that is told.
fn hiding(arguments: &Arguments) -> Hiding {
    Config::load(arguments).map(|config| config.hiding).unwrap_or_default()
}

/// Returns an error and its causes as one line that can harm neither a terminal nor a secret.
fn sentence(error: &anyhow::Error, policy: Policy) -> String {
    let whole = Redactor::new(policy).redact(&format!("{error:#}"));
    text::neutralise_line(whole.text.as_str()).into_owned()
}

/// Whoever read our output has read enough: `podmend journal | head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_follow_on_one_harmless_line() {
        let error = anyhow::anyhow!("no such host \x1b[2J\nsecond").context("cannot reach the server");
        assert_eq!(sentence(&error, Policy::default()), "cannot reach the server: no such host \\x1b[2J\\nsecond");
    }

    #[test]
    fn the_user_s_own_words_are_not_said() {
        let mut hiding = Hiding::default();
        hiding.policy.lists.values.push("project-nightjar".to_owned());
        let error = anyhow::anyhow!("there is no deployment/project-nightjar");
        assert_eq!(sentence(&error, hiding.at_home()), "there is no deployment/REDACTED-word-1");
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        assert!(is_closed_pipe(&io::Error::from(io::ErrorKind::BrokenPipe).into()));
        assert!(!is_closed_pipe(&io::Error::from(io::ErrorKind::NotFound).into()));
    }
}
