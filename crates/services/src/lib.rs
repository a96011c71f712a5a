//! Features that outlive a call. Each is a pure engine with its store behind a port.

mod database;
mod music_on_hold;
mod parking;

pub use database::{Database, DatabaseChange};
pub use music_on_hold::{Mode, MusicClass, MusicClasses, Sort};
pub use parking::{LotFeatures, LotSettings, NotParked, Parked, Parking, ParkingSettings};
