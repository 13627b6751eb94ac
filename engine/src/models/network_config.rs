//! What every network's settings do: check themselves, name the checkpoint's keys, and make the network.

use burn::module::Module;
use burn::tensor::Device;
use serde::de::DeserializeOwned;

use crate::error::Result;

/// The settings of a network, as a checkpoint's `config.json` has them.
pub trait NetworkConfig: DeserializeOwned {
    /// The network.
    type Network: Module;

    /// Replacements, in their order, that make a checkpoint's key of a path in the network, where Rust fields cannot
    /// spell it.
    const KEY_RENAMES: &'static [(&'static str, &'static str)] = &[];

    /// Beginnings of keys that files carry and that the network does not read.
    const IGNORED_KEYS: &'static [&'static str] = &[];

    /// Refuses settings that no Kandinsky has.
    ///
    /// # Errors
    /// Where there are some.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The network, whose weights are not loaded yet. The settings are checked.
    fn init(&self, device: &Device) -> Self::Network;
}
