//! What the systems condition on, each through a head of its own, to the two things that the UNet's body takes.

mod image;
mod image_text;
mod two_texts;

use burn::tensor::Tensor;

pub(super) use self::image::ImageHead;
pub(super) use self::image_text::ImageTextHead;
pub(super) use self::two_texts::TwoTextsHead;

/// What the UNet's body takes from any head.
pub(super) struct Condition {
    /// Tokens to attend to, `[batch, tokens, cross_attention_dim]`.
    pub(super) tokens: Tensor<3>,
    /// Added to the time embedding, `[batch, time]`.
    pub(super) added: Tensor<2>,
}
