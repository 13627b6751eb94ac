//! The UNet of Kandinsky 3 as the authors' files name it, with what stands for no words beside it, and the projection
//! of the words, which they keep with the text encoder.
//!
//! References: `kandinsky3/model/unet.py` and `condition_encoders.py` of ai-forever/Kandinsky-3;
//! `pipelines/kandinsky3/convert_kandinsky3_unet.py` of diffusers.

use super::{Sides, Target, number, renamed};

/// Names outside the levels.
const NAMES: &[(&str, &str)] = &[
    ("to_time_embed.1", "time_embedding.linear_1"),
    ("to_time_embed.3", "time_embedding.linear_2"),
    ("in_layer", "conv_in"),
    ("out_layer.0", "conv_norm_out"),
    ("out_layer.2", "conv_out"),
];
/// Of the layers of an attention.
const ATTENTION: &[(&str, &str)] =
    &[("to_query", "to_q"), ("to_key", "to_k"), ("to_value", "to_v"), ("output_layer", "to_out.0")];
/// Of the projection: its first layer is linear, its second a norm.
const PROJECTION: &[(&str, &str)] = &[("0", "projection_linear"), ("1", "projection_norm")];

/// What becomes of a tensor of the UNet's file.
pub(super) fn target(key: &str) -> Option<Target> {
    let key = key.strip_prefix("unet.").unwrap_or(key);
    if key.rsplit('.').next() == Some("null_embedding") {
        return Some(Target { sides: Sides::Flat, ..Target::all("null_embedding") });
    }
    if let Some((name, rest)) = renamed(NAMES, key) {
        return Some(Target::all(format!("{name}.{rest}")));
    }
    if let Some(rest) = key.strip_prefix("feature_pooling.attention.") {
        return attention("add_time_condition.attention", rest);
    }
    let (side, rest) = key.split_once('.')?;
    let side = match side {
        "down_samples" => "down_blocks",
        "up_samples" => "up_blocks",
        // Early files have the projection beside the UNet.
        _ if key.contains("projection") => return projection(key),
        _ => return None,
    };
    let (level, rest) = number(rest)?;
    let level = format!("{side}.{level}");
    if let Some(rest) = rest.strip_prefix("self_attention_block.") {
        return attention_block(&format!("{level}.attentions.0"), rest);
    }
    let (layer, rest) = number(rest.strip_prefix("resnet_attn_blocks.")?)?;
    let (part, rest) = number(rest)?;
    match part {
        0 => Some(Target::all(format!("{level}.resnets_in.{layer}.{rest}"))),
        1 => attention_block(&format!("{level}.attentions.{}", layer + 1), rest),
        2 => Some(Target::all(format!("{level}.resnets_out.{layer}.{rest}"))),
        _ => None,
    }
}

/// What becomes of a tensor of the projection's file, whose last two parts count.
pub(super) fn projection(key: &str) -> Option<Target> {
    let mut parts = key.rsplitn(3, '.');
    let (parameter, layer) = (parts.next()?, parts.next()?);
    let (name, parameter) = renamed(PROJECTION, &format!("{layer}.{parameter}"))?;
    Some(Target::all(format!("encoder_hid_proj.{name}.{parameter}")))
}

fn attention_block(name: &str, rest: &str) -> Option<Target> {
    match rest.strip_prefix("attention.") {
        Some(rest) => attention(&format!("{name}.attention"), rest),
        None => Some(Target::all(format!("{name}.{rest}"))),
    }
}

fn attention(name: &str, rest: &str) -> Option<Target> {
    renamed(ATTENTION, rest).map(|(layer, rest)| Target::all(format!("{name}.{layer}.{rest}")))
}

#[cfg(test)]
mod tests {
    use super::{projection, target};

    #[test]
    fn attentions_to_the_prompt_come_behind_that_to_the_picture() {
        let one = |key: &str| target(key).map(|target| target.key);
        for (theirs, ours) in [
            ("unet.to_time_embed.3.bias", "time_embedding.linear_2.bias"),
            ("feature_pooling.attention.to_query.weight", "add_time_condition.attention.to_q.weight"),
            (
                "unet.down_samples.1.self_attention_block.attention.output_layer.weight",
                "down_blocks.1.attentions.0.attention.to_out.0.weight",
            ),
            (
                "up_samples.0.resnet_attn_blocks.2.1.in_norm.context_mlp.1.bias",
                "up_blocks.0.attentions.3.in_norm.context_mlp.1.bias",
            ),
            (
                "up_samples.1.resnet_attn_blocks.0.0.resnet_blocks.1.up_sample.weight",
                "up_blocks.1.resnets_in.0.resnet_blocks.1.up_sample.weight",
            ),
            (
                "down_samples.0.resnet_attn_blocks.2.2.shortcut_down_sample.bias",
                "down_blocks.0.resnets_out.2.shortcut_down_sample.bias",
            ),
            ("null_embedding", "null_embedding"),
            ("null_embedding.null_embedding", "null_embedding"),
            ("encoder.projections.t5.0.weight", "encoder_hid_proj.projection_linear.weight"),
        ] {
            assert_eq!(one(theirs).as_deref(), Some(ours), "{theirs}");
        }
        assert_eq!(one("optimizer.state.0"), None);
        assert_eq!(
            projection("1.bias").map(|target| target.key).as_deref(),
            Some("encoder_hid_proj.projection_norm.bias")
        );
    }
}
