//! The UNet of 2.0 and 2.1 as the authors' files name it.
//!
//! Reference: `kandinsky2/model/unet.py`, `text2im_model.py` and `text2im_model2_1.py` of ai-forever/Kandinsky-2.

use super::{Target, in_turns, number, renamed};

/// What the names alone do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::checkpoint) struct UNetKeys {
    /// Residual blocks of a level.
    pub(in crate::checkpoint) blocks: usize,
    /// Channels of an attention's head.
    pub(in crate::checkpoint) head: usize,
}

const RESNET: &[(&str, &str)] = &[
    ("in_layers.0", "norm1"),
    ("in_layers.2", "conv1"),
    ("emb_layers.1", "time_emb_proj"),
    ("out_layers.0", "norm2"),
    ("out_layers.3", "conv2"),
    ("skip_connection", "conv_shortcut"),
];

const ENDS: &[(&str, &str)] = &[
    ("input_blocks.0.0", "conv_in"),
    ("time_embed.0", "time_embedding.linear_1"),
    ("time_embed.2", "time_embedding.linear_2"),
    ("out.0", "conv_norm_out"),
    ("out.2", "conv_out"),
    // The head of 2.1.
    ("clip_to_seq", "encoder_hid_proj.image_embeds"),
    ("to_model_dim_n", "encoder_hid_proj.text_proj"),
    ("proj_n", "add_embedding.text_proj"),
    ("ln_model_n", "add_embedding.text_norm"),
    ("img_layer", "add_embedding.image_proj"),
    // The head of 2.0.
    ("to_model_dim", "encoder_hid_proj.text_proj"),
    ("to_model_dim2", "encoder_hid_proj.text_proj2"),
    ("ln_model1", "encoder_hid_proj.norm"),
    ("proj", "add_embedding.text_proj"),
    ("ln_model2", "add_embedding.text_norm"),
    ("proj2.q_linear", "add_embedding.pool.to_q"),
    ("proj2.k_linear", "add_embedding.pool.to_k"),
    ("proj2.v_linear", "add_embedding.pool.to_v"),
    ("proj2.out", "add_embedding.pool.to_out"),
    ("ln_model3", "add_embedding.pool_norm"),
];

impl UNetKeys {
    pub(super) fn targets(self, key: &str) -> Vec<Target> {
        if let Some((name, rest)) = renamed(ENDS, key) {
            return vec![Target::all(format!("{name}.{rest}"))];
        }
        self.block(key).unwrap_or_default()
    }

    /// A tensor of the way down, of the middle or of the way up.
    fn block(self, key: &str) -> Option<Vec<Target>> {
        let part = |resnet: String, attention: String, rest: &str| {
            let attentive = self.attention(&attention, rest);
            attentive.or_else(|| {
                renamed(RESNET, rest).map(|(name, rest)| vec![Target::all(format!("{resnet}.{name}.{rest}"))])
            })
        };
        if let Some(rest) = key.strip_prefix("middle_block.") {
            let (place, rest) = number(rest)?;
            return part(format!("mid_block.resnets.{}", place / 2), "mid_block.attentions.0".into(), rest);
        }
        if let Some(rest) = key.strip_prefix("input_blocks.") {
            let (block, rest) = number(rest)?;
            let (_, rest) = number(rest)?;
            let (level, place) = (block.checked_sub(1)? / (self.blocks + 1), (block - 1) % (self.blocks + 1));
            let resnet = if place == self.blocks { "downsamplers.0".into() } else { format!("resnets.{place}") };
            return part(
                format!("down_blocks.{level}.{resnet}"),
                format!("down_blocks.{level}.attentions.{place}"),
                rest,
            );
        }
        let (block, rest) = number(key.strip_prefix("output_blocks.")?)?;
        let (within, rest) = number(rest)?;
        let (level, place) = (block / (self.blocks + 1), block % (self.blocks + 1));
        // The last block of a level ends with the one that enlarges.
        let resnet = if within == 0 { format!("resnets.{place}") } else { "upsamplers.0".into() };
        part(format!("up_blocks.{level}.{resnet}"), format!("up_blocks.{level}.attentions.{place}"), rest)
    }

    fn attention(self, name: &str, rest: &str) -> Option<Vec<Target>> {
        let names = |parts: &[&str]| parts.iter().map(|part| format!("{name}.{part}")).collect::<Vec<_>>();
        let (tensor, rest) = rest.split_once('.')?;
        Some(match tensor {
            "norm" => vec![Target::all(format!("{name}.group_norm.{rest}"))],
            "qkv" => in_turns(&names(&["to_q", "to_k", "to_v"]), rest, self.head),
            "encoder_kv" => in_turns(&names(&["add_k_proj", "add_v_proj"]), rest, self.head),
            "proj_out" => vec![Target::squeezed(format!("{name}.to_out.0.{rest}"))],
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::UNetKeys;

    #[test]
    fn blocks_are_counted_as_the_authors_count_them() {
        let keys = UNetKeys { blocks: 3, head: 64 };
        let one = |key: &str| keys.targets(key).into_iter().map(|t| t.key).collect::<Vec<_>>();
        assert_eq!(one("input_blocks.0.0.weight"), ["conv_in.weight"]);
        assert_eq!(one("input_blocks.4.0.in_layers.2.bias"), ["down_blocks.0.downsamplers.0.conv1.bias"]);
        assert_eq!(one("input_blocks.5.0.skip_connection.weight"), ["down_blocks.1.resnets.0.conv_shortcut.weight"]);
        assert_eq!(one("input_blocks.15.1.norm.weight"), ["down_blocks.3.attentions.2.group_norm.weight"]);
        assert_eq!(one("middle_block.2.out_layers.3.weight"), ["mid_block.resnets.1.conv2.weight"]);
        assert_eq!(one("output_blocks.3.2.in_layers.0.weight"), ["up_blocks.0.upsamplers.0.norm1.weight"]);
        assert_eq!(one("output_blocks.15.0.emb_layers.1.weight"), ["up_blocks.3.resnets.3.time_emb_proj.weight"]);
        assert_eq!(
            one("middle_block.1.encoder_kv.weight"),
            ["mid_block.attentions.0.add_k_proj.weight", "mid_block.attentions.0.add_v_proj.weight"]
        );
        assert_eq!(one("proj2.out.bias"), ["add_embedding.pool.to_out.bias"]);
        assert!(one("label_emb.weight").is_empty());
    }
}
