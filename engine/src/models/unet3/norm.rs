//! Group norm that the time scales and shifts.
//!
//! Reference: diffusers `Kandinsky3ConditionalGroupNorm`.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::config::{EPSILON, UNet3Config};
use crate::models::layers::{GroupNorm, Linear, Then};

/// The norm.
#[derive(Module, Debug)]
pub(super) struct TimeNorm {
    norm: GroupNorm,
    context_mlp: Linear,
}

impl TimeNorm {
    pub(super) fn new(config: &UNet3Config, width: usize, device: &Device) -> Self {
        Self {
            norm: GroupNorm::plain(config.groups, EPSILON),
            context_mlp: Linear::new(config.time_embedding_dim, 2 * width, device),
        }
    }

    /// `[batch, channels, height, width]` → the same. `time`: the embedding after SiLU, `[1 or batch, time]`; `silu`:
    /// SiLU at the end.
    pub(super) fn forward(&self, x: Tensor<4>, time: &Tensor<2>, silu: bool) -> Tensor<4> {
        let channels = x.dims()[1];
        let [batch, _] = time.dims();
        let parts = self.context_mlp.forward(time.clone()).reshape([batch, 2 * channels, 1, 1]);
        let modulation = Some((parts.clone().narrow(1, 0, channels), parts.narrow(1, channels, channels)));
        self.norm.forward_then(x, None, &Then { modulation, silu, ..Then::default() })
    }
}
