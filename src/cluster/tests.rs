//! The layer as its callers see it, against servers that misbehave on demand and against the demo.

mod around;
mod live;
mod look;
mod secret_values;
mod survey;
mod write;
