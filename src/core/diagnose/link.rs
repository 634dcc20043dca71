//! Links of the chain of evidence, by what was found.

use crate::core::model::{Event, Gap, Reading};

use super::{Evidence, Mark, Source};

pub(super) fn sound(link: &'static str, text: impl Into<String>, source: Source) -> Evidence {
    Evidence { link, mark: Mark::Sound, text: text.into(), source, needs: None }
}

pub(super) fn broken(link: &'static str, text: impl Into<String>, source: Source) -> Evidence {
    Evidence { link, mark: Mark::Broken, text: text.into(), source, needs: None }
}

/// A link that cannot be told, with the step that would settle it.
pub(super) fn unknown(link: &'static str, text: impl Into<String>, source: Source, needs: &str) -> Evidence {
    Evidence { link, mark: Mark::Unknown, text: text.into(), source, needs: Some(needs.to_owned()) }
}

/// A link that a read would settle which gave nothing; forbidden, failed and not asked are told apart.
pub(super) fn unread<T>(link: &'static str, text: impl Into<String>, reading: &Reading<T>) -> Evidence {
    let (source, needs) = match reading {
        Reading::Unknown(Gap::Forbidden(right)) => ("not allowed".to_owned(), Some(format!("the right to {right}"))),
        Reading::Unknown(Gap::Failed(why)) => (why.clone(), Some("another try".to_owned())),
        Reading::Asked => ("being read".to_owned(), Some("the answer".to_owned())),
        Reading::NotAsked => ("not read".to_owned(), Some("a look at it".to_owned())),
        // It is there, or gone, and did not tell.
        Reading::Absent { .. } | Reading::Found { .. } => ("not told by what was read".to_owned(), None),
    };
    Evidence { link, mark: Mark::Unknown, text: text.into(), source: Source::Text(source), needs }
}

pub(super) fn field(path: impl Into<String>) -> Source {
    Source::Text(path.into())
}

pub(super) fn event(event: &Event) -> Source {
    Source::Event { count: event.count, since: event.first }
}
