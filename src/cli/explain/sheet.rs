//! What is shown of an explanation: the cause, what it rests on, what it leaves open, and the next step.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::core::{
    cause::{Cause, Grade},
    message::{Credential, Explanation},
    redact::redact,
    text::{neutralise_line, truncate},
};

/// How much is shown of what stands around the decisive words, in bytes on either side.
const AROUND: usize = 100;
/// How wide what is quoted may get, in columns.
const QUOTED: usize = 400;
/// The part of a page that says the next step.
const NEXT: &str = "What to do";
/// How much of a text goes through the redactor for one line of quotation, in bytes before the quotation.
const CONTEXT: usize = 4096;

/// Returns what a text tells, for people.
pub(super) fn sheet(text: &str, explanation: &Explanation) -> String {
    let cause = explanation.cause;
    let mut sheet = format!("{}\n\n", line(cause));
    row(&mut sheet, "how sure", sure(explanation));
    if let Some(quoted) = quoted(text, explanation) {
        row(&mut sheet, "it says", &quoted);
    }
    for (at, other) in explanation.also.iter().enumerate() {
        row(&mut sheet, if at == 0 { "not ruled out" } else { "" }, &line(*other));
    }
    if let Some(credential) = credential(explanation.credential) {
        row(&mut sheet, "credential", credential);
    }
    let page = cause.page();
    let next = section(&page, NEXT).map(|next| format!("\n{NEXT}:\n{next}\n")).unwrap_or_default();
    let _ = write!(sheet, "\n{}\n{next}\nMore: podmend explain --page {}\n", cause.summary(), cause.name());
    sheet
}

/// Returns all causes with their titles, family by family.
pub(super) fn list() -> String {
    let width = Cause::all().map(|cause| cause.name().width()).max().unwrap_or_default();
    let mut list = String::new();
    for cause in Cause::all() {
        let _ = writeln!(list, "{:width$}  {}", cause.name(), cause.title());
    }
    list
}

fn line(cause: Cause) -> String {
    format!("{}: {}", cause.name(), cause.title())
}

fn row(sheet: &mut String, name: &str, value: &str) {
    let _ = writeln!(sheet, "  {name:<13}  {value}");
}

fn sure(explanation: &Explanation) -> &'static str {
    match explanation.grade {
        Grade::Certain => "certain, by what the text says",
        Grade::Likely => "likely",
        Grade::CannotTell => "cannot tell from this text alone",
    }
}

fn credential(credential: Credential) -> Option<&'static str> {
    match credential {
        Credential::NotSent => Some("none reached the runtime for this registry"),
        Credential::Sent => Some("one was sent, and refused"),
        Credential::SomeToken => Some("one was sent, or the token that the registry gives to anybody, and refused"),
        Credential::Untold => None,
    }
}

/// Returns the decisive words with some of what stands around them, on one line.
fn quoted(text: &str, explanation: &Explanation) -> Option<String> {
    let decisive = &explanation.decisive;
    if decisive.is_empty() {
        return None;
    }
    let start = line_start(text, decisive.start).max(boundary(text, decisive.start.saturating_sub(AROUND)));
    let end = line_end(text, decisive.end).min(boundary(text, decisive.end + AROUND));
    let quotation = hidden(text, start, end);
    let (before, after) = (cut(start > line_start(text, start)), cut(end < line_end(text, end)));
    Some(truncate(&format!("{before}{}{after}", neutralise_line(quotation.trim())), QUOTED))
}

/// Returns a stretch of a text as the redactor leaves it, with so much before it as says what a value is.
fn hidden(text: &str, start: usize, end: usize) -> String {
    let from = boundary(text, start.saturating_sub(CONTEXT));
    let whole = redact(&text[from..end]).text.to_string();
    let before = redact(&text[from..start]).text.to_string();
    match whole.strip_prefix(&before) {
        Some(quotation) => quotation.to_owned(),
        // Something hidden lies across the beginning: the whole of it is safe to show, and cut at the left.
        None => whole[boundary(&whole, whole.len().saturating_sub(end - start))..].to_owned(),
    }
}

fn cut(cut: bool) -> &'static str {
    if cut { "…" } else { "" }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// Returns the last boundary between characters at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Returns what a page says under a heading.
fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, from) = page.split_once(&format!("\n## {heading}\n"))?;
    Some(from.split("\n## ").next().unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::message::explain;

    fn shown(text: &str) -> String {
        sheet(text, &explain("", text))
    }

    #[test]
    fn a_sheet_says_cause_grade_words_and_what_is_left_open() {
        let sheet = shown("line one\nFailed to pull image \"a\": pull access denied for a, repository does not exist");
        let lines: Vec<&str> = sheet.lines().collect();
        assert!(lines[0].starts_with("auth-missing-or-rejected: "), "{sheet}");
        assert_eq!(lines[2], "  how sure       likely");
        assert!(lines[3].starts_with("  it says        Failed to pull image \"a\": pull access denied"), "{sheet}");
        assert!(lines[4].starts_with("  not ruled out  repository-not-found-or-private: "), "{sheet}");
        assert!(sheet.contains("\nWhat to do:\n- "), "{sheet}");
        assert!(sheet.ends_with("More: podmend explain --page auth-missing-or-rejected\n"), "{sheet}");
    }

    #[test]
    fn of_a_long_line_only_the_decisive_part_is_quoted() {
        let sheet = shown(&format!("{} no basic auth credentials {}", "ä".repeat(5_000), "ö".repeat(5_000)));
        let quoted = sheet.lines().find(|line| line.contains("it says")).unwrap();
        assert!(quoted.contains("no basic auth credentials") && quoted.len() < 500, "{quoted}");
        assert!(quoted.contains("  …ä") && quoted.ends_with('…'), "{quoted}");
    }

    #[test]
    fn a_secret_that_is_cut_stays_hidden() {
        let secret = ["s3cr3t", "v4lu3"].concat().repeat(12);
        let sheet = shown(&format!("Authorization: Bearer {secret}: no basic auth credentials"));
        assert!(!sheet.contains(&secret[secret.len() - 20..]), "{sheet}");
    }

    #[test]
    fn all_causes_are_listed() {
        assert_eq!(list().lines().count(), Cause::all().count());
    }
}
