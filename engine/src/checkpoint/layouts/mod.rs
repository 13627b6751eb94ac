//! Where the parts of a checkpoint are, in each layout that they are published in.

mod authors;
mod authors20;
mod authors21;
mod authors3;
mod diffusers;

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::checkpoint::Checkpoint;
use super::network_files::Settings;
use crate::error::{Cause, Result};
use crate::files::Files;
use crate::protocol::{Model, System};

/// The settings `name` in `folder`, as the authors write them; no number of them is so large that widths made of it
/// could not be counted.
fn authors_settings<T: DeserializeOwned>(folder: &Files, name: &str) -> Result<T> {
    /// More than any layer, width or size of the family.
    const MOST: f64 = 1e6;
    fn fits(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() <= MOST),
            Value::Array(items) => items.iter().all(fits),
            Value::Object(items) => items.values().all(fits),
            // Lists of numbers are texts there: "32,16,8".
            Value::String(text) => {
                !text.split(',').any(|part| part.trim().parse().is_ok_and(|number: f64| number.abs() > MOST))
            }
            _ => true,
        }
    }
    let said: Value = folder.json(name)?;
    let unreadable = |why: &dyn std::fmt::Display| Cause::FileUnreadable { path: folder.path(name) }.detail(why);
    if !fits(&said) {
        return Err(unreadable(&"a number is too large"));
    }
    serde_json::from_value(said).map_err(|error| unreadable(&error))
}

/// The settings of a text encoder in `folder`, to be completed; where they are missing, their file, which is named
/// then.
fn or_file(folder: &Files, complete: impl FnOnce(&mut Value)) -> Result<Settings> {
    if !folder.has(CONFIG) {
        return Ok(Settings::File(folder.clone(), CONFIG));
    }
    let mut said: Value = folder.json(CONFIG)?;
    complete(&mut said);
    Ok(Settings::Given(said))
}

/// The width of the T5 in `folder`, as its settings say it; nothing where they are missing, and are named then.
fn width(folder: &Files) -> Result<Value> {
    if folder.has(CONFIG) { Ok(folder.json::<Value>(CONFIG)?["d_model"].clone()) } else { Ok(Value::Null) }
}

/// Names that weights go by, of transformers' and of diffusers' models.
const TRANSFORMERS: &[&str] = &[
    "model.safetensors",
    "model.fp16.safetensors",
    "model.safetensors.index.json",
    "model.safetensors.index.fp16.json",
    "model.fp16.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
];
const DIFFUSERS: &[&str] =
    &["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.bin"];

impl Checkpoint {
    /// A checkpoint in diffusers' layout: a repository for the prior and one for the decoder.
    pub fn published(system: System, prior: &Files, decoder: &Files) -> Self {
        diffusers::checkpoint(system, Some(prior), decoder)
    }

    /// The decoder of one alone: it paints from image embeddings that are given, and makes none.
    pub fn decoder_alone(system: System, decoder: &Files) -> Self {
        diffusers::checkpoint(system, None, decoder)
    }

    /// Kandinsky 2.0 in its authors' layout. `config`: a file in `folder` with settings as the authors write them;
    /// without one they are those that were published.
    ///
    /// # Errors
    /// Where the settings cannot be read.
    pub fn authors20(folder: &Files, config: Option<&str>) -> Result<Self> {
        authors20::checkpoint(folder, config)
    }

    /// Kandinsky 2.1 in its authors' layout, with CLIP from `prior`. `config`: as for 2.0.
    ///
    /// # Errors
    /// Where the settings cannot be read.
    pub fn authors21(folder: &Files, prior: &Files, config: Option<&str>) -> Result<Self> {
        authors21::checkpoint(folder, prior, config)
    }

    /// The checkpoint of a model.
    ///
    /// # Errors
    /// Where a folder is not there, or files of the checkpoint are missing.
    pub fn of(model: &Model) -> Result<Self> {
        match model {
            Model::Etude => Ok(Self::etude()),
            Model::Folder { decoder, prior } => Self::in_folder(decoder, prior.as_deref()),
        }
    }

    /// The system of a model, without opening it.
    pub fn system_of(model: &Model) -> System {
        match model {
            Model::Etude => System::Kandinsky22,
            Model::Folder { decoder, .. } => Self::system_in(decoder),
        }
    }

    /// The system of the checkpoint in `decoder`, by its files' names and one small file; one that is not known is
    /// taken for a 2.2, and what it lacks of that is named when it is opened.
    pub fn system_in(decoder: &Path) -> System {
        let files = Files::Folder(decoder.to_owned());
        if authors20::is(&files) {
            System::Kandinsky20
        } else if authors21::is(&files) {
            System::Kandinsky21
        } else {
            authors3::find(decoder).map_or_else(|| diffusers::system_in(decoder), |(_, system)| system)
        }
    }

    /// The checkpoint in `decoder`, with the prior in `prior` or, where that is not said, beside or inside it.
    /// `decoder` may also be the file of one of 3.1's UNets, which lie in one folder.
    ///
    /// # Errors
    /// Where a folder is no Kandinsky, or a part is missing.
    pub fn in_folder(decoder: &Path, prior: Option<&Path>) -> Result<Self> {
        let checkpoint = open(decoder, prior)?;
        checkpoint.check()?;
        Ok(checkpoint)
    }
}

const CONFIG: &str = "config.json";

/// The checkpoint in `decoder`, whether it is whole or not. See [`Checkpoint::in_folder`].
pub(super) fn open(decoder: &Path, prior: Option<&Path>) -> Result<Checkpoint> {
    if let Some((folder, system)) = authors3::find(decoder) {
        let config = folder.has(CONFIG).then_some(CONFIG);
        return authors3::checkpoint(&folder, system, config);
    }
    for folder in std::iter::once(decoder).chain(prior) {
        if !folder.is_dir() {
            return Err(Cause::NoFolder { path: folder.to_owned() }.into());
        }
    }
    let files = Files::Folder(decoder.to_owned());
    // Settings that a folder of the authors' files may have, for models of other sizes.
    let config = files.has(CONFIG).then_some(CONFIG);
    if authors20::is(&files) {
        authors20::checkpoint(&files, config)
    } else if authors21::is(&files) {
        let prior = prior.map_or_else(|| diffusers::find_prior(decoder), Path::to_owned);
        authors21::checkpoint(&files, &Files::Folder(prior), config)
    } else if diffusers::is(decoder) {
        Ok(diffusers::in_folder(decoder, prior))
    } else {
        let path = decoder.to_owned();
        let prior = diffusers::is_prior(decoder);
        Err(if prior { Cause::PriorAlone { path } } else { Cause::NoCheckpoint { path } }.into())
    }
}
