//! Blue Rider: a desktop art studio that runs the Kandinsky family of text-to-image models natively.
//!
//! [`studio`] is what the artist owns, without a window; [`ui`] draws it; [`cli`] does the same jobs without a window.

pub mod cli;
mod fonts;
pub mod locale;
pub mod studio;
pub mod ui;
pub mod wording;

pub use cli::run;
