//! The residual unit: four convolutions, each behind a norm that the time scales and shifts, the two in the middle
//! narrow.
//!
//! Reference: diffusers `Kandinsky3ResNetBlock`.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::tensor::{Device, Tensor};

use super::config::{COMPRESSION, UNet3Config};
use super::norm::TimeNorm;
use crate::models::layers::{Conv3, Pointwise, Resample, doubled, halved};

/// The unit.
#[derive(Module, Debug)]
pub(super) struct ResnetBlock {
    resnet_blocks: Vec<Block>,
    shortcut_up_sample: Option<ConvTranspose2d>,
    shortcut_projection: Option<Pointwise>,
    shortcut_down_sample: Option<Conv2d>,
}

/// Norm, SiLU, convolution, and a resampling before or after it.
#[derive(Module, Debug)]
struct Block {
    group_norm: TimeNorm,
    up_sample: Option<ConvTranspose2d>,
    /// One of the two.
    narrow: Option<Pointwise>,
    wide: Option<Conv3>,
    down_sample: Option<Conv2d>,
}

/// Twice the size, by a convolution.
fn larger(width: usize, device: &Device) -> ConvTranspose2d {
    ConvTranspose2dConfig::new([width, width], [2, 2]).with_stride([2, 2]).init(device)
}

/// Half the size, by a convolution.
fn smaller(width: usize, device: &Device) -> Conv2d {
    Conv2dConfig::new([width, width], [2, 2]).with_stride([2, 2]).init(device)
}

impl ResnetBlock {
    pub(super) fn new(config: &UNet3Config, from: usize, to: usize, resample: Resample, device: &Device) -> Self {
        let inside = from.max(to) / COMPRESSION;
        let block = |from, to, wide: bool, resample: Resample| Block {
            group_norm: TimeNorm::new(config, from, device),
            up_sample: (resample == Resample::Up).then(|| larger(from, device)),
            narrow: (!wide).then(|| Pointwise::new(from, to, device)),
            wide: wide.then(|| Conv3::new(from, to, device)),
            down_sample: (resample == Resample::Down).then(|| smaller(to, device)),
        };
        let only = |kind| if resample == kind { kind } else { Resample::Keep };
        Self {
            resnet_blocks: vec![
                block(from, inside, false, Resample::Keep),
                block(inside, inside, true, only(Resample::Up)),
                block(inside, inside, true, only(Resample::Down)),
                block(inside, to, false, Resample::Keep),
            ],
            shortcut_up_sample: (resample == Resample::Up).then(|| larger(from, device)),
            shortcut_projection: (from != to).then(|| Pointwise::new(from, to, device)),
            shortcut_down_sample: (resample == Resample::Down).then(|| smaller(to, device)),
        }
    }

    /// `[batch, from, height, width]` → `[batch, to, …]`. `time`: the embedding after SiLU, `[batch, time]`.
    pub(super) fn forward(&self, x: Tensor<4>, time: &Tensor<2>) -> Tensor<4> {
        let h = self.resnet_blocks.iter().fold(x.clone(), |h, block| block.forward(h, time));
        let x = match &self.shortcut_up_sample {
            Some(up) => doubled(up, x),
            None => x,
        };
        let x = match &self.shortcut_projection {
            Some(projection) => projection.forward(x),
            None => x,
        };
        let x = match &self.shortcut_down_sample {
            Some(down) => halved(down, x),
            None => x,
        };
        x + h
    }
}

impl Block {
    fn forward(&self, x: Tensor<4>, time: &Tensor<2>) -> Tensor<4> {
        let mut x = self.group_norm.forward(x, time, true);
        if let Some(up) = &self.up_sample {
            x = doubled(up, x);
        }
        if let Some(convolution) = &self.narrow {
            x = convolution.forward(x);
        }
        if let Some(convolution) = &self.wide {
            x = convolution.forward(x);
        }
        match &self.down_sample {
            Some(down) => halved(down, x),
            None => x,
        }
    }
}
