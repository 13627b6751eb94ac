//! Pixels to latents.

use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use super::attention::Attention;
use super::config::{AutoencoderConfig, EPSILON};
use super::resnet::{ResnetBlock, activated};
use super::stripes::Stripes;
use crate::models::layers::{Conv3, GroupNorm, convolve};

/// The encoder.
#[derive(Module, Debug)]
pub(super) struct Encoder {
    conv_in: Conv3,
    down_blocks: Vec<DownBlock>,
    mid_block: MidBlock,
    conv_norm_out: GroupNorm,
    conv_out: Conv3,
}

#[derive(Module, Debug)]
struct DownBlock {
    resnets: Vec<ResnetBlock<GroupNorm>>,
    attentions: Vec<Attention>,
    downsamplers: Vec<Downsample>,
}

#[derive(Module, Debug)]
struct MidBlock {
    resnets: Vec<ResnetBlock<GroupNorm>>,
    attentions: Vec<Attention>,
}

/// Half the size by a strided convolution that is padded on the right and below only.
#[derive(Module, Debug)]
struct Downsample {
    conv: Conv2d,
}

impl Downsample {
    fn forward(&self, x: Stripes) -> Stripes {
        // Stripes have an even number of rows, so the padding below a stripe with a neighbour is never reached.
        x.map_parts(0, 1, |part| convolve(&self.conv, part.rows))
    }
}

impl Encoder {
    pub(super) fn new(config: &AutoencoderConfig, device: &Device) -> Self {
        let widths = &config.block_out_channels;
        let last = widths[widths.len() - 1];
        let norm = |width| GroupNorm::new(config.norm_num_groups, width, EPSILON, device);
        let down = |level: usize| {
            let (width, above) = (widths[level], widths[level.saturating_sub(1)]);
            let layers = config.layers_per_block;
            let resnet = |i| ResnetBlock::new(if i == 0 { above } else { width }, width, norm, device);
            let attentions = if config.attends_down(level) { layers } else { 0 };
            let downsample = || Downsample {
                conv: Conv2dConfig::new([width, width], [3, 3])
                    .with_stride([2, 2])
                    .with_padding(PaddingConfig2d::Explicit(0, 0, 1, 1))
                    .init(device),
            };
            DownBlock {
                resnets: (0..layers).map(resnet).collect(),
                attentions: (0..attentions).map(|_| Attention::plain(config, width, device)).collect(),
                downsamplers: (level + 1 < widths.len()).then(downsample).into_iter().collect(),
            }
        };
        Self {
            conv_in: Conv3::new(config.in_channels, widths[0], device),
            down_blocks: (0..widths.len()).map(down).collect(),
            mid_block: MidBlock {
                resnets: (0..2).map(|_| ResnetBlock::new(last, last, norm, device)).collect(),
                attentions: config
                    .mid_block_add_attention
                    .then(|| Attention::plain(config, last, device))
                    .into_iter()
                    .collect(),
            },
            conv_norm_out: norm(last),
            conv_out: Conv3::new(last, config.moments(), device),
        }
    }

    /// `[batch, 3, height, width]` → `[batch, moments, height / f, width / f]`. Works in stripes of `rows` pixels, a
    /// multiple of f.
    pub(super) fn forward(&self, pixels: Tensor<4>, rows: usize) -> Tensor<4> {
        let attend = |x: Stripes, attention: &Attention| x.map_whole(|x| attention.forward(x, None));
        let mut x =
            Stripes::cut(pixels, rows).map_parts(1, 1, |part| part.own(self.conv_in.forward(part.rows.clone()), 1));
        for block in &self.down_blocks {
            for (i, resnet) in block.resnets.iter().enumerate() {
                x = resnet.forward(x, None);
                x = block.attentions.get(i).into_iter().fold(x, attend);
            }
            x = block.downsamplers.iter().fold(x, |x, down| down.forward(x));
        }
        x = self.mid_block.resnets[0].forward(x, None);
        x = self.mid_block.attentions.iter().fold(x, attend);
        x = self.mid_block.resnets[1].forward(x, None);
        activated(x, &self.conv_norm_out, &self.conv_out, None).join()
    }
}
