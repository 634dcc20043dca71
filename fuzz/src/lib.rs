//! Fuzz targets: what hostile or odd input does to the readers of `podmend::core`.
//!
//! Each target is a test. `cargo test` gives it its corpus below `__fuzz__` and then random input for a few seconds;
//! `cargo bolero test` gives it input that is guided by coverage for as long as one likes (docs/testing.md).
#![cfg(test)]

mod docker_config;
mod message;
mod redact;
mod reference;

use std::time::Duration;

use podmend::core::text::neutralise_line;

/// How long `cargo test` takes for each target.
const SHORT_RUN: Duration = Duration::from_secs(3);

#[test]
fn message() {
    // The first text waits until the tables are ready, and is not to use up the time.
    message::check(b"");
    bolero::check!().with_test_time(SHORT_RUN).for_each(message::check);
}

#[test]
fn redact() {
    bolero::check!().with_test_time(SHORT_RUN).with_max_len(512).for_each(redact::check);
}

#[test]
fn reference() {
    bolero::check!().with_test_time(SHORT_RUN).for_each(reference::check);
}

#[test]
fn docker_config() {
    bolero::check!().with_test_time(SHORT_RUN).with_max_len(512).for_each(docker_config::check);
}

/// Reads input as text. ASCII stands for itself, so that a file of the corpus is plain text; any other byte stands for one
/// of the pieces, so that random input has in it what a reader looks for.
fn text(input: &[u8], pieces: &[&str]) -> String {
    let mut text = String::new();
    for byte in input {
        if byte.is_ascii() {
            text.push(char::from(*byte));
        } else {
            text.push_str(pieces[usize::from(byte & 0x7f) % pieces.len()]);
        }
    }
    text
}

/// Tells whether a text has nothing in it that moves the cursor, hides or reorders.
fn is_safe_to_show(text: &str) -> bool {
    neutralise_line(text) == text
}
