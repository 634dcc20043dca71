//! Arguments in, one mode chosen, error printed, exit code out.

use std::process::ExitCode;

use podmend::{
    cli::{
        args::{Arguments, Command},
        completion, diagnose, exit, explain, journal, process, redact, undo, workbench,
    },
    tui::terminal::panic,
};

fn main() -> ExitCode {
    process::keep_memory_private();
    panic::install();
    let arguments = Arguments::read();
    let outcome = match &arguments.command {
        None => workbench::open(&arguments),
        Some(Command::Demo { scenario }) => workbench::demo(&arguments, scenario.as_deref()),
        Some(Command::Diagnose { object, output }) => diagnose::run(&arguments, object.as_ref(), *output),
        Some(Command::Explain(asked)) => explain::run(asked),
        Some(Command::Redact(asked)) => redact::run(&arguments, asked),
        Some(Command::Journal) => journal::run(&arguments),
        Some(Command::Undo { id }) => undo::run(&arguments, id),
        Some(Command::Completion { shell }) => completion::run(*shell),
    };
    exit::finish(outcome, &arguments)
}
