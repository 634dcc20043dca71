//! Many words looked for in one pass.

use std::ops::Range;

use aho_corasick::{
    AhoCorasick, MatchKind as AutomatonKind,
    packed::{Config, MatchKind, Searcher},
};

/// Finds each of some words, of two that begin together the longer one.
pub(super) struct Words {
    search: Search,
    /// The place in the list of each pattern.
    words: Vec<usize>,
}

/// Vector instructions where the processor has them, and else an automaton.
enum Search {
    Packed(Box<Searcher>),
    Automaton(AhoCorasick),
}

impl Words {
    pub(super) fn new(words: &[&str]) -> Self {
        Self::of(words.iter().map(|word| (*word).to_owned()).zip(0..).collect())
    }

    /// Finds words also with a capital letter at the beginning or throughout.
    pub(super) fn in_any_case(words: &[&str]) -> Self {
        let mut patterns = Vec::new();
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
        let packed = Config::new().match_kind(MatchKind::LeftmostLongest).builder().extend(&patterns).build();
        let automaton = || {
            let automaton = AhoCorasick::builder().match_kind(AutomatonKind::LeftmostLongest).build(&patterns);
            Search::Automaton(automaton.expect("a few words fit into an automaton"))
        };
        let search = packed.map_or_else(automaton, |searcher| Search::Packed(Box::new(searcher)));
        Self { search, words }
    }

    /// Returns the place of each word in its list, and its range in the text.
    pub(super) fn find(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let found = |found: aho_corasick::Match| (self.words[found.pattern().as_usize()], found.range());
        match &self.search {
            Search::Packed(searcher) => searcher.find_iter(text).map(found).collect(),
            Search::Automaton(automaton) => automaton.find_iter(text).map(found).collect(),
        }
    }
}
