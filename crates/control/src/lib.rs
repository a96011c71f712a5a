//! Protocol adapters over streams handed to them; they decide nothing.

pub mod ami;
pub mod cli;
pub mod http;
pub mod programs;
