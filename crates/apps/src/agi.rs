//! AGI: a program outside tells a call what to do, line by line, and hears what came of it.

mod command_line;
mod commands;
mod dialogue;
mod greeting;
mod order;
mod playing;
mod saying;
#[cfg(test)]
mod tests;

pub(crate) use dialogue::{Dialogue, Over};
pub(crate) use greeting::greeting;
pub(crate) use order::{Order, Place};
