//! Applications and functions of the dialplan: thin scripts, one file each, in two lists that also
//! document them.

#[macro_use]
mod options;

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
#[cfg(test)]
mod tests;
pub mod time;

pub use applications::APPLICATIONS;
pub use functions::FUNCTIONS;

/// All of them, ready for a switchboard.
pub fn registry() -> call::script::Registry {
    call::script::Registry::new(APPLICATIONS, FUNCTIONS)
}
