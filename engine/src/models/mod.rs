//! Networks only: no files, no schedulers, no prompts. One module tree a network, each mirroring the key tree of its
//! checkpoint, each in burn's shape: config → `init` → `forward`.

pub mod autoencoder;
pub mod clip;
pub mod conditioning;
pub mod layers;
mod limits;
mod network_config;
pub mod one_or_each;
pub mod prior;
pub mod t5;
pub mod unet;
pub mod unet3;
pub mod unets;
pub mod xlm_roberta;

pub use self::network_config::NetworkConfig;
