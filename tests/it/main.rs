//! Tests of the whole program, in one binary, since linking is what takes the time.

mod cluster_smoke;
mod demo;
mod readme;
mod support;
mod write;
