//! The comparison that a guide to the family ends in: its prompt with 2.1 and with 2.2, as it painted them, to judge
//! for oneself which is the better one.
//!
//! The guide: "A Guide to Using the Kandinsky Family of Models for Image Generation", Weights & Biases, 2024.

use bluerider_engine::protocol::{Model, Recipe, Rng, Sampling, System};

/// What it painted.
const PROMPT: &str = "a snowy landscape at dusk, reflecting the soft glow of the setting sun";

/// The experiment's name.
pub const NAME: &str = "Kandinsky 2.1 – 2.2";

/// The models, by their names in the catalogue.
pub const MODELS: [&str; 2] = ["kandinsky-2.1", "kandinsky-2.2"];

/// The two recipes, for the models of [`MODELS`].
pub fn recipes([older, newer]: [Model; 2]) -> [Recipe; 2] {
    let older = Recipe::of(older, System::Kandinsky21, PROMPT);
    // With a scale of 1 the prior is not guided.
    let sampling = Sampling { prior_guidance: 1.0, ..older.sampling };
    let newer = Recipe::of(newer, System::Kandinsky22, PROMPT);
    [Recipe { width: 768, height: 768, sampling, ..older }, Recipe { seed: 31, rng: Rng::TorchCuda, ..newer }]
}
