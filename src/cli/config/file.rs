//! The configuration file, as it is written.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;
use toml::de::DeTable;

use super::Hiding;
use super::redact::{self, Redact};

/// The keys that the file may have.
const KNOWN: [&str; 8] = ["theme", "ascii", "mouse", "read-only", "protected", "namespaces", "keys", "redact"];

/// How much of a word has to be right for us to guess it.
const LIKENESS: f32 = 0.6;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct File {
    pub(super) theme: Option<String>,
    pub(super) ascii: Option<bool>,
    pub(super) mouse: Option<bool>,
    pub(super) read_only: Option<bool>,
    pub(super) protected: Option<Vec<String>>,
    pub(super) namespaces: Vec<String>,
    keys: BTreeMap<String, Keys>,
    redact: Redact,
    /// What the table `redact` comes to.
    #[serde(skip)]
    hiding: Hiding,
}

/// One key or several.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected a key such as \"ctrl-d\", or a list of keys")]
enum Keys {
    One(String),
    Several(Vec<String>),
}

impl File {
    /// Reads the file.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let place = |span: Option<Range<usize>>| line_of(text, span.map_or(0, |span| span.start));
        let table = DeTable::parse(text).map_err(|error| (place(error.span()), error.message().to_owned()))?;
        let wrong = |(span, problem)| (place(Some(span)), problem);
        check(table.get_ref(), "", &KNOWN).map_err(wrong)?;
        if let Some(redact) = table.get_ref().get("redact").and_then(|redact| redact.get_ref().as_table()) {
            check(redact, "redact.", &redact::KNOWN).map_err(wrong)?;
        }
        let mut file: Self = toml::from_str(text).map_err(|error| (place(error.span()), error.message().to_owned()))?;
        file.hiding = file.redact.hiding().map_err(|(at, problem)| (line_of(text, at), problem))?;
        Ok(file)
    }

    pub(super) fn hiding(&self) -> Hiding {
        self.hiding.clone()
    }

    /// Returns the keys of each action that has its own.
    pub(super) fn overrides(&self) -> BTreeMap<String, Vec<String>> {
        let keys = |keys: &Keys| match keys {
            Keys::One(key) => vec![key.clone()],
            Keys::Several(keys) => keys.clone(),
        };
        self.keys.iter().map(|(action, chosen)| (action.clone(), keys(chosen))).collect()
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Finds the first key of a table that podmend does not know.
fn check(table: &DeTable<'_>, prefix: &str, known: &[&str]) -> Result<(), (Range<usize>, String)> {
    for key in table.keys() {
        if !known.contains(&key.get_ref().as_ref()) {
            let known: Vec<String> = known.iter().map(|known| format!("{prefix}{known}")).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err((key.span(), no_such("key", &format!("{prefix}{}", key.get_ref()), &known)));
        }
    }
    Ok(())
}

/// Says that there is nothing of this name, and which name may have been meant.
pub(super) fn no_such(what: &str, name: &str, known: &[&str]) -> String {
    match similar::get_close_matches(name, known, 1, LIKENESS).first() {
        Some(nearest) => format!("there is no {what} `{name}`; did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`; there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_and_several_are_read() {
        let file = File::parse("[keys]\napply = \"ctrl-a\"\ndown = [\"j\", \"down\"]\n").unwrap();
        let overrides = file.overrides();
        assert_eq!(overrides["apply"], ["ctrl-a"]);
        assert_eq!(overrides["down"], ["j", "down"]);
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_its_neighbour() {
        let (line, problem) = File::parse("mouse = true\n\nprotect = [\"prod\"]\n").unwrap_err();
        assert_eq!((line, problem.as_str()), (3, "there is no key `protect`; did you mean `protected`?"));
        let (_, problem) = File::parse("colour = 1").unwrap_err();
        assert!(problem.contains("there are theme, ascii"), "{problem}");
    }

    #[test]
    fn wrong_values_and_broken_files_say_where() {
        assert_eq!(File::parse("theme = \"dark\"\nmouse = \"yes\"").unwrap_err().0, 2);
        assert_eq!(File::parse("theme = \"dark\"\nmouse =").unwrap_err().0, 2);
        let (line, problem) = File::parse("[keys]\napply = 3\n").unwrap_err();
        assert_eq!((line, problem.as_str()), (2, "expected a key such as \"ctrl-d\", or a list of keys"));
    }
}
