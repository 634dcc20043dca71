//! SQL that writes credentials by their columns: `INSERT INTO users (name, password) VALUES ('anna', 'x')`.

use std::ops::Range;

use memchr::memmem;

use super::{Find, names::Names, values};

/// Finds the values of telling columns.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let places = ["VALUES", "values"].into_iter().flat_map(|word| memmem::find_iter(text.as_bytes(), word));
    places.flat_map(|at| rows(text, at, names)).collect()
}

fn rows(text: &str, at: usize, names: &Names<'_>) -> Vec<Find> {
    let lead = text[..at].trim_end();
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
