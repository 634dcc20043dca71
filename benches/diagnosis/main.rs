//! What it costs to find out why 10,000 pods fail, and what one more event costs then.
//!
//! `cargo bench --bench diagnosis` prints each figure beside its floor: a copy of the pods that are diagnosed, and the same
//! event among few pods. Seconds on a shared machine mean little; the ratios are what counts.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    env,
    hint::black_box,
    time::{Duration, Instant},
};

use podmend::core::{
    incident::{Failing, Member, gather},
    model::{Pod, Snapshot, State},
};

mod snapshot;

use snapshot::{now, pod, snapshot};

/// The pods that fail, and the few to compare one event with.
const MANY: usize = 10_000;
const FEW: usize = 100;

/// So many incidents are named, the first of the list.
const SHOWN: usize = 6;

/// So many events are timed together.
const EVENTS: usize = 2_000;

/// What the diagnosis of the many is to take at most.
const AIM: Duration = Duration::from_millis(100);

fn main() {
    if env::args().any(|argument| argument == "--list") {
        // `cargo test --benches` asks for the names; there is nothing to run under a test runner.
        return;
    }
    let (few, many) = (snapshot(FEW), snapshot(MANY));
    let board = gather(&many, now());
    println!("{MANY} failing pods, {} incidents\n", board.incidents().len());
    for incident in board.incidents().take(SHOWN) {
        println!("  {:>6} pods  {}", incident.pods(), incident.id);
    }
    for round in 1..=3 {
        println!("\nround {round}");
        measure(&few, &many);
    }
}

fn measure(few: &Snapshot, many: &Snapshot) {
    let copied = fastest(10, || many.pods.clone());
    let gathered = fastest(10, || gather(many, now()));
    line("all diagnosed", gathered, "a copy of the pods", copied);
    let met = if gathered <= AIM { "met" } else { "missed" };
    println!("  {:<26} {:>9} {met}", "aim", shown(AIM));
    let diagnosed = [few, many].map(diagnosed);
    line("one event, diagnosed", diagnosed[1], "among 100 pods", diagnosed[0]);
    let moved = [few, many].map(moved);
    line("one event, on the board", moved[1], "among 100 pods", moved[0]);
}

/// Returns how long one event takes: a pod is diagnosed anew and put on the board, in another incident than before.
fn diagnosed(snapshot: &Snapshot) -> Duration {
    let mut board = gather(snapshot, now());
    let pods: Vec<Pod> = (0..EVENTS).map(|index| changed(snapshot, index)).collect();
    per_event(|| {
        for pod in &pods {
            let around = &snapshot.surroundings[&pod.namespace];
            let failing = Failing::pod(pod, &around.dossier(pod), now()).expect("it fails");
            black_box(board.put(Member::Pod(pod.key()), failing));
        }
    })
}

/// Returns how long one event takes on the board alone: a pod is fine, and fails again.
fn moved(snapshot: &Snapshot) -> Duration {
    let mut board = gather(snapshot, now());
    let pods = (0..EVENTS).map(|index| changed(snapshot, index).key()).map(Member::Pod);
    let known: Vec<(Member, Failing)> =
        pods.map(|pod| (pod.clone(), board.failing(&pod).expect("it fails").clone())).collect();
    per_event(|| {
        for (pod, failing) in &known {
            black_box(board.remove(pod));
            black_box(board.put(pod.clone(), failing.clone()));
        }
    })
}

/// Returns a pod somewhere in the snapshot; every other time it fails in another way than there.
fn changed(snapshot: &Snapshot, index: usize) -> Pod {
    let mut pod = pod(index / 2 * 37 % snapshot.pods.len());
    if index.is_multiple_of(2) {
        let (reason, message) = ("CreateContainerConfigError".to_owned(), "secret \"web\" not found".to_owned());
        pod.containers[0].state = State::Waiting { reason, message };
    }
    pod
}

fn per_event(mut run: impl FnMut()) -> Duration {
    fastest(5, &mut run) / u32::try_from(EVENTS).expect("some thousand")
}

/// Returns the shortest time of some runs: what else the machine does only ever adds to it. What a run returns is kept
/// until its time was taken, as a session keeps it.
fn fastest<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    let time = |_| {
        let started = Instant::now();
        let kept = black_box(run());
        let took = started.elapsed();
        drop(kept);
        took
    };
    (0..runs).map(time).min().expect("at least one run")
}

fn line(what: &str, took: Duration, floor: &str, floor_took: Duration) {
    let ratio = took.as_secs_f64() / floor_took.as_secs_f64();
    println!("  {what:<26} {:>9} {ratio:>6.2} x {floor} ({})", shown(took), shown(floor_took));
}

fn shown(time: Duration) -> String {
    if time < Duration::from_millis(1) {
        format!("{:.2} µs", time.as_secs_f64() * 1e6)
    } else {
        format!("{:.2} ms", time.as_secs_f64() * 1e3)
    }
}
