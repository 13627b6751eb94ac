//! A studio without a window, as hands use it, for tests.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use bluerider::studio::Studio;
use bluerider::studio::draft::Draft;
use bluerider::studio::intent::Intent;

/// Writing a small file takes milliseconds; more where other tests run beside it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Types a prompt.
pub fn typed(studio: &mut Studio, prompt: &str) {
    studio.apply(Intent::Edit(Box::new(Draft { prompt: prompt.into(), ..studio.draft.clone() })));
}

/// Lets the studio notice what was changed, and then that it has rested for long enough to be written.
pub fn tick(studio: &mut Studio) {
    studio.tick(Instant::now());
    studio.tick(Instant::now() + Duration::from_secs(5));
}

/// Lets the studio work until `done`.
///
/// # Errors
/// Where that takes too long.
pub fn until(studio: &mut Studio, what: &str, done: impl Fn(&Studio) -> bool) -> Result<()> {
    let start = Instant::now();
    while !done(studio) {
        tick(studio);
        if start.elapsed() > PATIENCE {
            bail!("{what} did not come: {:?}", studio.messages.list());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
