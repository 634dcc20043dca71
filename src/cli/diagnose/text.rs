//! The diagnosis for people: the incidents, one after the other, in 80 columns.

use super::Ink;
use crate::{
    core::{
        report::diagnosis::{Diagnosis, Link, Replicas, Trouble, Workload},
        text::{plural, thousands},
    },
    tui::view::{twins, wrap},
};

/// Lines are not longer, whatever the terminal is.
const WIDTH: usize = 80;

/// So many workloads of an incident are named, the rest is counted.
const NAMED: usize = 12;

/// So many lines of what was said are shown.
const SAID: usize = 8;

/// Writes the report. `total` is the number of pods that were looked at; `subject` what was asked for, if that was one
/// object.
pub(super) fn text(diagnosis: &Diagnosis, total: usize, subject: Option<&str>, ink: Ink) -> String {
    let mut page = Page { ink, lines: Vec::new() };
    page.head(diagnosis, total, subject);
    for trouble in &diagnosis.incidents {
        page.trouble(trouble);
    }
    page.lines.push(String::new());
    let text = page.lines.join("\n");
    if ink.ascii { twins(&text) } else { text }
}

struct Page {
    ink: Ink,
    lines: Vec<String>,
}

/// How a stretch of text is set off; nothing is told by it alone.
#[derive(Clone, Copy)]
enum Tone {
    Plain,
    Strong,
    Dim,
    Good,
    Bad,
    Open,
}

impl Page {
    fn head(&mut self, diagnosis: &Diagnosis, total: usize, subject: Option<&str>) {
        let place = place(diagnosis);
        if !diagnosis.incidents.is_empty() {
            let failing: usize = diagnosis.incidents.iter().map(pods).sum();
            let incidents = plural(diagnosis.incidents.len(), "incident");
            let of = plural(total, "pod");
            self.wrapped(Tone::Plain, "", &format!("{incidents}: {} of {of} failing, {place}", thousands(failing)));
            return;
        }
        let what = subject.map_or_else(|| "nothing".to_owned(), |subject| format!("nothing of {subject}"));
        let seen = plural(total, "pod");
        if diagnosis.complete {
            self.wrapped(Tone::Good, "✔ ", &format!("{what} is failing: {seen} looked at, {place}"));
        } else {
            let text = format!("{what} is failing in what could be read: {seen} looked at, not all there are, {place}");
            self.wrapped(Tone::Open, "? ", &text);
        }
    }

    fn trouble(&mut self, trouble: &Trouble) {
        self.lines.push(String::new());
        self.wrapped(Tone::Strong, "✖ ", &trouble.title);
        let since = trouble.since.as_ref().map(|since| format!(", since {since}")).unwrap_or_default();
        self.wrapped(Tone::Plain, "  ", &format!("{}{since}", extent(trouble)));
        let also = match trouble.also.as_slice() {
            [] => String::new(),
            also => format!("; not ruled out: {}", also.join(", ")),
        };
        self.wrapped(Tone::Dim, "  ", &format!("{}, {}{also}", trouble.cause, grade(trouble.confidence)));
        self.lines.push(String::new());
        self.wrapped(Tone::Plain, "  ", &trouble.sentence);
        if !trouble.evidence.is_empty() {
            self.lines.push(String::new());
        }
        for link in &trouble.evidence {
            self.link(link);
        }
        self.said(trouble);
        if let Some(next) = &trouble.next {
            self.lines.push(String::new());
            self.wrapped(Tone::Plain, "  Next: ", next);
        }
        self.lines.push(String::new());
        for workload in trouble.workloads.iter().take(NAMED) {
            self.wrapped(Tone::Plain, "  ", &describe(workload));
        }
        if let Some(more) = trouble.workloads.len().checked_sub(NAMED).filter(|more| *more > 0) {
            self.wrapped(Tone::Plain, "  ", &format!("and {} more; -o json has all", plural(more, "workload")));
        }
    }

    fn link(&mut self, link: &Link) {
        let (tone, mark) = match link.state {
            "ok" => (Tone::Good, "  ✔ "),
            "broken" => (Tone::Bad, "  ✖ "),
            _ => (Tone::Open, "  ? "),
        };
        self.marked(tone, mark, &link.text);
        if let Some(source) = &link.source {
            self.wrapped(Tone::Dim, "      ", source);
        }
        if let Some(needs) = &link.needs {
            self.wrapped(Tone::Dim, "      ", &format!("needs {needs}"));
        }
    }

