//! A small collection kept up to date: listed, watched, listed again when the watch cannot go on.
//!
//! For the few objects that somebody looks at. The pods of the whole cluster are too many for it; they have `watch`.

use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep_until};

use super::{
    address::Path,
    backoff::Backoff,
    failure::Failure,
    http::{Form, Http},
    slim::{List, Versioned},
    tail::{Change, Tail, Turn},
};

/// How often a collection is read that may not be watched.
pub(super) const POLL: Duration = Duration::from_secs(15);

pub(super) struct Mirror {
    http: Http,
    path: Path,
    stage: Stage,
    backoff: Backoff,
}

enum Stage {
    /// To be listed at this time.
    List(Instant),
    Watch(Box<Tail>),
}

/// What became known of the collection.
#[derive(Debug)]
pub(super) enum News<T> {
    /// All of it; what was known before and is not in here is gone.
    Listed(Vec<T>),
    Changed(Vec<Change<T>>),
    /// It cannot be read now; it is tried again.
    Failed(Failure),
}

impl Mirror {
    pub(super) fn new(http: &Http, path: Path) -> Self {
        Self { http: http.clone(), path, stage: Stage::List(Instant::now()), backoff: Backoff::new() }
    }

    /// Waits for news. Dropping the future loses nothing that was told.
    pub(super) async fn next<T: DeserializeOwned + Versioned>(&mut self) -> News<T> {
        loop {
            let news = match &mut self.stage {
                Stage::List(time) => {
                    sleep_until(*time).await;
                    Some(self.list().await)
                }
                Stage::Watch(tail) => match tail.next().await {
                    Turn::Open => None,
                    Turn::Changes(changes) => Some(News::Changed(changes)),
                    Turn::Expired => {
                        self.stage = Stage::List(Instant::now());
                        None
                    }
                    Turn::Broken(failure) if failure.is_forbidden() => {
                        self.stage = Stage::List(Instant::now() + POLL);
                        None
                    }
                    Turn::Broken(failure) => Some(News::Failed(failure)),
                },
            };
            if let Some(news) = news {
                return news;
            }
        }
    }

    async fn list<T: DeserializeOwned>(&mut self) -> News<T> {
        match self.http.read::<List<T>>(&self.path, Form::Json).await {
            Ok(list) => {
                let tail = Tail::new(&self.http, self.path.clone(), list.metadata.resource_version);
                self.stage = Stage::Watch(Box::new(tail));
                News::Listed(list.items.unwrap_or_default())
            }
            Err(failure) => {
                let pause = if failure.is_forbidden() { POLL } else { self.backoff.pause_at_least(failure.wait()) };
                self.stage = Stage::List(Instant::now() + pause);
                News::Failed(failure)
            }
        }
    }
}
