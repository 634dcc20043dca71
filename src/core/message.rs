//! From the text of a runtime, registry, kubelet, scheduler or controller to the cause that it tells.
//!
//! Reads the text alone; what the cluster shows beside it is the business of `diagnose`.

use std::ops::Range;

use super::cause::{Cause, Grade, start};

/// What a text tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub cause: Cause,
    /// What the text does not rule out beside it.
    pub also: Vec<Cause>,
    pub grade: Grade,
    /// The bytes of the text that decided.
    pub decisive: Range<usize>,
    pub credential: Credential,
}

/// What a text tells about the credential of a pull.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credential {
    /// None reached the runtime: `no basic auth credentials`, `failed to fetch anonymous token`.
    NotSent,
    /// One was sent and refused.
    Sent,
    #[default]
    Untold,
}

/// Says what a message tells.
///
/// `reason` is that of the event or of the waiting container, and may be empty. The text may be wrapped, aggregated, cut,
/// or pasted with what stood around it. Takes time in proportion to the length of the text.
pub fn explain(reason: &str, message: &str) -> Explanation {
    let _ = (reason, message);
    Explanation {
        cause: start::AMBIGUOUS,
        also: Vec::new(),
        grade: Grade::CannotTell,
        decisive: 0..0,
        credential: Credential::default(),
    }
}
