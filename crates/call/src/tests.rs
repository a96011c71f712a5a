//! Whole calls in virtual time, with drivers and media that do as a test says.

mod applications;
mod chaos;
mod dialling;
mod local;
mod orders;
mod pictures;
mod states;
mod steps;
mod switches;
mod talking;
mod transfers;
mod world;
