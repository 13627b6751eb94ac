//! Threads that do one thing after another for the window, which asks and never waits. What panics in one is told, and
//! the thread goes on with what comes next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use bluerider_engine::error::panic_message;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::studio::error::{Result, StudioCause, StudioError};

/// So often a thread is begun anew.
const RESTARTS: usize = 3;

/// Panics that nobody has been told of yet, of the whole process as panics are.
static PANICS: Mutex<Vec<StudioError>> = Mutex::new(Vec::new());

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
            // What it was asked stays unanswered where that panics.
            let answered = guarded(|| answer(ask)).map_err(remember);
            if answered.is_ok_and(|answer| outbox.send(answer).is_err()) {
                return;
            }
            wake();
        }
    };
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    let thread = thread.inspect_err(|error| log::error!("no thread for {name}: {error}"));
    (asks, answers, thread.ok())
}

/// Runs `work` again and again until it ends without a panic, but not without end.
pub(super) fn supervised(wake: &Wake, mut work: impl FnMut()) {
    for _ in 0..=RESTARTS {
        match guarded(&mut work) {
            Ok(()) => return,
            Err(error) => remember(error),
        }
        wake();
    }
}

/// What `work` gives; an error where it panics.
///
/// # Errors
/// See above.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let thread = std::thread::current();
        let (name, said) = (thread.name().unwrap_or("a thread"), panic_message(&*panic));
        StudioCause::PartFailed.detail(format!("{name}: {said}"))
    })
}

/// The panics since the last call.
pub(super) fn panics() -> Vec<StudioError> {
    std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner))
}

fn remember(error: StudioError) {
    log::error!("{error}");
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(error);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{panics, start, supervised};

    #[test]
    fn a_thread_that_panics_goes_on_with_what_comes_next_and_it_is_told() {
        let half = |ask: u32| {
            assert!(ask.is_multiple_of(2), "{ask} is odd");
            ask / 2
        };
        let (asks, answers, thread) = start("halves", Arc::new(|| {}), half);
        for ask in [2, 3, 4] {
            asks.send(ask).expect("a thread");
        }
        let wait = Duration::from_secs(20);
        assert_eq!((answers.recv_timeout(wait), answers.recv_timeout(wait)), (Ok(1), Ok(2)));
        drop(asks);
        thread.expect("a thread").join().expect("an end");
        let told = panics();
        assert!(told.len() == 1 && told[0].detail.contains("halves: 3 is odd"), "{told:?}");
        assert!(panics().is_empty());
    }

    #[test]
    fn what_panics_always_is_left_at_last() {
        let mut begun = 0;
        supervised(&(Arc::new(|| {}) as _), || {
            begun += 1;
            panic!("again");
        });
        assert_eq!(begun, 4);
    }
}
