//! Which rows a reader must see, and which unchanged stretches may be folded away.

use super::{Diff, Row};

/// What stands at one place of the folded view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The row with this index.
    Row(usize),
    /// A line in the place of `count` (two or more) unchanged rows from index `first` on.
    Fold { first: usize, count: usize },
}

impl Diff {
    /// Returns the rows that matter, with the rest folded.
    ///
    /// Shown are the changes, `context` lines round each, and the YAML parents of each change, so
    /// that the reader sees where in the document it is. A single line is never folded.
    pub fn folded(&self, context: usize) -> Vec<Shown> {
        let visible = self.visible(context);
        let mut shown = Vec::new();
        let mut at = 0;
        while at < visible.len() {
            let hidden = visible[at..].iter().take_while(|visible| !**visible).count();
            match hidden {
                0 | 1 => {
                    shown.push(Shown::Row(at));
                    at += 1;
                }
                count => {
                    shown.push(Shown::Fold { first: at, count });
                    at += count;
                }
            }
        }
        shown
    }

    fn visible(&self, context: usize) -> Vec<bool> {
        let places: Vec<Option<Place>> = self.rows.iter().map(Place::of).collect();
        let mut visible = vec![false; self.rows.len()];
        let mut marked = vec![false; self.rows.len()];
        for at in (0..self.rows.len()).filter(|at| self.rows[*at].is_change()) {
            let end = at.saturating_add(context).min(self.rows.len() - 1);
            visible[at.saturating_sub(context)..=end].fill(true);
            mark_parents(&places, at, &mut marked);
        }
        for (visible, marked) in visible.iter_mut().zip(marked) {
            *visible |= marked;
        }
        visible
    }
}

/// How deep a line of YAML stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A `---`: nothing above it is a parent of what is below.
    Start,
    Line {
        indent: usize,
        is_item: bool,
    },
}

impl Place {
    /// Returns the place of a row, or `None` for one that has none: empty, or a comment.
    fn of(row: &Row) -> Option<Self> {
        let text = row.text();
        let content = text.trim_start_matches(' ');
        if text.starts_with("---") {
            return Some(Self::Start);
        }
        if content.trim_end().is_empty() || content.starts_with('#') {
            return None;
        }
        let is_item = content.starts_with("- ") || content.trim_end() == "-";
        Some(Self::Line { indent: text.len() - content.len(), is_item })
    }

    /// Tells whether a line at this place is above and outside of one at the other place.
    ///
    /// The items of a list may stand as deep as the key that holds them.
    fn is_parent_of(self, child: Self) -> bool {
        let (Self::Line { indent, is_item }, Self::Line { indent: inner, is_item: inner_is_item }) = (self, child)
        else {
            return false;
        };
        indent < inner || (indent == inner && inner_is_item && !is_item)
    }
}

/// Marks the parents of a row. It stops at one that is marked: then its parents are, too.
fn mark_parents(places: &[Option<Place>], child: usize, marked: &mut [bool]) {
    let Some(mut inner) = places[child] else {
        return;
    };
    for at in (0..child).rev() {
        match places[at] {
            Some(Place::Start) => return,
            Some(place) if place.is_parent_of(inner) => {
                if std::mem::replace(&mut marked[at], true) {
                    return;
                }
                inner = place;
            }
            _ => {}
        }
        if (inner == Place::Line { indent: 0, is_item: false }) {
            return;
        }
    }
}
