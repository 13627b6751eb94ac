//! The words that a decoder reads itself, beside what a prior makes of them.

use crate::checkpoint::{Checkpoint, Network};
use crate::error::{Cause, EngineError, Result};
use crate::pipelines::request::PaintRequest;

/// The prompts of one picture, for a decoder's own text encoders.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DecoderPrompts {
    /// One; or several that are blended.
    pub(super) prompts: Vec<String>,
    /// The weights of several; `None` where there is one.
    pub(super) weights: Option<Vec<f32>>,
    /// What to lead away from; `None` is not the empty prompt where the reference tells them apart.
    pub(super) negative: Option<String>,
    /// The decoder is guided.
    pub(super) guided: bool,
}

impl DecoderPrompts {
    /// Those of `request`, for the decoder of `checkpoint`.
    ///
    /// # Errors
    /// Where pictures are to be blended and there is no prior, or the weights of a blend say nothing.
    pub(super) fn new(request: &PaintRequest, checkpoint: &Checkpoint) -> Result<Self> {
        let (prompts, weights) = match &request.blend {
            None => (vec![request.prompt.clone()], None),
            // A prior's blend says all; the decoder's own words are none, as in the reference's mixing.
            Some(_) if checkpoint.has(Network::Prior) => (vec![String::new()], None),
            Some(blend) => {
                let words = blend.words().ok_or_else(|| blends_no_pictures(checkpoint))?;
                (words, Some(blend.straight_weights()?))
            }
        };
        Ok(Self { prompts, weights, negative: request.negative.clone(), guided: request.is_guided() })
    }
}

fn blends_no_pictures(checkpoint: &Checkpoint) -> EngineError {
    Cause::PicturesWithoutPrior { system: checkpoint.system().title().into() }.into()
}
