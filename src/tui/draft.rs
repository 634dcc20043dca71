//! A text on its way to the clipboard, before the redactor has gone over it.
//!
//! What a text hides may be told by another one, or by lines of an object that a diff leaves out. So a draft carries what
//! it is made of, and is put together while it is redacted: at once where it is short, in `exec` where it is long.

use std::{collections::BTreeSet, fmt};

use jiff::tz::TimeZone;

use crate::core::{
    diagnose::Finding,
    diff::{Diff, diff},
    fix::Fix,
    model::ObjectId,
    redact::{Hidden, Redacted, summary},
    report,
    text::thousands,
    timeline::Entry,
};

use super::censor::{Censor, placeholders};

/// The longest text in bytes that is redacted between two frames.
pub const SHORT: usize = 256 << 10;

/// A text to be copied, and what tells what is secret in it.
#[derive(Clone)]
pub struct Draft {
    pub body: Body,
    /// Texts that go past the redactor first, so that what they tell is hidden in this one too.
    pub around: Vec<String>,
}

#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "nothing of it has been redacted yet")]
pub enum Body {
    Text(String),
    /// The fix as a unified diff.
    Diff(Box<Fix>),
    Report(Box<Report>),
}

/// What the report of an incident is made of.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "nothing of it has been redacted yet")]
pub struct Report {
    pub context: String,
    pub workload: ObjectId,
    pub finding: Option<Finding>,
    pub fix: Option<Fix>,
    pub entries: Vec<Entry>,
    pub zone: TimeZone,
}

/// A text as it is copied, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub text: Redacted,
    pub lines: usize,
    /// What is not in it, by class.
    pub hidden: String,
    /// How many different values that is.
    pub values: usize,
}

impl Draft {
    /// Says whether redacting it takes so long that the screen would not follow the keys.
    pub fn is_long(&self) -> bool {
        let around: usize = self.around.iter().map(String::len).sum();
        around + self.body.len() > SHORT
    }

    /// Redacts it.
    ///
    /// # Errors
    /// In words: what the redactor left is not clean by its own rules. Then there is nothing that could be copied.
    pub fn redacted(&self, censor: &Censor) -> Result<Copied, String> {
        for text in &self.around {
            censor.redact(text);
        }
        let (text, mut hidden) = self.body.written(censor);
        let redaction = censor.redact(&text);
        let copied = redaction.text.as_str();
        if censor.redact(copied).text.as_str() != copied {
            return Err("redacting it failed: what was left would have to be redacted again".to_owned());
        }
        let present: BTreeSet<&str> = placeholders(copied).map(|range| &copied[range]).collect();
        hidden.retain(|stretch| present.contains(stretch.placeholder.as_str()));
        hidden.extend(redaction.hidden.iter().cloned());
        let kept = match censor.kept_in(copied) {
            0 => String::new(),
            count => format!("; {} shown as you asked", thousands(count)),
        };
        let values: BTreeSet<&str> = hidden.iter().map(|stretch| stretch.placeholder.as_str()).collect();
        Ok(Copied {
            values: values.len(),
            lines: copied.lines().count(),
            hidden: format!("{}{kept}", summary(&hidden)),
            text: redaction.text.clone(),
        })
    }
}

impl Body {
    fn len(&self) -> usize {
        let fix = |fix: &Fix| fix.before.len() + fix.after.len();
        match self {
            Self::Text(text) => text.len(),
            Self::Diff(of) => fix(of),
            Self::Report(report) => {
                report.fix.as_ref().map_or(0, fix) + report.finding.as_ref().map_or(0, |finding| finding.said.len())
            }
        }
    }

    /// Writes the text, and says what is hidden in it already.
    fn written(&self, censor: &Censor) -> (String, Vec<Hidden>) {
        match self {
            Self::Text(text) => (text.clone(), Vec::new()),
            Self::Diff(fix) => {
                let (diff, hidden) = of_redacted(fix, censor);
                let [old, new] = ["now", "with the fix"].map(|side| format!("{} {side}", fix.target));
                (diff.unified(&old, &new), hidden)
            }
            Self::Report(report) => report.written(censor),
        }
    }
}

