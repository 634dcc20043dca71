//! The loop: messages in, one frame out. Generic over screen, input and executor, so that a test drives the whole program.

use std::{
    io,
    time::{Duration, Instant},
};

use crossterm::event::{Event, KeyEvent, KeyEventKind};
use futures::{Stream, StreamExt};
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

/// Runs until the user quits, and returns what was on the screen last. `clock` tells the time; nothing below asks for it.
///
/// # Errors
/// When the terminal is gone.
pub async fn run<S: Screen, E: Execute>(
    mut model: Model,
    screen: &mut S,
    mut input: impl Stream<Item = io::Result<Event>> + Unpin,
    inbox: &mut Receiver<Msg>,
    executor: &mut E,
    clock: impl Fn() -> Timestamp,
) -> io::Result<Model> {
    // The first frame comes before the network is asked anything.
    screen.draw(&model)?;
    let effects = start(&mut model);
    carry_out(effects, screen, executor, &mut model)?;
    let mut ticks = ticks();
    while !model.quit {
        let first = tokio::select! {
            biased;
            event = input.next() => match event {
                Some(event) => from_terminal(&model, event?, clock()),
                None => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the terminal is gone")),
            },
            Some(msg) = inbox.recv() => Some(msg),
            _ = ticks.tick() => Some(Msg::Tick(clock())),
        };
        if first.is_some() {
            // What comes now happens now: an entry of the timeline is not to carry the time of the last tick.
            let effects = update(&mut model, Msg::Tick(clock()));
            carry_out(effects, screen, executor, &mut model)?;
        }
        take_in(first, &mut model, screen, inbox, executor)?;
        screen.draw(&model)?;
    }
    Ok(model)
}

fn ticks() -> Interval {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}

/// Takes in this message and what else has come, for a few milliseconds, so that a burst costs one frame.
fn take_in<S: Screen, E: Execute>(
    first: Option<Msg>,
    model: &mut Model,
    screen: &mut S,
    inbox: &mut Receiver<Msg>,
    executor: &mut E,
) -> io::Result<()> {
    let began = Instant::now();
    let mut next = first;
    while let Some(msg) = next {
        let effects = update(model, msg);
        carry_out(effects, screen, executor, model)?;
        next = if began.elapsed() < DRAIN { inbox.try_recv().ok() } else { None };
    }
    Ok(())
}

/// What concerns the screen is done here; everything else is the executor's.
fn carry_out<S: Screen, E: Execute>(
    effects: Vec<Effect>,
    screen: &mut S,
    executor: &mut E,
    model: &mut Model,
) -> io::Result<()> {
    for effect in effects {
        match effect {
            Effect::Redraw => screen.redraw()?,
            Effect::Suspend => {
                screen.suspend()?;
                let effects = update(model, Msg::Resumed);
                carry_out(effects, screen, executor, model)?;
            }
            other => executor.start(other),
        }
    }
    Ok(())
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
