//! Counts how much of the prompt the model's text encoder reads, with its own tokenizer, and which of its words étude
//! does not know, off the window's thread.

use std::ops::Range;
use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::Model;
use bluerider_engine::text::PromptTokenizer;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};

use super::draft::Draft;
use super::{extra_networks, known_words, wildcards};

/// So many examples of what wildcards draw.
const DRAWN: u64 = 3;

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
    /// What its wildcards draw, for instance.
    pub drawn: Vec<String>,
    /// Where words stand in it that étude does not know, in characters; empty for other models.
    pub unknown: Vec<Range<usize>>,
}

/// A prompt to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ask {
    model: Model,
    /// As it is painted, with its styles.
    prompt: String,
    /// What was typed.
    typed: String,
    /// The first seed that is drawn for.
    seed: u64,
    /// The folder of lists.
    lists: PathBuf,
}

impl Ask {
    fn of(draft: &Draft, lists: &Path) -> Self {
        let composed = if draft.styles.is_empty() { draft.prompt.clone() } else { draft.composed().prompt };
        let prompt = extra_networks::without(&composed);
        // Of words without wildcards nothing is drawn, whatever the seed.
        let seed = if wildcards::has_any(&prompt) { draft.seed } else { 0 };
        Self { model: draft.model.clone(), prompt, typed: draft.prompt.clone(), seed, lists: lists.to_owned() }
    }

    /// What wildcards draw with this seed and the next ones; nothing where there are none, or a list is missing.
    fn drawn(&self) -> Vec<String> {
        if !wildcards::has_any(&self.prompt) {
            return Vec::new();
        }
        let seeds = (0..DRAWN).map(|further| self.seed.wrapping_add(further));
        seeds.map_while(|seed| wildcards::draw(&self.prompt, seed, &self.lists).ok()).collect()
    }

    /// `count`, its places counted in what was typed; what lies in the styles around that has none.
    fn in_typed(&self, count: Count) -> Count {
        if self.prompt == self.typed {
            return count;
        }
        let words = self.typed.trim();
        let before = self.typed.chars().take_while(|c| c.is_whitespace()).count();
        // Words whose tags are left out stand nowhere as they were typed.
        let start = self.prompt.find(words).map(|at| self.prompt[..at].chars().count());
        let (start, end) = start.map_or((0, 0), |start| (start, start + words.chars().count()));
        let place = |at: usize| (start..end).contains(&at).then(|| at - start + before);
        let word = |word: &Range<usize>| Some(place(word.start)?..place(word.end - 1)? + 1);
        let unknown = count.unknown.iter().filter_map(word).collect();
        Count { cut_from: count.cut_from.and_then(place), unknown, ..count }
    }
}

/// The counting thread.
pub struct TokenCounter {
    asked: Ask,
    asks: Sender<Ask>,
    answers: Receiver<Count>,
    count: Count,
}

impl TokenCounter {
    /// Starts the thread. `wake` is called when a count is ready.
    pub fn new(wake: Wake) -> Self {
        // Unbounded: one short text a frame at most, and all but the latest are skipped.
        let (asks, inbox) = unbounded::<Ask>();
        let (outbox, answers) = unbounded();
        let work = move || {
            let mut tokenizers: Option<(Model, Vec<PromptTokenizer>)> = None;
            while let Ok(first) = inbox.recv() {
                let ask = inbox.try_iter().last().unwrap_or(first);
                if tokenizers.as_ref().is_none_or(|(model, _)| *model != ask.model) {
                    tokenizers = open(&ask.model).map(|t| (ask.model.clone(), t));
                }
                let mut count = tokenizers.as_ref().and_then(|(_, t)| count(t, &ask.prompt)).unwrap_or_default();
                if tokenizers.is_some() && ask.model == Model::Etude {
                    count.unknown = known_words::unknown(&ask.prompt);
                }
                count.drawn = ask.drawn();
                if outbox.send(ask.in_typed(count)).is_err() {
                    return;
                }
                wake();
            }
        };
        if let Err(error) = std::thread::Builder::new().name("tokens".into()).spawn(work) {
            log::error!("no thread to count tokens on: {error}");
        }
        // A prompt that no one typed, so that the first draft is counted.
        let (prompt, typed, lists) = ("\0".to_owned(), String::new(), PathBuf::new());
        let asked = Ask { model: Model::Etude, prompt, typed, seed: 0, lists };
        Self { asked, asks, answers, count: Count::default() }
    }

    /// Has the draft's prompt counted, if it is not the one that was counted last.
    pub fn ask(&mut self, draft: &Draft, lists: &Path) {
        if let Some(count) = self.answers.try_iter().last() {
            self.count = count;
        }
        let ask = Ask::of(draft, lists);
        if self.asked != ask {
            self.asked = ask;
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
        Some(Count { used, capacity, cut: tokens.cut, cut_from: tokens.cut_from, ..Count::default() })
    });
    counts.max_by_key(|count| (count.cut.as_ref().map_or(0, String::len), count.used))
}

#[cfg(test)]
mod tests {
    use super::{Ask, Count, Model};

    #[test]
    fn places_are_those_in_what_was_typed() {
        let count = Count { cut_from: Some(18), unknown: vec![5..9, 15..18, 24..27], ..Count::default() };
        let ask = |prompt: &str, typed: &str| {
            let (prompt, typed, lists) = (prompt.to_owned(), typed.to_owned(), std::path::PathBuf::new());
            Ask { model: Model::Etude, prompt, typed, seed: 0, lists }
        };
        let plain = ask("the same words before and after", "the same words before and after");
        assert_eq!(plain.in_typed(count.clone()), count);
        // Of "an oil picture: cat on mat, framed" the words from 16 on were typed, behind two spaces.
        let styled = ask("an oil picture: cat on mat, framed", "  cat on mat");
        let count = Count { cut_from: Some(20), unknown: vec![3..6, 16..19, 20..23, 28..34], ..Count::default() };
        let found = styled.in_typed(count);
        assert_eq!((found.cut_from, found.unknown), (Some(6), vec![2..5, 6..9]));
    }
}
