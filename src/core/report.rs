//! An incident as text: for a ticket, a terminal, a patch in Git. The texts are whole; hiding is the redactor's business.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    diagnose::{Evidence, Finding, Grade, Mark, Source},
    diff::Diff,
    fix::{Fix, Risk, Weight},
    model::{Event, ObjectId, Uid},
    plan::{Change, FIELD_MANAGER, Verb},
    timeline::{Entry, Tone},
    yaml,
};

pub mod diagnosis;

/// What a report is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    pub context: &'a str,
    pub workload: &'a ObjectId,
    pub finding: Option<&'a Finding>,
    pub fix: Option<&'a Fix>,
    pub diff: &'a Diff,
    pub entries: &'a [Entry],
}

/// Writes the whole report in Markdown.
pub fn markdown(parts: &Parts<'_>, zone: &TimeZone) -> String {
    let mut text = format!("# {}\n\nContext `{}`\n", parts.workload, parts.context);
    if let Some(finding) = parts.finding {
        let grade = grade(finding.grade);
        let cause = finding.cause.name();
        let _ = write!(text, "\n## Why\n\n**{}** ({grade}, {cause})\n\n{}\n", finding.headline, finding.sentence);
        write_evidence(&mut text, finding, zone);
    }
    if let Some(fix) = parts.fix {
        let diff = parts.diff.unified("now", "with the fix");
        let _ = write!(text, "\n## Fix: {}\n\n{}\n", fix.variant.title(), fenced("diff", &diff));
        for risk in &fix.risks {
            let _ = writeln!(text, "- {}", risk_line(risk));
        }
    }
    if !parts.entries.is_empty() {
        let _ = write!(text, "\n## Timeline\n\n{}", fenced("", &timeline(parts.entries, zone)));
    }
    let _ = write!(text, "\n## Commands\n\n{}", fenced("sh", &commands(parts)));
    text
}

fn write_evidence(text: &mut String, finding: &Finding, zone: &TimeZone) {
    if finding.evidence.is_empty() && finding.said.is_empty() {
        return;
    }
    let _ = write!(text, "\n## Evidence\n\n");
    for link in &finding.evidence {
        let _ = writeln!(text, "- {} {}", mark(link.mark), evidence(link, zone));
    }
    if !finding.said.is_empty() {
        let gap = if finding.evidence.is_empty() { "" } else { "\n" };
        let _ = write!(text, "{gap}{}", fenced("", &finding.said));
    }
}

/// Quotes a text so that nothing in it can end the quotation.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// How to see it for oneself, and how to make the change.
fn commands(parts: &Parts<'_>) -> String {
    let (context, workload) = (quoted(parts.context), parts.workload);
    let (namespace, name) = (quoted(&workload.namespace), quoted(&workload.name));
    let kind = workload.kind.to_string().to_lowercase();
    let mut text = format!("# to see it\nkubectl --context {context} --namespace {namespace} describe {kind} {name}\n");
    let _ = writeln!(text, "kubectl --context {context} --namespace {namespace} get pods,events");
    if let Some(fix) = parts.fix {
        let _ = write!(text, "\n# to make the change\n{}", command(fix, parts.context));
    }
    text
}

pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Certain => "certain",
        Grade::Likely => "likely",
        Grade::CannotTell => "cannot tell",
    }
}

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Sound => "ok:",
        Mark::Broken => "broken:",
        Mark::Unknown => "unknown:",
    }
}

fn evidence(link: &Evidence, zone: &TimeZone) -> String {
    let source = source(&link.source, zone);
    if source.is_empty() { link.text.clone() } else { format!("{} ({source})", link.text) }
}

/// Says where a link of the chain is from.
fn source(source: &Source, zone: &TimeZone) -> String {
    source_at(source, |at| clock(at, zone))
}

/// Says where a link of the chain is from, beside the object that it is about: a field of that is told by its path alone.
pub fn source_beside(subject: &ObjectId, source: &Source, zone: &TimeZone) -> String {
    match source {
        Source::Field { object, path } if object == subject => path.clone(),
        other => self::source(other, zone),
    }
}

/// Says where a link of the chain is from, with its times written by `time`.
fn source_at(source: &Source, time: impl Fn(Timestamp) -> String) -> String {
    match source {
        Source::Text(text) => text.clone(),
        Source::ReadAt(at) => format!("read {}", time(*at)),
        Source::Field { object, path } => format!("{path} of {} {}", object.kind, object.name),
        Source::Event { count, since: None } => format!("event, {count} times"),
        Source::Event { count: 0 | 1, since: Some(since) } => format!("event at {}", time(*since)),
        Source::Event { count, since: Some(since) } => format!("event, {count} times since {}", time(*since)),
    }
}

/// The time of day in this zone.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

fn date_and_clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

fn risk_line(risk: &Risk) -> String {
    let weight = match risk.weight {
        Weight::Fine => "ok",
        Weight::Caution => "note",
        Weight::Unknown => "unknown",
    };
    format!("{weight}: {}", risk.text)
}

/// The fields that would be applied, and nothing else: what belongs into Git.
pub fn patch(fix: &Fix) -> String {
    let documents: Vec<String> = fix.changes.iter().map(|change| yaml::readable(&change.body)).collect();
    documents.join("---\n")
}

/// The kubectl command that makes the same change with the same field manager.
pub fn command(fix: &Fix, context: &str) -> String {
    let mut text = String::new();
    for change in &fix.changes {
        let _ = writeln!(text, "{}{}EOF", kubectl(change, context), yaml::readable(&change.body));
    }
    text
}

fn kubectl(change: &Change, context: &str) -> String {
    let context = quoted(context);
    match change.verb {
        Verb::Create => format!("kubectl --context {context} create -f - <<'EOF'\n"),
        Verb::Apply => {
            format!("kubectl --context {context} apply --server-side --field-manager {FIELD_MANAGER} -f - <<'EOF'\n")
        }
    }
}

/// Quotes a word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./@:".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Indents all lines but the first, so that no text can pass for entries that follow it.
fn within(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}

/// One event a line, oldest first.
pub fn events(events: &BTreeMap<Uid, Arc<Event>>, zone: &TimeZone) -> String {
    let mut sorted: Vec<&Event> = events.values().map(AsRef::as_ref).collect();
    sorted.sort_by_key(|event| event.last.or(event.first));
    let mut text = String::new();
    for event in sorted {
        let at = event.last.or(event.first).map(|at| date_and_clock(at, zone)).unwrap_or_default();
        let kind = if event.warning { "Warning" } else { "Normal" };
        let _ = writeln!(
            text,
            "{at}  x{}  {kind}  {}  {}  {}  {}",
            event.count,
            event.reason,
            event.regarding,
            event.source,
            within(&event.message)
        );
    }
    text
}

/// One entry a line, with its date.
pub fn timeline(entries: &[Entry], zone: &TimeZone) -> String {
    let mut text = String::new();
    for entry in entries {
        let tone = match entry.tone {
            Tone::Bad => "!",
            Tone::Plain => ".",
            Tone::Written => ">",
            Tone::Good => "+",
        };
        let _ = writeln!(text, "{}  {tone}  {}", date_and_clock(entry.at, zone), within(&entry.text));
    }
    text
}

#[cfg(test)]
mod tests;
