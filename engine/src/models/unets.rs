//! The UNet of any Kandinsky behind one face: that of 2.x, or that of 3.x.

use burn::tensor::{Device, Tensor};

use super::NetworkConfig;
use super::conditioning::Conditioning;
use super::unet::{Context, UNet, UNetConfig};
use super::unet3::{Context3, UNet3, UNet3Config};
use crate::error::{EngineError, Result};

/// Its settings.
#[derive(Debug, Clone)]
pub enum AnyUNetConfig {
    /// Of 2.0, 2.1 and 2.2.
    Two(UNetConfig),
    /// Of 3.0 and 3.1.
    Three(UNet3Config),
}

/// The UNet.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one, and both are small beside their weights")]
pub enum AnyUNet {
    /// Of 2.0, 2.1 and 2.2.
    Two(UNet),
    /// Of 3.0 and 3.1.
    Three(UNet3),
}

/// What stays the same over all steps.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there is one, and both are small beside the tensors behind them")]
pub enum AnyContext {
    /// For 2.0, 2.1 and 2.2.
    Two(Context),
    /// For 3.0 and 3.1.
    Three(Context3),
}

impl AnyUNetConfig {
    /// A UNet whose weights are not loaded yet.
    pub fn init(&self, device: &Device) -> AnyUNet {
        match self {
            Self::Two(config) => AnyUNet::Two(config.init(device)),
            Self::Three(config) => AnyUNet::Three(config.init(device)),
        }
    }

    /// Channels that it reads.
    pub fn in_channels(&self) -> usize {
        match self {
            Self::Two(config) => config.in_channels,
            Self::Three(config) => config.in_channels,
        }
    }

    /// Blocks that the network has; see [`AnyUNet::forward_by_blocks`].
    pub fn blocks(&self) -> usize {
        match self {
            Self::Two(config) => 2 * config.block_out_channels.len() + 1,
            Self::Three(config) => 2 * config.block_out_channels.len(),
        }
    }

    /// Channels that it predicts.
    pub fn out_channels(&self) -> usize {
        match self {
            Self::Two(config) => config.out_channels,
            Self::Three(config) => config.out_channels(),
        }
    }

    /// Values of the image embeddings that it conditions on; `None` where it conditions on none.
    pub fn image_embedding(&self) -> Option<usize> {
        match self {
            Self::Two(config) => config.image_embedding(),
            Self::Three(_) => None,
        }
    }

    /// True where it reads a hint, as ControlNet-depth does.
    pub fn reads_hint(&self) -> bool {
        matches!(self, Self::Two(config) if config.reads_hint())
    }

    /// What latents' sides must be divisible by.
    pub fn multiple(&self) -> usize {
        match self {
            Self::Two(config) => config.multiple(),
            Self::Three(config) => config.multiple(),
        }
    }
}

impl AnyUNet {
    /// A hint as further channels of the input; see [`UNet::hint`].
    pub fn hint(&self, hint: Tensor<4>) -> Option<Tensor<4>> {
        match self {
            Self::Two(unet) => unet.hint(hint),
            Self::Three(_) => None,
        }
    }

    /// Computes what stays the same over all steps.
    ///
    /// # Errors
    /// Where the UNet conditions on something else: a mistake of the caller.
    pub fn context(&self, on: Conditioning) -> Result<AnyContext> {
        match (self, on) {
            (Self::Two(unet), on) => unet.context(on).map(AnyContext::Two),
            (Self::Three(unet), Conditioning::TextTokens(text)) => Ok(AnyContext::Three(unet.context(text))),
            (Self::Three(_), _) => Err(EngineError::internal("a Kandinsky 3 was told what it does not condition on")),
        }
    }

    /// Predicts noise; see [`UNet::forward`] and [`UNet3::forward`] for shapes.
    ///
    /// # Errors
    /// Where the context is another UNet's: a mistake of the caller.
    pub fn forward(&self, sample: Tensor<4>, timestep: f32, context: &AnyContext) -> Result<Tensor<4>> {
        self.forward_by_blocks(sample, timestep, context, &mut || Ok(()))
    }

    /// The same as [`Self::forward`], and `each` is called behind each block.
    ///
    /// # Errors
    /// That of `each`, behind which nothing more is computed, and those of [`Self::forward`].
    pub fn forward_by_blocks(
        &self,
        sample: Tensor<4>,
        timestep: f32,
        context: &AnyContext,
        each: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Tensor<4>> {
        match (self, context) {
            (Self::Two(unet), AnyContext::Two(context)) => unet.forward(sample, timestep, context, each),
            (Self::Three(unet), AnyContext::Three(context)) => unet.forward(sample, timestep, context, each),
            _ => Err(EngineError::internal("a UNet was given another one's context")),
        }
    }
}
