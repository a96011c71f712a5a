//! The node in virtual time: alone at a bench, and two of them over a net that loses packets.

mod bench;
mod calling;
mod dialling;
mod forking;
mod locating;
mod losing;
mod net;
mod noise;
mod refusing;
mod reliable;
mod streams;
