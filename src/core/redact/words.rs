//! Many words looked for in one pass.

use std::ops::Range;

use aho_corasick::{
    AhoCorasick, MatchKind as AutomatonKind,
    packed::{Config, MatchKind, Searcher},
};

use super::Find;

/// Finds each of some words, of two that begin together the longer one.
pub(super) struct Words {
    searches: Vec<Search>,
    /// The place in the list of each pattern.
    words: Vec<usize>,
}

/// Vector instructions where the processor has them, and else an automaton.
enum Search {
    Packed(Box<Searcher>),
    Automaton(AhoCorasick),
}

/// How many patterns the vectors tell apart well; more of them are looked for in a pass of their own.
const MOST: usize = 48;

impl Words {
    pub(super) fn new(words: &[&str]) -> Self {
        Self::of(words.iter().map(|word| (*word).to_owned()).zip(0..).collect())
    }

    /// Finds words also with a capital letter at the beginning or throughout.
    pub(super) fn in_any_case(words: &[&str]) -> Self {
        let mut patterns: Vec<(String, usize)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let mut chars = word.chars();
            let capital: String = chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect();
            for pattern in [(*word).to_owned(), capital, word.to_uppercase()] {
                // What has no capitals is one word; each more makes the search slower.
                if !patterns.iter().any(|(known, _)| *known == pattern) {
                    patterns.push((pattern, at));
                }
            }
        }
        Self::of(patterns)
    }

    fn of(patterns: Vec<(String, usize)>) -> Self {
        let (patterns, words): (Vec<String>, Vec<usize>) = patterns.into_iter().unzip();
        Self { searches: patterns.chunks(MOST).map(Search::of).collect(), words }
    }

    /// Returns the place of each word in its list, and its range in the text, in the order of the text.
    pub(super) fn find(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let mut finds = Vec::new();
        for (search, first) in self.searches.iter().zip((0..).step_by(MOST)) {
            let found = |found: aho_corasick::Match| (self.words[first + found.pattern().as_usize()], found.range());
            match search {
                Search::Packed(searcher) => finds.extend(searcher.find_iter(text).map(found)),
                Search::Automaton(automaton) => finds.extend(automaton.find_iter(text).map(found)),
            }
        }
        if self.searches.len() > 1 {
            finds.sort_by_key(|(_, range)| range.start);
        }
        finds
    }
}

/// What reads the text round a word, of which it is given the range: it finds one thing there, or several.
#[derive(Clone, Copy)]
pub(super) enum Reader {
    One(fn(&str, Range<usize>) -> Option<Find>),
    Several(fn(&str, Range<usize>) -> Vec<Find>),
}

/// Words, and with each of them what reads the text round it.
pub(super) struct Readers<R> {
    words: Words,
    readers: Vec<R>,
}

impl<R: Copy> Readers<R> {
    pub(super) fn new(rows: &[(&str, R)]) -> Self {
        let (words, readers): (Vec<&str>, Vec<R>) = rows.iter().copied().unzip();
        Self { words: Words::new(&words), readers }
    }

    /// Returns for each word its reader and its range in the text, in the order of the text.
    pub(super) fn find(&self, text: &str) -> impl Iterator<Item = (R, Range<usize>)> {
        self.words.find(text).into_iter().map(|(word, range)| (self.readers[word], range))
    }
}

impl Readers<Reader> {
    /// Returns all that the readers find, in no order.
    pub(super) fn finds(&self, text: &str) -> Vec<Find> {
        let mut finds = Vec::new();
        for (reader, word) in self.find(text) {
            match reader {
                Reader::One(read) => finds.extend(read(text, word)),
                Reader::Several(read) => finds.extend(read(text, word)),
            }
        }
        finds
    }
}

impl Search {
    fn of(patterns: &[String]) -> Self {
        let packed = Config::new().match_kind(MatchKind::LeftmostLongest).builder().extend(patterns).build();
        let automaton = || {
            let automaton = AhoCorasick::builder().match_kind(AutomatonKind::LeftmostLongest).build(patterns);
            Self::Automaton(automaton.expect("a few words fit into an automaton"))
        };
        packed.map_or_else(automaton, |searcher| Self::Packed(Box::new(searcher)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_words_than_one_pass_takes_are_found_in_the_order_of_the_text() {
        let many: Vec<String> = (0..2 * MOST).map(|number| format!("<word {number}>")).collect();
        let words = Words::new(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let text = many.iter().rev().map(String::as_str).collect::<String>();
        let found: Vec<usize> = words.find(&text).into_iter().map(|(word, _)| word).collect();
        assert_eq!(found, (0..2 * MOST).rev().collect::<Vec<_>>());
    }
}
