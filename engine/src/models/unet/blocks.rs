//! The levels of the UNet: down, middle and up.

use std::slice::Iter;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::attention::{AddedKvAttention, ContextKv};
use super::config::UNetConfig;
use super::resnet::ResnetBlock;
use crate::models::layers::Resample;

/// A level of the way down. Its outputs, and that of its downsampler, are kept for the way up.
#[derive(Module, Debug)]
pub(super) struct DownBlock {
    resnets: Vec<ResnetBlock>,
    pub(super) attentions: Vec<AddedKvAttention>,
    downsamplers: Vec<ResnetBlock>,
}

/// The lowest level.
#[derive(Module, Debug)]
pub(super) struct MidBlock {
    resnets: Vec<ResnetBlock>,
    pub(super) attentions: Vec<AddedKvAttention>,
}

/// A level of the way up. Each residual block also takes what the way down kept.
#[derive(Module, Debug)]
pub(super) struct UpBlock {
    resnets: Vec<ResnetBlock>,
    pub(super) attentions: Vec<AddedKvAttention>,
    upsamplers: Vec<ResnetBlock>,
}

/// Runs the residual block and, where the level has one, the attention after it.
fn layer(
    resnet: &ResnetBlock,
    attention: Option<&AddedKvAttention>,
    x: Tensor<4>,
    time: &Tensor<2>,
    context: &mut Iter<'_, ContextKv>,
) -> Tensor<4> {
    let x = resnet.forward(x, time);
    match attention.and_then(|attention| Some((attention, context.next()?))) {
        Some((attention, kv)) => attention.forward(x, kv),
        None => x,
    }
}

impl DownBlock {
    /// Level `level`, counted from the top.
    pub(super) fn new(config: &UNetConfig, level: usize, device: &Device) -> Self {
        let widths = &config.block_out_channels;
        let (width, above) = (widths[level], widths[level.saturating_sub(1)]);
        let layers = config.layers_per_block.at(level);
        let resnet = |i| {
            let from = if i == 0 { above } else { width };
            ResnetBlock::new(config, from, width, Resample::Keep, device)
        };
        let attentions = if config.attends_down(level) { layers } else { 0 };
        let last = level + 1 == widths.len();
        Self {
            resnets: (0..layers).map(resnet).collect(),
            attentions: (0..attentions).map(|_| AddedKvAttention::new(config, width, level, device)).collect(),
            downsamplers: (!last)
                .then(|| ResnetBlock::new(config, width, width, Resample::Down, device))
                .into_iter()
                .collect(),
        }
    }

    pub(super) fn forward(
        &self,
        mut x: Tensor<4>,
        time: &Tensor<2>,
        context: &mut Iter<'_, ContextKv>,
        skips: &mut Vec<Tensor<4>>,
    ) -> Tensor<4> {
        for (i, resnet) in self.resnets.iter().enumerate() {
            x = layer(resnet, self.attentions.get(i), x, time, context);
            skips.push(x.clone());
        }
        for downsampler in &self.downsamplers {
            x = downsampler.forward(x, time);
            skips.push(x.clone());
        }
        x
    }
}

impl MidBlock {
    pub(super) fn new(config: &UNetConfig, device: &Device) -> Self {
        let level = config.block_out_channels.len() - 1;
        let width = config.block_out_channels[level];
        let resnet = || ResnetBlock::new(config, width, width, Resample::Keep, device);
        Self {
            resnets: vec![resnet(), resnet()],
            attentions: vec![AddedKvAttention::new(config, width, level, device)],
        }
    }

    pub(super) fn forward(&self, x: Tensor<4>, time: &Tensor<2>, context: &mut Iter<'_, ContextKv>) -> Tensor<4> {
        let x = layer(&self.resnets[0], self.attentions.first(), x, time, context);
        self.resnets[1].forward(x, time)
    }
}

impl UpBlock {
    /// Level `level`, counted from the bottom.
    pub(super) fn new(config: &UNetConfig, level: usize, device: &Device) -> Self {
        let widths: Vec<usize> = config.block_out_channels.iter().rev().copied().collect();
        let (width, below) = (widths[level], widths[level.saturating_sub(1)]);
        let above = widths[(level + 1).min(widths.len() - 1)];
        // From the bottom, levels mirror the way down.
        let mirrored = widths.len() - 1 - level;
        let layers = config.layers_per_block.at(mirrored) + 1;
        let resnet = |i| {
            let from = if i == 0 { below } else { width };
            let skip = if i == layers - 1 { above } else { width };
            ResnetBlock::new(config, from + skip, width, Resample::Keep, device)
        };
        let attentions = if config.attends_up(level) { layers } else { 0 };
        let last = level + 1 == widths.len();
        Self {
            resnets: (0..layers).map(resnet).collect(),
            attentions: (0..attentions).map(|_| AddedKvAttention::new(config, width, mirrored, device)).collect(),
            upsamplers: (!last)
                .then(|| ResnetBlock::new(config, width, width, Resample::Up, device))
                .into_iter()
                .collect(),
        }
    }

    pub(super) fn forward(
        &self,
        mut x: Tensor<4>,
        time: &Tensor<2>,
        context: &mut Iter<'_, ContextKv>,
        skips: &mut Vec<Tensor<4>>,
    ) -> Tensor<4> {
        for (i, resnet) in self.resnets.iter().enumerate() {
            let parts = std::iter::once(x).chain(skips.pop()).collect();
            x = layer(resnet, self.attentions.get(i), Tensor::cat(parts, 1), time, context);
        }
        self.upsamplers.iter().fold(x, |x, upsampler| upsampler.forward(x, time))
    }
}
