//! The frames of a watch: one JSON object a line, for as long as the server likes.

use std::time::Duration;

use http_body_util::BodyExt as _;
use kube::client::Body;
use serde::{Deserialize, de::DeserializeOwned};
use tokio::time::timeout;

use super::{
    failure::{Failure, Status, shown},
    http::broken,
};

/// A watch that asks for bookmarks gets one about every minute; one that is silent for longer may be dead.
const IDLE: Duration = Duration::from_secs(75);
/// No object that the server's storage takes comes near this.
const LONGEST_LINE: usize = 32 << 20;

/// One line of a watch.
#[derive(Debug, PartialEq)]
pub(super) enum Frame<T> {
    /// The object was added or changed; a watch that resumes cannot tell which.
    Present(T),
    Deleted(T),
    Bookmark(T),
    /// The server ends the watch and says why.
    Error(Status),
}

/// The open connection of a watch.
pub(super) struct Frames {
    body: Body,
    /// Received and not yet part of a whole line.
    rest: Vec<u8>,
}

impl Frames {
    pub(super) fn new(body: Body) -> Self {
        Self { body, rest: Vec::new() }
    }

    /// Waits for frames and returns all that are there; `None` at the end of the watch.
    ///
    /// Dropping the future loses nothing: what was received stays in `rest`.
    pub(super) async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<Vec<Frame<T>>>, Failure> {
        while !self.rest.contains(&b'\n') {
            let Some(piece) = timeout(IDLE, self.body.frame()).await.map_err(|_| Failure::Silent(IDLE))? else {
                return Ok(None);
            };
            if let Ok(data) = piece.map_err(|error| broken(&error))?.into_data() {
                self.rest.extend_from_slice(&data);
            }
            if self.rest.len() > LONGEST_LINE {
                return Err(Failure::Garbled("a line of the watch is too long".to_owned()));
            }
        }
        self.take_lines().map(Some)
    }

    fn take_lines<T: DeserializeOwned>(&mut self) -> Result<Vec<Frame<T>>, Failure> {
        let end = self.rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = self.rest[..end].split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let frames = lines.map(decode).collect();
        self.rest.drain(..end);
        frames
    }
}

#[derive(Deserialize)]
struct Line<T> {
    #[serde(rename = "type")]
    kind: Kind,
    object: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}

fn decode<T: DeserializeOwned>(line: &[u8]) -> Result<Frame<T>, Failure> {
    match serde_json::from_slice::<Line<T>>(line) {
        Ok(Line { kind: Kind::Added | Kind::Modified, object }) => Ok(Frame::Present(object)),
        Ok(Line { kind: Kind::Deleted, object }) => Ok(Frame::Deleted(object)),
        Ok(Line { kind: Kind::Bookmark, object }) => Ok(Frame::Bookmark(object)),
        // A status may or may not pass for an object of the wanted kind.
        Ok(Line { kind: Kind::Error, .. }) => status(line),
        Err(error) => status(line).map_err(|_| Failure::Garbled(shown(&error.to_string()))),
    }
}

fn status<T>(line: &[u8]) -> Result<Frame<T>, Failure> {
    match serde_json::from_slice::<Line<Status>>(line) {
        Ok(Line { kind: Kind::Error, object }) => {
            Ok(Frame::Error(Status { message: shown(&object.message), ..object }))
        }
        _ => Err(Failure::Garbled("a line of the watch is not understood".to_owned())),
    }
}
