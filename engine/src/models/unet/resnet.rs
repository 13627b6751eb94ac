//! The residual block: two convolutions, the time embedding as scale and shift between them, and a resampling where
//! the block ends a level.
//!
//! Reference: diffusers `ResnetBlock2D` with `time_embedding_norm="scale_shift"`.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use super::config::UNetConfig;
use crate::models::layers::{Conv3, GroupNorm, Linear, Resample, Then, half_size, pointwise, upsample};

/// The residual block.
#[derive(Module, Debug)]
pub(super) struct ResnetBlock {
    norm1: GroupNorm,
    conv1: Conv3,
    time_emb_proj: Linear,
    norm2: GroupNorm,
    conv2: Conv3,
    conv_shortcut: Option<Conv2d>,
    #[module(skip)]
    resample: Resample,
}

impl ResnetBlock {
    pub(super) fn new(config: &UNetConfig, from: usize, to: usize, resample: Resample, device: &Device) -> Self {
        let norm = |width| GroupNorm::new(config.norm_num_groups, width, config.norm_eps, device);
        Self {
            norm1: norm(from),
            conv1: Conv3::new(from, to, device),
            time_emb_proj: Linear::new(4 * config.block_out_channels[0], 2 * to, device),
            norm2: norm(to),
            conv2: Conv3::new(to, to, device),
            conv_shortcut: (from != to).then(|| Conv2dConfig::new([from, to], [1, 1]).init(device)),
            resample,
        }
    }

    /// `[batch, from, height, width]` → `[batch, to, …]`. `time`: the embedding after SiLU, `[batch, time]`.
    pub(super) fn forward(&self, x: Tensor<4>, time: &Tensor<2>) -> Tensor<4> {
        let resample = |x: Tensor<4>| match self.resample {
            Resample::Keep => x,
            Resample::Down => half_size(x),
            Resample::Up => upsample(x, 2),
        };
        let h = self.norm1.forward_then(x.clone(), None, &Then::silu());
        let h = self.conv1.forward(resample(h));

        let [batch, channels, _, _] = h.dims();
        let parts = self.time_emb_proj.forward(time.clone()).reshape([batch as i64, -1, 1, 1]);
        let modulation = Some((parts.clone().narrow(1, 0, channels), parts.narrow(1, channels, channels)));
        let then = Then { modulation, ..Then::silu() };
        let h = self.conv2.forward(self.norm2.forward_then(h, None, &then));

        let x = resample(x);
        h + self.conv_shortcut.as_ref().map_or(x.clone(), |conv| pointwise(conv, x))
    }
}
