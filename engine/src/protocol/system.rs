//! The systems of the family, and what they were published with.

use serde::{Deserialize, Serialize};

use super::{Sampler, Sampling};

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
    /// One stage, after a text encoder that is larger than all else. In diffusers' files.
    #[serde(rename = "kandinsky-3.0")]
    Kandinsky30,
    /// The same, trained further. In its authors' files.
    #[serde(rename = "kandinsky-3.1")]
    Kandinsky31,
    /// The same, distilled to four steps without guidance.
    #[serde(rename = "kandinsky-3.1-flash")]
    Kandinsky31Flash,
}

impl System {
    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kandinsky20 => "kandinsky-2.0",
            Self::Kandinsky21 => "kandinsky-2.1",
            Self::Kandinsky22 => "kandinsky-2.2",
            Self::Kandinsky30 => "kandinsky-3.0",
            Self::Kandinsky31 => "kandinsky-3.1",
            Self::Kandinsky31Flash => "kandinsky-3.1-flash",
        }
    }

    /// Its name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kandinsky20 => "Kandinsky 2.0",
            Self::Kandinsky21 => "Kandinsky 2.1",
            Self::Kandinsky22 => "Kandinsky 2.2",
            Self::Kandinsky30 => "Kandinsky 3.0",
            Self::Kandinsky31 => "Kandinsky 3.1",
            Self::Kandinsky31Flash => "Kandinsky 3.1 Flash",
        }
    }

    /// All systems, the newest first.
    pub const ALL: [Self; 6] = [
        Self::Kandinsky31Flash,
        Self::Kandinsky31,
        Self::Kandinsky30,
        Self::Kandinsky22,
        Self::Kandinsky21,
        Self::Kandinsky20,
    ];

    /// The samplers that it is painted with: first the one that it was published with.
    pub fn samplers(self) -> Vec<Sampler> {
        let published: &[Sampler] = match self {
            Self::Kandinsky20 | Self::Kandinsky21 => &[Sampler::Ddim, Sampler::Plms, Sampler::Ddpm],
            Self::Kandinsky22 | Self::Kandinsky30 | Self::Kandinsky31 => &[Sampler::Ddpm, Sampler::Ddim],
            // It was made for no other.
            Self::Kandinsky31Flash => return vec![Sampler::Flash],
        };
        // These two are of certain systems alone; the others came later and take fewer steps.
        let later =
            Sampler::ALL.into_iter().filter(|s| !published.contains(s) && !matches!(s, Sampler::Plms | Sampler::Flash));
        published.iter().copied().chain(later).collect()
    }

    /// True where a depth map can be followed, by a decoder that was published for it.
    pub fn has_depth(self) -> bool {
        self == Self::Kandinsky22
    }

    /// True where a prior makes an image embedding of the words, so that pictures and words can be blended.
    pub fn has_prior(self) -> bool {
        matches!(self, Self::Kandinsky21 | Self::Kandinsky22)
    }

    /// True where steps, guidance and a negative prompt can be chosen. Flash paints in four steps, without guidance.
    pub fn has_guidance(self) -> bool {
        self != Self::Kandinsky31Flash
    }

    /// True for 3.0 and what came of it.
    pub fn is_3(self) -> bool {
        matches!(self, Self::Kandinsky30 | Self::Kandinsky31 | Self::Kandinsky31Flash)
    }

    /// The settings that it was published with.
    pub fn published(self) -> Published {
        let usual = Published { width: 512, height: 512, sampling: Sampling::default() };
        let large = Published { width: 1024, height: 1024, ..usual };
        let ddim = Sampling { sampler: Sampler::Ddim, steps: 100, ..usual.sampling };
        match self {
            Self::Kandinsky22 => usual,
            Self::Kandinsky21 => Published { sampling: ddim, ..usual },
            Self::Kandinsky20 => Published { sampling: Sampling { guidance: 7.0, ..ddim }, ..usual },
            // Published as 3.0, which counts from no guidance on; 4 is what others call it.
            Self::Kandinsky30 => Published { sampling: Sampling { steps: 25, ..usual.sampling }, ..large },
            Self::Kandinsky31 => large,
            Self::Kandinsky31Flash => {
                let sampling = Sampling { sampler: Sampler::Flash, steps: 4, guidance: 1.0, ..usual.sampling };
                Published { sampling, ..large }
            }
        }
    }
}

/// The settings that a model was published with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// Width of its pictures in pixels.
    pub width: usize,
    /// Height of its pictures in pixels.
    pub height: usize,
    /// How it was sampled.
    pub sampling: Sampling,
}

impl Published {
    /// Étude's, a Kandinsky 2.2 that is small.
    pub const ETUDE: Self = Self {
        width: 128,
        height: 128,
        sampling: Sampling {
            sampler: Sampler::DpmSolver,
            eta: 0.0,
            steps: 20,
            guidance: 2.0,
            prior_steps: 20,
            prior_guidance: 1.5,
        },
    };
}
