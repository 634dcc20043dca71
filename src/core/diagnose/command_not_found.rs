//! The runtime cannot start the process: it is not in the image, may not be run, or there is none.

use serde_json::Value;

use crate::core::{
    cause::{Grade, content, start},
    health::SymptomKind,
};

use super::{
    Evidence, Finding, Shared, Source,
    case::{Case, scalar},
    link::{broken, sound},
};

/// Explains a container whose process could not be started, by the words of runc, crun or the runtime before them.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let said = said(case)?;
    let fault = Fault::told_by(said)?;
    let command = command(said);
    let mut evidence = vec![broken("process-started", fault.link(command), place(case))];
    evidence.extend(asked(case));
    evidence.extend(case.unread_spec("command", "which command the pod gives"));
    evidence.extend(case.runs().into_iter().filter(|link| link.link == "restarts"));
    let is_format = fault == Fault::Format;
    Some(Finding {
        also: if is_format { vec![content::PLATFORM_MISMATCH] } else { Vec::new() },
        evidence,
        next: fault.next(),
        shared: Shared { image: case.image(), other: command.map(str::to_owned), ..Shared::default() },
        said: said.to_owned(),
        ..case.finding(
            start::COMMAND_NOT_FOUND,
            if is_format { Grade::Likely } else { Grade::Certain },
            format!("{} cannot be started", case.subject()),
            fault.sentence(command),
        )
    })
}

/// While it waits to start a container again the kubelet tells only that; the end of the last run tells more.
fn said<'a>(case: &'a Case<'_>) -> Option<&'a str> {
    if case.symptom.kind == SymptomKind::Start {
        return Some(&case.symptom.message);
    }
    // `ContainerCannotRun` is dockershim's word, `StartError` that of containerd and CRI-O.
    let ended = case.ended().filter(|ended| matches!(ended.reason.as_str(), "StartError" | "ContainerCannotRun"))?;
    Some(&ended.message)
}

fn place(case: &Case<'_>) -> Source {
    match case.symptom.kind {
        SymptomKind::Start => case.status_field("state.waiting.message"),
        _ => case.status_field("lastState.terminated.message"),
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Absent,
    NotExecutable,
    Format,
    NoCommand,
}

impl Fault {
    /// What may stand around a missing file is as often a mount, so that the word `exec` has to stand before it.
    fn told_by(said: &str) -> Option<Self> {
        if said.contains("no command specified") {
            return Some(Self::NoCommand);
        }
        let (_, after) = said.split_once("exec: ").or_else(|| said.split_once("exec "))?;
        let has = |anchor: &str| after.contains(anchor);
        if has("exec format error") || said.contains("exec format error") {
            Some(Self::Format)
        } else if has("permission denied") || has("is a directory") {
            Some(Self::NotExecutable)
        } else if has("executable file not found") || has("no such file or directory") || has("cannot find the file") {
            Some(Self::Absent)
        } else {
            None
        }
    }

    fn link(self, command: Option<&str>) -> String {
        let command = command.unwrap_or("the command");
        match self {
            Self::Absent => format!("{command} is in the image: no"),
            Self::NotExecutable => format!("{command} may be run: no"),
            Self::Format => format!("the node can run {command}: no, exec format error"),
            Self::NoCommand => "there is a command: no".to_owned(),
        }
    }

    fn sentence(self, command: Option<&str>) -> String {
        let command = command.unwrap_or("its command");
        match self {
            Self::Absent => format!("The runtime cannot start {command}: there is no such file in the image."),
            Self::NotExecutable => {
                format!("The runtime cannot start {command}: it is there, and is not a file that may be run.")
            }
            Self::Format => format!(
                "The runtime cannot start {command}: it is a program for another kind of processor, or a script without #!."
            ),
            Self::NoCommand => "Neither the image nor the pod says what to start.".to_owned(),
        }
    }

    fn next(self) -> String {
        match self {
            Self::Absent => "Correct command in the pod template, or put the program into the image (a script's #! line counts too).",
            Self::NotExecutable => "Make the file executable in the image (chmod +x), or name the program that reads it.",
            Self::Format => "Compare the platform of the image with that of the node: kubectl get node NODE -o wide.",
            Self::NoCommand => "Set command in the pod template, or ENTRYPOINT in the image.",
        }
        .to_owned()
    }
}

/// `exec: "wge": executable file not found in $PATH`; in the text of old runtimes the quotes are escaped.
fn command(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("exec: ")?;
    let quoted = rest.trim_start_matches('\\').strip_prefix('"')?;
    quoted.split(['"', '\\']).next().filter(|command| !command.is_empty())
}

fn asked(case: &Case<'_>) -> Option<Evidence> {
    let spec = case.container_spec()?;
    let words = |name: &str| {
        let words: Vec<String> = spec.get(name).and_then(Value::as_array)?.iter().filter_map(scalar).collect();
        Some(words.join(" "))
    };
    Some(match (words("command"), words("args")) {
        (Some(command), _) => {
            sound("command", format!("the pod gives the command: {command}"), case.spec_field("command"))
        }
        (None, Some(args)) => {
            sound("command", format!("the image's own entrypoint is given: {args}"), case.spec_field("args"))
        }
        (None, None) => sound("command", "the image's own command is started", Source::text("the pod gives none")),
    })
}

#[cfg(test)]
mod tests;
