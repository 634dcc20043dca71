//! Whatever comes: no panic, answers that hold together, and work in proportion to the length.

use proptest::prelude::*;

use super::{
    super::{scan, wrap},
    rows,
};
use crate::core::{
    cause::{Cause, Grade},
    message::{Explanation, explain},
};

/// What hostile texts are made of: beginnings of what is looked for, and what is read over.
const PIECES: [&str; 18] = [
    "unexpected status ",
    "failed with status code [",
    "secret \"",
    "manifest for ",
    "image image image ",
    "lookup ",
    "(Mirrors also failed: [",
    "artifact err: ",
    "Warning  Failed ",
    "exit code ",
    ": : : : ",
    "\\\\\\\"\"\"\"''''",
    "\n\r\n\t",
    "│ \n│ | > ",
    "no space left on\n",
    "\u{1b}[31m\u{202e}\0",
    "aaaaaaaaaaaaaaaaaaaaaaaaa",
    "Failed to pull image \"failed to create pod sandbox: Readiness probe failed: ",
];

#[test]
fn a_megabyte_takes_a_thousand_times_the_work_of_a_kilobyte() {
    for piece in PIECES {
        let short = work(&repeated(piece, 1_000));
        let long = work(&repeated(piece, 1_000_000));
        assert!(long <= 1_001 * (short + 64), "{piece:?}: {short} for 1 kB, {long} for 1 MB");
    }
}

#[test]
fn a_text_of_any_size_comes_to_what_its_parts_come_to() {
    let filler = repeated("aaaa bbbb: cccc \\\"dddd\\\"\n", 500_000);
    let text = format!("{filler}Failed to pull image \"a\": no basic auth credentials\n{filler}");
    let explanation = explain("", &text);
    assert_eq!(explanation.cause.name(), "auth-missing-or-rejected");
    assert_eq!(&text[explanation.decisive], "no basic auth credentials");
}

/// Returns how many bytes are looked at beyond the automaton's one look at each.
fn work(text: &str) -> usize {
    let text = wrap::unwrap(text.as_bytes());
    let (hits, looked) = scan::work(&text);
    let mut reader = super::super::read::Reader::new(&text.lines, super::super::anchor::Topic::Unknown);
    for hit in &hits {
        reader.take(hit);
    }
    looked + hits.len() + reader.looked
}

fn repeated(piece: &str, length: usize) -> String {
    piece.repeat(length / piece.len() + 1)
}

fn holds_together(explanation: &Explanation, text: &str) {
    assert!(text.get(explanation.decisive.clone()).is_some(), "{:?}", explanation.decisive);
    assert!(!explanation.also.contains(&explanation.cause));
    let sure = explanation.grade == Grade::Certain;
    assert!(!sure || explanation.also.is_empty(), "certain, and not ruled out: {:?}", explanation.also);
    let ambiguous = Cause::named("ambiguous").unwrap();
    assert_eq!(explanation.cause == ambiguous, explanation.grade == Grade::CannotTell);
    assert!(!explanation.also.contains(&ambiguous));
}

#[test]
fn each_known_text_has_an_answer_that_holds_together_wherever_it_is_cut() {
    for row in rows() {
        for at in (0..=row.text.len()).filter(|at| row.text.is_char_boundary(*at)) {
            holds_together(&explain(row.reason, &row.text[..at]), &row.text[..at]);
        }
    }
}

proptest! {
    #[test]
    fn known_texts_that_were_tampered_with_have_an_answer_that_holds_together(
        choice in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), ".{0,3}"), 0..8),
        pieces in proptest::collection::vec(prop::sample::select(PIECES.to_vec()), 0..4),
    ) {
        let rows = rows();
        let row = &rows[choice.index(rows.len())];
        let mut text: Vec<char> = row.text.chars().collect();
        for (at, edit) in &edits {
            let at = at.index(text.len() + 1);
            text.splice(at..(at + edit.len()).min(text.len()), edit.chars());
        }
        let text = pieces.concat() + &text.into_iter().collect::<String>() + &pieces.concat();
        holds_together(&explain(row.reason, &text), &text);
    }
}
