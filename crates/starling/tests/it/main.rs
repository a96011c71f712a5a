//! The program as its users meet it: the real binary, real phones, real sockets on the loopback address.
//! Every test has a folder and ports of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "everything here is a test, what the tests share as well"
)]

mod agi;
mod clock;
mod contacts;
mod databases;
mod demo;
mod dialplans;
mod exchange;
mod figures;
mod folder;
mod hostile;
mod operations;
mod postgres;
mod reloading;
mod samples;
mod service;
mod sipp;
mod softphone;
mod terminal;
mod voice;
mod wire_phone;
