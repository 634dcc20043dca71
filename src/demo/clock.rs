//! Time for everything in the demo that waits: the real clock, one that a test turns by hand, or one that it starts.
//!
//! Nothing else in the demo asks the system for the time, so a test with a manual clock decides what has
//! happened, down to the second, and two runs with the same steps are the same run.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{sync::watch, time::Instant};

/// Tells the demo what time it is.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Real,
    Manual(Arc<watch::Sender<Timestamp>>),
    Started { at: Timestamp, since: Instant },
}

impl Clock {
    /// Returns the clock of this machine.
    pub fn real() -> Self {
        Self(Source::Real)
    }

    /// Returns a clock that stands still until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(watch::Sender::new(start))))
    }

    /// Returns a clock that shows `at` and goes on as the runtime's timers do: where those are paused, time passes only
    /// while nothing else is to be done.
    pub fn started(at: Timestamp) -> Self {
        Self(Source::Started { at, since: Instant::now() })
    }

    /// Returns the current time.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Real => Timestamp::now(),
            Source::Manual(time) => *time.borrow(),
            Source::Started { at, since } => *at + since.elapsed(),
        }
    }

    /// Moves a manual clock on; the others move by themselves, and so this does nothing to them.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(time) = &self.0 {
            time.send_modify(|now| *now += by);
        }
    }

    /// Waits until the clock shows `due` or more.
    pub(crate) async fn sleep_until(&self, due: Timestamp) {
        match &self.0 {
            Source::Real | Source::Started { .. } => {
                let left = Duration::try_from(due.duration_since(self.now()));
                tokio::time::sleep(left.unwrap_or_default()).await;
            }
            Source::Manual(time) => {
                let reached = time.subscribe().wait_for(|now| *now >= due).await.is_ok();
                debug_assert!(reached, "the sender lives as long as this clock");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_sleepers_when_it_is_turned() {
        let start = Timestamp::UNIX_EPOCH;
        let clock = Clock::manual(start);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(start + Duration::from_secs(5)).await }
        });
        clock.advance(Duration::from_secs(4));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
        assert_eq!(clock.now(), start + Duration::from_secs(5));
    }
}
