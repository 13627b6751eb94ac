//! Films as APNG, which every browser shows and programs that know PNG alone show the first picture of.
//!
//! Specification: <https://www.w3.org/TR/png-3/#apng-frame-based-animation>.

use super::Frames;
use crate::studio::error::{Result, StudioError};

/// The bytes of a film of `count` frames, `rate` a second, which goes on without end.
///
/// # Errors
/// Where a frame is none, or there are none.
pub(super) fn encode(frames: &mut Frames<'_>, count: usize, rate: u16) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let first = frames.next().ok_or_else(|| StudioError::internal("a film without pictures"))??;
    let mut encoder = png::Encoder::new(&mut bytes, first.width as u32, first.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_animated(count as u32, 0).map_err(StudioError::internal)?;
    encoder.set_frame_delay(1, rate).map_err(StudioError::internal)?;
    let mut writer = encoder.write_header().map_err(StudioError::internal)?;
    writer.write_image_data(&first.pixels).map_err(StudioError::internal)?;
    for frame in frames {
        writer.write_image_data(&frame?.pixels).map_err(StudioError::internal)?;
    }
    writer.finish().map_err(StudioError::internal)?;
    Ok(bytes)
}
