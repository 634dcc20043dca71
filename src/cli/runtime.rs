//! Two threads: the main one draws, the other one has the network.
//!
//! A big list is parsed where it is read, and that takes longer than a frame; so the screen must not share a thread with
//! it. The network has one thread and not a pool: with thousands of small updates a second, most of a pool's work is
//! waking its threads. What needs to wait on a file or a program goes through `spawn_blocking`.

use std::{future::Future, io, thread};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
};

/// The network's thread. It ends, and with it all tasks, when this is dropped.
#[derive(Debug)]
pub struct Network {
    handle: Handle,
    /// Dropping it is the sign to stop.
    _stop: oneshot::Sender<()>,
}

impl Network {
    /// Starts the thread.
    pub fn start() -> io::Result<Self> {
        let runtime = single()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name("network".to_owned()).spawn(move || drive(runtime, stopped))?;
        Ok(Self { handle, _stop: stop })
    }

    /// Where tasks of the network are spawned.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Runs a task of the network and waits for it. For the time before the screen is taken, and never after.
    ///
    /// # Panics
    /// When the task does.
    pub fn wait_for<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> T {
        let (sender, answer) = std::sync::mpsc::sync_channel(1);
        self.handle.spawn(async move {
            let _ = sender.send(task.await);
        });
        answer.recv().expect("the task ends by an answer, and a panic in it ends the process")
    }
}

fn drive(runtime: Runtime, stopped: oneshot::Receiver<()>) {
    let _ = runtime.block_on(stopped);
    // Not waiting for a blocking task: it may hang on a server or a program.
    runtime.shutdown_background();
}

/// Runs the loop of the screen on this thread.
pub fn on_this_thread<T>(task: impl Future<Output = T>) -> io::Result<T> {
    Ok(single()?.block_on(task))
}

fn single() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn tasks_run_beside_a_busy_main_thread_and_end_with_the_network() {
        let network = Network::start().unwrap();
        let (sender, received) = std::sync::mpsc::channel();
        network.handle().spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
                if sender.send(()).is_err() {
                    break;
                }
            }
        });
        assert_eq!(network.wait_for(async { 7 }), 7);
        assert!(received.recv_timeout(Duration::from_secs(5)).is_ok());
        drop(network);
        // The sender is dropped with its task.
        while received.recv_timeout(Duration::from_secs(5)).is_ok() {}
        assert_eq!(received.recv(), Err(std::sync::mpsc::RecvError));
    }
}
