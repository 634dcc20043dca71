//! A watch that survives its cuts: it ends every few minutes, and goes on where it was.
//!
//! WatchList is not used: a server may refuse it in more ways than there are to come back from it
//! (`client-go:tools/cache/reflector.go`), and a stream that is cut before its first bookmark must not leave ghosts.

use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep_until};

use super::{
    address::Path,
    backoff::Backoff,
    failure::Failure,
    http::Http,
    slim::Versioned,
    stream::{Frame, Frames},
};

/// The server is asked to end a watch after so many seconds, as client-go does (5 to 10 minutes).
const WATCH_SECONDS: &str = "420";

/// A collection followed from a resourceVersion on.
pub(super) struct Tail {
    http: Http,
    path: Path,
    version: String,
    frames: Option<Frames>,
    backoff: Backoff,
    /// Not before this time is it tried again.
    not_before: Option<Instant>,
}

/// What a watch has to tell.
#[derive(Debug)]
pub(super) enum Turn<T> {
    /// The watch stands.
    Open,
    Changes(Vec<Change<T>>),
    /// The watch broke; the next turn tries it again from the same place, after a pause.
    Broken(Failure),
    /// What happened since the resourceVersion is not to be had any more: a new list is needed.
    Expired,
}

/// One object that changed.
#[derive(Debug)]
pub(super) enum Change<T> {
    Present(T),
    Gone(T),
}

impl Tail {
    /// Follows the objects of `path`, which may select some of them, from the list of this resourceVersion on.
    pub(super) fn new(http: &Http, path: Path, version: String) -> Self {
        Self { http: http.clone(), path, version, frames: None, backoff: Backoff::new(), not_before: None }
    }

    /// Drops the connection, which may be dead, and makes another one at once.
    pub(super) fn reopen(&mut self) {
        self.frames = None;
        self.not_before = None;
    }

    /// Waits for the next turn. Dropping the future loses nothing.
    pub(super) async fn next<T: DeserializeOwned + Versioned>(&mut self) -> Turn<T> {
        loop {
            let Some(frames) = &mut self.frames else {
                match self.open().await {
                    Ok(()) => return Turn::Open,
                    Err(failure) => return self.broken(failure),
                }
            };
            match frames.next::<T>().await {
                Ok(Some(batch)) => {
                    if let Some(turn) = self.take_in(batch) {
                        return turn;
                    }
                }
                // The end of a watch is nothing to speak of; so is silence, which a server without bookmarks keeps.
                Ok(None) | Err(Failure::Silent(_)) => self.reopen_soon(),
                Err(failure) => return self.broken(failure),
            }
        }
    }

    async fn open(&mut self) -> Result<(), Failure> {
        if let Some(time) = self.not_before {
            sleep_until(time).await;
        }
        let path = self.path.clone().with("watch", "true").with("allowWatchBookmarks", "true");
        let path = path.with("timeoutSeconds", WATCH_SECONDS).with("resourceVersion", &self.version);
        self.frames = Some(self.http.watch(&path).await?);
        self.not_before = None;
        Ok(())
    }

    /// A server that ends every watch at once must not be asked in a circle.
    fn reopen_soon(&mut self) {
        self.frames = None;
        self.not_before = Some(Instant::now() + self.backoff.pause());
    }

    fn broken<T>(&mut self, failure: Failure) -> Turn<T> {
        self.frames = None;
        if failure.is_expired() {
            return Turn::Expired;
        }
        self.not_before = Some(Instant::now() + self.backoff.pause_at_least(failure.wait()));
        Turn::Broken(failure)
    }

    /// Keeps the changes and moves on by their resourceVersion; a bookmark does only the latter.
    fn take_in<T: Versioned>(&mut self, batch: Vec<Frame<T>>) -> Option<Turn<T>> {
        let mut changes = Vec::with_capacity(batch.len());
        for frame in batch {
            let change = match frame {
                Frame::Present(object) => Some(Change::Present(object)),
                Frame::Deleted(object) => Some(Change::Gone(object)),
                Frame::Bookmark(object) => {
                    self.advance(object.version());
                    None
                }
                Frame::Error(status) => return Some(self.broken(Failure::Refused(Box::new(status)))),
            };
            if let Some(change) = change {
                let (Change::Present(object) | Change::Gone(object)) = &change;
                self.advance(object.version());
                changes.push(change);
            }
        }
        (!changes.is_empty()).then_some(Turn::Changes(changes))
    }

    fn advance(&mut self, version: &str) {
        if !version.is_empty() {
            version.clone_into(&mut self.version);
        }
    }
}
