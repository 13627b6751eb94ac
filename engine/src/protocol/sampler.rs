//! The samplers by name, as recipes and the command line have them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which scheduler takes the decoder's steps. All of them read the checkpoint's own settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampler {
    /// What the checkpoint was published with.
    #[default]
    Ddpm,
    /// DDIM without fresh noise.
    Ddim,
    /// PLMS.
    Plms,
    /// DPM-Solver++ 2M.
    DpmSolver,
    /// DPM-Solver++ 2M at the noise levels of Karras et al.
    DpmSolverKarras,
    /// Euler.
    Euler,
    /// Euler, ancestral.
    EulerAncestral,
    /// UniPC.
    #[serde(rename = "unipc")]
    UniPc,
    /// The four steps of Kandinsky 3.1 Flash.
    Flash,
}

impl Sampler {
    /// All samplers, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Ddpm,
        Self::Ddim,
        Self::Plms,
        Self::DpmSolver,
        Self::DpmSolverKarras,
        Self::Euler,
        Self::EulerAncestral,
        Self::UniPc,
        Self::Flash,
    ];

    /// Its name in recipes and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ddpm => "ddpm",
            Self::Ddim => "ddim",
            Self::Plms => "plms",
            Self::DpmSolver => "dpm-solver",
            Self::DpmSolverKarras => "dpm-solver-karras",
            Self::Euler => "euler",
            Self::EulerAncestral => "euler-ancestral",
            Self::UniPc => "unipc",
            Self::Flash => "flash",
        }
    }

    /// Its name as papers write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ddpm => "DDPM",
            Self::Ddim => "DDIM",
            Self::Plms => "PLMS",
            Self::DpmSolver => "DPM-Solver++ 2M",
            Self::DpmSolverKarras => "DPM-Solver++ 2M Karras",
            Self::Euler => "Euler",
            Self::EulerAncestral => "Euler ancestral",
            Self::UniPc => "UniPC",
            Self::Flash => "Flash",
        }
    }
}

impl fmt::Display for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Sampler {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|s| s.name() == text)
            .ok_or_else(|| format!("no sampler {text:?}; there are {}", names()))
    }
}
