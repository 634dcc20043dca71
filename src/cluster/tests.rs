//! The layer as its callers see it, against servers that misbehave on demand and against the demo.

mod around;
mod live;
mod look;
mod survey;
mod write;
