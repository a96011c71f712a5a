//! Features that outlive a call. Each is a pure engine with its store behind a port.

mod database;
mod music_on_hold;

pub use database::{Database, DatabaseChange};
pub use music_on_hold::{Mode, MusicClass, MusicClasses, Sort};
