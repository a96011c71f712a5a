//! Cuts a byte stream (TCP, TLS) into messages. Holds a bounded number of bytes.

use super::parse::frame;
use super::{FaultKind, Framing, MAX_MESSAGE_BYTES, Message, ParseFault, parse};

/// Collects the bytes of one connection.
#[derive(Debug, Default)]
pub struct StreamReader {
    buffer: Vec<u8>,
    /// Bytes of `buffer` that were taken out already; gone with the next push, so that a flood
    /// of tiny items does not move the rest each time.
    taken: usize,
    /// Bytes after `taken` in which no end of headers was found yet.
    searched: usize,
    /// Length of the message in front, once its headers are complete.
    wanted: Option<usize>,
    /// A lone CRLF was just reported; another makes it a ping.
    half_ping: bool,
    broken: bool,
}

/// What a stream brought.
#[derive(Clone, Debug)]
pub enum StreamItem {
    /// A message.
    Message(Message),
    /// CRLF CRLF: answer with one CRLF (RFC 5626 §3.5.1).
    Ping,
    /// The answer to our own ping.
    Pong,
}

impl StreamReader {
    /// A reader for a new connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds received bytes. Take all items out after each call.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.broken {
            self.buffer.drain(..self.taken);
            self.taken = 0;
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// Whether a fault left the stream out of step; the connection must be closed.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The next complete item; `None` until more bytes come.
    #[expect(
        clippy::should_implement_trait,
        reason = "more items may follow a None"
    )]
    pub fn next(&mut self) -> Option<Result<StreamItem, ParseFault>> {
        if self.broken {
            return None;
        }
        if let Some(keep_alive) = self.take_line_ends() {
            return Some(Ok(keep_alive));
        }
        let wanted = match self.wanted_length()? {
            Ok(wanted) => wanted,
            Err(kind) => return Some(Err(self.give_up(kind))),
        };
        if self.unread().len() < wanted {
            return None;
        }
        let parsed = parse(&self.unread()[..wanted], Framing::Stream);
        self.consume(wanted);
        if let Err(fault) = &parsed
            && fault.ends_stream()
        {
            self.stop();
        }
        Some(parsed.map(StreamItem::Message))
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.taken..).unwrap_or(&[])
    }

    /// Takes line ends before a message; one or two of them are a keep-alive.
    fn take_line_ends(&mut self) -> Option<StreamItem> {
        loop {
            if self.unread().starts_with(b"\r\n\r\n") {
                self.consume(4);
                self.half_ping = false;
                return Some(StreamItem::Ping);
            }
            if self.unread().starts_with(b"\r\n") && self.unread().get(2) != Some(&b'\r') {
                self.consume(2);
                let ping = self.half_ping;
                self.half_ping = !ping && self.unread().is_empty();
                return Some(if ping {
                    StreamItem::Ping
                } else {
                    StreamItem::Pong
                });
            }
            match self.unread().first() {
                Some(b'\n' | 0) => self.consume(1),
                _ => return None,
            }
        }
    }

    /// The length of the message in front, or why it can have none.
    fn wanted_length(&mut self) -> Option<Result<usize, FaultKind>> {
        if let Some(wanted) = self.wanted {
            return Some(Ok(wanted));
        }
        let Some(head) = self.head_length() else {
            self.searched = self.unread().len().saturating_sub(3);
            let too_large = self.unread().len() > MAX_MESSAGE_BYTES;
            return too_large.then_some(Err(FaultKind::TooLarge));
        };
        let wanted = match frame(&self.unread()[..head]) {
            Ok(body) => head.saturating_add(body),
            Err(kind) => return Some(Err(kind)),
        };
        if wanted > MAX_MESSAGE_BYTES {
            return Some(Err(FaultKind::TooLarge));
        }
        self.half_ping = false;
        self.wanted = Some(wanted);
        Some(Ok(wanted))
    }

    /// Up to and with the empty line.
    fn head_length(&self) -> Option<usize> {
        let unsearched = self.unread().get(self.searched..)?;
        memchr::memchr_iter(b'\n', unsearched).find_map(|at| match &unsearched[at + 1..] {
            [b'\n', ..] => Some(self.searched + at + 2),
            [b'\r', b'\n', ..] => Some(self.searched + at + 3),
            _ => None,
        })
    }

    /// Out of step: reports what can be said about the message in front.
    fn give_up(&mut self, kind: FaultKind) -> ParseFault {
        let head = self.head_length().unwrap_or(0).min(MAX_MESSAGE_BYTES);
        let partial = match parse(&self.unread()[..head], Framing::Stream) {
            Err(fault) => fault.partial,
            Ok(Message::Request(request)) => Some(Box::new(request)),
            Ok(Message::Response(_)) => None,
        };
        self.stop();
        ParseFault {
            at: head,
            kind,
            partial,
        }
    }

    fn stop(&mut self) {
        self.broken = true;
        self.buffer = Vec::new();
        self.taken = 0;
    }

    fn consume(&mut self, bytes: usize) {
        self.taken += bytes;
        self.searched = 0;
        self.wanted = None;
    }
}
