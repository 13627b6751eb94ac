//! CLIP: a text encoder and an image encoder that meet in one embedding space.
//!
//! Paper: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (2021).
//! Reference: transformers `CLIPTextModelWithProjection` and `CLIPVisionModelWithProjection`.

mod encoder;
mod text;
mod vision;

pub use encoder::{Encoder, EncoderConfig};
pub use text::{TextEncoding, TextModel, TextModelConfig};
pub use vision::{VisionModel, VisionModelConfig};
