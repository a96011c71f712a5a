//! One console's own state: how much it wants to see, and what a typed line does to it.

use call::{Event, LogLevel};

use super::line::level_change;
use super::{Ask, End, Exchange, LogStamp, Reply, execute, log_line, printable, verbose_line};

/// A console that somebody is connected to.
#[derive(Clone, Debug)]
pub struct Terminal {
    verbosity: u8,
    /// Somebody watches it; otherwise it is there for one command and shows no events.
    watched: bool,
    over: bool,
}

impl Terminal {
    /// A console that shows events, verbose text up to this level.
    pub fn watching(verbosity: u8) -> Self {
        Self {
            verbosity,
            watched: true,
            over: false,
        }
    }

    /// A console for commands only. It has no verbosity of its own: `core set verbose` sets that of
    /// the exchange.
    pub fn unwatched() -> Self {
        Self {
            verbosity: 0,
            watched: false,
            over: false,
        }
    }

    /// Runs a line. The text of the answer is safe to print; what it asks of the terminal is done.
    pub fn handle(&mut self, exchange: &mut dyn Exchange, line: &str) -> Reply {
        let mut reply = execute(exchange, line);
        match reply.ask {
            Some(Ask::Quit) => self.over = true,
            Some(Ask::SetVerbosity { level, at_least }) => {
                reply
                    .text
                    .push_str(&self.set_verbosity(exchange, level, at_least));
            }
            None => {}
        }
        reply.text = printable(&reply.text);
        reply
    }

    /// The verbose level that events are wanted for; `None` when no events are shown.
    pub fn verbosity(&self) -> Option<u8> {
        self.watched.then_some(self.verbosity)
    }

    /// It was told to end.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The line that an event is shown as here, with its line end; `None` when it is not shown.
    pub fn shows(&self, event: &Event, stamp: &LogStamp<'_>) -> Option<String> {
        if !self.watched {
            return None;
        }
        let mut line = match event {
            Event::Verbose { level, text, .. } if *level <= self.verbosity => {
                verbose_line(*level, text)
            }
            Event::Log { level, text, .. } if *level > LogLevel::Debug => {
                log_line(*level, stamp, text)
            }
            _ => return None,
        };
        line.push('\n');
        Some(line)
    }

    fn set_verbosity(&mut self, exchange: &mut dyn Exchange, level: u8, at_least: bool) -> String {
        let old = if self.watched {
            self.verbosity
        } else {
            exchange.verbosity()
        };
        let new = if at_least { level.max(old) } else { level };
        if self.watched {
            self.verbosity = new;
        } else {
            exchange.set_verbosity(new);
        }
        level_change("Console verbose", old, new)
    }
}

impl From<&Reply> for super::wire::Status {
    fn from(reply: &Reply) -> Self {
        match reply.end {
            _ if reply.ask == Some(Ask::Quit) => Self::Quit,
            End::Done => Self::Done,
            End::Failed | End::Misused => Self::Failed,
            End::NotYet => Self::NotYet,
        }
    }
}

#[cfg(test)]
mod tests;
