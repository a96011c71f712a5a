//! The server's side of one console: bytes from its socket in, bytes for its socket out.

use call::Event;

use super::wire::{Frame, Greeting, Request, RequestReader, Status};
use super::{Exchange, Facts, LogStamp, Terminal, complete};

/// One console that is connected. Write `outgoing` whenever the socket takes it; close the socket
/// when `is_over` and nothing is left to write.
#[derive(Clone, Debug)]
pub struct Connection {
    reader: RequestReader,
    terminal: Terminal,
    outgoing: Vec<u8>,
    /// How much of `outgoing` is written already.
    written: usize,
    /// Events that were left out because the console does not read.
    lost: u64,
    over: bool,
    /// What is asked again when that reading of the files is over; nothing else is done before.
    held: Option<(Request, u64)>,
    /// The console has sent its last while something was held.
    last_came: bool,
}

impl Connection {
    /// A fresh connection; the greeting waits to be sent.
    pub fn new(facts: &Facts) -> Self {
        let (host, pid, version) = (facts.host.clone(), facts.pid, facts.version.clone());
        let greeting = Greeting { host, pid, version };
        Self {
            reader: RequestReader::default(),
            terminal: Terminal::unwatched(),
            outgoing: greeting.encode().into_bytes(),
            written: 0,
            lost: 0,
            over: false,
            held: None,
            last_came: false,
        }
    }

    /// Bytes came from the console: runs every command that is complete.
    pub fn received(&mut self, exchange: &mut dyn Exchange, bytes: &[u8]) {
        self.reader.push(bytes);
        while !self.over && self.held.is_none() {
            match self.reader.next_request() {
                Ok(Some(request)) => self.answer(exchange, request),
                Ok(None) => return,
                Err(fault) => {
                    let text = format!("{fault}\n");
                    self.send(&Frame::Output(text));
                    self.over = true;
                }
            }
        }
    }

    /// The console sends nothing more. A last command without line end is still run.
    pub fn ended(&mut self, exchange: &mut dyn Exchange) {
        if !self.over
            && let Some(request) = self.reader.rest()
        {
            self.answer(exchange, request);
        }
        self.last_came = true;
        self.over |= self.held.is_none();
    }

    /// A reading of the files is over: what waited for it is asked again.
    pub fn resume(&mut self, exchange: &mut dyn Exchange, reading: u64) {
        if let Some((request, _)) = self.held.take_if(|(_, wanted)| *wanted <= reading) {
            self.answer(exchange, request);
            self.over |= self.last_came && self.held.is_none();
        }
    }

    /// It waits for a reading of the files; nothing more is to be read from it until then.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Shows an event, if this console wants it and reads what it is sent.
    pub fn show(&mut self, event: &Event, stamp: &LogStamp<'_>) {
        let Some(mut line) = self.terminal.shows(event, stamp) else {
            return;
        };
        if self.outgoing.len() > MOST_WAITING_EVENTS {
            self.lost += 1;
            return;
        }
        if self.lost > 0 {
            line = format!(
                "({} lines are missing: this console was too slow)\n{line}",
                self.lost
            );
            self.lost = 0;
        }
        self.send(&Frame::Event(line));
    }

    /// The verbose level that events are wanted for; `None` when no events are shown.
    pub fn verbosity(&self) -> Option<u8> {
        self.terminal.verbosity()
    }

    /// What is to be written next.
    pub fn outgoing(&self) -> &[u8] {
        &self.outgoing[self.written..]
    }

    /// So many bytes of `outgoing` were written.
    pub fn sent(&mut self, count: usize) {
        self.written = (self.written + count).min(self.outgoing.len());
        if self.written == self.outgoing.len() {
            self.outgoing.clear();
            self.written = 0;
        } else if self.written > COMPACT_AT {
            self.outgoing.drain(..self.written);
            self.written = 0;
        }
    }

    /// No more is to be read; close it when `outgoing` is empty.
    pub fn is_over(&self) -> bool {
        self.over
    }

    fn answer(&mut self, exchange: &mut dyn Exchange, request: Request) {
        match request {
            Request::Hello {
                verbosity,
                watching: true,
            } => {
                self.terminal = Terminal::watching(verbosity);
            }
            Request::Hello {
                watching: false, ..
            } => self.terminal = Terminal::unwatched(),
            Request::Execute(line) => {
                let reply = self.terminal.handle(exchange, &line);
                if let Some(reading) = exchange.take_awaited() {
                    self.held = Some((Request::Execute(line), reading));
                    return;
                }
                if !reply.text.is_empty() {
                    self.send(&Frame::Output(reply.text.clone()));
                }
                self.send(&Frame::Done(Status::from(&reply)));
            }
            Request::Complete(line) => self.send(&Frame::Names(complete(exchange, &line))),
            Request::Plain {
                command,
                then_close,
            } => {
                if !EXPECTED_OF_ASTERISK
                    .iter()
                    .any(|said| command.starts_with(said))
                {
                    let reply = self.terminal.handle(exchange, &command);
                    if let Some(reading) = exchange.take_awaited() {
                        let request = Request::Plain {
                            command,
                            then_close,
                        };
                        self.held = Some((request, reading));
                        return;
                    }
                    self.outgoing.extend_from_slice(reply.text.as_bytes());
                }
                self.over |= then_close;
            }
        }
        self.over |= self.terminal.is_over() || self.outgoing.len() > MOST_WAITING;
    }

    fn send(&mut self, frame: &Frame) {
        self.outgoing.extend(frame.encode());
    }
}

/// What Asterisk's own client says of itself before its user says anything.
const EXPECTED_OF_ASTERISK: &[&str] = &[
    "logger mute",
    "core set verbose atleast",
    "core set debug atleast",
];
/// Bytes: a console that is behind by more gets no events until it has caught up.
const MOST_WAITING_EVENTS: usize = 1024 * 1024;
/// Bytes: a console that asks for more than this without reading it is closed.
const MOST_WAITING: usize = 64 * 1024 * 1024;
const COMPACT_AT: usize = 64 * 1024;

#[cfg(test)]
mod tests;
