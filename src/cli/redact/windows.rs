//! An input of any length, window by window.

use std::time::{Duration, Instant};

use super::{
    decode::{Decoder, Window},
    feed::{Feed, News},
};
use crate::core::redact::cut::{Limits, cut, settled};

/// How long text that is whole waits for what may come behind it.
const PATIENCE: Duration = Duration::from_millis(200);

/// How a pause of the input is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pauses {
    /// Whoever reads the output waits for it: what is whole goes on.
    Shown,
    /// A disk or a person takes a while.
    Waited,
}

/// Gives the windows of an input to somebody, in order.
pub(super) fn each(
    feed: &Feed,
    limits: Limits,
    pauses: Pauses,
    mut take: impl FnMut(&Window) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut decoder = Decoder::new();
    let mut until = None;
    loop {
        match feed.next(until)? {
            News::Bytes(bytes) => {
                decoder.push(&bytes);
                if pauses == Pauses::Shown {
                    until = until.or_else(|| Instant::now().checked_add(PATIENCE));
                }
            }
            News::Quiet => {
                let whole = settled(decoder.text());
                if whole > 0 {
                    take(&decoder.take(whole))?;
                }
                until = None;
            }
            News::End => break,
        }
        full(&mut decoder, limits, &mut take)?;
    }
    decoder.finish();
    full(&mut decoder, limits, &mut take)?;
    let rest = decoder.text().len();
    take(&decoder.take(rest))
}

fn full(
    decoder: &mut Decoder,
    limits: Limits,
    take: &mut impl FnMut(&Window) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    while let Some(end) = cut(decoder.text(), limits) {
        take(&decoder.take(end))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
