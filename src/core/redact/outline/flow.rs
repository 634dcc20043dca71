//! JSON and the flow style of YAML, which is nearly the same, and the keys of both styles.

use std::borrow::Cow;

use super::{Outline, Style};
use crate::core::redact::runs::{Kind, kind_of};

/// How deep mappings and lists may lie in each other.
const DEEPEST: usize = 64;

/// Reads the mapping, list or scalar at an offset into a node and returns where it ends.
///
/// `None` if it has no end; what was read until then stays.
pub(super) fn read<'t>(text: &'t str, at: usize, node: usize, outline: &mut Outline<'t>) -> Option<usize> {
    Reader { text, at, outline }.value(node, 0)
}

/// Reads a key at the start of a line: its text, and where its value begins.
pub(super) fn block_key(line: &str) -> Option<(&str, usize)> {
    let first = line.chars().next()?;
    let (key, end) = if matches!(first, '"' | '\'') {
        let end = quoted_len(line, first)?;
        (&line[1..end - 1], end + spaces(&line[end..]))
    } else {
        let end = line.bytes().take_while(|byte| IN_KEY[usize::from(*byte)] || !byte.is_ascii()).count();
        (&line[..end], end)
    };
    let rest = line[end..].strip_prefix(':')?;
    (rest.is_empty() || rest.starts_with(' ')).then_some((key, end + 1))
}

/// The bytes of a key without quotes; those of other scripts are taken for letters too.
const IN_KEY: Kind = kind_of(b"_-./$@~+%<");

struct Reader<'t, 'o> {
    text: &'t str,
    at: usize,
    outline: &'o mut Outline<'t>,
}

impl<'t> Reader<'t, '_> {
    fn value(&mut self, node: usize, depth: usize) -> Option<usize> {
        if depth > DEEPEST {
            return None;
        }
        match self.peek()? {
            '{' => self.entries(node, '}', depth)?,
            '[' => self.entries(node, ']', depth)?,
            quote @ ('"' | '\'') => self.quoted(node, quote, depth)?,
            // An alias: its value stands where its anchor is.
            '*' => self.skip_alias(),
            _ => self.plain(node),
        }
        Some(self.at)
    }

    fn entries(&mut self, node: usize, end: char, depth: usize) -> Option<()> {
        self.at += 1;
        loop {
            self.skip_blank();
            match self.peek()? {
                ',' => self.at += 1,
                c if c == end => {
                    self.at += 1;
                    return Some(());
                }
                // The bracket of another pair: this is no flow.
                ']' | '}' => return None,
                _ => self.entry(node, end, depth)?,
            }
        }
    }

    /// Reads an item of a list, or a key with its value.
    fn entry(&mut self, node: usize, end: char, depth: usize) -> Option<()> {
        let before = self.at;
        let key = if end == '}' { Some(self.key()?) } else { None };
        let is_json = key.as_ref().is_some_and(|_| self.text[..self.at].ends_with('"'));
        let child = self.outline.add(node, key);
        self.skip_blank();
        if end == ']' || self.peek()? == ':' {
            self.at += usize::from(end == '}');
            self.skip_blank();
            if !matches!(self.peek()?, ',' | ']' | '}') {
                self.skip_properties();
                self.value(child, depth + 1)?;
                if let Some(scalar) = self.outline.nodes[child].scalar.as_mut().filter(|_| is_json) {
                    scalar.style = if scalar.style == Style::Plain { Style::Json } else { scalar.style };
                }
            }
        }
        // A sign that is neither key nor value would be read for ever.
        (self.at > before).then_some(())
    }

    fn key(&mut self) -> Option<Cow<'t, str>> {
        let text: &'t str = self.text;
        let rest = &text[self.at..];
        let length = match rest.chars().next()? {
            quote @ ('"' | '\'') => quoted_len(rest, quote)?,
            _ => rest.find([':', ',', '}', '\n'])?,
        };
        self.at += length;
        let key = rest[..length].trim().trim_matches(['"', '\'']);
        Some(if key.contains('\\') {
            Cow::Owned(crate::core::redact::view::unescaped(key))
        } else {
            Cow::Borrowed(key)
        })
    }

    fn quoted(&mut self, node: usize, quote: char, depth: usize) -> Option<()> {
        let Some(length) = quoted_len(&self.text[self.at..], quote) else {
            // Cut off: all that is left belongs to it.
            let line = self.text[self.at..].split('\n').next().unwrap_or_default();
            let is_cut = self.text[self.at + line.len()..].trim().is_empty() && depth > 0;
            if is_cut && line.len() > 1 {
                self.outline.set(
                    node,
                    self.at + 1..self.at + line.len(),
                    if quote == '"' { Style::Double } else { Style::Single },
                );
            }
            return None;
        };
        let style = if quote == '"' { Style::Double } else { Style::Single };
        self.outline.set(node, self.at + 1..self.at + length - 1, style);
        self.at += length;
        Some(())
    }

    fn skip_alias(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find([',', ']', '}', '\n']).unwrap_or(rest.len());
    }

    fn plain(&mut self, node: usize) {
        let rest = &self.text[self.at..];
        let mut length = rest.find([',', ']', '}', '\n']).unwrap_or(rest.len());
        // A scalar may go on in the next line, if that line ends it.
        while rest[length..].starts_with('\n') {
            let next = &rest[length + 1..];
            let end = next.find([',', ']', '}', '\n']).unwrap_or(next.len());
            let goes_on = !next[..end].contains([':', '{', '[', '"'])
                && next[end..].starts_with([',', ']', '}'])
                && !next[..end].trim().is_empty();
            if !goes_on {
                break;
            }
            length += 1 + end;
        }
        let end = self.at + rest[..length].trim_end().len();
        self.outline.set(node, self.at..end, Style::Plain);
        self.at += length;
    }

    fn skip_blank(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn skip_properties(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, '&' | '!')) {
            let rest = &self.text[self.at..];
            self.at += rest.find([' ', ',', ']', '}', '\n']).unwrap_or(rest.len());
            self.skip_blank();
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }
}

/// Returns the length of a quoted text with its quotes.
fn quoted_len(text: &str, quote: char) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == '"' => at += 2,
            byte if byte == quote as u8 && quote == '\'' && bytes.get(at + 1) == Some(&byte) => at += 2,
            byte if byte == quote as u8 => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}
