//! What an adapter is tried with, part by part: see `self_test`.

use std::fmt;

use crate::protocol::Fallback;

/// A part of the self-test, from what all others are made of to whole networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Sums over thousands of products.
    Product,
    /// The 3×3 convolution of 512 channels.
    Convolution,
    /// The 2×2 convolution that doubles a picture's sides.
    Transposed,
    /// The group norm with what comes after it.
    Norm,
    /// Attention over 4096 keys.
    Attention,
    /// Étude's UNet: residual blocks and attention.
    UNet,
    /// Étude's MoVQ: blocks with norms that follow the latents.
    Movq,
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Product, Self::Convolution, Self::Transposed, Self::Norm, Self::Attention, Self::UNet, Self::Movq];

    /// Its name, in logs and between processes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Convolution => "convolution",
            Self::Transposed => "transposed convolution",
            Self::Norm => "norm",
            Self::Attention => "attention",
            Self::UNet => "UNet",
            Self::Movq => "MoVQ",
        }
    }

    /// What may help where this part fails with those that are `taken`; `None` where nothing is left.
    pub fn fallback(self, taken: &[Fallback]) -> Option<Fallback> {
        let own = match self {
            Self::Convolution | Self::Transposed => Some(Fallback::Convolution),
            Self::Norm => Some(Fallback::Norm),
            Self::Attention => Some(Fallback::Attention),
            Self::Product | Self::UNet | Self::Movq => None,
        };
        own.into_iter().chain([Fallback::SinglePrecision]).find(|fallback| !taken.contains(fallback))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
