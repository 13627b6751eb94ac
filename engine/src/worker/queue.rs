//! The jobs that wait, and the commands that change them.

use std::collections::VecDeque;

use crossbeam_channel::Receiver;

use super::Voice;
use crate::protocol::{Command, Event, JobId, Outcome, Recipe};

/// Waiting jobs, first come first painted.
pub(super) struct Queue<'a> {
    inbox: &'a Receiver<Command>,
    waiting: VecDeque<(JobId, Box<Recipe>)>,
    running: Option<JobId>,
    /// The running job is to stop.
    stop: bool,
    /// No more commands will come.
    closed: bool,
}

impl<'a> Queue<'a> {
    pub(super) fn new(inbox: &'a Receiver<Command>) -> Self {
        Self { inbox, waiting: VecDeque::new(), running: None, stop: false, closed: false }
    }

    /// The next job, waiting for one. `None` where the engine is to end; all waiting jobs are finished by then.
    pub(super) fn next(&mut self, voice: &Voice) -> Option<(JobId, Box<Recipe>)> {
        self.running = None;
        self.stop = false;
        self.listen(voice);
        while !self.closed {
            if let Some((job, recipe)) = self.waiting.pop_front() {
                self.running = Some(job);
                return Some((job, recipe));
            }
            match self.inbox.recv() {
                Ok(command) => self.obey(command, voice),
                Err(_) => self.close(voice),
            }
        }
        None
    }

    /// Reads what commands have come and says whether the running job is to stop.
    pub(super) fn stopped(&mut self, voice: &Voice) -> bool {
        self.listen(voice);
        self.stop
    }

    fn listen(&mut self, voice: &Voice) {
        use crossbeam_channel::TryRecvError;
        loop {
            match self.inbox.try_recv() {
                Ok(command) => self.obey(command, voice),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => return self.close(voice),
            }
        }
    }

    fn obey(&mut self, command: Command, voice: &Voice) {
        match command {
            Command::Submit { job, recipe } if self.closed => {
                drop(recipe);
                voice.say(Event::Finished { job, outcome: Outcome::Cancelled });
            }
            Command::Submit { job, recipe } => {
                self.waiting.push_back((job, recipe));
                voice.say(Event::Queued { job });
            }
            Command::Cancel { job } => {
                self.stop |= self.running == Some(job);
                self.drop_waiting(voice, |waiting| waiting == job);
            }
            Command::CancelAll => {
                self.stop |= self.running.is_some();
                self.drop_waiting(voice, |_| true);
            }
            Command::Shutdown => self.close(voice),
        }
    }

    fn close(&mut self, voice: &Voice) {
        self.closed = true;
        self.stop = true;
        self.drop_waiting(voice, |_| true);
    }

    fn drop_waiting(&mut self, voice: &Voice, which: impl Fn(JobId) -> bool) {
        let (gone, kept) = std::mem::take(&mut self.waiting).into_iter().partition(|(job, _)| which(*job));
        self.waiting = kept;
        let gone: VecDeque<(JobId, Box<Recipe>)> = gone;
        for (job, _) in gone {
            voice.say(Event::Finished { job, outcome: Outcome::Cancelled });
        }
    }
}
