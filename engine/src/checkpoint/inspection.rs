//! What a folder is, and which parts of a checkpoint it has, before anything is loaded.

use std::path::Path;

use super::layouts;
use super::network::Network;
use super::part::PartState;
use crate::error::Result;
use crate::protocol::System;

/// What a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The system.
    pub system: System,
    /// Its parts, in the order in which a picture needs them.
    pub parts: Vec<PartState>,
    /// Bytes of its weights, as far as they are there.
    pub bytes: u64,
    /// Channels that its UNet reads, where its settings can be read.
    channels: Option<usize>,
}

impl Inspection {
    /// Looks at the checkpoint in `decoder`, with the prior in `prior` or beside it.
    ///
    /// # Errors
    /// Where there is no folder, it is no Kandinsky or only the prior of one, or its settings cannot be read.
    pub fn of(decoder: &Path, prior: Option<&Path>) -> Result<Self> {
        let checkpoint = layouts::open(decoder, prior)?;
        let channels = checkpoint.unet_config(Network::UNet).ok().map(|config| config.in_channels());
        Ok(Self { system: checkpoint.system(), parts: checkpoint.parts(), bytes: checkpoint.bytes(), channels })
    }

    /// The name that the catalogue has for it. A decoder's further channels say what it reads beside latents.
    pub fn name(&self) -> String {
        let kind = match (self.system, self.channels) {
            (System::Kandinsky21 | System::Kandinsky22, Some(9)) => "-inpaint",
            (System::Kandinsky22, Some(8)) => "-depth",
            _ => "",
        };
        format!("{}{kind}", self.system.name())
    }

    /// True where all that words need is there.
    pub fn paints(&self) -> bool {
        self.parts.iter().all(|part| !part.needed || part.missing.is_empty())
    }
}
