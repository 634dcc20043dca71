//! Finds the rows of all tables in one pass over a text.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{
    admission,
    anchor::{Anchor, Edge, Fact, Follow, Role},
    content, credentials, frame, name, network, node, schedule, start,
    wrap::Unwrapped,
};

/// How far a name may reach, in bytes: the longest that Kubernetes and registries allow, and its quotes.
const NAME: usize = 512;
/// How far a status code may be from the words before it: there is a URL between them.
const URL: usize = 1024;

/// A row that was found where its edges and what follows are as they must be.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) anchor: &'static Anchor,
    pub(super) range: Range<usize>,
    /// What it tells, if it is a fact or a code.
    pub(super) fact: Option<Fact>,
}

struct Tables {
    automaton: AhoCorasick,
    anchors: Vec<&'static Anchor>,
}

/// Frames come first, so that a text that is both frame and fact is read as a frame before it counts as a fact.
static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let tables: [&'static [Anchor]; 10] = [
        frame::ANCHORS,
        credentials::ANCHORS,
        credentials::secret::ANCHORS,
        name::ANCHORS,
        network::ANCHORS,
        content::ANCHORS,
        node::ANCHORS,
        start::ANCHORS,
        schedule::ANCHORS,
        admission::ANCHORS,
    ];
    let anchors: Vec<&'static Anchor> = tables.into_iter().flatten().collect();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(anchors.iter().map(|anchor| anchor.text))
        .expect("the tables are small");
    Tables { automaton, anchors }
});

/// Returns the rows that stand in a text, ordered by where they end.
pub(super) fn hits(text: &Unwrapped) -> impl Iterator<Item = Hit> {
    let tables = &*TABLES;
    tables.automaton.find_overlapping_iter(&*text.words).filter_map(move |found| {
        let anchor = tables.anchors[found.pattern().as_usize()];
        let (end, fact) = check(anchor, text, found.range())?;
        Some(Hit { anchor, range: found.start()..end, fact })
    })
}

/// Returns where a row ends in the text, together with what must follow it, and what it tells.
fn check(anchor: &Anchor, text: &Unwrapped, range: Range<usize>) -> Option<(usize, Option<Fact>)> {
    let (lines, text) = (&*text.lines, &*text.words);
    if !has_edges(anchor, lines, &range) {
        return None;
    }
    let told = match anchor.role {
        Role::Fact(fact) => Some(fact),
        _ => None,
    };
    let end = range.end;
    match anchor.follow {
        Follow::Anything => Some((end, told)),
        Follow::Name(then) => Some((after_name(text, end, then)?, told)),
        Follow::Capital => Some((capital(text, end)?, told)),
        Follow::NotFalse => (!is_denied(text, end)).then_some((end, told)),
        Follow::Status => coded(number(text, end, 3)?),
        Follow::StatusLater => coded(status_later(lines, end)?),
        Follow::ExitCode => {
            let (code, end) = number(text, end, 10)?;
            (code != 0).then(|| (end, Some(start::exit(code))))
        }
    }
}

fn coded((code, end): (u32, usize)) -> Option<(usize, Option<Fact>)> {
    let fact = network::answer(u16::try_from(code).ok()?)?;
    Some((end, Some(fact)))
}

fn has_edges(anchor: &Anchor, text: &[u8], range: &Range<usize>) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    match anchor.edge {
        Edge::Free => true,
        Edge::Left => begins(anchor.text, before),
        Edge::End => begins(anchor.text, before) && ends(after),
        Edge::Apart => !joins_left(before),
        Edge::Token => {
            let exact = text[range.clone()] == *anchor.text.as_bytes();
            exact && !joins_left(before) && !joins_right(after)
        }
    }
}

/// Tells whether a word may begin after this; `\n` in a text that was escaped is no part of the word.
fn begins(text: &str, before: &[u8]) -> bool {
    if !text.as_bytes()[0].is_ascii_alphanumeric() {
        return true;
    }
    match before {
        [.., b'\\', b'n' | b't' | b'r'] | [] => true,
        [.., last] => !last.is_ascii_alphanumeric() && *last != b'_',
    }
}

