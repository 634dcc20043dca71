//! What is whole in a text of which more may come, when nothing more comes for a while.
//!
//! A log is whole at each line end. A manifest is not: the line that says what it is may be the last one. It is over where
//! another document begins, or with a line that cannot belong to it.

use super::lines::is_document_start;

/// How far a key reaches that has no end, in bytes.
const LONGEST_KEY: usize = 256 << 10;

/// The keys with which an object of a cluster begins, or under which its values stand.
const TELLING: [&str; 4] = ["apiVersion", "kind", "data", "stringData"];

/// Returns how much of a text is whole: up to its last line end, without a manifest, a JSON object or a key that goes on.
pub fn settled(text: &str) -> usize {
    let mut open: Option<Open> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        open = match open.map(|open| (open, open.take(line, start))) {
            Some((open, Step::Inside)) => Some(open),
            Some((_, Step::Last)) => None,
            Some((_, Step::Over)) | None => Open::at(line, start),
        };
        start += line.len();
    }
    open.map_or(start, |open| open.start)
}

/// Something that began and may go on.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    indentation: usize,
    form: Form,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// A key in PEM, up to its END.
    Key,
    Yaml,
    /// Brackets, up to the line that closes them.
    Json,
}

/// What a line is to something open.
#[derive(Clone, Copy)]
enum Step {
    Inside,
    /// It ends with this line.
    Last,
    /// It ended before this line.
    Over,
}

impl Open {
    fn at(line: &str, start: usize) -> Option<Self> {
        let form = if line.contains("-----BEGIN ") && !line.contains("-----END ") {
            Form::Key
        } else if line.trim_end().ends_with(['{', '[']) {
            Form::Json
        } else if is_document_start(line) || opens_yaml(line) {
            Form::Yaml
        } else {
            return None;
        };
        Some(Self { start, indentation: indentation(line), form })
    }

    fn take(&self, line: &str, start: usize) -> Step {
        let outside = !line.trim().is_empty() && indentation(line) <= self.indentation;
        match self.form {
            Form::Key if line.contains("-----END ") => Step::Last,
            Form::Key if start - self.start < LONGEST_KEY => Step::Inside,
            Form::Key => Step::Over,
            Form::Json if outside && line.trim_start().starts_with(['}', ']']) => {
                if line.trim_end().ends_with(['{', '[']) { Step::Inside } else { Step::Last }
            }
            Form::Yaml if is_document_start(line) => Step::Over,
            Form::Yaml if outside && indentation(line) == self.indentation && is_yaml(line) => Step::Inside,
            Form::Json | Form::Yaml if outside => Step::Over,
            Form::Json | Form::Yaml => Step::Inside,
        }
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Says that a manifest begins, or a part of one: a key with nothing behind it, or one that manifests begin with.
fn opens_yaml(line: &str) -> bool {
    key(line).is_some_and(|(key, value)| {
        let opens = value.is_empty() || value.starts_with(['|', '>', '#']);
        opens || TELLING.contains(&key)
    })
}

/// Says that a line can stand beside the keys of a manifest.
fn is_yaml(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with('#') || text.starts_with("- ") || text.trim_end() == "-" || key(line).is_some()
}

/// Returns the key that a line begins with, and what stands behind it.
fn key(line: &str) -> Option<(&str, &str)> {
    let text = line.trim().trim_start_matches("- ").trim_start();
    let (key, value) = text.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c));
    let value_is_apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_key && value_is_apart).then(|| (key, value.trim()))
}
