//! Links of the chain of evidence, by what was found.

use crate::core::model::{Event, Gap, ObjectId, Reading};

use super::{Evidence, Mark, Source};

pub(super) fn known(link: &'static str, mark: Mark, text: impl Into<String>, source: Source) -> Evidence {
    Evidence { link, mark, text: text.into(), source, needs: None }
}

pub(super) fn sound(link: &'static str, text: impl Into<String>, source: Source) -> Evidence {
    known(link, Mark::Sound, text, source)
}

pub(super) fn broken(link: &'static str, text: impl Into<String>, source: Source) -> Evidence {
    known(link, Mark::Broken, text, source)
}

/// A link that cannot be told, with the step that would settle it.
pub(super) fn unknown(link: &'static str, text: impl Into<String>, needs: impl Into<String>) -> Evidence {
    Evidence { link, mark: Mark::Unknown, text: text.into(), source: Source::text(""), needs: Some(needs.into()) }
}

/// A link that a read of `what` would settle which gave nothing; forbidden, failed and not asked each need something else.
pub(super) fn unread<T>(link: &'static str, text: impl Into<String>, reading: &Reading<T>, what: &str) -> Evidence {
    let (source, needs) = match reading {
        Reading::Unknown(Gap::Forbidden(right)) => ("not allowed", format!("the right to {right}")),
        Reading::Unknown(Gap::Failed(why)) => (why.as_str(), format!("another try to read {what}")),
        Reading::Asked => ("being read", format!("the answer about {what}")),
        Reading::NotAsked => ("not read", format!("a look at {what}")),
        Reading::Absent { .. } => ("gone by now", format!("{what}, as it was")),
        Reading::Found { .. } => ("not told by what was read", format!("more than {what} tells")),
    };
    Evidence { source: Source::text(source), ..unknown(link, text, needs) }
}

pub(super) fn field(object: &ObjectId, path: impl Into<String>) -> Source {
    Source::Field { object: object.clone(), path: path.into() }
}

pub(super) fn event(event: &Event) -> Source {
    Source::Event { count: event.count, since: event.first }
}
