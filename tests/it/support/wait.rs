//! Waiting for conditions, never for time.

use std::time::{Duration, Instant};

/// How long a node may take for what it does within seconds, on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

const POLL: Duration = Duration::from_millis(100);

/// Asks until the answer is yes; panics with what was waited for when that takes too long.
pub(crate) async fn wait_until(what: &str, timeout: Duration, condition: impl AsyncFn() -> bool) {
    wait_for(what, timeout, async || condition().await.then_some(())).await;
}

/// Asks until there is an answer, and returns it.
pub(crate) async fn wait_for<T>(what: &str, timeout: Duration, question: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + timeout;
    loop {
        if let Some(answer) = question().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited {} s in vain: {what}", timeout.as_secs());
        tokio::time::sleep(POLL).await;
    }
}
