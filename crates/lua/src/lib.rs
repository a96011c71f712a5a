//! `extensions.lua`: a dialplan as a table of Lua functions, run by the same scripts as any other.
//! An application that is called from Lua suspends the program until it has ended.

mod load;
mod machine;
mod run;

pub use load::{Loaded, Program, load};
pub use run::{Programs, SWITCHES};

/// Who makes what Lua says.
const REGISTRAR: &str = "pbx_lua";

#[cfg(test)]
mod tests;
