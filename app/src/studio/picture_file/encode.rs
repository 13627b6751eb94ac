//! PNG files with the recipe inside, before the pixels: our JSON, A1111's `parameters`, and XMP that says that no
//! camera took the picture.

use bluerider_engine::protocol::{Picture, Recipe, Task};

use super::Provenance;
use crate::studio::error::{Result, StudioError};

/// Our text chunk, that of what is said afterwards, A1111's, and that of XMP.
pub(super) const OURS: &str = "bluerider";
pub(super) const REMARK: &str = "bluerider.remark";
pub(super) const PARAMETERS: &str = "parameters";
pub(super) const XMP: &str = "XML:com.adobe.xmp";

/// The picture as a PNG file's bytes; without `provenance`, the pixels alone.
///
/// # Errors
/// Where the encoder refuses, which only a wrong size can cause.
pub fn encode(picture: &Picture, provenance: Option<&Provenance>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let put = |bytes: &mut Vec<u8>| -> std::result::Result<(), png::EncodingError> {
        let mut encoder = png::Encoder::new(bytes, picture.width as u32, picture.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        if let Some(provenance) = provenance {
            let json = serde_json::to_string(provenance).map_err(std::io::Error::other)?;
            encoder.add_itxt_chunk(OURS.into(), json)?;
            encoder.add_itxt_chunk(PARAMETERS.into(), provenance.parameters())?;
            encoder.add_itxt_chunk(XMP.into(), xmp(&provenance.recipe, None))?;
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&picture.pixels)?;
        writer.finish()
    };
    put(&mut bytes).map_err(StudioError::internal)?;
    Ok(bytes)
}

/// The same pixels without a word: `bytes` are a picture file's.
///
/// # Errors
/// Where they are no picture.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>> {
    encode(&Picture::of_file(bytes).map_err(StudioError::internal)?, None)
}

/// The packet that names the picture's source in the IPTC's words: a model's work alone, or a model's on top of
/// something else. See <https://cv.iptc.org/newscodes/digitalsourcetype/>. And its rating, as photographers' programs
/// have it.
pub(super) fn xmp(recipe: &Recipe, rating: Option<u8>) -> String {
    let composite = recipe.task != Task::TextToImage;
    let kind = if composite { "compositeWithTrainedAlgorithmicMedia" } else { "trainedAlgorithmicMedia" };
    let rating = rating.map(|rating| format!("xmp:Rating=\"{rating}\" ")).unwrap_or_default();
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}\" \
         {rating}xmp:CreatorTool=\"Blue Rider {}\"/></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>",
        env!("CARGO_PKG_VERSION")
    )
}
