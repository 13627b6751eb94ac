//! MoVQ of 2.1 and 3.x and the autoencoder of 2.0 as the authors' files name them.
//!
//! References: `kandinsky2/vqgan/vqgan_blocks.py` and `movq_modules.py` of ai-forever/Kandinsky-2, `kandinsky3/movq.py`
//! of ai-forever/Kandinsky-3, whose encoder has the decoder's norms, without what looks at the latents.

use super::{Target, number};

/// `levels`: of the decoder, which counts them from the largest picture here and from the smallest there.
pub(super) fn target(key: &str, levels: usize) -> Option<Target> {
    if let Some(rest) = key.strip_prefix("quantize.") {
        return (rest == "embedding.weight").then(|| Target::all(key));
    }
    if key.starts_with("quant_conv.") || key.starts_with("post_quant_conv.") {
        return Some(Target::all(key));
    }
    let (side, rest) = key.split_once('.')?;
    if !matches!(side, "encoder" | "decoder") {
        return None;
    }
    if rest.starts_with("conv_in.") || rest.starts_with("conv_out.") {
        return Some(Target::all(key));
    }
    let unwrapped = if side == "encoder" { rest.replacen(".norm_layer.", ".", 1) } else { rest.to_owned() };
    let rest = unwrapped.as_str();
    if let Some(rest) = rest.strip_prefix("norm_out.") {
        return Some(Target::all(format!("{side}.conv_norm_out.{rest}")));
    }
    if let Some(rest) = rest.strip_prefix("mid.") {
        let (part, rest) = rest.split_once('.')?;
        return match part {
            "block_1" => Some(resnet(&format!("{side}.mid_block.resnets.0"), rest)),
            "block_2" => Some(resnet(&format!("{side}.mid_block.resnets.1"), rest)),
            "attn_1" => attention(&format!("{side}.mid_block.attentions.0"), rest),
            _ => None,
        };
    }
    let (block, level, rest) = match rest.strip_prefix("down.") {
        Some(rest) => {
            let (level, rest) = number(rest)?;
            ("down_blocks", level, rest)
        }
        None => {
            let (level, rest) = number(rest.strip_prefix("up.")?)?;
            ("up_blocks", levels.checked_sub(level + 1)?, rest)
        }
    };
    let block = format!("{side}.{block}.{level}");
    let (part, rest) = rest.split_once('.')?;
    match part {
        "block" => number(rest).map(|(place, rest)| resnet(&format!("{block}.resnets.{place}"), rest)),
        "attn" => number(rest).and_then(|(place, rest)| attention(&format!("{block}.attentions.{place}"), rest)),
        "downsample" => Some(Target::all(format!("{block}.downsamplers.0.{rest}"))),
        "upsample" => Some(Target::all(format!("{block}.upsamplers.0.{rest}"))),
        _ => None,
    }
}

fn resnet(name: &str, rest: &str) -> Target {
    let rest = rest.replace("nin_shortcut.", "conv_shortcut.");
    Target::all(format!("{name}.{rest}"))
}

/// Its four matrices are pointwise convolutions there.
fn attention(name: &str, rest: &str) -> Option<Target> {
    let (part, rest) = rest.split_once('.')?;
    let matrix = match part {
        // A norm that looks at the latents has three parts.
        "norm" if ["norm_layer.", "conv_y.", "conv_b."].iter().any(|part| rest.starts_with(part)) => {
            return Some(Target::all(format!("{name}.spatial_norm.{rest}")));
        }
        "norm" => return Some(Target::all(format!("{name}.group_norm.{rest}"))),
        "q" => "to_q",
        "k" => "to_k",
        "v" => "to_v",
        "proj_out" => "to_out.0",
        _ => return None,
    };
    Some(Target::squeezed(format!("{name}.{matrix}.{rest}")))
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn levels_of_the_decoder_are_counted_from_the_other_end() {
        let one = |key: &str| target(key, 4).map(|target| target.key);
        assert_eq!(
            one("decoder.up.3.attn.1.q.weight").as_deref(),
            Some("decoder.up_blocks.0.attentions.1.to_q.weight")
        );
        assert_eq!(
            one("decoder.up.0.block.2.norm1.conv_y.bias").as_deref(),
            Some("decoder.up_blocks.3.resnets.2.norm1.conv_y.bias")
        );
        assert_eq!(
            one("encoder.down.1.block.0.nin_shortcut.weight").as_deref(),
            Some("encoder.down_blocks.1.resnets.0.conv_shortcut.weight")
        );
        assert_eq!(
            one("decoder.mid.attn_1.norm.norm_layer.weight").as_deref(),
            Some("decoder.mid_block.attentions.0.spatial_norm.norm_layer.weight")
        );
        assert_eq!(
            one("encoder.mid.attn_1.norm.weight").as_deref(),
            Some("encoder.mid_block.attentions.0.group_norm.weight")
        );
        assert_eq!(one("loss.logvar"), None);
    }

    #[test]
    fn norms_of_the_encoder_of_3_are_plain_ones() {
        let pairs = [
            ("encoder.down.0.block.1.norm2.norm_layer.bias", "encoder.down_blocks.0.resnets.1.norm2.bias"),
            ("encoder.down.3.attn.0.norm.norm_layer.weight", "encoder.down_blocks.3.attentions.0.group_norm.weight"),
            ("encoder.mid.attn_1.norm.norm_layer.weight", "encoder.mid_block.attentions.0.group_norm.weight"),
            ("encoder.norm_out.norm_layer.weight", "encoder.conv_norm_out.weight"),
            ("decoder.norm_out.norm_layer.weight", "decoder.conv_norm_out.norm_layer.weight"),
        ];
        for (theirs, ours) in pairs {
            assert_eq!(target(theirs, 4).map(|target| target.key).as_deref(), Some(ours), "{theirs}");
        }
    }
}
