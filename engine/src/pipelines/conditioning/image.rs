//! Pictures through CLIP's image encoder.

use crate::checkpoint::Network;
use crate::error::Result;
use crate::models::clip::VisionModelConfig;
use crate::pipelines::guard::finite;
use crate::pipelines::networks::Networks;
use crate::pipelines::progress::ProgressObserver;
use crate::pipelines::sidecar::kept;
use crate::pipelines::tensors::download;
use crate::protocol::Picture;

/// The embedding of the zero image: what "no negative prompt" means to the decoder. It is kept beside the checkpoint.
///
/// # Errors
/// Where the image encoder is missing or broken and the embedding was not kept yet.
pub(in crate::pipelines) fn zero_image_embedding(
    networks: &Networks,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let (fingerprint, home) = networks.checkpoint.identity(Network::ClipImage)?;
    kept(home, "zero_image_embedding", fingerprint, networks.checkpoint.cache(), || {
        let side = networks.checkpoint.config::<VisionModelConfig>(Network::ClipImage)?.image_size;
        encode(vec![0.0; 3 * side * side], side, networks, observer)
    })
}

/// The image embedding of a picture.
///
/// # Errors
/// Where the image encoder or its settings are missing or broken.
pub(super) fn image_embedding(
    picture: &Picture,
    networks: &Networks,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let side = networks.checkpoint.config::<VisionModelConfig>(Network::ClipImage)?.image_size;
    let values = networks.checkpoint.image_processor()?.pixel_values(picture, side)?;
    encode(values, side, networks, observer)
}

/// `[3, side, side]` → the image embedding.
fn encode(values: Vec<f32>, side: usize, networks: &Networks, observer: &mut dyn ProgressObserver) -> Result<Vec<f32>> {
    let encoder = networks.image(observer)?;
    let pixels = networks.placement().upload(values, [1, 3, side, side]);
    finite("image encoder", download(encoder.forward(pixels))?)
}
