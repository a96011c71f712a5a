//! The `.conf` language: text to a tree with spans, trees to typed values, faults with file, line and
//! column. No option's meaning lives here.

mod acl;
mod choices;
mod conf_value;
mod files;
mod glob;
mod help;
mod load;
mod options;
mod problem;
mod span;
mod syntax;
mod tree;

pub use acl::{Acl, Network};
pub use conf_value::{
    FromConf, Keyed, Milliseconds, Port, Repeated, Seconds, Setting, is_no, is_yes,
};
pub use files::{FileError, Files, MemoryFiles};
pub use glob::{glob_matches, has_wildcards};
pub use help::{option_help, table_help};
pub use load::{LoadOptions, Loaded, load, load_if_present};
#[doc(hidden)]
pub use options::merge_or_salvage;
pub use options::{OptionDoc, OptionTable, TableDoc};
pub use problem::{Problem, Severity, condense, nearest};
pub use span::Span;
pub use tree::{Entry, Section, Tree};

#[cfg(test)]
mod tests;
