//! `unet/config.json` of Kandinsky 3, checked before a network is built from it; for the authors' files the same, made
//! of what their code says.

use serde::Deserialize;

use crate::error::{Result, UnknownNetwork};
use crate::models::limits::{LATENTS, LAYERS, WIDTH, known, within};
use crate::models::one_or_each::OneOrEach;

/// Hidden channels of an attention's feed-forward layers for each of its own; a constant of the reference.
pub(super) const EXPANSION: usize = 4;
/// The wider side of a residual unit over the width inside it; a constant of the reference.
pub(super) const COMPRESSION: usize = 2;
/// ε of all group norms; a constant of the reference.
pub(super) const EPSILON: f64 = 1e-5;
/// Levels that the reference has its list of attentions for.
const LEVELS: usize = 4;

/// The settings of the UNet.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct UNet3Config {
    pub in_channels: usize,
    /// Of the authors' inpainting UNet alone, which has others than it reads.
    #[serde(default)]
    pub out_channels: Option<usize>,
    pub time_embedding_dim: usize,
    pub groups: usize,
    pub attention_head_dim: usize,
    pub layers_per_block: OneOrEach,
    pub block_out_channels: Vec<usize>,
    pub cross_attention_dim: usize,
    pub encoder_hid_dim: usize,
    /// The checkpoint has learned what stands for no words, as those of the authors have. They also leave padding away
    /// behind the projection of the words, and diffusers before it.
    #[serde(default)]
    pub null_embedding: bool,
}

/// Channels of a level, and whether it has attention.
pub(super) struct Level {
    /// Of what comes in.
    pub(super) from: usize,
    /// Of what goes on to the next level.
    pub(super) to: usize,
    /// Triples of two residual units and what is between them.
    pub(super) layers: usize,
    /// True where it has attention.
    pub(super) attends: bool,
    /// True where it changes the picture's size.
    pub(super) resamples: bool,
}

impl UNet3Config {
    /// Refuses what this UNet is not.
    ///
    /// # Errors
    /// Where a size is none that a Kandinsky 3 can have.
    pub(super) fn validate(&self) -> Result<()> {
        let levels = self.block_out_channels.len();
        let whole = |width: usize, of: usize| width > 0 && of > 0 && width.is_multiple_of(of);
        let inside = |width: usize| whole(width / COMPRESSION, self.groups);
        let limits = [
            (self.in_channels, LATENTS),
            (self.out_channels(), LATENTS),
            (self.time_embedding_dim, WIDTH),
            (self.cross_attention_dim, WIDTH),
            (self.encoder_hid_dim, WIDTH),
        ];
        let fits = (1..=LEVELS).contains(&levels)
            && within(&limits)
            && self.block_out_channels.iter().all(|&width| width <= WIDTH)
            && (0..levels).all(|level| self.layers_per_block.at(level) <= LAYERS)
            && self.first() > 1
            && whole(self.first(), self.groups)
            && whole(self.time_embedding_dim, self.attention_head_dim)
            && self.block_out_channels.iter().all(|&width| whole(width, self.groups) && inside(width))
            && (0..levels).all(|level| self.layers_per_block.at(level) > 1)
            && (0..levels).flat_map(|level| [self.down(level), self.up(level)]).all(|level| {
                let heads = |width| !level.attends || whole(width, self.attention_head_dim);
                heads(level.from) && heads(level.to)
            });
        known(fits, UnknownNetwork::UNet3, self)
    }

    /// Channels that it predicts.
    pub fn out_channels(&self) -> usize {
        self.out_channels.unwrap_or(self.in_channels)
    }

    /// Channels before the first level and after the last one, which are also those of the timestep's sinusoid.
    pub(super) fn first(&self) -> usize {
        self.block_out_channels.first().map_or(0, |width| width / 2)
    }

    /// Level `level` of the way down, from the top.
    pub(super) fn down(&self, level: usize) -> Level {
        let widths = &self.block_out_channels;
        Level {
            from: if level == 0 { self.first() } else { widths[level - 1] },
            to: widths[level],
            layers: self.layers_per_block.at(level),
            attends: level > 0,
            resamples: level + 1 < widths.len(),
        }
    }

    /// Level `level` of the way up, from the bottom.
    pub(super) fn up(&self, level: usize) -> Level {
        let below = self.block_out_channels.len() - 1 - level;
        let Level { from, to, layers, .. } = self.down(below);
        // The reference's list has four levels and is read from its other end, however many there are.
        Level { from: to, to: from, layers, attends: level + 1 < LEVELS, resamples: level > 0 }
    }

    /// Channels of the picture that level `level` of the way up, from the bottom, gets from the way down.
    pub(super) fn skipped(&self, level: usize) -> usize {
        if level == 0 { 0 } else { self.block_out_channels[self.block_out_channels.len() - 1 - level] }
    }

    /// Channels of the pictures that wait for the way up, and how often they were halved.
    pub fn skips(&self) -> impl Iterator<Item = (usize, usize)> {
        let below_the_last = self.block_out_channels.iter().rev().skip(1).rev();
        below_the_last.enumerate().map(|(level, &channels)| (channels, level + 1))
    }

    /// Channels of the widest pictures of each level of the way up, and how often they were halved.
    pub fn widest(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.block_out_channels.len()).map(|level| {
            let Level { from, attends, .. } = self.up(level);
            let widest = from + self.skipped(level);
            (if attends { EXPANSION * widest / 2 } else { widest }, self.block_out_channels.len() - 1 - level)
        })
    }

    /// What latents' sides must be divisible by.
    pub fn multiple(&self) -> usize {
        1 << (self.block_out_channels.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::UNet3Config;

    fn config(widths: &[usize]) -> UNet3Config {
        serde_json::from_value(serde_json::json!({
            "in_channels": 4, "time_embedding_dim": 1536, "groups": 32, "attention_head_dim": 64, "layers_per_block": 3,
            "block_out_channels": widths, "cross_attention_dim": 4096, "encoder_hid_dim": 4096,
        }))
        .expect("a config")
    }

    #[test]
    fn the_outermost_level_of_the_published_unet_has_no_attention() {
        let config = config(&[384, 768, 1536, 3072]);
        config.validate().expect("the published one");
        let attends = |level: &dyn Fn(usize) -> super::Level| (0..4).map(|l| level(l).attends).collect::<Vec<_>>();
        assert_eq!(attends(&|level| config.down(level)), [false, true, true, true]);
        assert_eq!(attends(&|level| config.up(level)), [true, true, true, false]);
        let widths = |level: usize| (config.up(level).from, config.skipped(level), config.up(level).to);
        assert_eq!(
            (0..4).map(widths).collect::<Vec<_>>(),
            [(3072, 0, 1536), (1536, 1536, 768), (768, 768, 384), (384, 384, 192)]
        );
        assert_eq!(config.multiple(), 8);
    }

    #[test]
    fn widths_that_groups_or_heads_do_not_divide_are_refused() {
        for widths in [&[][..], &[0], &[100, 200], &[384, 768, 1536, 3072, 6144]] {
            assert!(config(widths).validate().is_err(), "{widths:?}");
        }
    }
}
