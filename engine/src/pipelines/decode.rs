//! From latents to a picture.

use super::guard::painted;
use super::latents::Latents;
use super::networks::Networks;
use super::progress::ProgressObserver;
use super::tensors::download;
use crate::error::Result;
use crate::models::autoencoder::LatentSize;
use crate::protocol::Phase;

/// The picture behind the latents, whole: `[3, height, width]` in 0..1. `scale`: what latents are multiplied with.
///
/// # Errors
/// Where the autoencoder is missing or broken, the device fails, or `observer` stops it.
pub(super) fn decode(
    latents: &Latents,
    scale: f32,
    networks: &mut Networks,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let (placement, budget_bytes) = (networks.placement(), networks.policy().stripes);
    let autoencoder = networks.autoencoder(observer)?;
    observer.progress(Phase::Decode, 0, 1)?;
    let shape = [1, latents.channels, latents.size.height, latents.size.width];
    let values = latents.values.iter().map(|value| value / scale).collect();
    let pixels = autoencoder.decode_within(placement.upload(values, shape), budget_bytes);
    let pixels = painted("autoencoder", download(pixels)?)?;
    networks.offload();
    observer.progress(Phase::Decode, 1, 1)?;
    Ok(pixels.into_iter().map(|v| (v * 0.5 + 0.5).clamp(0.0, 1.0)).collect())
}

/// The upper left `width` × `height` pixels of a picture `[3, …]` in 0..1, as 8-bit RGB.
pub(super) fn cropped(picture: &[f32], size: LatentSize, width: usize, height: usize) -> Vec<u8> {
    let (full_width, area) = (size.picture_width(), size.picture_width() * size.picture_height());
    let mut pixels = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        for x in 0..width {
            pixels.extend((0..3).map(|c| (picture[c * area + y * full_width + x] * 255.0).round() as u8));
        }
    }
    pixels
}
