//! Variables as Go prints them: `EnvVar{Name:DB_PASSWORD,Value:x,ValueFrom:nil,}`.

use super::{Find, names, values};

/// Finds the value behind each telling name.
pub(super) fn find(text: &str) -> Vec<Find> {
    text.match_indices("Name:").filter_map(|(at, sign)| value(text, at + sign.len())).collect()
}

fn value(text: &str, start: usize) -> Option<Find> {
    let name = field(&text[start..])?;
    let verdict = names::verdict(name.trim_matches(['"', ' ']))?;
    let after = start + name.len() + 1;
    let written = text[after..].trim_start().strip_prefix("Value:")?;
    let at = text.len() - written.len();
    let value = field(written)?;
    values::is_credential(value, verdict).then(|| Find::new(at..at + value.len(), verdict.class, "its name says so"))
}

/// Returns a text up to the end of the field that it begins with.
fn field(text: &str) -> Option<&str> {
    text.split_once([',', '}', '\n']).map(|(field, _)| field)
}
