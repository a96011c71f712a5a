//! The extensions.conf language: contexts, patterns, priorities, `${}` substitution and `$[]`
//! expressions. It finds and describes steps; running them is someone else's business.

pub mod arguments;
pub mod times;

mod location;

pub use location::Location;
