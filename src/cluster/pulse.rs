//! Is the server still there? A watch alone would not notice for minutes that the other end is dead.
//!
//! Asks for `/version`, which every user may read, on a connection of its own. From the last sign of life to the verdict
//! that there is none it takes less than five seconds.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use super::{Cluster, address::Path, failure::Failure, http::Http};

/// The pause after a good beat; together with two limits below five seconds.
const PAUSE: Duration = Duration::from_millis(1500);
/// How long one beat may take.
const LIMIT: Duration = Duration::from_millis(1500);
/// The pause after a beat that was missed at once.
const RETRY: Duration = Duration::from_millis(200);
/// So many beats must be missed in a row.
const MISSES: u32 = 2;
/// A pause that took so much longer than asked for was a sleep of the machine, or a stop of the process.
const SLEPT: Duration = Duration::from_secs(10);

/// The latest that is known about the server.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pulse {
    /// Nothing was asked yet.
    Unknown,
    /// It answered at this time.
    Alive(Timestamp),
    /// It does not answer, or not to us.
    Missing(Failure),
    /// Time has passed unseen; whatever was known is old.
    Slept,
}

/// Feels the pulse until nobody is interested any more.
pub(super) async fn feel(cluster: Cluster, tell: watch::Sender<Pulse>) {
    let mut misses = 0;
    let mut clock = Clock::start();
    while !tell.is_closed() {
        let pause = match beat(cluster.http()).await {
            Ok(()) => {
                misses = 0;
                tell.send_replace(Pulse::Alive(cluster.now()));
                PAUSE
            }
            Err(failure) => {
                misses += 1;
                if misses >= MISSES || failure.code() == 401 {
                    tell.send_replace(Pulse::Missing(failure));
                }
                if misses >= MISSES { PAUSE } else { RETRY }
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            () = tell.closed() => return,
        }
        if clock.slept() {
            tell.send_replace(Pulse::Slept);
        }
    }
}

async fn beat(http: &Http) -> Result<(), Failure> {
    match http.knock(&Path::plain("/version"), LIMIT).await {
        // Whoever refuses is alive, unless it is the credential that died or the server that says it is sick.
        Err(Failure::Refused(status)) if status.code != 401 && status.code < 500 => Ok(()),
        other => other,
    }
}

/// Two clocks: the steady one stands still while a machine sleeps, the wall does not.
struct Clock {
    steady: Instant,
    wall: SystemTime,
}

impl Clock {
    fn start() -> Self {
        Self { steady: Instant::now(), wall: SystemTime::now() }
    }

    /// Says whether far more time has passed since the last call than a beat and a pause take.
    fn slept(&mut self) -> bool {
        let before = std::mem::replace(self, Self::start());
        let steady = self.steady.duration_since(before.steady);
        let wall = self.wall.duration_since(before.wall).unwrap_or_default();
        steady.max(wall) > SLEPT + LIMIT
    }
}
