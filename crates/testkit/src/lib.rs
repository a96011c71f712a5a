//! Tests in the words of telephony: worlds, phones, ears. The same scenario runs in virtual time and
//! against the real program.

mod clock;
mod lan;
mod names;
mod net;
mod phone;
pub mod scenarios;
mod sounds;
mod subject;
#[cfg(test)]
mod tests;
mod universe;
mod world;

pub use net::Conditions;
pub use phone::{Ending, Manner, Phone, Record, Setup, Subscriber};
pub use sounds::{pitch_of, pitch_of_music};
pub use world::{Dialect, Subject, World};
