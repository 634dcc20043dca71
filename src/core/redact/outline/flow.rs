//! JSON and the flow style of YAML, which is nearly the same, and the keys of both styles.

use std::borrow::Cow;

use super::{Outline, Style};
use crate::core::redact::{runs::Kind, view};

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
    let first = *line.as_bytes().first()?;
    let (key, end) = if matches!(first, b'"' | b'\'') {
        let end = quoted_len(line, first)?;
        (&line[1..end - 1], end + spaces(&line[end..]))
    } else {
        let end = IN_KEY.count(line.as_bytes().iter());
        (&line[..end], end)
    };
    let rest = line[end..].strip_prefix(':')?;
    (rest.is_empty() || rest.starts_with(' ')).then_some((key, end + 1))
}

/// The bytes of a key without quotes; those of other scripts are taken for letters too.
const IN_KEY: Kind = Kind::of(b"_-./$@~+%<").with_other_scripts();

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
            b'{' => self.entries(node, b'}', depth)?,
            b'[' => self.entries(node, b']', depth)?,
            quote @ (b'"' | b'\'') => self.quoted(node, quote, depth)?,
            // An alias: its value stands where its anchor is.
            b'*' => self.skip_alias(),
            _ => self.plain(node),
        }
        Some(self.at)
    }

    fn entries(&mut self, node: usize, end: u8, depth: usize) -> Option<()> {
        self.at += 1;
        loop {
            self.skip_blank();
            match self.peek()? {
                b',' => self.at += 1,
                sign if sign == end => {
                    self.at += 1;
                    return Some(());
                }
                // The bracket of another pair: this is no flow.
                b']' | b'}' => return None,
                _ => self.entry(node, end, depth)?,
            }
        }
    }

    /// Reads an item of a list, or a key with its value.
    fn entry(&mut self, node: usize, end: u8, depth: usize) -> Option<()> {
        let before = self.at;
        let key = if end == b'}' { Some(self.key()?) } else { None };
        let is_json = key.as_ref().is_some_and(|_| self.text[..self.at].ends_with('"'));
        let child = self.outline.add(node, key);
        self.skip_blank();
        if end == b']' || self.peek()? == b':' {
            self.at += usize::from(end == b'}');
            self.skip_blank();
            if !matches!(self.peek()?, b',' | b']' | b'}') {
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
        let (length, key) = if let quote @ (b'"' | b'\'') = self.peek()? {
            let length = quoted_len(rest, quote)?;
            (length, &rest[1..length - 1])
        } else {
            let length = position(rest, b":,}\n")?;
            // A quote may be left of one that is broken.
            (length, rest[..length].trim().trim_matches(['"', '\'']))
        };
        self.at += length;
        Some(if memchr::memchr(b'\\', key.as_bytes()).is_some() {
            Cow::Owned(view::unescaped(key))
        } else {
            Cow::Borrowed(key)
        })
    }

    fn quoted(&mut self, node: usize, quote: u8, depth: usize) -> Option<()> {
        let Some(length) = quoted_len(&self.text[self.at..], quote) else {
            // Cut off: all that is left belongs to it.
            let line = self.text[self.at..].split('\n').next().unwrap_or_default();
            let is_cut = self.text[self.at + line.len()..].trim().is_empty() && depth > 0;
            if is_cut && line.len() > 1 {
                self.outline.set(
                    node,
                    self.at + 1..self.at + line.len(),
                    if quote == b'"' { Style::Double } else { Style::Single },
                );
            }
            return None;
        };
        let style = if quote == b'"' { Style::Double } else { Style::Single };
        self.outline.set(node, self.at + 1..self.at + length - 1, style);
        self.at += length;
        Some(())
    }

    fn skip_alias(&mut self) {
        let rest = &self.text[self.at..];
        self.at += position(rest, END_OF_PLAIN).unwrap_or(rest.len());
    }

    fn plain(&mut self, node: usize) {
        let rest = &self.text[self.at..];
        let mut length = position(rest, END_OF_PLAIN).unwrap_or(rest.len());
        // A scalar may go on in the next line, if that line ends it.
        while rest[length..].starts_with('\n') {
            let next = &rest[length + 1..];
            let end = position(next, END_OF_PLAIN).unwrap_or(next.len());
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
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn skip_properties(&mut self) {
        while self.peek().is_some_and(|sign| matches!(sign, b'&' | b'!')) {
            let rest = &self.text[self.at..];
            self.at += position(rest, b" ,]}\n").unwrap_or(rest.len());
            self.skip_blank();
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// What ends a plain scalar of a flow.
const END_OF_PLAIN: &[u8] = b",]}\n";

/// Returns where the first of some signs stands.
fn position(text: &str, signs: &[u8]) -> Option<usize> {
    text.bytes().position(|byte| signs.contains(&byte))
}

/// Returns the length of a quoted text with its quotes.
fn quoted_len(text: &str, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    if quote == b'"' {
        return view::string_end(&bytes[1..]).map(|length| length + 2);
    }
    let mut at = 1;
    loop {
        at += memchr::memchr(quote, bytes.get(at..)?)?;
        // Two quotes are one in the text.
        if bytes.get(at + 1) != Some(&quote) {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}
