//! The loop: messages in, one frame out. Generic over screen, input and executor, so that a test drives the whole program.

use std::{
    io,
    time::{Duration, Instant},
};

use crossterm::event::{Event, KeyEvent, KeyEventKind};
use futures::{FutureExt, Stream, StreamExt};
use jiff::Timestamp;
use tokio::{
    sync::mpsc::Receiver,
    time::{Interval, MissedTickBehavior, interval},
};

use super::{
    effect::Effect,
    keys,
    model::Model,
    msg::Msg,
    update::{start, update},
};

/// How often ages on the screen are brought up to date.
const TICK: Duration = Duration::from_secs(1);

/// How long messages are taken in before the next frame is drawn.
const DRAIN: Duration = Duration::from_millis(4);

/// What the model is drawn on.
pub trait Screen {
    /// Draws the model.
    fn draw(&mut self, model: &Model) -> io::Result<()>;
    /// Forgets what is on the screen, so that the next frame draws all of it.
    fn redraw(&mut self) -> io::Result<()>;
    /// Gives the terminal back to the shell and returns when it is ours again.
    fn suspend(&mut self) -> io::Result<()>;
}

/// Who carries the effects out and answers with messages.
pub trait Execute {
    fn start(&mut self, effect: Effect);
}

/// What the loop stands on.
#[derive(Debug)]
pub struct World<'a, S, I, E, C> {
    pub screen: &'a mut S,
    /// Ends when the terminal is gone.
    pub input: I,
    pub inbox: &'a mut Receiver<Msg>,
    pub executor: &'a mut E,
    /// Tells the time; nothing below asks for it.
    pub clock: C,
}

/// Runs until the user quits, and returns what was on the screen last.
///
/// # Errors
/// When the terminal is gone.
pub async fn run<S, I, E, C>(mut model: Model, mut world: World<'_, S, I, E, C>) -> io::Result<Model>
where
    S: Screen,
    I: Stream<Item = io::Result<Event>> + Unpin,
    E: Execute,
    C: Fn() -> Timestamp,
{
    // The first frame comes before the network is asked anything.
    world.screen.draw(&model)?;
    let effects = start(&mut model);
    world.carry_out(effects, &mut model)?;
    let mut ticks = ticks();
    while !model.quit {
        let first = world.next(&model, &mut ticks).await?;
        world.take_in(first, &mut model)?;
        world.screen.draw(&model)?;
    }
    Ok(model)
}

fn ticks() -> Interval {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}

impl<S, I, E, C> World<'_, S, I, E, C>
where
    S: Screen,
    I: Stream<Item = io::Result<Event>> + Unpin,
    E: Execute,
    C: Fn() -> Timestamp,
{
    /// Waits for whatever comes first; keys go before everything else.
    async fn next(&mut self, model: &Model, ticks: &mut Interval) -> io::Result<Option<Msg>> {
        tokio::select! {
            biased;
            event = self.input.next() => self.heard(model, event),
            Some(msg) = self.inbox.recv() => Ok(Some(msg)),
            _ = ticks.tick() => Ok(Some(Msg::Tick((self.clock)()))),
        }
    }

    fn heard(&self, model: &Model, event: Option<io::Result<Event>>) -> io::Result<Option<Msg>> {
        let gone = || io::Error::new(io::ErrorKind::UnexpectedEof, "the terminal is gone");
        Ok(from_terminal(model, event.ok_or_else(gone)??, (self.clock)()))
    }

    /// Takes in this message and what else has come, for a few milliseconds, so that a burst costs one frame.
    fn take_in(&mut self, first: Option<Msg>, model: &mut Model) -> io::Result<()> {
        let Some(first) = first else { return Ok(()) };
        let began = Instant::now();
        // What comes now happens now: an entry of the timeline is not to carry the time of the last tick.
        self.update(model, Msg::Tick((self.clock)()))?;
        self.update(model, first)?;
        while began.elapsed() < DRAIN && !model.quit {
            let Some(msg) = self.waiting(model)? else { return Ok(()) };
            self.update(model, msg)?;
        }
        Ok(())
    }

    /// Returns what has come already, without waiting.
    fn waiting(&mut self, model: &Model) -> io::Result<Option<Msg>> {
        match self.input.next().now_or_never() {
            Some(event) => self.heard(model, event),
            None => Ok(self.inbox.try_recv().ok()),
        }
    }

    fn update(&mut self, model: &mut Model, msg: Msg) -> io::Result<()> {
        let effects = update(model, msg);
        self.carry_out(effects, model)
    }

    /// What concerns the screen is done here; everything else is the executor's.
    fn carry_out(&mut self, effects: Vec<Effect>, model: &mut Model) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Redraw => self.screen.redraw()?,
                Effect::Suspend => {
                    self.screen.suspend()?;
                    self.update(model, Msg::Resumed)?;
                }
                other => self.executor.start(other),
            }
        }
        Ok(())
    }
}

/// Says what an event of the terminal means; most are nothing to us.
fn from_terminal(model: &Model, event: Event, at: Timestamp) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => from_key(model, key, at),
        Event::Paste(text) => Some(Msg::Pasted(text)),
        Event::Mouse(event) => Some(Msg::Mouse(event)),
        Event::Resize(width, height) => Some(Msg::Resized { width, height }),
        _ => None,
    }
}

/// A key is an action where the table knows it, text where there is a field for it, and nothing elsewhere.
fn from_key(model: &Model, key: KeyEvent, at: Timestamp) -> Option<Msg> {
    let places = keys::places(model);
    if let Some(action) = model.settings.keymap.action(&places, key) {
        // A held key moves and scrolls, and confirms nothing.
        let held = key.kind == KeyEventKind::Repeat;
        return (!held || action.may_repeat()).then_some(Msg::Act { action, at });
    }
    places.first().is_some_and(|place| place.takes_text()).then_some(Msg::Typed { key, at })
}