impl Report {
    fn written(&self, censor: &Censor) -> (String, Vec<Hidden>) {
        let (diff, hidden) = self.fix.as_ref().map(|fix| of_redacted(fix, censor)).unwrap_or_default();
        let parts = report::Parts {
            context: &self.context,
            workload: &self.workload,
            finding: self.finding.as_ref(),
            fix: self.fix.as_ref(),
            diff: &diff,
            entries: &self.entries,
        };
        (report::markdown(&parts, &self.zone), hidden)
    }
}

/// Compares what is left of both sides: a whole object tells more of what is secret in it than the lines of a diff do.
fn of_redacted(fix: &Fix, censor: &Censor) -> (Diff, Vec<Hidden>) {
    let [before, after] = [&fix.before, &fix.after].map(|side| censor.redact(side));
    let hidden = before.hidden.iter().chain(&after.hidden).cloned().collect();
    (diff(before.text.as_str(), after.text.as_str()), hidden)
}

impl fmt::Debug for Draft {
    /// Nothing of it has been redacted yet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::redact::Policy;

    const SECRET: &str = "kind: Secret\nstringData:\n  plain: sesame-street-9\n  other: x\n";

    fn text(text: &str, around: &[&str]) -> Draft {
        Draft { body: Body::Text(text.to_owned()), around: around.iter().map(ToString::to_string).collect() }
    }

    fn fix(before: &str, after: &str) -> Box<Fix> {
        let case = crate::tui::view::fixture::case();
        let fix = case.fix.expect("the case has a fix");
        Box::new(Fix { before: before.to_owned(), after: after.to_owned(), ..fix })
    }

    #[test]
    fn what_is_hidden_is_counted_once() {
        let copied = text(SECRET, &[]).redacted(&Censor::default()).unwrap();
        assert!(!copied.text.as_str().contains("sesame"), "{}", copied.text);
        assert_eq!((copied.lines, copied.hidden.as_str()), (4, "2 hidden: 2 secret data"));
    }

    #[test]
    fn a_diff_hides_what_only_the_whole_object_tells() {
        let long = |value: &str| {
            let filling = "  key: word\n".repeat(12);
            format!("kind: Secret\nstringData:\n{filling}  z: {value}\n")
        };
        let body = Body::Diff(fix(&long("short"), &long("other")));
        let copied = Draft { body, around: Vec::new() }.redacted(&Censor::default()).unwrap();
        let text = copied.text.as_str();
        assert!(text.contains("-  z: REDACTED-") && !text.contains("short"), "{text}");
        let present: BTreeSet<&str> = placeholders(text).map(|range| &text[range]).collect();
        assert!(copied.hidden.starts_with(&format!("{} hidden", present.len())), "{} {text}", copied.hidden);
    }

    #[test]
    fn what_is_kept_is_said() {
        let mut censor = Censor::new(Policy::default());
        let placeholder =
            censor.redact("url: https://robot:hunter2-and-a-half@h.corp/\n").hidden[0].placeholder.clone();
        censor.keep(&placeholder);
        let kept: String = censor.known(&placeholder).unwrap().forms.into_iter().collect();
        let copied = text(&format!("see {kept}\n"), &[]).redacted(&censor).unwrap();
        assert_eq!(copied.text.as_str(), format!("see {kept}\n"));
        assert_eq!(copied.hidden, "nothing hidden; 1 shown as you asked");
    }

    #[test]
    fn what_a_text_around_it_tells_is_hidden_in_it() {
        let told = "password: sesame-street-9\n";
        let copied = text("the job logged sesame-street-9 and ended\n", &[told]).redacted(&Censor::default()).unwrap();
        assert_eq!(copied.text.as_str(), "the job logged REDACTED-password-1 and ended\n");
        assert_eq!(copied.hidden, "1 hidden: 1 password");
    }

    #[test]
    fn a_draft_is_long_with_all_that_must_be_read_for_it() {
        assert!(!text(SECRET, &[]).is_long());
        assert!(text(SECRET, &[&"x".repeat(SHORT)]).is_long());
    }
}
