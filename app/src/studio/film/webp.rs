//! Films as animated WebP, its frames without loss. The `image` crate encodes still pictures alone, and
//! `webp-animation` would bring a C library; what an animation adds to still frames are three kinds of chunks.
//!
//! Specification: <https://developers.google.com/speed/webp/docs/riff_container>.

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use img_parts::Bytes;
use img_parts::riff::{RiffChunk, RiffContent};

use super::Frames;
use crate::studio::error::{Result, StudioError};

/// The feature bit of `VP8X` that says that the file is animated.
const ANIMATED: u8 = 0b10;
/// The bit of a frame that says that it covers what was there.
const COVERS: u8 = 0b10;

/// The bytes of a film, `rate` frames a second, which goes on without end.
///
/// # Errors
/// Where a frame is none, or there are none.
pub(super) fn encode(frames: &mut Frames<'_>, _count: usize, rate: u16) -> Result<Vec<u8>> {
    let mut chunks = Vec::new();
    let milliseconds = (1000.0 / f32::from(rate)).round() as u32;
    for frame in frames {
        let frame = frame?;
        let size = [three_bytes(frame.width as u32 - 1), three_bytes(frame.height as u32 - 1)].concat();
        if chunks.is_empty() {
            chunks.push(chunk(b"VP8X", [&[ANIMATED, 0, 0, 0][..], &size].concat()));
            // A ground of no colour, and no end.
            chunks.push(chunk(b"ANIM", vec![0; 6]));
        }
        let place = [0; 6];
        let head = [&place[..], &size, &three_bytes(milliseconds), &[COVERS]].concat();
        chunks.push(chunk(b"ANMF", [head, still(&frame.pixels, frame.width as u32, frame.height as u32)?].concat()));
    }
    if chunks.is_empty() {
        return Err(StudioError::internal("a film without pictures"));
    }
    let content = RiffContent::List { kind: Some(*b"WEBP"), subchunks: chunks };
    Ok(RiffChunk::new(*b"RIFF", content).encoder().bytes().to_vec())
}

/// The bitstream chunk of one frame.
fn still(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>> {
    /// Bytes before the first chunk of a still picture: `RIFF`, a size, `WEBP`.
    const BEFORE: usize = 12;
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.write_image(pixels, width, height, ExtendedColorType::Rgb8).map_err(StudioError::internal)?;
    bytes.drain(..BEFORE.min(bytes.len()));
    Ok(bytes)
}

fn chunk(id: &[u8; 4], data: Vec<u8>) -> RiffChunk {
    RiffChunk::new(*id, RiffContent::Data(Bytes::from(data)))
}

/// The lower three bytes, the lowest first.
fn three_bytes(value: u32) -> [u8; 3] {
    let [a, b, c, _] = value.to_le_bytes();
    [a, b, c]
}
