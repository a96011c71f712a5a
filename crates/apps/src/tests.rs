//! Scenarios: whole calls through the dialplan, in virtual time, with a fake leg and fake media.

mod basic;
mod databases;
mod dial;
mod dial_options;
mod documents;
mod expressions;
mod flow;
mod functions;
pub(crate) mod harness;
mod macros;
mod media;
mod menus;
mod old;
mod others;
mod outside;
mod parking;
mod programs;
mod read;
mod security;
mod tables;
mod web;
mod wires;
