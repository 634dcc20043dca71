//! How many messages a second one core explains.
//!
//! `cargo bench --bench explain` explains a mix of texts, as NDJSON in and out in memory, and prints the figure beside its
//! floor: the same lines read and answered without a look at the message. Seconds on a shared machine mean little; the
//! ratios are what counts. A megabyte of hostile text is set beside a megabyte of harmless text in the same way.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    env,
    hint::black_box,
    time::{Duration, Instant},
};

use podmend::{cli::explain::batch, core::message::explain};
use serde_json::json;

mod texts;

/// Messages a round.
const MESSAGES: usize = 100_000;
const ROUNDS: usize = 5;
/// Bytes of a long text.
const LONG: usize = 1_000_000;

fn main() {
    if env::args().any(|argument| argument == "--list") {
        // `cargo test --benches` asks for the names; there is nothing to run under a test runner.
        return;
    }
    let input = input();
    // The tables are built at the first look.
    println!(
        "first message {:>26.2} ms\n",
        best(1, || drop(black_box(explain("", "no such host")))).as_secs_f64() * 1e3
    );
    println!("{MESSAGES} messages of {} bytes on the average, one core", input.len() / MESSAGES);
    for round in 1..=3 {
        let floor = best(ROUNDS, || floor(&input));
        let whole = best(ROUNDS, || batched(&input));
        println!(
            "round {round}  explain --batch {:>9.0} messages/s   {:>5.2} x reading and answering alone ({:.0} messages/s)",
            rate(whole),
            whole.as_secs_f64() / floor.as_secs_f64(),
            rate(floor)
        );
    }
    println!();
    let harmless = texts::harmless(LONG);
    let floor = best(ROUNDS, || drop(black_box(explain("", &harmless))));
    println!("a megabyte, harmless {:>20.2} ms", floor.as_secs_f64() * 1e3);
    for (name, text) in texts::hostile(LONG) {
        let took = best(ROUNDS, || drop(black_box(explain("", &text))));
        println!(
            "a megabyte of {name:<18} {:>8.2} ms  {:>6.2} x",
            took.as_secs_f64() * 1e3,
            took.as_secs_f64() / floor.as_secs_f64()
        );
    }
}

fn input() -> Vec<u8> {
    let mut input = Vec::new();
    for (id, (reason, message)) in texts::mixed().into_iter().cycle().take(MESSAGES).enumerate() {
        let question = json!({"id": id, "reason": reason, "message": message});
        input.extend_from_slice(question.to_string().as_bytes());
        input.push(b'\n');
    }
    input
}

fn batched(input: &[u8]) {
    let mut out = Vec::with_capacity(input.len());
    batch::run(input, &mut out).expect("memory takes all");
    black_box(&out);
}

/// Reads each line and writes an answer of the same shape.
fn floor(input: &[u8]) {
    let mut out = Vec::with_capacity(input.len());
    for line in input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let question: batch::Question = serde_json::from_slice(line).expect("our own line");
        batch::unexplained(&question, &mut out).expect("memory takes all");
    }
    black_box(&out);
}

/// Returns the shortest of some runs, which is the one that was disturbed least.
fn best(rounds: usize, mut run: impl FnMut()) -> Duration {
    let mut times = (0..rounds).map(|_| {
        let started = Instant::now();
        run();
        started.elapsed()
    });
    let first = times.next().unwrap_or_default();
    times.fold(first, Duration::min)
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn rate(took: Duration) -> f64 {
    MESSAGES as f64 / took.as_secs_f64()
}
