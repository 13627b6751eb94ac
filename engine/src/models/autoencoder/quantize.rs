//! The codebook. Kandinsky's pipelines skip it; plain autoencoding uses it.

use burn::module::Module;
use burn::nn::{Embedding, EmbeddingConfig};
use burn::tensor::{Device, Int, Tensor};

/// Vectors that latents can be rounded to.
#[derive(Module, Debug)]
pub(super) struct Codebook {
    embedding: Embedding,
}

impl Codebook {
    pub(super) fn new(entries: usize, width: usize, device: &Device) -> Self {
        Self { embedding: EmbeddingConfig::new(entries, width).init(device) }
    }

    /// The entry nearest to each place's vector, `[batch, width, height, width]` → the same.
    pub(super) fn nearest(&self, latents: Tensor<4>) -> Tensor<4> {
        let [batch, width, rows, columns] = latents.dims();
        let vectors = latents.permute([0, 2, 3, 1]).reshape([batch * rows * columns, width]);
        let entries = self.embedding.weight.val();
        // |v − e|² without |v|², which is the same for all entries.
        let size: Tensor<2> = entries.clone().powi_scalar(2).sum_dim(1).transpose();
        let distance = size - vectors.matmul(entries.transpose()) * 2.0;
        let index: Tensor<2, Int> = distance.argmin(1).reshape([batch, rows * columns]);
        self.embedding.forward(index).reshape([batch, rows, columns, width]).permute([0, 3, 1, 2])
    }
}
