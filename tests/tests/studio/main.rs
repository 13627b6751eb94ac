//! The studio without a window: what it keeps, and what it loses where it is killed.

mod experiments;
mod fetch;
mod gallery;
mod import;
mod kill;
mod presets;
mod queue;
mod session;
mod stored;
mod tracking;
