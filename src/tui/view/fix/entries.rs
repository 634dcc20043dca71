//! Which lines of a diff stand one below the other.

use crate::core::diff::{Diff, Row, Shown};

/// One line of the drawn diff; the numbers are indexes of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// So many unchanged lines that are not shown.
    Fold(usize),
    /// Both sides of a row beside each other.
    Pair(usize),
    /// The one text of a row that did not change, in one column.
    Same(usize),
    Old(usize),
    New(usize),
}

/// Unchanged lines round each change.
const CONTEXT: usize = 3;

/// The same in little room.
const CONTEXT_COMPACT: usize = 2;

/// Returns the lines of a diff, side by side or in one column. In little room the parents of a change are left out.
pub(super) fn entries(diff: &Diff, unified: bool, compact: bool) -> Vec<Entry> {
    let shown = if compact { near_changes(diff) } else { diff.folded(CONTEXT) };
    if unified { in_one_column(diff, &shown) } else { shown.into_iter().map(side_by_side).collect() }
}

fn side_by_side(shown: Shown) -> Entry {
    match shown {
        Shown::Row(index) => Entry::Pair(index),
        Shown::Fold { count, .. } => Entry::Fold(count),
    }
}

/// Of a run of changes the old lines come first, as in any unified diff.
fn in_one_column(diff: &Diff, shown: &[Shown]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut new = Vec::new();
    for shown in shown {
        match *shown {
            Shown::Row(index) if diff.rows[index].is_change() => {
                if !matches!(diff.rows[index], Row::Added { .. }) {
                    entries.push(Entry::Old(index));
                }
                if !matches!(diff.rows[index], Row::Removed { .. }) {
                    new.push(Entry::New(index));
                }
            }
            other => {
                entries.append(&mut new);
                entries.push(match other {
                    Shown::Row(index) => Entry::Same(index),
                    Shown::Fold { count, .. } => Entry::Fold(count),
                });
            }
        }
    }
    entries.append(&mut new);
    entries
}

/// Keeps the changes and the lines next to them, and folds everything else.
fn near_changes(diff: &Diff) -> Vec<Shown> {
    let mut near = vec![false; diff.rows.len()];
    for at in (0..diff.rows.len()).filter(|at| diff.rows[*at].is_change()) {
        let end = (at + CONTEXT_COMPACT + 1).min(near.len());
        near[at.saturating_sub(CONTEXT_COMPACT)..end].fill(true);
    }
    let mut shown: Vec<Shown> = Vec::new();
    for (index, near) in near.into_iter().enumerate() {
        match (near, shown.last_mut()) {
            (true, _) => shown.push(Shown::Row(index)),
            (false, Some(Shown::Fold { count, .. })) => *count += 1,
            (false, _) => shown.push(Shown::Fold { first: index, count: 1 }),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::diff::diff;

    const OLD: &str = "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\n  f: 5\n";
    const NEW: &str = "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 5\n  f: 6\n  g: 7\n";

    #[test]
    fn in_little_room_only_the_neighbours_of_a_change_stay() {
        let shown = entries(&diff(OLD, NEW), false, true);
        assert_eq!(shown[..3], [Entry::Fold(2), Entry::Pair(2), Entry::Pair(3)]);
    }

    #[test]
    fn in_one_column_the_old_lines_of_a_run_come_first() {
        let shown = entries(&diff(OLD, NEW), true, true);
        let first_new = shown.iter().position(|entry| matches!(entry, Entry::New(_)));
        let last_old = shown.iter().rposition(|entry| matches!(entry, Entry::Old(_)));
        assert!(first_new > last_old, "{shown:?}");
    }
}
