//! What each stage of a picture needs, before anything is loaded.
//!
//! Weights are counted exactly, from the headers of the checkpoint's files. What a stage holds beside them is worked
//! out from the configs: the feature maps that live at the same time at its widest place. The factors are those of what
//! was measured on the CPU with a Kandinsky 2.2 of the published size.

use serde::{Deserialize, Serialize};

use super::policy::MemoryPolicy;
use crate::checkpoint::{Checkpoint, Network};
use crate::error::Result;
use crate::models::autoencoder::{AutoencoderConfig, LatentSize};
use crate::models::unet::UNetConfig;
use crate::models::unet3::UNet3Config;
use crate::models::unets::AnyUNetConfig;
use crate::precision::Precision;

/// The program itself, with what its allocator keeps from one stage to the next.
const BASE: u64 = 200 << 20;

/// What a stage needs, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its network.
    pub network: Network,
    /// That one's weights.
    pub weights: u64,
    /// What it computes with beside them, at most at a time.
    pub working: u64,
}

/// What a picture needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The stages, in their order.
    pub stages: Vec<Stage>,
    /// The networks stay in memory; otherwise each is given back before the next is loaded.
    pub kept: bool,
}

impl Plan {
    /// The plan of a picture of `width` × `height` pixels with guidance.
    ///
    /// # Errors
    /// Where a file of the checkpoint is missing or broken.
    pub fn new(
        checkpoint: &Checkpoint,
        (width, height): (usize, usize),
        precision: Precision,
        policy: MemoryPolicy,
    ) -> Result<Self> {
        let sizes = checkpoint.sizes(precision)?;
        let autoencoder = checkpoint.config::<AutoencoderConfig>(Network::Autoencoder)?;
        let bytes = precision.computing().size() as u64;
        let size = LatentSize::covering(width, height, autoencoder.scale_factor());
        // Two prompts of 77 or 128 tokens are small beside the weights of any text encoder.
        let few = 64 << 20;
        let stage = |(network, weights): (Network, u64)| {
            let working = match network {
                Network::UNet | Network::InpaintUNet => {
                    let values = match checkpoint.unet_config(network)? {
                        AnyUNetConfig::Two(config) => unet_working(&config, size, 2),
                        AnyUNetConfig::Three(config) => unet3_working(&config, size, 2),
                    };
                    values * bytes
                }
                Network::Autoencoder => autoencoder_working(&autoencoder, size, bytes, policy.stripes),
                _ => few,
            };
            Ok(Stage { network, weights, working })
        };
        // One of the two UNets at a time, and both are alike.
        let sizes = sizes.into_iter().filter(|(network, _)| *network != Network::InpaintUNet);
        Ok(Self { stages: sizes.map(stage).collect::<Result<_>>()?, kept: policy.keep })
    }

    /// The most that is in memory at a time while a picture is painted from words, in bytes.
    pub fn peak(&self) -> u64 {
        self.most(|stage| stage.network != Network::ClipImage)
    }

    /// The same where a picture is read too, or the zero picture's embedding is not known yet.
    pub fn peak_with_pictures(&self) -> u64 {
        self.most(|_| true)
    }

    fn most(&self, which: impl Fn(&Stage) -> bool) -> u64 {
        let stages = || self.stages.iter().filter(|stage| which(stage));
        let most = |of: fn(&Stage) -> u64| stages().map(of).max().unwrap_or(0);
        // The image encoder is given back after each picture, whatever is kept.
        let kept = stages().filter(|stage| stage.network != Network::ClipImage).map(|stage| stage.weights).sum::<u64>();
        let image = most(|stage| if stage.network == Network::ClipImage { stage.weights + stage.working } else { 0 });
        BASE + if self.kept {
            kept + image.max(most(|stage| stage.working))
        } else {
            most(|stage| stage.weights + stage.working)
        }
    }
}

/// Values that the UNet holds at its widest place: what waits for the way up, and several copies of the widest input.
fn unet_working(config: &UNetConfig, size: LatentSize, batch: usize) -> u64 {
    /// The concatenated input, its norm, its activation, its padded copy and the convolution's result.
    const COPIES: u64 = 5;
    let widths = &config.block_out_channels;
    let map = |level: usize, channels: usize| (batch * channels * (size.area() >> (2 * level))) as u64;
    let skips: u64 = (0..widths.len())
        .map(|level| {
            let own = config.layers_per_block.at(level) as u64 * map(level, widths[level]);
            own + if level == 0 { map(0, widths[0]) } else { map(level, widths[level - 1]) }
        })
        .sum();
    let widest = (0..widths.len())
        .map(|level| map(level, widths[level] + widths.get(level + 1).copied().unwrap_or(widths[level])))
        .max();
    skips + COPIES * widest.unwrap_or(0)
}

/// The same for 3.x: few pictures wait there, and the widest place is on the way up, where what waited is put beside
/// what came and both are enlarged, or their channels are four times as many between two layers.
fn unet3_working(config: &UNet3Config, size: LatentSize, batch: usize) -> u64 {
    /// What is put together, its norm, the enlarged picture, and the convolution's padded copy and result.
    const COPIES: u64 = 5;
    let map = |channels: usize, halvings: usize| (batch * channels * (size.area() >> (2 * halvings))) as u64;
    let skips: u64 = config.skips().map(|(channels, halvings)| map(channels, halvings)).sum();
    skips + COPIES * config.widest().map(|(channels, halvings)| map(channels, halvings)).max().unwrap_or(0)
}

/// Bytes that MoVQ's decoder holds at its last level, in the stripes that it works in.
fn autoencoder_working(config: &AutoencoderConfig, size: LatentSize, bytes: u64, budget_bytes: u64) -> u64 {
    let area = (size.picture_width() * size.picture_height()) as u64;
    let widths = &config.block_out_channels;
    // The input of the last level has the width of the one before, and its first convolution's result its own.
    let (last, below) = (widths[0] as u64, widths.get(1).copied().unwrap_or(widths[0]) as u64);
    let whole = area * (last + below) * bytes;
    let rows = config.stripe_rows(size.picture_width(), bytes, budget_bytes).min(size.height);
    let stripe = (rows * size.scale * size.picture_width()) as u64 * below * bytes;
    whole + AutoencoderConfig::COPIES * stripe
}
