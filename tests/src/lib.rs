//! What the tests share: an engine to drive, fixture roots and their cases, comparisons, and small pictures to look at.

pub mod bench;
pub mod compare;
pub mod etude_eval;
pub mod events;
pub mod fixtures;
pub mod fuzz;
pub mod hub_server;
pub mod memory;
pub mod studio_hands;
pub mod studio_window;
pub mod tracking_clients;
pub mod worded;
