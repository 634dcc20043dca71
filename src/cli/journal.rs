//! `podmend journal`: what podmend has changed from this machine, newest last.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Context;
use unicode_width::UnicodeWidthStr;

use super::{args::Arguments, config::Config, exit};
use crate::{
    cluster::journal::{Entry, Journal},
    core::{
        redact::Redactor,
        text::{neutralise_line, plural},
    },
    tui::private_file,
};

const HEADINGS: [&str; 6] = ["ID", "AT", "CONTEXT", "WHAT", "OBJECT", "RESULT"];

/// Prints the journal.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let redactor = Redactor::new(Config::load(arguments)?.hiding.at_home());
    let journal = of_clusters();
    let read = journal.read().with_context(|| format!("cannot read {}", journal.path().display()))?;
    let mut out = io::stdout().lock();
    if read.entries.is_empty() {
        writeln!(out, "podmend has changed nothing from here.")?;
    } else {
        out.write_all(table(&read.entries, &redactor).as_bytes())?;
    }
    if read.unreadable > 0 {
        let lines = plural(read.unreadable, "line");
        writeln!(io::stderr(), "podmend: {lines} of {} cannot be read", journal.path().display())?;
    }
    Ok(exit::DONE)
}

/// Returns the journal of what was done to real clusters.
///
/// Without a state directory its path is empty: then it cannot be written, and so nothing is sent.
pub(super) fn of_clusters() -> Journal {
    Journal::at(path("journal.jsonl"))
}

/// Returns the journal of the demo, whose clusters nobody ever sees again.
pub(super) fn of_the_demo() -> Journal {
    Journal::at(path("demo-journal.jsonl"))
}

fn path(name: &str) -> PathBuf {
    private_file::state_folder().map(|folder| folder.join(name)).unwrap_or_default()
}

fn table(entries: &[Entry], redactor: &Redactor) -> String {
    let rows: Vec<[String; 6]> = entries.iter().map(|entry| row(entry, redactor)).collect();
    let mut widths = HEADINGS.map(str::width);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let headings = HEADINGS.map(str::to_owned);
    std::iter::once(&headings).chain(&rows).map(|row| line(row, widths)).collect()
}

/// What was written into the journal came from a cluster or a kubeconfig, and maybe from a podmend that hid less, so that
/// nothing of it is taken for harmless.
fn row(entry: &Entry, redactor: &Redactor) -> [String; 6] {
    let intent = &entry.intent;
    let object = intent.steps.last().map(|step| step.target().to_string()).unwrap_or_default();
    let result = match &entry.outcome {
        None => "not known: nobody saw how it ended".to_owned(),
        Some(outcome) if outcome.result == "applied" || outcome.detail.is_empty() => outcome.result.clone(),
        Some(outcome) => format!("{}: {}", outcome.result, outcome.detail),
    };
    let at = intent.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    [&intent.id, &at, &intent.context, &intent.purpose, &object, &result]
        .map(|cell| neutralise_line(redactor.redact(cell).text.as_str()).into_owned())
}

fn line(cells: &[String; 6], widths: [usize; 6]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width - cell.width() + 2));
    }
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::journal::{Intent, Outcome};
    use jiff::Timestamp;

    fn entry(id: &str, context: &str, outcome: Option<(&str, &str)>) -> Entry {
        let at = Timestamp::UNIX_EPOCH;
        let intent = Intent {
            id: id.to_owned(),
            at,
            context: context.to_owned(),
            server: "https://staging:6443".to_owned(),
            purpose: "fix basic".to_owned(),
            steps: Vec::new(),
        };
        let outcome = outcome.map(|(result, detail)| Outcome {
            id: id.to_owned(),
            at,
            result: result.to_owned(),
            detail: detail.to_owned(),
        });
        Entry { intent, outcome }
    }

    #[test]
    fn columns_are_aligned_and_every_end_is_said() {
        let entries = [
            entry("1970-01-01-0000-1", "staging", Some(("applied", "0f-audit"))),
            entry("1970-01-01-0000-2", "prod-\x1b[2J", Some(("refused", "missing right"))),
            entry("1970-01-01-0000-3", "dev", None),
        ];
        let table = table(&entries, &Redactor::default());
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0].find("WHAT"), lines[3].find("fix basic"));
        assert!(lines[1].ends_with("applied"), "{table}");
        assert!(lines[2].contains("\\x1b[2J") && lines[2].ends_with("refused: missing right"), "{table}");
        assert!(lines[3].contains("not known"), "{table}");
    }
}
