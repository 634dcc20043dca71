//! What all requests of one demo share: the world behind its lock, the clock, and the switches of tests.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{clock::Clock, server::ApiServer, world::World};

#[derive(Debug)]
pub(crate) struct Hub {
    clock: Clock,
    server: Mutex<ApiServer>,
    hanging: watch::Sender<bool>,
    /// Counts how often all watches have been cut.
    cuts: watch::Sender<u32>,
}

impl Hub {
    pub(crate) fn new(clock: Clock, server: ApiServer) -> Self {
        Self { clock, server: Mutex::new(server), hanging: watch::Sender::new(false), cuts: watch::Sender::new(0) }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Gives access to the API server, with the world brought up to the present.
    pub(crate) fn with_server<T>(&self, work: impl FnOnce(&mut ApiServer) -> T) -> T {
        let now = self.clock.now();
        let mut server = self.lock();
        server.world.catch_up(now);
        work(&mut server)
    }

    /// Gives access to the world, brought up to the present.
    pub(crate) fn with_world<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        self.with_server(|server| work(&mut server.world))
    }

    /// Makes all requests hang, or lets them go on.
    pub(crate) fn hang(&self, hang: bool) {
        self.hanging.send_replace(hang);
    }

    /// Waits until requests may go on.
    pub(crate) async fn not_hanging(&self) {
        let free = self.hanging.subscribe().wait_for(|hanging| !*hanging).await.is_ok();
        debug_assert!(free, "the sender lives as long as the hub");
    }

    /// Ends all watches that are open.
    pub(crate) fn cut_watches(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Returns a receiver that wakes when all watches are to end.
    pub(crate) fn cuts(&self) -> watch::Receiver<u32> {
        self.cuts.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, ApiServer> {
        // A panic in one request leaves a world that is still whole: every change is a single step.
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
