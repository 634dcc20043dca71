//! Faults on demand: what a test wants to go wrong with the next request of a kind.

use super::call::{Call, Target};

/// One request that will go wrong, once.
#[derive(Clone, Debug)]
pub struct Fault {
    verb: Option<String>,
    resource: Option<String>,
    ending: Ending,
    after_work: bool,
}

/// How the request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// An answer with this status code.
    Answer(u16),
    /// No answer: the connection breaks.
    Lost,
}

impl Fault {
    /// Returns a fault that answers with a status code: 429, 500, 503, 504 ..
    pub fn answer(code: u16) -> Self {
        Self { verb: None, resource: None, ending: Ending::Answer(code), after_work: false }
    }

    /// Returns a fault that breaks the connection.
    pub fn lost() -> Self {
        Self { ending: Ending::Lost, ..Self::answer(0) }
    }

    /// Meets only requests of a verb on a resource: `("patch", "deployments")`.
    #[must_use]
    pub fn on(mut self, verb: &str, resource: &str) -> Self {
        self.verb = Some(verb.to_owned());
        self.resource = Some(resource.to_owned());
        self
    }

    /// Carries the request out before it goes wrong, as when only the answer is lost.
    #[must_use]
    pub fn after_work(mut self) -> Self {
        self.after_work = true;
        self
    }

    pub(crate) fn meets(&self, call: &Call) -> bool {
        let resource = match &call.target {
            Target::Resource(resource) => resource.kind.plural,
            Target::Other => "",
        };
        self.verb.as_ref().is_none_or(|verb| verb == call.verb())
            && self.resource.as_ref().is_none_or(|wanted| wanted == resource)
    }

    pub(crate) fn ending(&self) -> Ending {
        self.ending
    }

    pub(crate) fn works_first(&self) -> bool {
        self.after_work
    }
}