    fn said(&mut self, trouble: &Trouble) {
        let Some(said) = &trouble.said else { return };
        self.lines.push(String::new());
        let indent = "  | ";
        let rows = wrap(said, WIDTH - indent.len());
        for row in rows.iter().take(SAID) {
            self.wrapped(Tone::Dim, indent, row);
        }
        if rows.len() > SAID {
            self.wrapped(Tone::Dim, indent, "…");
        }
    }

    /// Adds a text with something before its first line, and room for that before the others.
    fn wrapped(&mut self, tone: Tone, lead: &str, text: &str) {
        self.rows(lead, text, |page, lead, row| page.ink(tone, &format!("{lead}{row}")));
    }

    /// Does the same with the tone on the mark alone.
    fn marked(&mut self, tone: Tone, mark: &str, text: &str) {
        self.rows(mark, text, |page, lead, row| format!("{}{row}", page.ink(tone, lead)));
    }

    fn rows(&mut self, lead: &str, text: &str, line: impl Fn(&Self, &str, &str) -> String) {
        let indent = lead.chars().count();
        let blank = if lead.trim_start().starts_with('|') { lead.to_owned() } else { " ".repeat(indent) };
        for (index, row) in wrap(text, WIDTH - indent).into_iter().enumerate() {
            let line = line(self, if index == 0 { lead } else { &blank }, row);
            self.lines.push(line.trim_end().to_owned());
        }
    }

    fn ink(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            _ if !self.ink.colour || text.trim().is_empty() => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Dim => "2",
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Open => "33",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

fn place(diagnosis: &Diagnosis) -> String {
    let context = &diagnosis.context;
    match diagnosis.namespaces.as_slice() {
        [namespace] => format!("namespace {namespace}, context {context}"),
        namespaces => format!("{}, context {context}", plural(namespaces.len(), "namespace")),
    }
}

fn pods(trouble: &Trouble) -> usize {
    trouble.workloads.iter().map(|workload| workload.pods.len()).sum()
}

/// `60 pods of 20 workloads in 5 namespaces`, as far as there is more than one.
fn extent(trouble: &Trouble) -> String {
    let missing: usize = trouble.workloads.iter().map(|workload| workload.missing as usize).sum();
    let counted = match (pods(trouble), missing) {
        (pods, 0) => plural(pods, "pod"),
        (0, missing) => format!("{} not created", plural(missing, "pod")),
        (pods, missing) => format!("{}, {} not created,", plural(pods, "pod"), thousands(missing)),
    };
    let mut namespaces: Vec<&str> = trouble.workloads.iter().map(|workload| workload.namespace.as_str()).collect();
    namespaces.dedup();
    match (trouble.workloads.len(), namespaces.len()) {
        (0 | 1, _) => counted,
        (workloads, 1) => format!("{counted} of {} in {}", plural(workloads, "workload"), namespaces[0]),
        (workloads, count) => {
            format!("{counted} of {} in {}", plural(workloads, "workload"), plural(count, "namespace"))
        }
    }
}

fn grade(confidence: &str) -> &str {
    if confidence == "unknown" { "cannot tell" } else { confidence }
}

/// `Deployment team-a/checkout: 1 pod, container app; 3 of 3 serve (the old ones)`
fn describe(workload: &Workload) -> String {
    let mut facts = Vec::new();
    if !workload.pods.is_empty() && workload.kind != "Pod" {
        facts.push(plural(workload.pods.len(), "pod"));
    }
    if workload.missing > 0 {
        facts.push(format!("{} not created", plural(workload.missing as usize, "pod")));
    }
    facts.extend(workload.container.as_ref().map(|container| format!("container {container}")));
    let name = format!("{} {}/{}", workload.kind, workload.namespace, workload.name);
    let mut text = if facts.is_empty() { name } else { format!("{name}: {}", facts.join(", ")) };
    if let Some(Replicas { wanted, ready, before_rollout }) = workload.serving {
        let old = if before_rollout { " (the old ones)" } else { "" };
        text = format!("{text}; {} of {} serve{old}", thousands(ready as usize), thousands(wanted as usize));
    }
    text
}

#[cfg(test)]
mod tests;
