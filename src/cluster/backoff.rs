//! How long to wait before the next try: as client-go does it, `tools/cache/reflector.go`.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use tokio::time::Instant;

const SHORTEST: Duration = Duration::from_millis(800);
const LONGEST: Duration = Duration::from_secs(30);
/// What has held for so long is not to blame for the next failure.
const RESET_AFTER: Duration = Duration::from_secs(120);

/// Doubling pauses with jitter, so that a thousand clients do not come back in the same second.
#[derive(Debug)]
pub(super) struct Backoff {
    next: Duration,
    last: Option<Instant>,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self { next: SHORTEST, last: None }
    }

    /// Returns the pause before the next try, and makes the one after it longer.
    pub(super) fn pause(&mut self) -> Duration {
        let now = Instant::now();
        if self.last.is_some_and(|last| now.duration_since(last) > RESET_AFTER) {
            self.next = SHORTEST;
        }
        self.last = Some(now);
        let pause = self.next.mul_f64(1.0 + jitter());
        self.next = (self.next * 2).min(LONGEST);
        pause.min(LONGEST)
    }

    /// Returns the pause, or a longer one that the server asked for.
    pub(super) fn pause_at_least(&mut self, asked: Option<Duration>) -> Duration {
        self.pause().max(asked.unwrap_or_default().min(LONGEST))
    }
}

/// Returns something from 0 to 0.5. The standard library seeds its hash maps anew, which is random enough for this.
fn jitter() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn grows_up_to_a_bound_and_recovers_after_a_quiet_time() {
        let mut backoff = Backoff::new();
        let first = backoff.pause();
        assert!(first >= SHORTEST && first <= SHORTEST.mul_f64(1.5), "{first:?}");
        for _ in 0..10 {
            assert!(backoff.pause() <= LONGEST);
        }
        assert!(backoff.pause() >= LONGEST.mul_f64(0.9));
        tokio::time::advance(RESET_AFTER * 2).await;
        assert!(backoff.pause() <= SHORTEST.mul_f64(1.5));
    }
}
