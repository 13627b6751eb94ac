//! Which device a person wants: `auto`, `cpu`, `gpu` or `gpu:N`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which device to paint on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DevicePreference {
    /// The most capable hardware adapter, a discrete card before an integrated one; else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The adapter of this number in the list of [`super::adapters`]; without a number, the most capable one.
    Gpu(Option<usize>),
}

impl std::str::FromStr for DevicePreference {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "auto" => Ok(Self::Auto),
            None if text == "cpu" => Ok(Self::Cpu),
            None if text == "gpu" => Ok(Self::Gpu(None)),
            Some(("gpu", number)) => {
                number.parse().map(|n| Self::Gpu(Some(n))).map_err(|_| format!("{number:?} is no adapter's number"))
            }
            _ => Err(format!("{text:?} is no device; say auto, cpu, gpu or gpu:N")),
        }
    }
}

impl fmt::Display for DevicePreference {
    /// As it is parsed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Gpu(None) => f.write_str("gpu"),
            Self::Gpu(Some(n)) => write!(f, "gpu:{n}"),
        }
    }
}
