//! Manifests between text and values, read and written the way kubectl understands them.
//!
//! kubectl reads YAML 1.1, where a bare `yes` is a boolean and `010` is eight. Comments and the
//! source's layout are lost here; edits that must keep them work on the text instead.

mod shape;

use std::fmt;

use serde_json::Value;
use serde_saphyr::{RenderOptions, SnippetMode, UserMessageFormatter};

pub use shape::{ordered, without_noise};

/// Reads every document of a text that holds YAML or JSON; documents without content are skipped.
///
/// Fails on what kubectl refuses as well: broken syntax, a key that comes twice in one mapping,
/// and expansions that would exhaust the memory.
pub fn read_documents(text: &str) -> Result<Vec<Value>, YamlError> {
    if let Some(stream) = read_json_stream(text) {
        return Ok(stream);
    }
    let options = serde_saphyr::options! { legacy_octal_numbers: true };
    let documents: Vec<Value> =
        serde_saphyr::from_multiple_with_options(text, options).map_err(|error| YamlError::new(&error, text))?;
    Ok(documents.into_iter().filter(|document| !document.is_null()).collect())
}

/// Writes a value as one YAML document that kubectl reads back as the same value.
///
/// Keys keep the order they have in the value. Text is quoted wherever YAML 1.1 would take it
/// for something else, and wholly where a block would not survive.
pub fn write(value: &Value) -> String {
    let plain = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    let quoted = serde_saphyr::ser_options! { quote_all: true, folded_wrap_chars: usize::MAX };
    let styles = if has_tab_first(value) { vec![quoted] } else { vec![plain, quoted] };
    styles
        .into_iter()
        .filter_map(|style| serde_saphyr::to_string_with_options(value, style).ok())
        .find(|text| reads_back(text, value))
        // Every JSON text is YAML as well: ugly, but never wrong.
        .unwrap_or_else(|| format!("{value:#}\n"))
}

/// Writes an object of the API for a reader: without noise, in a reader's order.
pub fn readable(object: &Value) -> String {
    write(&ordered(without_noise(object.clone())))
}

/// Says where and why a text is not YAML; it never quotes the text, which may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The 1-based line, where it is known.
    pub line: Option<u64>,
    /// The 1-based column in characters, where it is known.
    pub column: Option<u64>,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// What to try, where there is something better than "look at that line".
    pub hint: Option<&'static str>,
}

impl YamlError {
    fn new(error: &serde_saphyr::Error, text: &str) -> Self {
        let location = error.location();
        Self {
            line: location.map(|at| at.line()),
            column: location.map(|at| at.column()),
            message: message(error),
            hint: hint(error, text),
        }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column {column}: ")?,
            (Some(line), None) => write!(f, "line {line}: ")?,
            _ => {}
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// Returns the values of a text that is JSON from the first to the last byte, as kubectl does.
fn read_json_stream(text: &str) -> Option<Vec<Value>> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    serde_json::Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().ok()
}

fn reads_back(text: &str, value: &Value) -> bool {
    match read_documents(text) {
        Ok(documents) if value.is_null() => documents.is_empty(),
        Ok(documents) => documents.len() == 1 && documents.first() == Some(value),
        Err(_) => false,
    }
}

/// Tells whether a text would become a block whose first line starts with a tab, which kubectl
/// rejects although YAML allows it.
fn has_tab_first(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n') && text.trim_start_matches('\n').starts_with('\t'),
        Value::Array(items) => items.iter().any(has_tab_first),
        Value::Object(fields) => fields.values().any(has_tab_first),
        _ => false,
    }
}

fn message(error: &serde_saphyr::Error) -> String {
    let mut options = RenderOptions::new(&UserMessageFormatter);
    options.snippets = SnippetMode::Off;
    let mut text = error.render_with_options(options);
    // The place has its own fields.
    if let Some(at) = text.rfind(" at line ") {
        text.truncate(at);
    }
    text
}

fn hint(error: &serde_saphyr::Error, text: &str) -> Option<&'static str> {
    if text.contains("{{") {
        return Some("this looks like a Helm template: render it first, with `helm template`");
    }
    if matches!(error.without_snippet(), serde_saphyr::Error::DuplicateMappingKey { .. }) {
        return Some("keep one of the two; kubectl refuses the file as well");
    }
    let line = usize::try_from(error.location()?.line()).ok()?;
    let mut around = text.lines().skip(line.saturating_sub(2)).take(3);
    let indents_by_tab = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    around.any(indents_by_tab).then_some("indent with spaces: YAML allows no tab there")
}

#[cfg(test)]
mod tests;
