//! The record on its way out: tables and pages to look at, and the tools that teams compare runs with, Weights &
//! Biases, TensorBoard and Trackio, in files of theirs, without a network and without Python.
//!
//! Each writes the same thing: [`gallery::Run`](super::gallery::Run)s with their parameters, and the bytes of the
//! pictures' files.

pub mod csv;
pub mod export;
pub mod html;
pub mod picture;
mod progress;
pub mod tensorboard;
pub mod tracker;
pub mod trackio;
pub mod wandb;
