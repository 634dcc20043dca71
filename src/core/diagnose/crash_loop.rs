//! The container starts, ends, and is started again, or not.

use crate::core::{
    cause::{Cause, Grade, node, start},
    health::SymptomKind,
    model::{Ended, Reading},
    text::neutralise_line,
};

use super::{
    Evidence, Finding, Shared,
    case::{Case, times},
    link::{broken, sound, unread},
    out_of_memory, probe, recent_change,
};

/// What a process is given that was ended by SIGKILL: 128 + 9.
const KILLED: i32 = 137;

/// How many of the last lines are worth quoting.
const QUOTED: usize = 10;

/// Explains a crash by its exit code, what the container last wrote, and what changed before it.
pub(super) fn find(case: &Case<'_>) -> Finding {
    let ended = case.ended();
    let verdict = ended.map_or_else(Verdict::unreported, |ended| verdict(case, ended));
    let log = log(case);
    let mut evidence = case.runs();
    if ended.is_some_and(|ended| ended.exit_code == KILLED) {
        evidence.extend(out_of_memory::limit_link(case));
    }
    evidence.extend(log.link);
    evidence.extend(recent_change::link(case));
    let code = ended.map(|ended| format!("exit code {}", ended.exit_code));
    Finding {
        also: verdict.also,
        evidence,
        next: next(case),
        shared: Shared { image: case.image(), other: code, ..Shared::default() },
        said: ended
            .map(|ended| ended.message.clone())
            .filter(|said| !said.is_empty())
            .or(log.last)
            .unwrap_or_else(|| case.symptom.message.clone()),
        ..case.finding(verdict.cause, verdict.grade, headline(case), verdict.sentence)
    }
}

fn headline(case: &Case<'_>) -> String {
    match case.symptom.kind {
        SymptomKind::Failed => format!("{} ended with an error", case.subject()),
        _ => format!("{} ends and is started again", case.subject()),
    }
}

struct Verdict {
    cause: Cause,
    also: Vec<Cause>,
    grade: Grade,
    sentence: String,
}

impl Verdict {
    fn unreported() -> Self {
        Self {
            cause: start::CRASH_EXIT,
            also: vec![start::OOM_KILLED, start::PROBE_FAILED],
            grade: Grade::CannotTell,
            sentence: "The kubelet waits before it starts it again; how the last run ended is not reported.".to_owned(),
        }
    }
}

fn verdict(case: &Case<'_>, ended: &Ended) -> Verdict {
    if ended.reason == "ContainerStatusUnknown" {
        return lost(case);
    }
    if ended.exit_code == KILLED {
        return killed(case);
    }
    let restarts = case.container().map_or(0, |container| container.restarts);
    let so_often = if restarts > 0 { format!(" It was started again {}.", times(restarts)) } else { String::new() };
    let hint = hint(ended.exit_code).map_or_else(String::new, |hint| format!(", which commonly means {hint}"));
    let sentence = format!("Its last run ended with exit code {}{hint}.{so_often}", ended.exit_code);
    // A process that a probe has ended may well give an exit code of its own.
    let by_probe = probe::may_have_killed(case);
    Verdict {
        cause: own(case),
        also: if by_probe { vec![start::PROBE_FAILED] } else { Vec::new() },
        grade: if by_probe { Grade::Likely } else { Grade::Certain },
        sentence,
    }
}

fn own(case: &Case<'_>) -> Cause {
    if case.symptom.kind == SymptomKind::Failed { start::FAILED } else { start::CRASH_EXIT }
}

/// 137 says that it was killed, not by whom: the runtime's own `OOMKilled` is missing at times.
fn killed(case: &Case<'_>) -> Verdict {
    let by_probe = probe::may_have_killed(case);
    let mut also = vec![start::OOM_KILLED, start::CRASH_EXIT];
    also.extend(by_probe.then_some(start::PROBE_FAILED));
    let whom =
        if by_probe { "the kernel for its memory, the kubelet for a probe" } else { "the kernel for its memory" };
    Verdict {
        cause: start::AMBIGUOUS,
        also,
        grade: Grade::CannotTell,
        sentence: format!(
            "It was killed (exit code 137), and the runtime does not say by whom: {whom}, or something inside the container."
        ),
    }
}

/// The kubelet writes 137 too when it finds a container gone: `pkg/kubelet/kubelet_pods.go`.
fn lost(case: &Case<'_>) -> Verdict {
    Verdict {
        cause: own(case),
        also: vec![node::NODE_NOT_READY, node::EVICTED],
        grade: Grade::CannotTell,
        sentence:
            "The kubelet did not find the container any more, as after a restart of the node; exit code 137 is the \
                   kubelet's own here and says nothing about memory."
                .to_owned(),
    }
}

/// What shells and the kernel use these codes for; a program may mean something else by them.
fn hint(code: i32) -> Option<&'static str> {
    Some(match code {
        0 => "that the program is done, while a container of this kind has to go on",
        2 => "wrong usage, or a panic of a Go program",
        126 => "that a shell found the command and may not run it",
        127 => "that a shell did not find a command",
        134 => "that the program aborted itself (SIGABRT)",
        139 => "a bad memory access (SIGSEGV)",
        143 => "that it was asked to end (SIGTERM)",
        _ => return None,
    })
}

struct Log {
    link: Option<Evidence>,
    last: Option<String>,
}

/// What the run before this one wrote last.
fn log(case: &Case<'_>) -> Log {
    let Some(container) = case.container() else { return Log { link: None, last: None } };
    let unasked = Reading::NotAsked;
    let reading = case.dossier.previous_logs.get(&container.name).unwrap_or(&unasked);
    let Reading::Found { value: lines, at } = reading else {
        let link = unread("previous-log", "what the run before wrote last", reading, "its log");
        return Log { link: Some(link), last: None };
    };
    let written: Vec<String> = lines
        .iter()
        .map(|line| neutralise_line(line.trim_end()).into_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let source = super::Source::ReadAt(*at);
    let link = match written.last() {
        Some(last) => broken("previous-log", format!("wrote last: {last}"), source),
        None => sound("previous-log", "the run before wrote nothing", source),
    };
    let last = written[written.len().saturating_sub(QUOTED)..].join("\n");
    Log { link: Some(link), last: Some(last).filter(|last| !last.is_empty()) }
}

fn next(case: &Case<'_>) -> String {
    let previous = if case.symptom.kind == SymptomKind::Failed { "" } else { " --previous" };
    let container = case.container().map_or_else(String::new, |container| format!(" -c {}", container.name));
    format!("Read what it wrote: kubectl logs -n {} {}{container}{previous}.", case.pod.namespace, case.pod.name)
}

/// Says how a Job stands with its failed pods.
pub(super) fn job_links(case: &Case<'_>) -> Vec<Evidence> {
    let Some(job) = case.dossier.workload.found() else { return Vec::new() };
    if job.get("kind").and_then(serde_json::Value::as_str) != Some("Job") {
        return Vec::new();
    }
    let number = |pointer: &str| job.pointer(pointer).and_then(serde_json::Value::as_u64);
    let Some(failed) = number("/status/failed") else { return Vec::new() };
    let limit = number("/spec/backoffLimit").unwrap_or(6);
    let text = format!("its Job has {failed} failed pods, and gives up after more than {limit}");
    vec![broken("job-backoff", text, case.workload_field("status.failed, spec.backoffLimit"))]
}

#[cfg(test)]
mod tests;
