//! Threads that do one thing after another for the window, which asks and never waits.

use std::thread::JoinHandle;

use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};

/// Starts a thread that answers what it is asked, in order, until nobody asks or listens any more. `wake` is called
/// after each answer. Where the system gives no thread, asking fails.
pub(super) fn start<Ask: Send + 'static, Answer: Send + 'static>(
    name: &str,
    wake: Wake,
    mut answer: impl FnMut(Ask) -> Answer + Send + 'static,
) -> (Sender<Ask>, Receiver<Answer>, Option<JoinHandle<()>>) {
    // Unbounded: what is asked is small or seconds apart, and the window must never wait for a disk.
    let (asks, inbox) = unbounded::<Ask>();
    let (outbox, answers) = unbounded();
    let work = move || {
        for ask in inbox {
            if outbox.send(answer(ask)).is_err() {
                return;
            }
            wake();
        }
    };
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    let thread = thread.inspect_err(|error| log::error!("no thread for {name}: {error}"));
    (asks, answers, thread.ok())
}
