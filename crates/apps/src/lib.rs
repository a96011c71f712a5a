//! Applications and functions of the dialplan: thin scripts, one file each, in two lists that also
//! document them.

#[macro_use]
mod options;

mod agi;
mod applications;
mod functions;
mod json;
mod md5;
mod numbers;
mod old;
mod places;
mod recordings;
pub mod say;
mod sending;
mod switches;
#[cfg(test)]
mod tests;
pub mod time;
mod voicemail;

pub use applications::APPLICATIONS;
pub use functions::FUNCTIONS;
pub use switches::SWITCHES;

/// All of them, ready for a switchboard.
pub fn registry() -> call::script::Registry {
    call::script::Registry::new(APPLICATIONS, FUNCTIONS).with_switches(SWITCHES)
}

/// The same, with the functions that `func_odbc.conf` makes.
pub fn registry_with(functions: &services::OdbcFunctions) -> call::script::Registry {
    registry().with_functions(&functions::made(functions))
}
