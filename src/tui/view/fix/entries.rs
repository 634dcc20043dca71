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

/// Returns the lines of a diff side by side: the changes, what is round them, and their parents as a path to them.
pub(super) fn side_by_side(diff: &Diff) -> Vec<Entry> {
    let shown = diff.folded(CONTEXT);
    let mut entries = Vec::new();
    let mut hidden = 0;
    for run in shown.chunk_by(|one, other| is_row(*one) && is_row(*other)) {
        if let [Shown::Fold { count, .. }] = run {
            hidden += count;
            continue;
        }
        if run.iter().any(|shown| is_change(diff, *shown)) {
            push_fold(&mut entries, &mut hidden);
        }
        // There is no fold between parents: their line numbers say that they are no neighbours.
        hidden = 0;
        entries.extend(run.iter().filter_map(|shown| match shown {
            Shown::Row(index) => Some(Entry::Pair(*index)),
            Shown::Fold { .. } => None,
        }));
    }
    push_fold(&mut entries, &mut hidden);
    entries
}

/// Returns the changes with so many lines round them, for little room: no parents.
pub(super) fn close_by(diff: &Diff, context: usize) -> Vec<Entry> {
    let mut near = vec![false; diff.rows.len()];
    for at in (0..diff.rows.len()).filter(|at| diff.rows[*at].is_change()) {
        let end = (at + context + 1).min(near.len());
        near[at.saturating_sub(context)..end].fill(true);
    }
    let mut entries = Vec::new();
    let mut hidden = 0;
    for (index, near) in near.into_iter().enumerate() {
        if near {
            push_fold(&mut entries, &mut hidden);
            entries.push(Entry::Pair(index));
        } else {
            hidden += 1;
        }
    }
    push_fold(&mut entries, &mut hidden);
    entries
}

/// Puts the lines into one column. Of a run of changes the old lines come first, as in any unified diff.
pub(super) fn in_one_column(diff: &Diff, entries: Vec<Entry>) -> Vec<Entry> {
    let mut column = Vec::new();
    let mut new = Vec::new();
    for entry in entries {
        let Entry::Pair(index) = entry else {
            column.append(&mut new);
            column.push(entry);
            continue;
        };
        match &diff.rows[index] {
            Row::Same { .. } => {
                column.append(&mut new);
                column.push(Entry::Same(index));
            }
            Row::Removed { .. } => column.push(Entry::Old(index)),
            Row::Added { .. } => new.push(Entry::New(index)),
            Row::Changed { .. } => {
                column.push(Entry::Old(index));
                new.push(Entry::New(index));
            }
        }
    }
    column.append(&mut new);
    column
}

fn push_fold(entries: &mut Vec<Entry>, hidden: &mut usize) {
    if *hidden > 0 {
        entries.push(Entry::Fold(std::mem::take(hidden)));
    }
}

fn is_row(shown: Shown) -> bool {
    matches!(shown, Shown::Row(_))
}

fn is_change(diff: &Diff, shown: Shown) -> bool {
    matches!(shown, Shown::Row(index) if diff.rows[index].is_change())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::diff::diff;

    const OLD: &str = "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\n  f: 5\n";
    const NEW: &str = "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 5\n  f: 6\n  g: 7\n";

    #[test]
    fn in_little_room_only_the_neighbours_of_a_change_stay() {
        let shown = close_by(&diff(OLD, NEW), 2);
        assert_eq!(shown[..3], [Entry::Fold(2), Entry::Pair(2), Entry::Pair(3)]);
    }

    #[test]
    fn the_parents_of_a_change_are_a_path_to_it() {
        let old = "x: 1\ny: 1\na:\n  m: 1\n  n: 1\n  b:\n    o: 1\n    p: 1\n    q: 1\n    r: 1\n    s: 1\n    t: 1\n";
        let shown = side_by_side(&diff(old, &old.replace("t: 1", "t: 2")));
        assert_eq!(shown[..3], [Entry::Pair(2), Entry::Pair(5), Entry::Fold(2)]);
    }

    #[test]
    fn in_one_column_the_old_lines_of_a_run_come_first() {
        let diff = diff(OLD, NEW);
        let shown = in_one_column(&diff, close_by(&diff, 0));
        let first_new = shown.iter().position(|entry| matches!(entry, Entry::New(_)));
        let last_old = shown.iter().rposition(|entry| matches!(entry, Entry::Old(_)));
        assert!(first_new > last_old, "{shown:?}");
    }
}
