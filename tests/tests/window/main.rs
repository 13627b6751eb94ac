//! The studio in a window that no screen shows: rooms are driven by their accessible names, and looked at pixel by
//! pixel.

mod blend_room;
mod boards;
mod column;
mod experiments_room;
mod kept_recipes;
mod known_words;
mod models_room;
mod panels;
mod prompt_help;
mod robustness;
mod rooms;
mod sizes;
mod snapshots;
mod supervision;
mod unsaved;
mod work_loop;
