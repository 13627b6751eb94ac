//! What the UNets of the family condition on, beside latents and time.

use burn::tensor::Tensor;

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
    TwoTexts {
        /// After the multilingual one.
        first: TextStates,
        /// After mT5, one vector a token, `[batch, tokens, width]`.
        second: Tensor<3>,
    },
    /// 3.0 and 3.1: prompts after FLAN-UL2.
    TextTokens(TextTokens),
}

/// A text after an encoder.
#[derive(Debug, Clone)]
pub struct TextStates {
    /// One vector a token, `[batch, tokens, width]`; those of padding count too.
    pub hidden: Tensor<3>,
    /// One vector for the text, `[batch, embedding]`.
    pub pooled: Tensor<2>,
}

/// Prompts after the text encoder.
#[derive(Debug, Clone)]
pub struct TextTokens {
    /// One vector a token, `[prompts, tokens, width]`; nothing but zeros where there is no word, as both references
    /// have it.
    pub hidden: Tensor<3>,
    /// Which of them are words and not padding.
    pub mask: Vec<Vec<bool>>,
    /// The unconditional row stands before them: a prompt of no words at all.
    pub null_uncond: bool,
}
