//! The studio without a window: what it keeps, and what it loses where it is killed.

mod attacks;
mod experiments;
mod fetch;
mod gallery;
mod import;
mod kill;
mod presets;
mod queue;
mod session;
mod starts;
mod stored;
mod tracking;
