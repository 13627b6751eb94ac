//! The prior of 2.1 as the authors' file names it.
//!
//! Reference: `kandinsky2/model/prior.py` of ai-forever/Kandinsky-2.

use super::{Sides, Target, in_turns, number, renamed};

const ENDS: &[(&str, &str)] = &[
    ("time_embed.0", "time_embedding.linear_1"),
    ("time_embed.2", "time_embedding.linear_2"),
    ("clip_img_proj", "proj_in"),
    ("text_emb_proj", "embedding_proj"),
    ("text_enc_proj", "encoder_hidden_states_proj"),
    ("final_ln", "norm_out"),
    ("out_proj", "proj_to_clip_embeddings"),
];

const BLOCK: &[(&str, &str)] = &[
    ("ln_1", "norm1"),
    ("ln_2", "norm3"),
    ("attn.c_proj", "attn1.to_out.0"),
    ("mlp.c_fc", "ff.net.0.proj"),
    ("mlp.c_proj", "ff.net.2"),
];

/// `head`: channels of an attention's head.
pub(super) fn targets(key: &str, head: usize) -> Vec<Target> {
    let key = key.strip_prefix("model.").unwrap_or(key);
    match key {
        "positional_embedding" => return vec![Target::all(key)],
        "prd_emb" => return vec![Target::all("prd_embedding")],
        _ => {}
    }
    if let Some((name, rest)) = renamed(ENDS, key) {
        return vec![Target::all(format!("{name}.{rest}"))];
    }
    let block = |key: &str| {
        let (place, rest) = number(key.strip_prefix("transformer.resblocks.")?)?;
        let block = format!("transformer_blocks.{place}");
        if let Some(rest) = rest.strip_prefix("attn.c_qkv.") {
            let names = ["to_q", "to_k", "to_v"].map(|name| format!("{block}.attn1.{name}"));
            let same = |target: Target| Target { sides: Sides::Same, ..target };
            return Some(in_turns(&names, rest, head).into_iter().map(same).collect());
        }
        renamed(BLOCK, rest).map(|(name, rest)| vec![Target::all(format!("{block}.{name}.{rest}"))])
    };
    block(key).unwrap_or_default()
}
