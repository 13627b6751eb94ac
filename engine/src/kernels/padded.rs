//! What a 3×3 convolution reads: pictures with zeros around them.

use rayon::prelude::*;

/// The sizes of a 3×3 convolution that keeps the picture's.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConvSizes {
    pub(super) batch: usize,
    /// Channels that go in.
    pub(super) from: usize,
    /// Channels that come out.
    pub(super) to: usize,
    pub(super) height: usize,
    pub(super) width: usize,
}

/// Pictures with zeros around them, `[channels, batch, height + 3, width + 2]`: a row above, two below, so that the
/// last shift stays inside, and a column on each side.
pub(super) struct Padded {
    pub(super) values: Vec<f32>,
    /// Values a row.
    pub(super) stride: usize,
    /// Values a picture.
    pub(super) picture: usize,
    /// Values a channel.
    pub(super) channel: usize,
}

impl Padded {
    /// Those of `x`, `[batch, channels, height, width]`.
    pub(super) fn new(x: &[f32], [batch, channels, height, width]: [usize; 4]) -> Self {
        let stride = width + 2;
        let picture = (height + 3) * stride;
        let channel = batch * picture;
        let mut values = vec![0.0; channels * channel];
        values.par_chunks_mut(channel).enumerate().for_each(|(c, planes)| {
            for (b, plane) in planes.chunks_mut(picture).enumerate() {
                let from = &x[(b * channels + c) * height * width..][..height * width];
                for (row, from) in plane[stride..].chunks_mut(stride).zip(from.chunks(width)) {
                    row[1..=width].copy_from_slice(from);
                }
            }
        });
        Self { values, stride, picture, channel }
    }
}