fn ends(after: &[u8]) -> bool {
    match after {
        [] => true,
        [b' ' | b'.', next, ..] => next.is_ascii_whitespace(),
        [next, ..] => b" .\"'`)]},;:\\\n\r\t".contains(next),
    }
}

fn joins_left(before: &[u8]) -> bool {
    match before {
        [.., b'\\', b'n' | b't' | b'r'] | [] => false,
        [.., last] => last.is_ascii_alphanumeric() || b"_-./".contains(last),
    }
}

fn joins_right(after: &[u8]) -> bool {
    match after {
        [] => false,
        [b'.', next, ..] => next.is_ascii_alphanumeric(),
        [next, ..] => next.is_ascii_alphanumeric() || b"_-/".contains(next),
    }
}

/// Returns the end of `then` if it follows a name at `at`; quotes around the name, escaped ones too, do not matter.
fn after_name(text: &[u8], at: usize, then: &str) -> Option<usize> {
    let rest = &text[at..text.len().min(at + NAME)];
    let opened = rest.iter().take_while(|byte| is_quote(**byte) || byte.is_ascii_whitespace()).count();
    let length = rest[opened..].iter().take_while(|byte| !is_quote(**byte) && !byte.is_ascii_whitespace()).count();
    let name = rest[opened..opened + length].strip_suffix(b":").unwrap_or(&rest[opened..opened + length]);
    if opened == 0 || name.is_empty() {
        return None;
    }
    let mut end = opened + name.len();
    if !then.starts_with(':') {
        end += rest[end..].iter().take_while(|byte| is_quote(**byte) || **byte == b':').count();
    }
    let follows = rest.get(end..end + then.len())?.eq_ignore_ascii_case(then.as_bytes());
    follows.then_some(at + end + then.len())
}

fn is_quote(byte: u8) -> bool {
    b"\\\"'`".contains(&byte)
}

fn capital(text: &[u8], at: usize) -> Option<usize> {
    let rest = &text[at..text.len().min(at + NAME)];
    let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (blank > 0 && rest.get(blank)?.is_ascii_uppercase()).then_some(at)
}

/// Tells whether a field's value follows, and that is `false`.
fn is_denied(text: &[u8], at: usize) -> bool {
    let rest = &text[at..text.len().min(at + 16)];
    let value = rest.iter().take_while(|byte| is_quote(**byte) || b" :=".contains(byte)).count();
    value > 0 && rest[value..].len() >= 5 && rest[value..value + 5].eq_ignore_ascii_case(b"false")
}

/// Returns a number of up to so many digits right after `at`, past punctuation, and where it ends.
fn number(text: &[u8], at: usize, digits: usize) -> Option<(u32, usize)> {
    let rest = &text[at..text.len().min(at + 32)];
    let skipped = rest.iter().take_while(|byte| b" \t:=(\"\\[".contains(byte)).count();
    let length = rest[skipped..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let follows = rest.get(skipped + length).is_some_and(u8::is_ascii_alphabetic);
    if length == 0 || length > digits || follows {
        return None;
    }
    let value = rest[skipped..skipped + length]
        .iter()
        .fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
    Some((value, at + skipped + length))
}

/// Returns the first `: NNN` on the line, and where it ends.
fn status_later(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let reach = &text[at..text.len().min(at + URL)];
    let line = reach.split(|byte| *byte == b'\n').next()?;
    let colons = (0..line.len()).filter(|colon| line[*colon] == b':' && line.get(colon + 1) == Some(&b' '));
    colons.filter_map(|colon| number(text, at + colon, 3)).find(|(code, _)| (100..600).contains(code))
}

/// Returns all hits, and how many bytes were looked at around what the automaton found.
#[cfg(test)]
pub(super) fn work(text: &Unwrapped) -> (Vec<Hit>, usize) {
    let found = TABLES.automaton.find_overlapping_iter(&*text.words);
    let reach = found.map(|found| match TABLES.anchors[found.pattern().as_usize()].follow {
        Follow::Anything => 0,
        Follow::StatusLater => URL,
        _ => NAME,
    });
    let looked = reach.sum();
    (hits(text).collect(), looked)
}
