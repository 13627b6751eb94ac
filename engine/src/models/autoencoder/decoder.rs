//! Latents to pixels. In MoVQ every norm on the way looks at the latents.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::attention::Attention;
use super::config::AutoencoderConfig;
use super::resnet::{ResnetBlock, activated};
use super::spatial_norm::Norm;
use super::stripes::Stripes;
use crate::models::layers::{Conv3, upsample};

/// The decoder.
#[derive(Module, Debug)]
pub(super) struct Decoder<N: Norm> {
    conv_in: Conv3,
    mid_block: MidBlock<N>,
    up_blocks: Vec<UpBlock<N>>,
    conv_norm_out: N,
    conv_out: Conv3,
}

#[derive(Module, Debug)]
struct MidBlock<N: Norm> {
    resnets: Vec<ResnetBlock<N>>,
    attentions: Vec<Attention>,
}

#[derive(Module, Debug)]
struct UpBlock<N: Norm> {
    resnets: Vec<ResnetBlock<N>>,
    attentions: Vec<Attention>,
    upsamplers: Vec<Upsample>,
}

/// Twice the size by nearest neighbours, then a convolution.
#[derive(Module, Debug)]
struct Upsample {
    conv: Conv3,
}

impl Upsample {
    fn forward(&self, x: Stripes) -> Stripes {
        x.map_parts(1, 1, |part| part.own(self.conv.forward(upsample(part.rows.clone(), 2)), 2))
    }
}

impl<N: Norm> Decoder<N> {
    /// `norm` makes a norm of the given width, `attend` an attention.
    pub(super) fn new(
        config: &AutoencoderConfig,
        norm: impl Fn(usize) -> N,
        attend: impl Fn(usize) -> Attention,
        device: &Device,
    ) -> Self {
        let widths: Vec<usize> = config.block_out_channels.iter().rev().copied().collect();
        let (first, last) = (widths[0], widths[widths.len() - 1]);
        let up = |level: usize| {
            let (width, below) = (widths[level], widths[level.saturating_sub(1)]);
            let layers = config.layers_per_block + 1;
            let resnet = |i| ResnetBlock::new(if i == 0 { below } else { width }, width, &norm, device);
            let attentions = if config.attends_up(level) { layers } else { 0 };
            UpBlock {
                resnets: (0..layers).map(resnet).collect(),
                attentions: (0..attentions).map(|_| attend(width)).collect(),
                upsamplers: (level + 1 < widths.len())
                    .then(|| Upsample { conv: Conv3::new(width, width, device) })
                    .into_iter()
                    .collect(),
            }
        };
        Self {
            conv_in: Conv3::new(config.latent_channels, first, device),
            mid_block: MidBlock {
                resnets: (0..2).map(|_| ResnetBlock::new(first, first, &norm, device)).collect(),
                attentions: config.mid_block_add_attention.then(|| attend(first)).into_iter().collect(),
            },
            up_blocks: (0..widths.len()).map(up).collect(),
            conv_norm_out: norm(last),
            conv_out: Conv3::new(last, config.out_channels, device),
        }
    }

    /// `x`: latents after `post_quant_conv`; `latents`: before it. Both `[batch, 4, height, width]`;
    /// returns `[batch, 3, height · f, width · f]`. Works in stripes of `rows` latents.
    pub(super) fn forward(&self, x: Tensor<4>, latents: Tensor<4>, rows: usize) -> Tensor<4> {
        let latents = Some(&latents);
        let attend = |x: Stripes, attention: &Attention| x.map_whole(|x| attention.forward(x, latents));
        let mut x = Stripes::cut(self.conv_in.forward(x), rows);
        x = self.mid_block.resnets[0].forward(x, latents);
        x = self.mid_block.attentions.iter().fold(x, attend);
        x = self.mid_block.resnets[1].forward(x, latents);
        for block in &self.up_blocks {
            for (i, resnet) in block.resnets.iter().enumerate() {
                x = resnet.forward(x, latents);
                x = block.attentions.get(i).into_iter().fold(x, attend);
            }
            x = block.upsamplers.iter().fold(x, |x, up| up.forward(x));
        }
        activated(x, &self.conv_norm_out, &self.conv_out, latents).join()
    }
}
