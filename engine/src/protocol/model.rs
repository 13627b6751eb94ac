//! Which model paints, and which generator its seed is for.

use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which model paints.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The small model that the binary carries.
    Etude,
    /// A checkpoint in the public layout.
    Folder {
        /// The decoder's folder.
        decoder: PathBuf,
        /// The prior's folder; `None` looks beside the decoder's.
        prior: Option<PathBuf>,
    },
}

/// Which generator the seed is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rng {
    /// `torch.Generator("cpu")`.
    #[default]
    TorchCpu,
    /// `torch.Generator("cuda")`.
    TorchCuda,
}

impl FromStr for Rng {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "torch-cpu" => Ok(Self::TorchCpu),
            "torch-cuda" => Ok(Self::TorchCuda),
            _ => Err(format!("no generator {text:?}; there are torch-cpu, torch-cuda")),
        }
    }
}
