//! What one file of weights is, by its keys and shapes and not by its name.

use std::collections::BTreeMap;
use std::path::Path;

use super::raw::Raw;
use crate::error::{Cause, Result};
use crate::files::Files;

/// A file that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified {
    /// The model that it is of, as the catalogue names it.
    pub name: &'static str,
    /// Its place in a folder of that model, where it is looked for.
    pub place: &'static str,
}

impl Identified {
    /// Looks at the file at `path`; `None` where it is of no model that is known, or of several.
    ///
    /// # Errors
    /// Where it cannot be read, or is no file of weights.
    pub fn of(path: &Path) -> Result<Option<Self>> {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Cause::FileMissing { path: path.to_owned() }.into());
        };
        let folder = Files::Folder(path.parent().unwrap_or(Path::new(".")).to_owned());
        let raw = Raw::open(&folder, name)?;
        let shapes: BTreeMap<&str, &[usize]> =
            raw.headers().into_iter().map(|header| (header.key, header.shape)).collect();
        Ok(by_shapes(&shapes, name))
    }
}

/// `name` tells Flash from 3.1, whose UNets have the same keys.
fn by_shapes(shapes: &BTreeMap<&str, &[usize]>, name: &str) -> Option<Identified> {
    let has = |key: &str| shapes.contains_key(key);
    let side = |key: &str, side: usize| shapes.get(key).and_then(|shape| shape.get(side)).copied();
    let found = |name, place| Some(Identified { name, place });

    // OpenAI's UNet, as the authors of 2.0 and 2.1 have it.
    if let Some(channels) = side("input_blocks.0.0.weight", 1) {
        return match (has("to_model_dim_n.weight"), has("to_model_dim.weight"), channels) {
            (true, _, 4) => found("kandinsky-2.1", "decoder_fp16.ckpt"),
            (true, _, _) => found("kandinsky-2.1", "inpainting_fp16.ckpt"),
            (_, true, 4) => found("kandinsky-2.0", "Kandinsky-2-0.pt"),
            (_, true, _) => found("kandinsky-2.0", "Kandinsky-2-0-inpainting.pt"),
            _ => None,
        };
    }
    if has("model.final_ln.weight") || has("model.clip_img_proj.weight") {
        return found("kandinsky-2.1", "prior_fp16.ckpt");
    }
    // The UNet of 3.x, alone or with the embedding of nothing.
    if let Some(channels) = side("unet.in_layer.weight", 1).or_else(|| side("in_layer.weight", 1)) {
        let place = match (channels, name.to_lowercase().contains("flash")) {
            (4, true) => return found("kandinsky-3.1-flash", "weights/kandinsky3_flash.pt"),
            (4, false) => "weights/kandinsky3.pt",
            _ => "weights/kandinsky3_inpainting.pt",
        };
        return found("kandinsky-3.1", place);
    }
    // Autoencoders as taming transformers name them.
    if has("encoder.down.0.block.0.conv1.weight") && has("decoder.conv_in.weight") {
        let wrapped = has("decoder.up.0.block.0.norm1.norm_layer.weight");
        return match (wrapped, has("quantize.embedding.weight")) {
            (true, true) => found("kandinsky-2.1", "movq_final.ckpt"),
            (true, false) => found("kandinsky-3.1", "weights/movq.pt"),
            (false, _) => found("kandinsky-2.0", "vae.ckpt"),
        };
    }
    // diffusers' and transformers' files.
    if has("down_blocks.0.resnets.0.conv1.weight") || has("down_blocks.0.resnets_in.0.block_in.conv.weight") {
        let place = "unet/diffusion_pytorch_model.safetensors";
        if has("encoder_hid_proj.projection_linear.weight") {
            return found("kandinsky-3.0", "unet/diffusion_pytorch_model.fp16.safetensors");
        }
        let channels = side("conv_in.weight", 1)?;
        let words = has("add_embedding.text_proj.weight");
        return match (words, channels) {
            (true, 4) => found("kandinsky-2.1", place),
            (true, _) => found("kandinsky-2.1-inpaint", place),
            (false, 4) => found("kandinsky-2.2", place),
            (false, 8) => found("kandinsky-2.2-depth", place),
            (false, _) => found("kandinsky-2.2-inpaint", place),
        };
    }
    let of = |width: Option<usize>, place_22, place_21| match width {
        // Widths of CLIP bigG and of CLIP L.
        Some(1280) => found("kandinsky-2.2-prior", place_22),
        Some(768) => found("kandinsky-2.1-prior", place_21),
        _ => None,
    };
    if has("prior_latents") || has("clip_mean") {
        let place = "prior/diffusion_pytorch_model.safetensors";
        return of(side("clip_mean", 1), place, place);
    }
    if let Some(width) = side("text_projection.weight", 0) {
        let place = "text_encoder/model.safetensors";
        return of(Some(width), place, place);
    }
    if let Some(width) = side("visual_projection.weight", 0) {
        let place = "image_encoder/model.safetensors";
        return of(Some(width), place, place);
    }
    None
}
