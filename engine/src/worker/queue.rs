//! The jobs that wait, and the commands that change them.

use std::collections::VecDeque;

use crossbeam_channel::Receiver;

use super::event_sink::EventSink;
use crate::protocol::{Command, Event, JobId, Outcome, Question, Recipe};

/// A job that waits.
struct Waiting {
    job: JobId,
    recipe: Box<Recipe>,
    /// A newer one takes its place.
    live: bool,
}

/// The job that is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Running {
    job: JobId,
    live: bool,
}

/// Waiting jobs, first come first painted.
pub(super) struct Queue<'a> {
    inbox: &'a Receiver<Command>,
    waiting: VecDeque<Waiting>,
    running: Option<Running>,
    /// The running job is to stop.
    stop: bool,
    /// What was answered to the running job's question.
    answer: Option<bool>,
    /// No more commands will come.
    closed: bool,
}

impl<'a> Queue<'a> {
    pub(super) fn new(inbox: &'a Receiver<Command>) -> Self {
        Self { inbox, waiting: VecDeque::new(), running: None, stop: false, answer: None, closed: false }
    }

    /// The next job, waiting for one. `None` where the engine is to end; all waiting jobs are finished by then.
    pub(super) fn next(&mut self, events: &EventSink) -> Option<(JobId, Box<Recipe>)> {
        self.running = None;
        self.stop = false;
        self.listen(events);
        while !self.closed {
            if let Some(Waiting { job, recipe, live }) = self.waiting.pop_front() {
                self.running = Some(Running { job, live });
                return Some((job, recipe));
            }
            match self.inbox.recv() {
                Ok(command) => self.handle(command, events),
                Err(_) => self.close(events),
            }
        }
        None
    }

    /// Reads what commands have come and says whether the running job is to stop.
    pub(super) fn stopped(&mut self, events: &EventSink) -> bool {
        self.listen(events);
        self.stop
    }

    /// Asks the artist, and waits. True where the job is to go on; one that follows a slider always does.
    pub(super) fn ask(&mut self, question: Question, events: &EventSink) -> bool {
        let Some(Running { job, live: false }) = self.running else { return true };
        self.answer = None;
        events.send(Event::Asked { job, question });
        while self.answer.is_none() && !self.stop {
            match self.inbox.recv() {
                Ok(command) => self.handle(command, events),
                Err(_) => self.close(events),
            }
        }
        self.answer.take().unwrap_or(false)
    }

    fn listen(&mut self, events: &EventSink) {
        use crossbeam_channel::TryRecvError;
        loop {
            match self.inbox.try_recv() {
                Ok(command) => self.handle(command, events),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => return self.close(events),
            }
        }
    }

    fn handle(&mut self, command: Command, events: &EventSink) {
        match command {
            Command::Submit { job, .. } | Command::Live { job, .. } if self.closed => {
                events.send(Event::Finished { job, outcome: Outcome::Cancelled });
            }
            Command::Submit { job, recipe } => {
                self.waiting.push_back(Waiting { job, recipe, live: false });
                events.send(Event::Queued { job });
            }
            Command::Live { job, recipe } => {
                self.stop |= self.running.is_some_and(|running| running.live);
                self.drop_waiting(events, |waiting| waiting.live);
                self.waiting.push_front(Waiting { job, recipe, live: true });
                events.send(Event::Queued { job });
            }
            Command::Answer { job, yes } => {
                if self.running.is_some_and(|running| running.job == job) {
                    self.answer = Some(yes);
                }
            }
            Command::Cancel { job } => {
                self.stop |= self.running.is_some_and(|running| running.job == job);
                self.drop_waiting(events, |waiting| waiting.job == job);
            }
            Command::CancelAll => {
                self.stop |= self.running.is_some();
                self.drop_waiting(events, |_| true);
            }
            Command::Shutdown => self.close(events),
        }
    }

    fn close(&mut self, events: &EventSink) {
        self.closed = true;
        self.stop = true;
        self.drop_waiting(events, |_| true);
    }

    fn drop_waiting(&mut self, events: &EventSink, which: impl Fn(&Waiting) -> bool) {
        let (gone, kept): (VecDeque<_>, VecDeque<_>) = std::mem::take(&mut self.waiting).into_iter().partition(which);
        self.waiting = kept;
        for Waiting { job, .. } in gone {
            events.send(Event::Finished { job, outcome: Outcome::Cancelled });
        }
    }
}
