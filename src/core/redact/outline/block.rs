//! Block YAML, line by line, with a stack of what is open.

use std::borrow::Cow;

use super::{Outline, Style, flow};

/// Reads the outline of a text.
pub(in super::super) fn read(text: &str) -> Outline<'_> {
    let mut reader = Reader { text, outline: Outline::new(), open: Vec::new() };
    let mut at = 0;
    while at < text.len() {
        at = reader.line(at);
    }
    reader.outline
}

struct Reader<'t> {
    text: &'t str,
    outline: Outline<'t>,
    open: Vec<Level>,
}

/// A mapping or a list whose entries begin at a column.
struct Level {
    column: usize,
    is_list: bool,
    node: usize,
    /// The entry that deeper lines belong to.
    last: usize,
}

impl<'t> Reader<'t> {
    /// Reads the line that begins at an offset and returns where the next unread one begins.
    fn line(&mut self, start: usize) -> usize {
        let (line, next) = self.line_at(start);
        let content = line.trim_start_matches(' ');
        if line.starts_with("---") || line.starts_with("...") {
            self.open.clear();
            return next;
        }
        if content.starts_with('#')
            && let Some(at) = json_at(line)
        {
            let node = self.outline.add(0, None);
            flow::read(self.text, start + at, node, &mut self.outline);
        }
        if content.is_empty() || content.starts_with('#') {
            return next;
        }
        self.entry(start, line.len() - content.len(), start + line.len())
    }

    /// Reads the entry at a column: the items it begins, its key, its value.
    fn entry(&mut self, start: usize, mut column: usize, end: usize) -> usize {
        let mut node = None;
        while let Some(width) = item_width(&self.text[start + column..end]) {
            node = Some(self.add_entry(column, true, None));
            column += width;
        }
        // A tag or an anchor before a key.
        let rest = &self.text[start + column..end];
        if rest.starts_with(['!', '&']) && flow::block_key(&rest[properties_len(rest)..]).is_some() {
            column += properties_len(rest);
        }
        let rest = &self.text[start + column..end];
        if let Some(key) = rest.strip_prefix("? ") {
            self.add_entry(column, false, Some(Cow::Borrowed(key.trim().trim_matches(['"', '\'']))));
            return self.next_line(start);
        }
        if rest.starts_with(": ") && node.is_none() {
            let node = self.waiting(column + 1).unwrap_or_else(|| self.outline.add(0, None));
            return self.value(node, start + column + 2, end, column);
        }
        if let Some((key, value)) = flow::block_key(rest) {
            let node = self.add_entry(column, false, Some(Cow::Borrowed(key)));
            return self.value(node, start + column + value, end, column);
        }
        let (opens, json) = (rest.starts_with(['{', '[', '"', '\'']), json_at(rest));
        let node = match node.or_else(|| self.waiting(column)) {
            Some(node) => node,
            // Neither key nor value: a line of a log. JSON in it is read all the same.
            None if json.is_some() || opens => self.outline.add(0, None),
            None => return self.next_line(start),
        };
        // `[main] {"a":1}` is no list.
        let inner = json.filter(|at| !opens || rest.starts_with('[') && rest[..*at].contains(']'));
        if let Some(at) = inner {
            // JSON behind the words of a log line.
            flow::read(self.text, start + column + at, node, &mut self.outline);
            return self.next_line(start);
        }
        // Without a key of its own a value goes on in lines that are as deep as itself.
        self.value(node, start + column, end, column.saturating_sub(1))
    }

    /// Adds an entry to the mapping or list at a column, which it opens if need be.
    fn add_entry(&mut self, column: usize, is_list: bool, key: Option<Cow<'t, str>>) -> usize {
        while self.open.last().is_some_and(|top| top.column > column) {
            self.open.pop();
        }
        // A list may stand as deep as its key; the key after it closes it.
        let closes_list = |top: &Level| top.column == column && top.is_list && !is_list;
        while self.open.len() > 1 && self.open.last().is_some_and(closes_list) {
            self.open.pop();
        }
        if self.open.last().is_none_or(|top| top.column < column || top.is_list != is_list) {
            self.open_level(column, is_list);
        }
        let top = self.open.last_mut().expect("a level was opened above");
        top.last = self.outline.add(top.node, key);
        top.last
    }

    /// Returns the entry above that still waits for its value.
    fn waiting(&self, column: usize) -> Option<usize> {
        let entry = self.open.iter().rev().find(|level| level.column < column).map(|level| level.last);
        let is_empty = |entry: &usize| {
            let node = &self.outline.nodes[*entry];
            node.scalar.is_none() && !node.has_children()
        };
        entry.filter(is_empty)
    }

    fn open_level(&mut self, column: usize, is_list: bool) {
        let node = match self.open.last() {
            Some(top) => top.last,
            None => self.outline.add(0, None),
        };
        self.open.push(Level { column, is_list, node, last: node });
    }

