//! Reads an input in a thread of its own, so that whoever waits for it can also see that nothing comes.

use std::{
    io::{self, Read},
    sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel},
    thread,
    time::Instant,
};

use anyhow::Context;

/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// How many chunks are read ahead.
const AHEAD: usize = 16;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    Bytes(Vec<u8>),
    /// Nothing until the time that was given.
    Quiet,
    End,
}

/// An input that is read ahead.
#[derive(Debug)]
pub(super) struct Feed {
    /// What is read, for whoever is told that it cannot be.
    name: String,
    chunks: Receiver<io::Result<Vec<u8>>>,
}

impl Feed {
    /// Begins to read.
    pub(super) fn of(name: String, mut input: impl Read + Send + 'static) -> anyhow::Result<Self> {
        let (sender, chunks) = sync_channel(AHEAD);
        let read = move || {
            loop {
                let chunk = read_some(&mut input);
                let last = !matches!(&chunk, Ok(bytes) if !bytes.is_empty());
                if sender.send(chunk).is_err() || last {
                    break;
                }
            }
        };
        thread::Builder::new().name("input".to_owned()).spawn(read)?;
        Ok(Self { name, chunks })
    }

    /// Returns what comes next. What was read already always goes before the time.
    pub(super) fn next(&self, until: Option<Instant>) -> anyhow::Result<News> {
        let chunk = match (self.chunks.try_recv(), until) {
            (Ok(chunk), _) => chunk,
            (Err(TryRecvError::Disconnected), _) => return Ok(News::End),
            (Err(TryRecvError::Empty), None) => match self.chunks.recv() {
                Ok(chunk) => chunk,
                Err(_) => return Ok(News::End),
            },
            (Err(TryRecvError::Empty), Some(until)) => {
                match self.chunks.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(chunk) => chunk,
                    Err(RecvTimeoutError::Timeout) => return Ok(News::Quiet),
                    Err(RecvTimeoutError::Disconnected) => return Ok(News::End),
                }
            }
        };
        let bytes = chunk.with_context(|| format!("cannot read {}", self.name))?;
        Ok(if bytes.is_empty() { News::End } else { News::Bytes(bytes) })
    }
}

/// Reads what is there; nothing at the end.
fn read_some(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut chunk = vec![0; CHUNK];
    loop {
        match input.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(length) => {
                chunk.truncate(length);
                return Ok(chunk);
            }
        }
    }
}
