//! Protocol adapters over streams handed to them; they decide nothing.

pub mod cli;
