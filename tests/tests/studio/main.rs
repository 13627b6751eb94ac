//! The studio without a window: what it keeps, and what it loses where it is killed.

mod attacks;
mod corpora;
mod disks;
mod environment;
mod experiments;
mod fetch;
mod film;
mod gallery;
mod import;
mod kill;
mod pictures_in;
mod presets;
mod queue;
mod random_hands;
mod session;
mod starts;
mod stored;
mod styles;
mod tracking;