    /// Reads a value and returns where the next unread line begins.
    fn value(&mut self, node: usize, mut at: usize, end: usize, column: usize) -> usize {
        if is_reference_tag(&self.text[at..end]) {
            return self.next_line(at);
        }
        at += properties_len(&self.text[at..end]);
        let value = &self.text[at..end];
        let next = self.next_line(at);
        match value.bytes().next() {
            None | Some(b'#' | b'*') => next,
            Some(b'|' | b'>') if is_block_header(value) => self.block(node, next, column),
            Some(b'{' | b'[') => match flow::read(self.text, at, node, &mut self.outline) {
                Some(after) => self.next_line(after),
                None => next,
            },
            Some(b'"' | b'\'') => match flow::read(self.text, at, node, &mut self.outline) {
                Some(after) => self.next_line(after),
                None => self.plain(node, at, end, column),
            },
            Some(_) => self.plain(node, at, end, column),
        }
    }

    /// Reads the deeper lines behind `|` or `>`.
    fn block(&mut self, node: usize, start: usize, column: usize) -> usize {
        let mut at = start;
        let (mut first, mut last, mut indent) = (start, start, 0);
        while at < self.text.len() {
            let (line, after) = self.line_at(at);
            let content = line.trim_start_matches(' ');
            let depth = line.len() - content.len();
            if !content.trim().is_empty() {
                if depth <= column && !(column == 0 && depth > 0) {
                    break;
                }
                if indent == 0 {
                    (indent, first) = (depth, at + depth);
                }
                last = at + line.trim_end().len();
            }
            at = after;
        }
        if first < last {
            self.outline.set(node, first..last, Style::Block { indent });
        }
        at
    }

    /// Reads a plain scalar with the deeper lines that go on with it.
    fn plain(&mut self, node: usize, at: usize, end: usize, column: usize) -> usize {
        let mut last = at + without_comment(&self.text[at..end]).len();
        let mut next = self.next_line(at);
        while next < self.text.len() {
            let (line, after) = self.line_at(next);
            let content = line.trim_start_matches(' ');
            let goes_on = line.len() - content.len() > column
                && !content.trim().is_empty()
                && !content.starts_with(['#', '{', '['])
                && !content.contains(": ")
                && item_width(content).is_none()
                && flow::block_key(content).is_none();
            if !goes_on {
                break;
            }
            last = next + without_comment(line).len();
            next = after;
        }
        if at < last {
            self.outline.set(node, at..last, Style::Plain);
        }
        next
    }

    /// Returns the line that begins at an offset, without its end, and where the next one begins.
    fn line_at(&self, start: usize) -> (&'t str, usize) {
        let next = self.next_line(start);
        let line = &self.text[start..next];
        let line = line.strip_suffix('\n').unwrap_or(line);
        (line.strip_suffix('\r').unwrap_or(line), next)
    }

    fn next_line(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |newline| at + newline + 1)
    }
}

/// Returns where JSON begins in a line, or an object that was written in the flow of YAML.
fn json_at(line: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let inner = &line.as_bytes()[at + 1..];
        let keys: [&[u8]; 4] = [b"\"", b"apiVersion: ", b"kind: ", b"name: "];
        keys.iter().any(|key| inner.starts_with(key))
    };
    memchr::memchr_iter(b'{', line.as_bytes()).find(begins)
}

/// Returns the width of a `- ` with the spaces behind it.
fn item_width(content: &str) -> Option<usize> {
    let rest = content.strip_prefix('-')?;
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    (spaces > 0 || rest.is_empty()).then_some(1 + spaces)
}

/// A tag of an application that looks the value up by the name behind it.
fn is_reference_tag(value: &str) -> bool {
    const TAGS: [&str; 9] =
        ["!secret ", "!env_var ", "!env ", "!ENV ", "!Ref ", "!Sub ", "!GetAtt ", "!ImportValue ", "!reference "];
    let value = value.trim_start_matches(' ');
    value.starts_with('!') && TAGS.iter().any(|tag| value.starts_with(tag))
}

/// Returns the length of spaces, anchors and tags before a value.
fn properties_len(value: &str) -> usize {
    let mut at = 0;
    loop {
        at += value[at..].len() - value[at..].trim_start_matches(' ').len();
        if !value[at..].starts_with(['&', '!']) {
            return at;
        }
        at += value[at..].find(' ').unwrap_or(value.len() - at);
    }
}

fn is_block_header(value: &str) -> bool {
    let header = without_comment(value);
    header.len() <= 4 && header[1..].bytes().all(|byte| byte.is_ascii_digit() || b"+-".contains(&byte))
}

fn without_comment(value: &str) -> &str {
    let bytes = value.as_bytes();
    let is_comment = |mark: &usize| *mark > 0 && matches!(bytes[mark - 1], b' ' | b'\t');
    let end = memchr::memchr_iter(b'#', bytes).find(is_comment).unwrap_or(value.len());
    value[..end].trim_end()
}
