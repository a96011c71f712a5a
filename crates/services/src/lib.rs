//! Features that outlive a call. Each is a pure engine with its store behind a port.

mod database;

pub use database::{Database, DatabaseChange};
