//! The console: one command a file, one list, served to any terminal that `starling` hands over.

mod exchange;

pub use exchange::{Exchange, Facts, Stop};
