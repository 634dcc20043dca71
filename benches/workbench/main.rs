//! The whole program against an API server in another process: 10,000 pods, 2 % of them failing.
//!
//! `cargo bench --bench workbench` starts itself a second time as the server (the demo's, on a loopback port), drives the
//! real binary in a pseudo terminal of 200x50, and prints each figure beside its floor: the same list by a bare client in a
//! process of its own, the echo of a terminal, an empty frame. Seconds on a shared machine mean little; the ratios are what counts.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{env, time::Duration};

mod floor;
mod process;
mod server;
mod terminal;

use process::Usage;
use server::Server;
use terminal::Workbench;

/// Pods, the share of them that fails in percent, and the namespaces they are spread over.
const PODS: usize = 10_000;
const FAILING: usize = 2;
const NAMESPACES: usize = 97;

/// How long the idle program is watched.
const IDLE: Duration = Duration::from_secs(20);

/// How many keys are timed.
const KEYS: usize = 300;

fn main() {
    if env::args().any(|argument| argument == "--serve") {
        server::serve(PODS, FAILING, NAMESPACES);
        return;
    }
    if let Some(address) = env::args().skip_while(|argument| argument != floor::BARE).nth(1) {
        floor::bare(&address);
        return;
    }
    if env::args().any(|argument| argument == "--list") {
        // `cargo test --benches` asks for the names; there is nothing to run under a test runner.
        return;
    }
    let server = Server::start();
    println!("{PODS} pods, {FAILING} % failing, {NAMESPACES} namespaces, screen 200x50\n");
    let list_floor = floor::list(&server);
    let echo = floor::echo(KEYS);
    let empty = floor::empty_frame();
    for round in 1..=3 {
        println!("round {round}");
        measure(&server, list_floor, echo, empty);
    }
}

/// One start of the program, from exec to the last key.
fn measure(server: &Server, list_floor: floor::List, echo: Duration, empty: Duration) {
    let server_before = Usage::of(server.pid());
    let mut workbench = Workbench::start(&server.kubeconfig());
    let first_frame = workbench.wait_for("podmend");
    let complete = workbench.wait_for(&format!("{} of ", PODS * FAILING / 100));
    let server_cpu = Usage::of(server.pid()).cpu_since(server_before);
    line("first frame", first_frame, None);
    line("complete failing list", complete, Some(("the same list, bare", list_floor.took)));
    line("server CPU of the list", server_cpu, Some(("of the bare list", list_floor.server_cpu)));
    let keys = workbench.key_times(KEYS);
    line("key to frame p50", percentile(&keys, 50), Some(("terminal echo p50", echo)));
    line("key to frame p99", percentile(&keys, 99), Some(("an empty frame", empty)));
    let idle = workbench.idle_cpu(IDLE);
    println!("  {:<26} {:>9.3} %", "idle CPU", 100.0 * idle.as_secs_f64() / IDLE.as_secs_f64());
    println!("  {:<26} {:>9.1} MB\n", "peak memory", workbench.peak_memory_mb());
}

fn line(what: &str, took: Duration, floor: Option<(&str, Duration)>) {
    let milliseconds = took.as_secs_f64() * 1e3;
    match floor {
        Some((name, floor)) => {
            let floor = floor.as_secs_f64() * 1e3;
            println!("  {what:<26} {milliseconds:>9.2} ms   {:>6.2} x {name} ({floor:.2} ms)", milliseconds / floor);
        }
        None => println!("  {what:<26} {milliseconds:>9.2} ms"),
    }
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}
