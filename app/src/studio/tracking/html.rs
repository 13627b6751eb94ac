//! A page of runs that needs nothing else: one file with the pictures inside, a table that sorts and searches, and the
//! columns in which the runs differ.

use std::io::{Cursor, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bluerider_engine::error::Doing;
use bluerider_engine::hub::Watch;
use bluerider_engine::storage::temporary_beside;
use bluerider_engine::untrusted;
use image::codecs::jpeg::JpegEncoder;
use image::imageops;
use serde_json::{Value as Json, json};

use super::progress::report;
use crate::locale::Locale;
use crate::studio::error::{Result, StudioError};
use crate::studio::experiments::parameter::{Parameter, Value, varied};
use crate::studio::gallery::Run;
use crate::studio::picture_file;

/// The page around the runs.
const PAGE: &str = include_str!("../../../../assets/experiment.html");
/// Bytes of a picture that is taken as it is; a larger one is made smaller.
const AS_IT_IS: u64 = 300_000;
/// Pixels of the longer side of one that is made smaller.
const SMALLER: u32 = 1024;

/// Writes `runs`, whose pictures lie in `folder`, as a page called `title`.
///
/// # Errors
/// Where the page cannot be written, or it is stopped. A picture that cannot be read is left out of its row.
pub fn write(path: &Path, title: &str, runs: &[Run], folder: &Path, locale: &Locale, watch: &dyn Watch) -> Result<()> {
    let failed = |e: std::io::Error| StudioError::io(Doing::Write, path, &e);
    let mut file = temporary_beside(path).map_err(failed)?;
    let (before, after) = PAGE.split_once("{{runs}}").ok_or_else(|| StudioError::internal("the page has no place"))?;
    let words = |text: &str| {
        let mut text = text.replace("{{title}}", &escaped(title)).replace("{{lang}}", locale.language().code());
        for id in ["page-search", "page-shown", "page-all-columns", "page-made"] {
            text = text.replace(&format!("{{{{{id}}}}}"), &escaped(&locale.text(id)));
        }
        text
    };
    let head = json!({ "columns": columns(runs, locale) });
    let mut put = |text: &str| file.write_all(text.as_bytes()).map_err(failed);
    put(&words(before))?;
    put(&format!("{},\"rows\":[", script(&head).trim_end_matches('}')))?;
    for (index, run) in runs.iter().enumerate() {
        report(watch, index, runs.len())?;
        let values: Vec<Json> = Parameter::ALL.into_iter().map(|parameter| cell(parameter, run)).collect();
        let row = json!({ "values": values, "picture": picture(run, folder) });
        put(&format!("{}\n{}", if index > 0 { "," } else { "" }, script(&row)))?;
    }
    put("]}")?;
    put(&words(after))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}

/// The columns: shown at first are those in which the runs differ, and the prompt.
fn columns(runs: &[Run], locale: &Locale) -> Vec<Json> {
    let varied = varied(runs);
    // Names that each has of its own, and the parts of a sum.
    let quiet = [
        Parameter::Painted,
        Parameter::File,
        Parameter::Typed,
        Parameter::SecondsLoad,
        Parameter::SecondsEncode,
        Parameter::SecondsPrior,
        Parameter::SecondsDenoise,
        Parameter::SecondsDecode,
    ];
    let column = |parameter: Parameter| {
        let differs = varied.contains(&parameter) && !quiet.contains(&parameter);
        json!({
            "name": locale.text(&format!("parameter-{}", parameter.name().replace('_', "-"))),
            "number": parameter.is_number(),
            "shown": differs || parameter == Parameter::Prompt,
        })
    };
    Parameter::ALL.into_iter().map(column).collect()
}

fn cell(parameter: Parameter, run: &Run) -> Json {
    match parameter.of(run) {
        Value::Number(value) => Json::from((value * 1e3).round() / 1e3),
        value => value.json(),
    }
}

/// The picture as an address that holds it.
fn picture(run: &Run, folder: &Path) -> Json {
    let Some(path) = run.path(folder) else { return Json::Null };
    let small = path.metadata().is_ok_and(|about| about.len() <= AS_IT_IS);
    let read = || -> Result<(&str, Vec<u8>)> {
        if small && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("png")) {
            return Ok(("png", untrusted::read(&path, AS_IT_IS).map_err(|e| StudioError::io(Doing::Read, &path, &e))?));
        }
        let picture = picture_file::read_picture(&path)?;
        let (width, height) = (picture.width as u32, picture.height as u32);
        let mut image = picture_file::to_image(&picture)?;
        let longer = width.max(height);
        if longer > SMALLER {
            let side = |side: u32| (u64::from(side) * u64::from(SMALLER) / u64::from(longer)).max(1) as u32;
            image = imageops::resize(&image, side(width), side(height), imageops::FilterType::Triangle);
        }
        let mut bytes = Cursor::new(Vec::new());
        image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90)).map_err(StudioError::internal)?;
        Ok(("jpeg", bytes.into_inner()))
    };
    match read() {
        Ok((kind, bytes)) => Json::from(format!("data:image/{kind};base64,{}", STANDARD.encode(bytes))),
        Err(error) => {
            log::warn!("a picture is left out of the page: {error}");
            Json::Null
        }
    }
}

/// JSON that can stand in a script: nothing in it ends the script.
fn script(value: &Json) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Words that can stand in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
