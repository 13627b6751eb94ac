//! Image embeddings: what the prior makes, and what it may start from.

use burn::tensor::Tensor;

use crate::pipelines::tensors::Placement;

/// What stage two paints from.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageEmbeds {
    /// The embedding to paint.
    pub positive: Vec<f32>,
    /// The embedding to lead away from; `None` asks for the zero image's.
    pub negative: Option<Vec<f32>>,
}

impl ImageEmbeds {
    /// As the UNet takes them, `[batch, embedding]`; with guidance first the one to lead away from.
    pub(super) fn upload(&self, guided: bool, placement: &Placement) -> Tensor<2> {
        let Self { positive, negative } = self;
        let negative = negative.as_ref().unwrap_or(positive);
        let rows = if guided { [negative.as_slice(), positive].concat() } else { positive.clone() };
        placement.upload(rows, [if guided { 2 } else { 1 }, positive.len()])
    }
}

/// An image embedding that the prior starts from instead of noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Emb2Emb {
    /// The embedding.
    pub image_embeds: Vec<f32>,
    /// The share of the steps that are taken, 0 to 1: how far to go from it.
    pub strength: f64,
}
