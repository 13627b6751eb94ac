//! What the systems condition on, each through a head of its own, to the two things that the UNet's body takes.

mod image;
mod image_text;
mod texts;

use burn::tensor::Tensor;

use crate::models::unet3::Words;

pub(super) use self::image::ImageHead;
pub(super) use self::image_text::ImageTextHead;
pub(super) use self::texts::TextsHead;

/// What the UNet's body takes from any head.
pub(super) struct Condition {
    /// Tokens to attend to, `[batch, tokens, cross_attention_dim]`.
    pub(super) tokens: Tensor<3>,
    /// Added to the time embedding, `[batch, time]`.
    pub(super) added: Tensor<2>,
}

/// What a UNet is told beside latents and time.
#[derive(Debug, Clone)]
pub enum Conditioning {
    /// 2.2: an image embedding, `[batch, embedding]`.
    Image(Tensor<2>),
    /// 2.1: an image embedding and a text.
    ImageAndText {
        /// `[batch, embedding]`.
        image: Tensor<2>,
        /// The text after the multilingual encoder.
        text: TextStates,
    },
    /// 2.0: a text after two encoders.
    Texts {
        /// After the multilingual one.
        first: TextStates,
        /// After mT5, one vector a token, `[batch, tokens, width]`.
        second: Tensor<3>,
    },
    /// 3.0 and 3.1: prompts after FLAN-UL2, and what is no words.
    Words(Words),
}

/// A text after an encoder.
#[derive(Debug, Clone)]
pub struct TextStates {
    /// One vector a token, `[batch, tokens, width]`; those of padding count too.
    pub hidden: Tensor<3>,
    /// One vector for the text, `[batch, embedding]`.
    pub pooled: Tensor<2>,
}
