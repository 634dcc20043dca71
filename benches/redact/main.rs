//! How fast texts are redacted, beside a copy of their bytes and beside another redactor.
//!
//! `cargo bench --bench redact` redacts plain logs and manifests as the command does, window by window, and then what a
//! redactor may stall on: a line of megabytes, a secret in every line, text made to be slow. Seconds on a shared machine
//! mean little; the ratios are what counts.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "sizes and durations as figures")]

use std::{
    env,
    hint::black_box,
    time::{Duration, Instant},
};

use podmend::core::redact::{Policy, Profile, Redactor};

mod texts;

/// Bytes of a text, and of a window of it.
const SIZE: usize = 16_000_000;
const WINDOW: usize = 4 << 20;
/// Bytes of what is redacted whole.
const WHOLE: usize = 10_000_000;
const LINE: usize = 30_000_000;
const HOSTILE: usize = 1_000_000;
/// Bytes of what another redactor gets.
const ANOTHER: usize = 2_000_000;
const ROUNDS: usize = 7;

fn main() {
    if env::args().any(|argument| argument == "--list") {
        // `cargo test --benches` asks for the names; there is nothing to run under a test runner.
        return;
    }
    println!("one core, {} MB, windows of {} MiB", SIZE / 1_000_000, WINDOW >> 20);
    for (name, text) in [("plain log", texts::log(SIZE)), ("manifests", texts::manifests(SIZE))] {
        for profile in [Profile::Internal, Profile::Ticket] {
            let floor = best(|| drop(black_box(text.clone())));
            let took = best(|| windows(&text, profile));
            println!(
                "{name:<20} {:<9} {:>7.1} MB/s  {:>7.1} x a copy of the bytes",
                profile.name(),
                rate(&text, took),
                took.as_secs_f64() / floor.as_secs_f64()
            );
        }
        let short = &text[..text[..ANOTHER].rfind('\n').expect("it has lines")];
        let (ours, theirs) = (best(|| windows(short, Profile::Internal)), best(|| another(short)));
        println!(
            "{name:<20} redact-secret {:>6.1} MB/s  {:>7.1} x the time of `internal` on the same {} MB",
            rate(short, theirs),
            theirs.as_secs_f64() / ours.as_secs_f64(),
            ANOTHER / 1_000_000
        );
    }
    println!();
    let plain = texts::log(WHOLE);
    let floor = best(|| whole(&plain));
    println!("{:<30} {:>8.0} ms", "10 MB of plain log", floor.as_secs_f64() * 1e3);
    for (name, text) in [
        ("10 MB of a description", texts::description(WHOLE)),
        ("10 MB of one manifest", texts::manifests(WHOLE)),
        ("10 MB, a secret a line", texts::secrets(WHOLE)),
        ("30 MB on one line", texts::line(LINE)),
    ] {
        let took = best(|| whole(&text));
        let per_byte = took.as_secs_f64() / text.len() as f64 / (floor.as_secs_f64() / plain.len() as f64);
        println!("{name:<30} {:>8.0} ms  {per_byte:>6.1} x a byte of plain log", took.as_secs_f64() * 1e3);
    }
    println!();
    for (name, text) in texts::hostile(HOSTILE) {
        let took = best(|| whole(&text));
        let per_byte = took.as_secs_f64() / text.len() as f64 / (floor.as_secs_f64() / plain.len() as f64);
        println!("1 MB of {name:<22} {:>8.0} ms  {per_byte:>6.1} x a byte of plain log", took.as_secs_f64() * 1e3);
    }
}

fn windows(text: &str, profile: Profile) {
    let redactor = Redactor::new(Policy { profile, ..Policy::default() });
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest[..rest.len().min(WINDOW)].rfind('\n').map_or(rest.len(), |at| at + 1);
        black_box(redactor.redact(&rest[..end]));
        rest = &rest[end..];
    }
}

/// Redacts with the library that finds most of the others, credentials alone.
fn another(text: &str) {
    black_box(redact_secret::sanitize(text).expect("it is short and holds no credential"));
}

fn whole(text: &str) {
    black_box(Redactor::default().redact(text));
}

fn rate(text: &str, took: Duration) -> f64 {
    text.len() as f64 / 1e6 / took.as_secs_f64()
}

fn best(run: impl Fn()) -> Duration {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..ROUNDS).map(round).min().expect("there is a round")
}
