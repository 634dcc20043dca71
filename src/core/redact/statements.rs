//! Statements that give a value to a name elsewhere in them: SQL by its columns (`INSERT INTO users (name, password) VALUES
//! ('anna', 'x')`), a template by its default, a server by the path of the field that it refuses.

use std::ops::Range;

use memchr::memmem;

use super::{Find, names::Names, near, values};

/// Finds the values of telling columns.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let places = ["VALUES", "values"].into_iter().flat_map(|word| memmem::find_iter(text.as_bytes(), word));
    let mut finds: Vec<Find> = places.flat_map(|at| rows(text, at, names)).collect();
    let defaults = memmem::find_iter(text.as_bytes(), "default");
    finds.extend(defaults.filter_map(|at| fallback(text, at, names)));
    for otherwise in ["?: ", "|| ", "?? "] {
        let places = memmem::find_iter(text.as_bytes(), otherwise);
        finds.extend(places.filter_map(|at| given_otherwise(text, at, otherwise, names)));
    }
    finds.extend(memmem::find_iter(text.as_bytes(), "invalid value \"").filter_map(|at| refused(text, at, names)));
    finds.extend(memmem::find_iter(text.as_bytes(), INVALID).filter_map(|at| quoted(text, at, names)));
    finds
}

/// What a template takes where nothing else is given: `password: {{ .Values.auth.password | default "x" }}`.
fn fallback(text: &str, at: usize, names: &Names<'_>) -> Option<Find> {
    let rest = text[at + "default".len()..].trim_start_matches([' ', '(']);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    let line = near::last(&text[..at], 256).rsplit('\n').next()?;
    let (lead, expression) = line.rsplit_once("{{")?;
    let path = expression.trim().trim_end_matches(['|', ' ']);
    let name = path.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next()?;
    let key = lead.trim_end_matches([' ', '"', '\'', '\\', ':', '=']);
    let key = &key[key.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c)).len()..];
    let verdict = names.verdict(name).or_else(|| names.verdict(key))?;
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    let is_hidden = !expression.contains("}}") && values::is_credential(value, verdict);
    is_hidden.then(|| Find::new(start..start + value.len(), verdict.class, "is given where nothing else is"))
}

/// What a program takes where a variable is not set: `$password = getenv('DB_PASSWORD') ?: "x"`.
fn given_otherwise(text: &str, at: usize, otherwise: &str, names: &Names<'_>) -> Option<Find> {
    let rest = near::first(&text[at + otherwise.len()..], 512);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    let line = near::last(&text[..at], 256).rsplit('\n').next()?;
    let name = line.split_once(['=', ':'])?.0.trim().rsplit([' ', '$']).next()?;
    let verdict = names.verdict(name).filter(|verdict| values::is_credential(value, *verdict))?;
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    Some(Find::new(start..start + value.len(), verdict.class, "is given where nothing else is"))
}

/// What a server quotes of a field with a telling name: `data[password]: Invalid value: "x"`.
fn quoted(text: &str, at: usize, names: &Names<'_>) -> Option<Find> {
    let path = near::last(&text[..at], 128).trim_end_matches([' ', ':', ']', '"']);
    let name = path.rsplit(['.', '[', '"', ' ']).next()?;
    let verdict = names.verdict(name)?;
    let start = at + INVALID.len();
    let value = text[start..].split('"').next()?;
    values::is_credential(value, verdict)
        .then(|| Find::new(start..start + value.len(), verdict.class, "is the value of a field that its name tells"))
}

/// The same with the field behind it: `invalid value "x" for password`.
fn refused(text: &str, at: usize, names: &Names<'_>) -> Option<Find> {
    let start = at + "invalid value \"".len();
    let (value, behind) = near::first(&text[start..], 512).split_once("\" for ")?;
    let name = behind.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next()?;
    let verdict = names.verdict(name).filter(|verdict| values::is_credential(value, *verdict))?;
    Some(Find::new(start..start + value.len(), verdict.class, "is the value of a field that its name tells"))
}

const INVALID: &str = "Invalid value: \"";

fn rows(text: &str, at: usize, names: &Names<'_>) -> Vec<Find> {
    let lead = near::last(&text[..at], 4096).trim_end();
    let Some(open) = lead.strip_suffix(')').and_then(|inner| inner.rfind('(')) else {
        return Vec::new();
    };
    let columns: Vec<_> = lead[open + 1..lead.len() - 1]
        .split(',')
        .map(|column| names.verdict(column.trim().trim_matches(['"', '`'])))
        .collect();
    let mut finds = Vec::new();
    let mut next = at + "VALUES".len();
    while let Some(open) =
        text[next..].find(|c: char| !c.is_whitespace() && c != ',').filter(|open| text[next + open..].starts_with('('))
    {
        let (fields, end) = fields(text, next + open + 1);
        for (field, verdict) in fields.into_iter().zip(&columns) {
            let value = &text[field.clone()];
            if let Some(verdict) = verdict.filter(|verdict| values::is_credential(value, *verdict)) {
                finds.push(Find::new(field, verdict.class, "stands in a column of credentials"));
            }
        }
        next = end;
    }
    finds
}

/// Returns the fields of a tuple without their quotes, and where it ends.
fn fields(text: &str, start: usize) -> (Vec<Range<usize>>, usize) {
    let mut fields = Vec::new();
    let (mut from, mut quote) = (start, None);
    for (at, c) in text[start..].char_indices().map(|(at, c)| (start + at, c)) {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, ',' | ')') => {
                let written = &text[from..at];
                let bare = written.trim().trim_matches(['\'', '"']);
                let begin = from + (written.len() - written.trim_start().trim_start_matches(['\'', '"']).len());
                fields.push(begin..begin + bare.len());
                from = at + 1;
                if c == ')' {
                    return (fields, at + 1);
                }
            }
            (None, '\n') if at - start > 4096 => break,
            _ => {}
        }
    }
    (Vec::new(), text.len())
}
