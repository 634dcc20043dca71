//! The only code that talks to an API server.
//!
//! Everything that comes out of here is a value of `core` or one of the small types below: text is neutralised, secrets are
//! reduced to an outline, and an error is a sentence that says what failed, why, and what to try. Absent on purpose: any
//! knowledge of the screen, and of whether the server is the demo.

pub mod news;

pub use news::{LookPart, PodNews, Scope, Trouble};
