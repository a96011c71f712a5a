//! Features that outlive a call. Each is a pure engine with its store behind a port.

mod agi;
pub mod cdr;
pub mod conference;
mod data_sources;
mod database;
mod features;
mod follow_me;
mod music_on_hold;
pub mod odbc;
mod parking;
pub mod queue;
pub mod realtime;
mod speech;
pub mod spool;
pub mod sql;
pub mod voicemail;

pub use agi::{AGI_COMMANDS, AgiCommand, find_agi_command};
pub use conference::{ConferenceSettings, Conferences};
pub use data_sources::{DataSources, Sources, query};
pub use database::{Database, DatabaseChange};
pub use features::codes as feature_codes;
pub use follow_me::{FollowMeProfiles, Person, follow_me_people};
pub use music_on_hold::{Mode, MusicClass, MusicClasses, Sort};
pub use odbc::{OdbcFunction, OdbcFunctions};
pub use parking::{LotFeatures, LotSettings, NotParked, Parked, Parking, ParkingSettings};
pub use realtime::Realtime;
pub use speech::{SpeechEngine, Spoken, quoted};
pub use spool::{CallFile, Spool, SpoolOrder};
pub use sql::{SqlConnection, SqlConnections, SqlSource};
