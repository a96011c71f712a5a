//! Events as the manager interface tells them: names, fields and order are Asterisk's.

mod bridges;
mod channels;
mod conferences;
mod others;
mod parking;
mod queues;
mod transfers;

use call::Picture;

use super::Classes;
use super::message::Block;
use crate::programs::News;

pub(crate) use channels::{put_channel, shown_name};
pub(crate) use parking::{parked_name, put_space};
pub(crate) use queues::device_number;

/// An event for programs.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// Who may hear it.
    pub(crate) classes: Classes,
    /// Its lines, without privilege and time stamp.
    pub(crate) block: Block,
}

impl Told {
    fn new(name: &'static str, classes: Classes) -> Self {
        Self {
            classes,
            block: Block::new("Event", name),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.block.add(name, value);
        self
    }
}

/// The events that a piece of news makes: none, one, or several.
pub(crate) fn told(news: &News) -> Vec<Told> {
    match news {
        News::Pictured(picture) => of_picture(picture),
        News::Told(event) => others::of_driver(event).into_iter().collect(),
    }
}

fn of_picture(picture: &Picture) -> Vec<Told> {
    let events = channels::told(picture).into_iter();
    let events = events.chain(bridges::told(picture));
    let events = events.chain(queues::told(picture));
    let events = events.chain(parking::told(picture));
    let events = events.chain(transfers::told(picture));
    let events = events.chain(conferences::told(picture));
    events.chain(others::told(picture)).collect()
}

/// `FullyBooted`, which every log-in hears.
pub(crate) fn fully_booted(facts: &crate::cli::Facts) -> Told {
    Told::new("FullyBooted", Classes::SYSTEM)
        .with("Uptime", facts.uptime.as_secs().to_string())
        .with("LastReload", facts.since_reload.as_secs().to_string())
        .with("Status", "Fully Booted")
}

/// A hang-up's cause in words.
pub(crate) fn cause_text(cause: call::HangupCause) -> &'static str {
    cause.text()
}
