//! Files that were written line by line behind something else: the time of a log, the number of a line, a mark of quotation.

use memchr::memmem;

use super::{View, lines};

/// How many of ten lines have to look like those of a file.
const MOST_OF_TEN: usize = 6;

/// How many words a line of a file has at most that is no entry of a mapping or a list.
const MOST_WORDS: usize = 6;

/// Returns what stands behind the prefix of each stretch of lines that begin alike, if it looks like a file.
///
/// Between two stretches a document ends.
pub(in super::super) fn behind_prefixes(text: &str) -> Option<View> {
    let lines: Vec<(usize, &str)> = lines(text).collect();
    let mut view = View::of_lines();
    let mut at = 0;
    while at + 1 < lines.len() {
        let (count, prefix) = stretch(&lines[at..]);
        let (stretch, width) = (&lines[at..at + count], prefix.len());
        if count > 1 && is_prefix(prefix) && is_file(stretch.iter().map(|(_, line)| behind(line, width))) {
            view.push_end(stretch[0].0);
            for (at, line) in stretch {
                let content = behind(line, width);
                view.push(content, at + line.len() - content.len());
            }
        }
        at += count;
    }
    (!view.text.is_empty()).then_some(view)
}

/// Returns what stands behind a prefix of so many bytes: of a line that has no more than that, its end.
fn behind(line: &str, width: usize) -> &str {
    let end = line.trim_end().len();
    line.get(width.min(end)..).unwrap_or(line)
}

/// Returns how many lines begin alike, and what they begin with.
fn stretch<'t>(lines: &[(usize, &'t str)]) -> (usize, &'t str) {
    let mut prefix = "";
    let mut count = 1;
    for pair in lines.windows(2) {
        let (before, line) = (pair[0].1, pair[1].1);
        let shared = shared(before, line);
        match shared {
            // A line without a content of its own.
            None if fits(line, prefix) => {}
            Some(shared) if shared < 2 => break,
            Some(shared)
                if prefix.is_empty() && lines[..count].iter().all(|(_, line)| fits(line, &before[..shared])) =>
            {
                prefix = &before[..shared];
            }
            _ if prefix.is_empty() => break,
            Some(shared) if shared >= prefix.len() => {}
            // Deeper lines came first.
            Some(shared) if is_blank(before.as_bytes().get(shared..prefix.len())) => prefix = &before[..shared],
            _ => break,
        }
        count += 1;
    }
    (count, before_table(prefix))
}

/// Returns what a line holds besides what it begins with as another one does.
pub(in super::super) fn behind_same<'t>(other: &str, line: &'t str) -> &'t str {
    match shared(other, line) {
        Some(width) => &line[width..],
        None if line.trim_end().len() <= other.len() => "",
        None => line,
    }
}

/// Leaves the mark with which the row of a table begins to the row, unless a name stands before it: `web-1  | x`.
fn before_table(prefix: &str) -> &str {
    let number = prefix.trim_end().strip_suffix('|');
    let is_name = |lead: &&str| {
        let lead = lead.trim();
        lead.bytes().any(|byte| byte.is_ascii_alphabetic()) && !lead.ends_with(']') && !lead.contains(' ')
    };
    number.filter(|number| !is_name(number)).unwrap_or(prefix)
}

fn is_blank(between: Option<&[u8]>) -> bool {
    between.is_some_and(|between| between.iter().all(|byte| *byte == b' '))
}

/// Tells whether a line begins with a prefix, or is a part of it.
fn fits(line: &str, prefix: &str) -> bool {
    let (line, prefix) = (line.trim_end().as_bytes(), prefix.as_bytes());
    alike(line, prefix) == line.len().min(prefix.len())
}

/// Returns how many bytes two lines have alike; all digits are.
fn alike(a: &[u8], b: &[u8]) -> usize {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b' ';
    a.iter().zip(b).take_while(|(a, b)| a == b || is_digit(**a) && is_digit(**b)).count()
}

/// Returns the width of what two lines begin with, up to the last mark in it.
///
/// `None` if one of them has nothing else.
fn shared(a: &str, b: &str) -> Option<usize> {
    let (a, b) = (a.trim_end().as_bytes(), b.trim_end().as_bytes());
    let alike = alike(a, b);
    if alike == a.len() || alike == b.len() {
        return None;
    }
    Some(a[..alike].iter().zip(b).rposition(|(a, b)| a == b && b" \t>|#".contains(a)).map_or(0, |mark| mark + 1))
}

const LEVELS: [&str; 13] =
    ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL", "DBG", "INF", "WRN", "ERR"];

/// Tells a prefix from the indentation of a mapping or a list, from its keys, and from a word that is part of a name.
fn is_prefix(lead: &str) -> bool {
    let bare = lead.trim();
    let is_marked = bare.bytes().any(|byte| !byte.is_ascii_alphabetic() && byte != b' ');
    let is_level = LEVELS.contains(&bare);
    // The key of a string is none: the string ends further on.
    let is_open = bare.contains('"');
    !bare.is_empty()
        && !is_open
        && (is_marked || is_level)
        && bare != "-"
        && !bare.starts_with("- ")
        && (!bare.ends_with(':') || bare.contains([' ', ']']))
}

/// Tells whether most of some lines look like those of a file, and not like what a log says.
pub(super) fn is_file<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let (mut count, mut alike) = (0, 0);
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        count += 1;
        alike += usize::from(is_of_file(line));
    }
    count > 0 && alike * 10 >= count * MOST_OF_TEN
}

fn is_of_file(line: &str) -> bool {
    let name = line.strip_prefix("- ").unwrap_or(line);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"_-./\"'".contains(c)).unwrap_or(name.len());
    let is_entry = end > 0 && ["=", ": ", ":"].iter().any(|sign| name[end..].starts_with(sign)) && {
        let rest = &name[end + 1..];
        rest.is_empty() || rest.starts_with(' ') || name[end..].starts_with('=') && !rest.contains(' ')
    };
    let is_flow = name.starts_with('{') && !name.starts_with("{\"");
    let is_mark = is_flow || line.starts_with(['}', ']', '+', '<', '@', '|']) || line.starts_with("-----");
    is_entry || is_mark || line.split_ascii_whitespace().nth(MOST_WORDS).is_none() && !line.starts_with('{')
}

/// Returns the comments of a text as a text of their own: an object may have been commented out.
pub(in super::super) fn inside_comments(text: &str) -> Option<View> {
    let is_comment =
        |line: &str| line.trim_start_matches([' ', '\t']).starts_with("# ") || line.trim_start().starts_with("#-");
    let holds = |line: &str| line.contains('#') && is_comment(line) && line.contains("value:");
    memmem::find(text.as_bytes(), b"value:")?;
    if !lines(text).any(|(_, line)| holds(line)) {
        return None;
    }
    let mut view = View::of_lines();
    for (at, line) in lines(text) {
        match line.find('#').filter(|_| is_comment(line)) {
            Some(mark) => view.push(&line[mark + 1..], at + mark + 1),
            None => view.push_end(at),
        }
    }
    Some(view)
}
