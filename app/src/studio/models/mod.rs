//! Models: which there are in the world, which are on this computer, and how one gets here.

pub mod access_token;
pub mod catalogue;
pub mod downloads;
pub mod folder;
mod found;
pub mod import;
pub mod manager;
pub mod remove;

pub use self::found::{Found, known, model_name, named};
