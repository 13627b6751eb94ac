//! The networks that systems are made of.

use serde::{Deserialize, Serialize};

/// A network of a checkpoint, in the order in which a picture needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// CLIP's text encoder, which the prior reads.
    ClipText,
    /// CLIP's image encoder.
    ClipImage,
    /// The prior.
    Prior,
    /// The multilingual text encoder, which the decoder reads.
    MultilingualClip,
    /// T5: the second text encoder of 2.0, mT5, and that of 3.0 and 3.1, FLAN-UL2.
    T5,
    /// The UNet.
    UNet,
    /// The UNet that fills gaps, where one folder holds both.
    InpaintUNet,
    /// The autoencoder: MoVQ, or that of 2.0.
    Autoencoder,
}
