//! Tables: the cells under a heading that names a credential.

use std::{ops::Range, sync::LazyLock};

use super::{
    Class, Find,
    names::{Names, Verdict},
    near, values,
    words::Words,
};

/// How the cells of a line are parted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Mark(char),
    /// Two spaces or more.
    Spaces,
}

/// Finds the cells under telling headings, up to the line that is no row any more.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    read(text, names).0
}

/// Returns the headings of the table that a text ends in: what comes behind it may be more of its rows.
pub(super) fn open_at_end(text: &str, names: &Names<'_>) -> Option<String> {
    read(text, names).1.map(|headings| text[headings].to_owned())
}

fn read(text: &str, names: &Names<'_>) -> (Vec<Find>, Option<Range<usize>>) {
    let (mut finds, mut open) = (Vec::new(), None);
    let mut read = 0;
    for (_, word) in TELLING.find(text) {
        if word.start < read {
            continue;
        }
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..word.start]).map_or(0, |at| at + 1);
        let line = line_at(text, start);
        read = line.end + 1;
        match Table::under(text, &line, names) {
            Some(table) => {
                finds.extend(rows(text, &table, &mut read));
                open = text.get(read..).unwrap_or_default().trim().is_empty().then_some(line);
            }
            None => finds.extend(row(text, &line, names)),
        }
    }
    (finds, open)
}

/// Parts of the words, of three bytes at least so that one pass finds them fast, that a heading over credentials has, and the name of one.
static TELLING: LazyLock<Words> = LazyLock::new(|| {
    Words::in_any_case(&[
        "pass", "pwd", " pw", ",pw", "\tpw", "\npw", "token", "secret", "key", "cred", "kennwort", "hash", "psk",
        "pin", "auth",
    ])
});

fn line_at(text: &str, start: usize) -> Range<usize> {
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    start..start + text[start..end].trim_end().len()
}

/// Reads the rows below the headings, from an offset on that then stands behind them.
fn rows(text: &str, table: &Table, read: &mut usize) -> Vec<Find> {
    let mut finds = Vec::new();
    while let Some(start) =
        text.get(*read..).map(|rest| *read + rest.len() - rest.trim_start_matches(['\r', '\n']).len())
    {
        let line = line_at(text, start);
        if line.is_empty() || !(is_rule(&text[line.clone()]) || table.has_row(text, &line)) {
            return finds;
        }
        if !is_rule(&text[line.clone()]) {
            finds.extend(table.cells(text, &line));
        }
        *read = line.end + 1;
    }
    finds
}

/// A row of names and values: the value beside a telling name.
fn row(text: &str, line: &Range<usize>, names: &Names<'_>) -> Option<Find> {
    let written = text[line.clone()].trim();
    // Behind the time of a log too.
    if let Some((_, inner)) = written.split_once('|').filter(|(_, inner)| inner.ends_with('|')) {
        return pair(text, inner, names);
    }
    let name = &written[..memchr::memmem::find(written.as_bytes(), b"  ")?];
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let verdict = names.verdict(name).filter(|_| is_name)?;
    let value = cells(text, line, Sign::Spaces).get(1).cloned()?;
    let word = &text[value.clone()];
    let is_hidden =
        !word.contains(char::is_whitespace) && values::stands_out(word) && values::is_credential(word, verdict);
    is_hidden.then(|| Find::new(value, verdict.class, "its name says so"))
}

/// The same between marks: `| admin_password | x | env |`.
fn pair(text: &str, row: &str, names: &Names<'_>) -> Option<Find> {
    let mut cells = row.split('|');
    let (name, value) = (bare(cells.next()?), bare(cells.next()?));
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let verdict = names.verdict(name).filter(|_| is_name)?;
    let is_hidden =
        !value.contains(char::is_whitespace) && values::stands_out(value) && values::is_credential(value, verdict);
    is_hidden.then(|| Find::new(near::range_of(text, value), verdict.class, "its name says so"))
}

/// The line between headings and rows.
fn is_rule(line: &str) -> bool {
    let is_drawn = |c: char| ('─'..='╿').contains(&c) || c == ' ';
    line.len() > 2
        && (line.bytes().all(|byte| b"-+=|: ".contains(&byte)) && line.contains("--") || line.chars().all(is_drawn))
}

/// A table by its headings.
struct Table {
    sign: Sign,
    count: usize,
    telling: Vec<(usize, Verdict)>,
    /// Where each heading begins, in bytes from the start of the line.
    starts: Vec<usize>,
}

