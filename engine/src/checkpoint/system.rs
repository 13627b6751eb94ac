//! The systems of the family, and the networks that they are made of.

use serde::{Deserialize, Serialize};

use crate::schedulers::Sampler;

/// A system of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum System {
    /// Two text encoders, and no prior.
    #[serde(rename = "kandinsky-2.0")]
    Kandinsky20,
    /// A prior, and a text encoder beside it.
    #[serde(rename = "kandinsky-2.1")]
    Kandinsky21,
    /// A prior; the decoder reads no words. Étude is one.
    #[serde(rename = "kandinsky-2.2")]
    Kandinsky22,
}

impl System {
    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kandinsky20 => "kandinsky-2.0",
            Self::Kandinsky21 => "kandinsky-2.1",
            Self::Kandinsky22 => "kandinsky-2.2",
        }
    }

    /// Its name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kandinsky20 => "Kandinsky 2.0",
            Self::Kandinsky21 => "Kandinsky 2.1",
            Self::Kandinsky22 => "Kandinsky 2.2",
        }
    }

    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kandinsky22, Self::Kandinsky21, Self::Kandinsky20];

    /// The samplers that it is painted with: first the one that it was published with.
    pub fn samplers(self) -> Vec<Sampler> {
        let published: &[Sampler] = match self {
            Self::Kandinsky20 | Self::Kandinsky21 => &[Sampler::Ddim, Sampler::Plms, Sampler::Ddpm],
            Self::Kandinsky22 => &[Sampler::Ddpm, Sampler::Ddim],
        };
        // PLMS is theirs alone; the others came later and take fewer steps.
        let later = Sampler::ALL.into_iter().filter(|s| !published.contains(s) && *s != Sampler::Plms);
        published.iter().copied().chain(later).collect()
    }

    /// True where a depth map can be followed, by a decoder that was published for it.
    pub fn has_depth(self) -> bool {
        self == Self::Kandinsky22
    }

    /// True where a prior makes an image embedding of the words, so that pictures and words can be blended.
    pub fn has_prior(self) -> bool {
        self != Self::Kandinsky20
    }
}

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
    /// The second text encoder of 2.0.
    T5,
    /// The UNet.
    UNet,
    /// The UNet that fills gaps, where one folder holds both.
    InpaintUNet,
    /// The autoencoder: MoVQ, or that of 2.0.
    Autoencoder,
}
