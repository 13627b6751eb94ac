//! The levels: residual units in pairs, an attention to the prompt between the two of a pair, and one to the picture
//! itself at the level's wide end.
//!
//! References: diffusers `Kandinsky3DownSampleBlock` and `Kandinsky3UpSampleBlock`.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::attention::{AttentionBlock, ContextKv};
use super::config::{Level, UNet3Config};
use super::resnet::ResnetBlock;
use crate::models::layers::Resample;

/// What the attentions to the prompt take in their order, and what forbids them to look at padding.
pub(super) struct Attended<'a> {
    pub(super) tokens: std::slice::Iter<'a, ContextKv>,
    /// `[batch, 1, 1, tokens]`.
    pub(super) bias: &'a Tensor<4>,
}

/// A level, of the way down or up.
#[derive(Module, Debug)]
pub(super) struct Block {
    /// To the picture itself, then to the prompt, one a pair; none at all where the level has no attention.
    attentions: Vec<AttentionBlock>,
    resnets_in: Vec<ResnetBlock>,
    resnets_out: Vec<ResnetBlock>,
    /// The picture looks at itself first, and not last.
    down: bool,
}

impl Block {
    /// Level `level` of the way down, from the top. Its last unit halves the picture.
    pub(super) fn down(config: &UNet3Config, level: usize, device: &Device) -> Self {
        let Level { from, to, layers, attends, resamples } = config.down(level);
        let last = |layer| resamples && layer + 1 == layers;
        let unit = |from, to, down: bool| {
            ResnetBlock::new(config, from, to, if down { Resample::Down } else { Resample::Keep }, device)
        };
        Self {
            attentions: attentions(config, attends, from, (0..layers).map(|_| to), device),
            resnets_in: (0..layers).map(|layer| unit(if layer == 0 { from } else { to }, to, false)).collect(),
            resnets_out: (0..layers).map(|layer| unit(to, to, last(layer))).collect(),
            down: true,
        }
    }

    /// Level `level` of the way up, from the bottom. Its first unit doubles the picture.
    pub(super) fn up(config: &UNet3Config, level: usize, device: &Device) -> Self {
        let Level { from, to, layers, attends, resamples } = config.up(level);
        let within = |layer| if layer == 0 { from + config.skipped(level) } else { from };
        let unit = |from, to, up: bool| {
            ResnetBlock::new(config, from, to, if up { Resample::Up } else { Resample::Keep }, device)
        };
        Self {
            attentions: attentions(config, attends, to, (0..layers).map(within), device),
            resnets_in: (0..layers).map(|l| unit(within(l), within(l), resamples && l == 0)).collect(),
            resnets_out: (0..layers).map(|l| unit(within(l), if l + 1 == layers { to } else { from }, false)).collect(),
            down: false,
        }
    }

    /// Keys and values of the prompt's tokens for each attention to them.
    pub(super) fn context(&self, tokens: &Tensor<3>) -> Vec<ContextKv> {
        self.attentions.iter().skip(1).map(|attention| attention.context(tokens.clone())).collect()
    }

    /// `[batch, from, height, width]` → `[batch, to, …]`. `time`: the embedding after SiLU, `[batch, time]`.
    pub(super) fn forward(&self, mut x: Tensor<4>, time: &Tensor<2>, attended: &mut Attended<'_>) -> Tensor<4> {
        let itself = self.attentions.first();
        if let Some(attention) = itself.filter(|_| self.down) {
            x = attention.forward(x, time, None);
        }
        for (layer, (first, second)) in self.resnets_in.iter().zip(&self.resnets_out).enumerate() {
            x = first.forward(x, time);
            if let Some(attention) = self.attentions.get(layer + 1) {
                let tokens = attended.tokens.next().expect("a context has keys and values for each attention");
                x = attention.forward(x, time, Some((tokens, attended.bias)));
            }
            x = second.forward(x, time);
        }
        match itself.filter(|_| !self.down) {
            Some(attention) => attention.forward(x, time, None),
            None => x,
        }
    }
}

/// An attention of `own` channels to the picture itself, and those to the prompt.
fn attentions(
    config: &UNet3Config,
    attends: bool,
    own: usize,
    widths: impl Iterator<Item = usize>,
    device: &Device,
) -> Vec<AttentionBlock> {
    let prompt = widths.map(|width| AttentionBlock::new(config, width, config.cross_attention_dim, device));
    let all = std::iter::once(AttentionBlock::new(config, own, own, device)).chain(prompt);
    if attends { all.collect() } else { Vec::new() }
}
