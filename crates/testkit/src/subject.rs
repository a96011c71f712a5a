//! The exchange of a world: the real rooms in virtual time, or the real program.

pub(crate) mod files;
mod simulated;
mod spawned;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Instant;

use crate::net::{Arrival, Order};
use crate::sounds::Sounds;
pub(crate) use simulated::Simulated;
pub(crate) use spawned::{Spawned, free_port};

/// Everything an exchange is started with.
pub(crate) struct Installation {
    /// Where it is.
    pub(crate) ip: IpAddr,
    /// Its SIP port.
    pub(crate) port: u16,
    /// Configuration files by name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Prompts.
    pub(crate) sounds: Sounds,
    /// Names that lead somewhere.
    pub(crate) hosts: BTreeMap<String, IpAddr>,
}

/// An exchange of either kind.
pub(crate) enum Exchange {
    /// The rooms, without sockets.
    Simulated(Box<Simulated>),
    /// The program.
    Spawned(Spawned),
}

impl Exchange {
    pub(crate) fn arrival(&mut self, now: Instant, arrival: Arrival) {
        match self {
            Self::Simulated(exchange) => exchange.arrival(now, arrival),
            Self::Spawned(_) => {}
        }
    }

    pub(crate) fn tick(&mut self, now: Instant) {
        match self {
            Self::Simulated(exchange) => exchange.tick(now),
            Self::Spawned(_) => {}
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        match self {
            Self::Simulated(exchange) => exchange.next_deadline(),
            Self::Spawned(_) => None,
        }
    }

    pub(crate) fn orders(&mut self) -> Vec<Order> {
        match self {
            Self::Simulated(exchange) => exchange.orders(),
            Self::Spawned(_) => Vec::new(),
        }
    }

    /// What it logged, for the message of a failed test.
    pub(crate) fn log(&self) -> Vec<(Instant, String)> {
        match self {
            Self::Simulated(exchange) => exchange.log.clone(),
            Self::Spawned(exchange) => exchange.log(),
        }
    }

    /// What is left of calls; empty when nothing is.
    pub(crate) fn leftovers(&mut self) -> Vec<String> {
        match self {
            Self::Simulated(exchange) => exchange.leftovers(),
            Self::Spawned(exchange) => exchange.leftovers(),
        }
    }

    /// Reads its configuration again, after these files have changed.
    pub(crate) fn reload(&mut self, now: Instant, files: BTreeMap<String, Vec<u8>>) {
        match self {
            Self::Simulated(exchange) => exchange.reload(now, files),
            Self::Spawned(exchange) => exchange.reload(&files),
        }
    }

    /// What is in a file that it wrote: below its spool folder (`monitor/a.wav`), or below its data
    /// folder (`sounds/a.wav`).
    pub(crate) fn file(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Simulated(exchange) => {
                let places = [simulated::SPOOL_FOLDER, simulated::DATA_FOLDER];
                let mut places = places.iter().map(|folder| format!("{folder}/{path}"));
                places.find_map(|path| exchange.file(&path))
            }
            Self::Spawned(exchange) => exchange.file(path),
        }
    }

    /// The mails that it sent, or would send.
    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Simulated(exchange) => exchange.mails(),
            Self::Spawned(exchange) => exchange.mails(),
        }
    }

    /// Commands of the shell that it would have run; `None` where they were run.
    pub(crate) fn commands(&self) -> Option<Vec<String>> {
        match self {
            Self::Simulated(exchange) => Some(exchange.commands.clone()),
            Self::Spawned(_) => None,
        }
    }

    /// What a console command prints; only the real program has a console.
    pub(crate) fn console(&mut self, command: &str) -> Option<String> {
        match self {
            Self::Simulated(_) => None,
            Self::Spawned(exchange) => Some(exchange.console(command)),
        }
    }
}
