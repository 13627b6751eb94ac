//! Counts how much of the prompt the model's text encoder reads, with its own tokenizer, and which of its words étude
//! does not know, off the window's thread.

use std::ops::Range;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::Model;
use bluerider_engine::text::PromptTokenizer;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};

use super::draft::Draft;
use super::known_words;

/// The count for one prompt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// Tokens that the prompt needs, its begin and end not counted.
    pub used: usize,
    /// Tokens that the model reads; 0 while that is not known.
    pub capacity: usize,
    /// The end of the prompt that is not read.
    pub cut: Option<String>,
    /// Where that begins in the prompt, in characters.
    pub cut_from: Option<usize>,
    /// Where words stand in it that étude does not know, in characters; empty for other models.
    pub unknown: Vec<Range<usize>>,
}

/// The counting thread.
pub struct TokenCounter {
    asked: (Model, String),
    asks: Sender<(Model, String)>,
    answers: Receiver<Count>,
    count: Count,
}

impl TokenCounter {
    /// Starts the thread. `wake` is called when a count is ready.
    pub fn new(wake: Wake) -> Self {
        // Unbounded: one short text a frame at most, and all but the latest are skipped.
        let (asks, inbox) = unbounded::<(Model, String)>();
        let (outbox, answers) = unbounded();
        let work = move || {
            let mut tokenizers: Option<(Model, Vec<PromptTokenizer>)> = None;
            while let Ok(first) = inbox.recv() {
                let (model, prompt) = inbox.try_iter().last().unwrap_or(first);
                if tokenizers.as_ref().is_none_or(|(m, _)| *m != model) {
                    tokenizers = open(&model).map(|t| (model, t));
                }
                let mut count = tokenizers.as_ref().and_then(|(_, t)| count(t, &prompt)).unwrap_or_default();
                if tokenizers.as_ref().is_some_and(|(model, _)| *model == Model::Etude) {
                    count.unknown = known_words::unknown(&prompt);
                }
                if outbox.send(count).is_err() {
                    return;
                }
                wake();
            }
        };
        if let Err(error) = std::thread::Builder::new().name("tokens".into()).spawn(work) {
            log::error!("no thread to count tokens on: {error}");
        }
        // A prompt that no one typed, so that the first draft is counted.
        let asked = (Model::Etude, "\0".to_owned());
        Self { asked, asks, answers, count: Count::default() }
    }

    /// Has the draft's prompt counted, if it is not the one that was counted last.
    pub fn ask(&mut self, draft: &Draft) {
        if let Some(count) = self.answers.try_iter().last() {
            self.count = count;
        }
        if self.asked.0 != draft.model || self.asked.1 != draft.prompt {
            self.asked = (draft.model.clone(), draft.prompt.clone());
            if self.asks.send(self.asked.clone()).is_err() {
                log::error!("the counting thread has ended");
            }
        }
    }

    /// The latest count.
    pub fn count(&self) -> &Count {
        &self.count
    }
}

fn open(model: &Model) -> Option<Vec<PromptTokenizer>> {
    let tokenizers = Checkpoint::of(model).and_then(|checkpoint| checkpoint.tokenizers());
    tokenizers.inspect_err(|e| log::info!("no token count: {e}")).ok()
}

/// The count of the tokenizer that reads the least of the prompt: systems with several text encoders cut it where the
/// first of them does.
fn count(tokenizers: &[PromptTokenizer], prompt: &str) -> Option<Count> {
    let counts = tokenizers.iter().filter_map(|tokenizer| {
        let tokens = tokenizer.encode(prompt).ok()?;
        let beside = tokenizer.length() - tokenizer.capacity();
        let (used, capacity) = (tokens.needed - beside, tokenizer.capacity());
        Some(Count { used, capacity, cut: tokens.cut, cut_from: tokens.cut_from, unknown: Vec::new() })
    });
    counts.max_by_key(|count| (count.cut.as_ref().map_or(0, String::len), count.used))
}
