//! Fixture roots: small checkpoints and, beside them, what a reference implementation computed from them.
//!
//! Roots are the folders with a `fixture.json` under `tests/fixtures`, and those named by (or right under the folders
//! named by) the path list in `BLUERIDER_FIXTURES`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

/// A folder with a checkpoint and golden cases.
#[derive(Debug, Clone)]
pub struct Root {
    /// The folder.
    pub path: PathBuf,
    /// What it holds.
    pub fixture: Fixture,
}

/// `fixture.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Fixture {
    /// For instance `kandinsky-2.2`.
    pub system: String,
    /// The prior repository inside the root.
    #[serde(default)]
    pub prior: Option<String>,
    /// The decoder repository inside the root.
    #[serde(default)]
    pub decoder: Option<String>,
    /// The inpainting decoder inside the root.
    #[serde(default)]
    pub inpaint: Option<String>,
    /// The ControlNet-depth decoder inside the root.
    #[serde(default)]
    pub controlnet: Option<String>,
    /// The same weights in the authors' layout inside the root.
    #[serde(default)]
    pub authors: Option<String>,
    /// Settings of the authors' layout inside the root.
    #[serde(default)]
    pub config: Option<String>,
}

/// Folders with roots: our own, and those that are named.
pub fn folders() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let named = std::env::var_os("BLUERIDER_FIXTURES").unwrap_or_default();
    std::iter::once(own).chain(std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty())).collect()
}

/// All roots.
///
/// # Errors
/// Where a folder that was named is not there or has no readable `fixture.json`.
pub fn roots() -> Result<Vec<Root>> {
    let mut roots = Vec::new();
    for folder in folders() {
        let mut found = vec![folder.clone()];
        let list = std::fs::read_dir(&folder).with_context(|| format!("fixture folder {}", folder.display()))?;
        for entry in list {
            found.push(entry?.path());
        }
        found.retain(|path| path.join("fixture.json").is_file());
        found.sort();
        if found.is_empty() {
            bail!("no fixture.json in {} or right under it", folder.display());
        }
        for path in found {
            let text = std::fs::read(path.join("fixture.json"))?;
            let fixture = serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
            roots.push(Root { path, fixture });
        }
    }
    Ok(roots)
}

/// The first root of `system`; those that come with the tests come first.
///
/// # Errors
/// Where there is none.
pub fn root_of(system: &str) -> Result<Root> {
    roots()?.into_iter().find(|root| root.fixture.system == system).with_context(|| format!("no root of {system}"))
}

impl Root {
    /// A folder that its `fixture.json` names, as in `root.folder(&root.fixture.decoder)`.
    ///
    /// # Errors
    /// Where it names none.
    pub fn folder(&self, name: &Option<String>) -> Result<PathBuf> {
        let name = name.as_deref().with_context(|| format!("{} has no such folder", self.path.display()))?;
        Ok(self.path.join(name))
    }
}

/// Copies a folder of a root to `to`, without golden cases.
///
/// # Errors
/// Where a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "golden" {
                copy_folder(&entry.path(), &to)?;
            }
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// One golden case: its arguments and its tensors.
pub struct Case {
    /// The arguments that the reference was called with.
    pub arguments: serde_json::Value,
    tensors: HashMap<String, Golden>,
}

/// A tensor of a case. Integers and bytes are kept as floats, which hold all of them exactly.
#[derive(Debug, Clone)]
pub struct Golden {
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its values, row by row.
    pub values: Vec<f32>,
}

impl Case {
    /// Reads `golden/<name>.safetensors` of `root`.
    ///
    /// # Errors
    /// Where the case is missing or unreadable.
    pub fn read(root: &Path, name: &str) -> Result<Self> {
        let path = root.join("golden").join(format!("{name}.safetensors"));
        let bytes = std::fs::read(&path).with_context(|| format!("the case {} is missing", path.display()))?;
        let (_, metadata) = SafeTensors::read_metadata(&bytes)?;
        let text = metadata.metadata().as_ref().and_then(|m| m.get("case")).context("no arguments in the case")?;
        let mut tensors = HashMap::new();
        for (name, view) in SafeTensors::deserialize(&bytes)?.iter() {
            let golden = Golden { shape: view.shape().to_vec(), values: floats(view.dtype(), view.data())? };
            tensors.insert(name.to_owned(), golden);
        }
        Ok(Self { arguments: serde_json::from_str(text)?, tensors })
    }

    /// The tensor `name`.
    ///
    /// # Errors
    /// Where the case has none.
    pub fn tensor(&self, name: &str) -> Result<&Golden> {
        self.tensors.get(name).with_context(|| format!("the case has no tensor {name}"))
    }

    /// The tensors `<name>.0`, `<name>.1`, … in order.
    pub fn series(&self, name: &str) -> Vec<&Golden> {
        (0..).map_while(|i| self.tensors.get(&format!("{name}.{i}"))).collect()
    }

    /// The number argument `name`.
    ///
    /// # Errors
    /// Where there is none.
    pub fn number(&self, name: &str) -> Result<f64> {
        self.arguments[name].as_f64().with_context(|| format!("the case has no number {name}"))
    }

    /// The text argument `name`; `None` where it is absent or null.
    pub fn text(&self, name: &str) -> Option<String> {
        self.arguments[name].as_str().map(str::to_owned)
    }
}

fn floats(dtype: Dtype, data: &[u8]) -> Result<Vec<f32>> {
    Ok(match dtype {
        Dtype::F32 => data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
        Dtype::F16 => data.chunks_exact(2).map(|b| half::f16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
        Dtype::I64 => data
            .chunks_exact(8)
            .map(|b| i64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]) as f32)
            .collect(),
        Dtype::U8 | Dtype::BOOL => data.iter().map(|&b| f32::from(b)).collect(),
        other => bail!("a tensor of {other:?}"),
    })
}
