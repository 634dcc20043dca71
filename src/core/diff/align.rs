//! Which removed line stands next to which added line, inside one changed stretch.

use std::ops::Range;

use super::{Piece, Row, content, number, words};

/// Above this many comparisons lines are no longer paired by likeness: a stretch so large was
/// rewritten, and marking words in it would only be slow.
const MOST_COMPARISONS: usize = 10_000;

/// Pairs lines that resemble each other, as indices into both slices, so that the sum of their
/// likeness is greatest and no two pairs cross.
pub(super) fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > MOST_COMPARISONS {
        return Vec::new();
    }
    let likeness: Vec<Vec<u32>> = old
        .iter()
        .map(|left| new.iter().map(|right| words::likeness(content(left), content(right))).collect())
        .collect();
    walk(&likeness, &best_sums(&likeness, old.len(), new.len()))
}

/// Turns a changed stretch into rows: pairs side by side, and before each what has no partner.
pub(super) fn rows(
    pairs: &[(usize, usize)],
    old: &[&str],
    new: &[&str],
    left: Range<usize>,
    right: Range<usize>,
) -> Vec<Row> {
    let mut rows = Vec::with_capacity(left.len() + right.len());
    let (mut next_left, mut next_right) = (left.start, right.start);
    let pairs = pairs.iter().map(|(l, r)| (left.start + l, right.start + r));
    for (l, r) in pairs.chain([(left.end, right.end)]) {
        rows.extend((next_left..l).map(|at| removed(at, old[at])));
        rows.extend((next_right..r).map(|at| added(at, new[at])));
        if l < left.end {
            rows.push(changed(l, r, old[l], new[r]));
        }
        (next_left, next_right) = (l + 1, r + 1);
    }
    rows
}

/// Fills the table of the greatest sums of likeness that the lines from (l, r) on can reach.
fn best_sums(likeness: &[Vec<u32>], left: usize, right: usize) -> Vec<Vec<u32>> {
    let mut best = vec![vec![0; right + 1]; left + 1];
    for l in (0..left).rev() {
        for r in (0..right).rev() {
            let apart = best[l + 1][r].max(best[l][r + 1]);
            let together = match likeness[l][r] {
                0 => 0,
                alike => alike + best[l + 1][r + 1],
            };
            best[l][r] = apart.max(together);
        }
    }
    best
}

fn walk(likeness: &[Vec<u32>], best: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut l, mut r) = (0, 0);
    while l < likeness.len() && r < likeness[l].len() {
        let alike = likeness[l][r];
        if alike > 0 && best[l][r] == alike + best[l + 1][r + 1] {
            pairs.push((l, r));
            (l, r) = (l + 1, r + 1);
        } else if best[l][r] == best[l + 1][r] {
            l += 1;
        } else {
            r += 1;
        }
    }
    pairs
}

fn removed(at: usize, line: &str) -> Row {
    Row::Removed { left: number(at), text: whole(line) }
}

fn added(at: usize, line: &str) -> Row {
    Row::Added { right: number(at), text: whole(line) }
}

fn changed(left: usize, right: usize, old: &str, new: &str) -> Row {
    let (old, new) = words::compare(content(old), content(new));
    Row::Changed { left: number(left), right: number(right), old, new }
}

/// A line without a partner is one piece, unmarked: its colour says enough.
fn whole(line: &str) -> Vec<Piece> {
    vec![Piece { text: content(line).to_owned(), changed: false }]
}