impl Table {
    /// Reads a line as the headings of a table; `None` unless one of them names a credential.
    fn under(text: &str, line: &Range<usize>, names: &Names<'_>) -> Option<Self> {
        let written = &text[line.clone()];
        let bytes = written.trim_start().as_bytes();
        let has_sign = bytes.len() <= 400
            && (memchr::memchr3(b'|', b'\t', b',', bytes).is_some()
                || memchr::memmem::find(bytes, b"  ").is_some()
                || bytes.contains(&b';')
                || written.contains('│'));
        if !has_sign || written.contains(['{', '(']) {
            return None;
        }
        let signs = ['|', '\t', ',', ';', '│'].map(Sign::Mark);
        signs.into_iter().chain([Sign::Spaces]).find_map(|sign| {
            let cells = cells(text, line, sign);
            let words = cells.iter().map(|cell| &text[cell.clone()]);
            // Headings are short and hold no values.
            let is_heading = |word: &str| {
                word.len() <= 32
                    && !word.contains(['=', ':', '/', '.'])
                    && !word.bytes().any(|byte| byte.is_ascii_digit())
                    && word.split(' ').count() <= 3
            };
            // A list of strings, each with a comma behind it, is no table.
            let is_list = matches!(sign, Sign::Mark(',' | ';')) && words.clone().any(str::is_empty);
            if cells.len() < 2 || is_list || !words.clone().all(is_heading) {
                return None;
            }
            let verdicts = words.enumerate().filter_map(|(at, word)| Some((at, names.verdict(word)?)));
            let telling: Vec<_> = verdicts.collect();
            let starts = cells.iter().map(|cell| cell.start - line.start).collect();
            (!telling.is_empty()).then_some(Self { sign, count: cells.len(), telling, starts })
        })
    }

    fn has_row(&self, text: &str, line: &Range<usize>) -> bool {
        let cells = cells(text, line, self.sign);
        cells.len() == self.count || (self.sign == Sign::Spaces && cells.len() > 1 && cells.len() < self.count)
    }

    fn cells(&self, text: &str, line: &Range<usize>) -> Vec<Find> {
        let cells = cells(text, line, self.sign);
        let found = self.telling.iter().filter_map(|(column, verdict)| {
            let cell = self.cell(&cells, *column, line)?;
            let written = &text[cell.clone()];
            let is_rule = written.trim_matches(['-', ':', '=']).is_empty();
            let is_hidden = !is_rule && self.is_credential(written, *verdict);
            is_hidden.then(|| Find::new(cell, verdict.class, "stands in a column of credentials"))
        });
        found.collect()
    }

    /// In an aligned table a cell may be missing; then the columns tell.
    fn cell(&self, cells: &[Range<usize>], column: usize, line: &Range<usize>) -> Option<Range<usize>> {
        if cells.len() == self.count {
            return cells.get(column).cloned();
        }
        cells.iter().find(|cell| cell.start - line.start == self.starts[column]).cloned()
    }

    /// Columns of names of secrets and of dates are common in aligned tables.
    fn is_credential(&self, written: &str, verdict: Verdict) -> bool {
        let is_weak = verdict.is_certain() && self.sign != Sign::Spaces;
        let is_strong = verdict.class != Class::Credential || values::stands_out(written);
        values::is_credential(written, verdict) && (is_weak || (is_strong && values::stands_out(written)))
    }
}

fn split_outside_quotes(line: &str, mark: char) -> Vec<&str> {
    let mut is_inside = false;
    line.split(|c: char| {
        is_inside ^= c == '"';
        c == mark && !is_inside
    })
    .collect()
}

/// Leaves out the space and the quotes round what a cell holds.
fn bare(cell: &str) -> &str {
    cell.trim().trim_matches(['"', '\'', '`', '*'])
}

/// Returns the cells of a line without the space and the quotes round them.
fn cells(text: &str, line: &Range<usize>, sign: Sign) -> Vec<Range<usize>> {
    let written = &text[line.clone()];
    let pieces: Vec<&str> = match sign {
        // The headings of a wiki's table have two marks.
        Sign::Mark('|') if written.trim_start().starts_with("||") => written.split("||").collect(),
        Sign::Mark(mark @ (',' | ';')) => split_outside_quotes(written, mark),
        Sign::Mark(mark) => written.split(mark).collect(),
        Sign::Spaces => written.split("  ").filter(|piece| !piece.trim().is_empty()).collect(),
    };
    let mut cells: Vec<Range<usize>> = pieces.iter().map(|piece| near::range_of(text, bare(piece))).collect();
    // The marks at both ends of a line of Markdown.
    let (written, has_ends) = (written.trim(), |mark: char| matches!(mark, '|' | '│'));
    if let Sign::Mark(mark) = sign
        && has_ends(mark)
        && written.starts_with(mark)
        && written.ends_with(mark)
        && cells.len() > 2
    {
        cells.remove(0);
        cells.pop();
    }
    cells
}
