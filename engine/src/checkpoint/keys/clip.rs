//! CLIP as OpenAI's own file names it.
//!
//! Reference: `clip/model.py` of openai/CLIP.

use super::{Rows, Target, number, renamed};

const BLOCK: &[(&str, &str)] = &[
    ("ln_1", "layer_norm1"),
    ("ln_2", "layer_norm2"),
    ("attn.out_proj", "self_attn.out_proj"),
    ("mlp.c_fc", "mlp.fc1"),
    ("mlp.c_proj", "mlp.fc2"),
];

/// The text encoder.
pub(super) fn text(key: &str) -> Vec<Target> {
    match key {
        "token_embedding.weight" => vec![Target::all("text_model.embeddings.token_embedding.weight")],
        "positional_embedding" => vec![Target::all("text_model.embeddings.position_embedding.weight")],
        "text_projection" => vec![Target { rows: Rows::Transposed, ..Target::all("text_projection.weight") }],
        _ => match key.strip_prefix("ln_final.") {
            Some(rest) => vec![Target::all(format!("text_model.final_layer_norm.{rest}"))],
            None => blocks("text_model", key),
        },
    }
}

/// The image encoder.
pub(super) fn image(key: &str) -> Vec<Target> {
    const ENDS: &[(&str, &str)] =
        &[("conv1", "patch_embedding"), ("ln_pre", "pre_layrnorm"), ("ln_post", "post_layernorm")];
    let Some(key) = key.strip_prefix("visual.") else { return Vec::new() };
    match key {
        "class_embedding" => vec![Target::all("vision_model.embeddings.class_embedding")],
        "positional_embedding" => vec![Target::all("vision_model.embeddings.position_embedding.weight")],
        "proj" => vec![Target { rows: Rows::Transposed, ..Target::all("visual_projection.weight") }],
        _ => match renamed(ENDS, key) {
            Some(("patch_embedding", rest)) => {
                vec![Target::all(format!("vision_model.embeddings.patch_embedding.{rest}"))]
            }
            Some((name, rest)) => vec![Target::all(format!("vision_model.{name}.{rest}"))],
            None => blocks("vision_model", key),
        },
    }
}

/// The blocks of a tower. Queries, keys and values follow each other in one matrix, all heads of each together.
fn blocks(tower: &str, key: &str) -> Vec<Target> {
    let block = |key: &str| {
        let (place, rest) = number(key.strip_prefix("transformer.resblocks.")?)?;
        let block = format!("{tower}.encoder.layers.{place}");
        if let Some(rest) = rest.strip_prefix("attn.in_proj_") {
            let target = |(part, name): (usize, &str)| Target {
                rows: Rows::Third { part },
                ..Target::all(format!("{block}.self_attn.{name}_proj.{rest}"))
            };
            return Some(["q", "k", "v"].into_iter().enumerate().map(target).collect());
        }
        renamed(BLOCK, rest).map(|(name, rest)| vec![Target::all(format!("{block}.{name}.{rest}"))])
    };
    block(key).unwrap_or_default()
}
