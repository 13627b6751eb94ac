//! The engine of Blue Rider: the Kandinsky family of text-to-image models on [burn].
//!
//! The app talks to it through [`protocol`] and [`worker`] alone; tests and benchmarks also reach the parts beneath.
//! See `ARCHITECTURE.md` for the map and for which way dependencies point.

pub mod bench;
pub mod checkpoint;
pub mod device;
pub mod error;
pub mod files;
pub mod hub;
pub mod kernels;
pub mod memory;
pub mod models;
pub mod picture;
pub mod pipelines;
pub mod precision;
pub mod protocol;
pub mod rng;
pub mod schedulers;
pub mod self_test;
pub mod storage;
pub mod text;
pub mod untrusted;
pub mod worker;
